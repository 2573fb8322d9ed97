"""Sheet 例子: a worked example as the rows of what it changes; what is said of it as a whole is on its first row."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from census_app.foundation.errors import BadInput
from census_app.rulebook.excel.drafts import Draft, Row, agreed, written_cell
from census_app.rulebook.excel.form import Form
from census_app.rulebook.excel.sheets.baseline import cell_value, value_cell
from census_app.rulebook.excel.sheets.rules import rule_of
from census_app.rulebook.excel.spelling import spelt
from census_app.rulebook.excel.tables import Cell, Faults, Record, Table
from census_app.rulebook.yaml_files.strict import Path

_ATTRIBUTES = ("name", "expect", "clauses", "as_of")
_NAMED = ("absent", "unreadable")
_KEYED = re.compile(r"([^\[\]]+)(?:\[([^\[\]]*)\])?")


def case_rows(rule: dict[str, Any], form: Form) -> Iterator[Row]:
    """The rows of a rule's cases; a case that changes nothing has one row."""
    sheet = form.sheets["cases"]
    for number, case in enumerate(rule.get("cases") or (), start=1):
        where = f"规则 {rule['id']} 的例子 {number}"
        head = {"rule": spelt(rule["id"]), "case": str(number)}
        about = {key: written_cell(sheet.column(key), case.get(key), form) for key in _ATTRIBUTES}
        for row in (*_changes(case, where),) or ({},):
            what = {"what": form.choices["what"][row["what"]]} if row else {}
            yield {**head, **about, **row, **what}
            about = {}


def _changes(case: dict[str, Any], where: str) -> Iterator[Row]:
    for field, value in (case.get("record") or {}).items():
        yield {"what": "record", "field": spelt(field), "value": value_cell(value, where)}
    yield from _members(case.get("peers") or (), {"what": "peers"}, where)
    for table, members in (case.get("related") or {}).items():
        if not members:
            yield {"what": "none", "table": spelt(table)}
        yield from _members(members, {"what": "related", "table": spelt(table)}, where)
    for what in _NAMED:
        for name in case.get(what) or ():
            yield {"what": what, "field": spelt(name)}
    for name, state in (case.get("links") or {}).items():
        yield {"what": "links", "field": spelt(name), "value": value_cell(state, where)}
    for name, value in (case.get("params") or {}).items():
        yield from _parameter(name, value, where)


def _members(members: Any, head: Row, where: str) -> Iterator[Row]:
    for number, member in enumerate(members, start=1):
        here = {**head, "nth": str(number)}
        if not member:
            yield here
        for field, value in member.items():
            yield {**here, "field": spelt(field), "value": value_cell(value, where)}


def _parameter(name: str, value: Any, where: str) -> Iterator[Row]:
    if not _KEYED.fullmatch(name) or "[" in name:
        raise BadInput(f"{where}的参数名“{name}”，Excel 表里放不下", "参数名只用汉字、字母、数字和下划线")
    keyed = value.items() if isinstance(value, dict) else [(None, value)]
    for key, inside in keyed:
        if key is not None and re.search(r"[\[\]]", key):
            raise BadInput(f"{where}的参数“{name}”的键“{key}”有方括号，Excel 表里放不下", "换一个键")
        field = spelt(name if key is None else f"{name}[{key}]")
        for number, one in enumerate(inside, start=1) if isinstance(inside, list) else [("", inside)]:
            yield {"what": "params", "field": field, "nth": str(number), "value": value_cell(one, where)}


def read_cases(table: Table, rules: dict[str, tuple[Draft, str]], faults: Faults) -> None:
    """Add each case to its rule, in the order of the numbers."""
    groups: dict[str, dict[int, list[Record]]] = {}
    for record in table.records:
        if record["case"].text and record["rule"].written:
            numbers = groups.setdefault(record["rule"].value(), {})
            numbers.setdefault(int(record["case"].text), []).append(record)
    for numbers in groups.values():
        first = next(iter(numbers.values()))[0]
        draft = rule_of(first, rules, faults)
        if draft is None:
            continue
        draft.places.setdefault(("cases",), first["case"].place)
        for number in sorted(numbers):
            _CaseReader(draft, numbers[number], faults).read()


class _CaseReader:
    """Puts one case together from its rows."""

    def __init__(self, draft: Draft, records: list[Record], faults: Faults) -> None:
        self._draft = draft
        self._records = records
        self._faults = faults
        cases = draft.raw.setdefault("cases", [])
        self._path: Path = ("cases", len(cases))
        self._case: dict[str, Any] = {}
        cases.append(self._case)
        self._members: dict[tuple[str, str], dict[int, dict[str, Any]]] = {}

    def read(self) -> None:
        self._draft.places[self._path] = self._records[0]["case"].place
        self._attributes()
        for record in self._records:
            self._change(record)
        for (what, table), members in self._members.items():
            ordered = [members[number] for number in sorted(members)]
            if what == "peers":
                self._case["peers"] = ordered
            else:
                self._case["related"][table] = ordered

    def _attributes(self) -> None:
        for key in _ATTRIBUTES:
            cell = agreed(self._records, key, self._faults, "例子")
            if cell is not None:
                value = [item for item, _place in cell.items()] if key == "clauses" else cell.value()
                self._case[key] = value
                self._draft.places[(*self._path, key)] = cell.place
        expected = self._records[0]["expect"]
        if "expect" not in self._case and not any(record["expect"].refused for record in self._records):
            self._faults.say(expected.place.file, f"缺少“{expected.place.header}”")

    def _change(self, record: Record) -> None:
        what = record["what"].text
        if not what:
            self._nothing_else(record)
        elif what == "record":
            self._put(self._case.setdefault("record", {}), record, record["field"].value(), ("record",))
        elif what in ("peers", "related"):
            self._member(what, record)
        elif what == "none":
            self._none(record)
        elif what in _NAMED:
            if self._needs(record["field"]):
                self._case.setdefault(what, []).append(record["field"].value())
        elif what == "links":
            self._put(self._case.setdefault("links", {}), record, record["field"].value(), ("links",))
        elif what == "params":
            self._parameter(record)

    def _nothing_else(self, record: Record) -> None:
        for key in ("table", "nth", "field", "value"):
            if record[key].written and not record["what"].refused:
                self._faults.say(record["what"].place.file, "写了要改的内容，没有选“改什么”")
                return

    def _needs(self, cell: Cell) -> bool:
        if not cell.written and not cell.refused:
            self._faults.say(cell.place.file, f"缺少“{cell.place.header}”")
        return cell.written

    def _put(self, fields: dict[str, Any], record: Record, name: str, path: Path) -> None:
        if not self._needs(record["field"]):
            return
        if name in fields:
            self._faults.say(record["field"].place.file, f"同一个例子里“{name[:30]}”写了两遍：删去一行，或改例子号")
        fields[name] = cell_value(record["value"])
        self._draft.places[(*self._path, *path, name)] = record["value"].place

    def _member(self, what: str, record: Record) -> None:
        if not self._needs(record["nth"]) or (what == "related" and not self._needs(record["table"])):
            return
        table = record["table"].value() if what == "related" else ""
        members = self._members.setdefault((what, table), {})
        if what == "related":
            related = self._case.setdefault("related", {})
            if related.setdefault(table, None) == []:
                self._faults.say(record["table"].place.file, f"“{table}”已经写了“没有记录”，不能再有第几条")
        number = int(record["nth"].text)
        member = members.setdefault(number, {})
        if record["field"].written or record["value"].written:
            self._put(member, record, record["field"].value(), (what, table, number))

    def _none(self, record: Record) -> None:
        if not self._needs(record["table"]):
            return
        related, table = self._case.setdefault("related", {}), record["table"].value()
        if table in related:
            self._faults.say(record["table"].place.file, f"“{table}”已经写过：“没有记录”不能和别的行一起")
        related[table] = []

    def _parameter(self, record: Record) -> None:
        if not self._needs(record["field"]):
            return
        found = _KEYED.fullmatch(record["field"].value())
        if found is None:
            self._faults.say(record["field"].place.file, "“换参数”写参数名，映射写作 周期[一级]")
            return
        name, key = found[1], found[2]
        parameters = self._case.setdefault("params", {})
        inside = parameters.setdefault(name, {}) if key is not None else parameters
        step = key if key is not None else name
        value = cell_value(record["value"])
        if not isinstance(inside, dict) or (step in inside and not record["nth"].written):
            self._faults.say(record["field"].place.file, f"参数“{name}”在同一个例子里写了两遍：删去一行")
        elif record["nth"].written:
            listed = inside.setdefault(step, [])
            if isinstance(listed, list):
                listed.append(value)
        else:
            inside[step] = value
        self._draft.places[(*self._path, "params", name)] = record["value"].place
