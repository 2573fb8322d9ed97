"""A rule's worked examples as whole little archives: the pack's baseline with what the case changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from pydantic import ValidationError

from census_app.dictionary.model import Dictionary, TableEntry
from census_app.foundation.errors import BadInput
from census_app.rulebook.language.lookup import Vocabulary
from census_app.rulebook.model import Case, LinkState, Pack, Parameter, Verdict
from census_app.rulebook.parameters import typed_parameter
from census_app.rulebook.resolved import ParameterValue, ResolvedRule
from census_app.rulebook.values import Value, typed_value
from census_app.rulebook.yaml_files.strict import Place

Row = dict[str, Value]
_MANY, _EACH = "例子有 {count} 处写得不对：", "按上面每一条改正后重试"


@dataclass(frozen=True)
class ResolvedCase:
    """One example.

    `tables` are all rows by table id and field id; the accused record is the first row of the rule's table,
    its peers follow. `absent` are tables (field None) or columns that count as not imported, `unreadable` fields
    of the accused record with that defect. `parameters` replace those of the rule. `as_of` None: the runner's day.
    `links` are tables of linked rows with what the comparison of the first row of their left table came to.
    `place` is where the case stands in the pack, `tariff.yaml:12` or `例子!C5`; empty when that is not known.
    """

    rule_id: str
    name: str
    expect: Verdict
    clauses: tuple[str, ...]
    tables: Mapping[str, tuple[Row, ...]]
    absent: tuple[tuple[str, str | None], ...] = ()
    unreadable: tuple[str, ...] = ()
    as_of: date | None = None
    parameters: Mapping[str, ParameterValue] = field(default_factory=dict)
    place: str = ""
    links: tuple[tuple[str, LinkState], ...] = ()


def resolve_baseline(pack: Pack, dictionary: Dictionary) -> dict[str, Row]:
    """The pack's clean record of each table, typed; raises `BadInput` naming what does not fit."""
    vocabulary = Vocabulary.of(dictionary)
    baseline: dict[str, Row] = {}
    for name, record in pack.baseline.items():
        table = _table(vocabulary, name, _baseline_place(pack, name, "") + "基准记录")
        baseline[table.id] = {}
        for field_name, text in record.items():
            where = f"{_baseline_place(pack, name, field_name)}基准记录 {table.rule_name}"
            baseline[table.id] |= _row(vocabulary, table, {field_name: text}, where)
    return baseline


def _baseline_place(pack: Pack, table: str, field_name: str) -> str:
    place = pack.locate_baseline(table, field_name)
    return f"{place.shown} " if place.line else ""


def resolve_cases(
    rule: ResolvedRule, baseline: Mapping[str, Row], dictionary: Dictionary, pack: Pack | None = None
) -> tuple[ResolvedCase, ...]:
    """The rule's cases in order; raises `BadInput` naming rule, case and fault of every case that does not fit.

    With the pack the refusal, and every case, also says where the case stands.
    """
    vocabulary = Vocabulary.of(dictionary)
    resolved = []
    faults: list[BadInput] = []
    for position, case in enumerate(rule.rule.cases):
        place = pack.locate(rule.id, ("cases", position)) if pack is not None else Place("", 0, 0)
        shown = place.shown if place.line else ""
        where = f"{shown} {rule.id} 例 {case.name or position + 1}".strip()
        try:
            resolved.append(replace(_resolved(vocabulary, rule, case, where, baseline), place=shown))
        except BadInput as error:
            faults.append(error)
    refuse_cases(faults)
    return tuple(resolved)


def case_faults(
    rule: ResolvedRule, baseline: Mapping[str, Row], dictionary: Dictionary
) -> Iterator[tuple[int, BadInput]]:
    """Position and fault of every case of the rule that does not fit its tables, fields, values or parameters."""
    vocabulary = Vocabulary.of(dictionary)
    for position, case in enumerate(rule.rule.cases):
        try:
            _resolved(vocabulary, rule, case, f"例 {case.name or position + 1}", baseline)
        except BadInput as fault:
            yield position, fault


def refuse_cases(faults: Sequence[BadInput]) -> None:
    """Raises `BadInput` with every fault on a line of its own; nothing when there is none."""
    if len(faults) > 1:
        told = [line for fault in faults for line in _told(fault)]
        raise BadInput(f"{_MANY.format(count=len(told))}\n" + "\n".join(f"  {line}" for line in told), _EACH)
    if faults:
        raise faults[0]


def _told(fault: BadInput) -> list[str]:
    """The lines of a refusal that may itself be of several."""
    if fault.advice == _EACH:
        return [line.strip() for line in fault.message.splitlines()[1:]]
    return [f"{fault.message}（{fault.advice}）" if fault.advice else fault.message]


def _resolved(
    vocabulary: Vocabulary, rule: ResolvedRule, case: Case, where: str, baseline: Mapping[str, Row]
) -> ResolvedCase:
    unknown = [clause for clause in case.clauses if clause not in {one.clause for one in rule.clauses}]
    if unknown:
        raise BadInput(f"{where}：规则没有分支“{unknown[0]}”", "写规则里的分支 id")
    tables: dict[str, tuple[Row, ...]] = {table: (row,) for table, row in baseline.items()}
    for name, records in case.related.items():
        table = _table(vocabulary, name, where)
        if table.linked is not None:
            target = vocabulary.dictionary.tables[table.linked.target].rule_name
            raise BadInput(
                f"{where}：“{name}”是比对得来的，没有自己的行", f"行写在 {target} 下，再写 links: {{{name}: linked}}"
            )
        start = baseline.get(table.id, {})
        tables[table.id] = tuple(start | _row(vocabulary, table, record, where) for record in records)
    accused = rule.table
    start = baseline.get(accused.id, {})
    own = [start | _row(vocabulary, accused, record, where) for record in (case.record, *case.peers)]
    others = tables[accused.id] if accused.id in {_table(vocabulary, name, where).id for name in case.related} else ()
    tables[accused.id] = (*own, *others)
    return ResolvedCase(
        rule.id,
        case.name,
        case.expect,
        case.clauses,
        tables,
        tuple(_absent(vocabulary, accused, name, where) for name in case.absent),
        tuple(_field(vocabulary, accused, name, where) for name in case.unreadable),
        _day(case.as_of, where),
        _parameters(rule, case, where),
        links=tuple((_linked(vocabulary, accused, name, where), state) for name, state in case.links.items()),
    )


def _linked(vocabulary: Vocabulary, accused: TableEntry, name: str, where: str) -> str:
    """The table of linked rows that a link relation, `公安比对` or `用电客户.公安比对`, leads to."""
    first, _, last = name.rpartition(".")
    table = _table(vocabulary, first, where) if first else accused
    relation = vocabulary.names.relation(table.id, last)
    if relation is None or not relation.link:
        known = [one.name for one in table.relations if one.link]
        near = vocabulary.names.nearest(last, known) or known
        advice = f"最接近的有：{'、'.join(near)}" if near else "别的表的写作 用电客户.公安比对"
        raise BadInput(f"{where}：“{table.rule_name}”没有比对关系“{last}”", advice)
    return relation.target


def _parameters(rule: ResolvedRule, case: Case, where: str) -> dict[str, ParameterValue]:
    replaced = {}
    for name, value in case.params.items():
        original = rule.parameters.get(name)
        if original is None:
            raise BadInput(f"{where}：规则没有参数“{name}”", "写规则 params 里的名称")
        spelt = _spelt(value, original, f"{where}：参数“{name}”")
        try:
            replaced[name] = typed_parameter(name, spelt, original.at)
        except BadInput as error:
            raise BadInput(f"{where}：{error.message}", error.advice) from error
    return replaced


def _spelt(value: Any, original: ParameterValue, where: str) -> Parameter:
    """The value alone, or `{value, dated}`, as a parameter of the original's unit and type."""
    parts = value if isinstance(value, dict) and "value" in value else {"value": value}
    try:
        return Parameter.model_validate(parts | {"unit": original.unit or "", "type": original.type.value})
    except ValidationError as error:
        raise BadInput(f"{where}写得不对", "写一个值，或 {value: …, dated: [{since: …, value: …}]}") from error


def _absent(vocabulary: Vocabulary, accused: TableEntry, name: str, where: str) -> tuple[str, str | None]:
    table = vocabulary.names.table(name)
    if table is not None:
        return table.id, None
    first, _, last = name.partition(".")
    if not last:
        return accused.id, _field(vocabulary, accused, name, where)
    table = _table(vocabulary, first, where)
    return table.id, _field(vocabulary, table, last, where)


def _table(vocabulary: Vocabulary, name: str, where: str) -> TableEntry:
    table = vocabulary.names.table(name)
    if table is None:
        near = vocabulary.names.nearest(name, [one.rule_name for one in vocabulary.dictionary.tables.values()])
        raise BadInput(f"{where}：没有表“{name}”", f"最接近的有：{'、'.join(near)}" if near else "看数据字典")
    return table


def _field(vocabulary: Vocabulary, table: TableEntry, name: str, where: str) -> str:
    entry = vocabulary.names.field(table.id, name)
    if entry is None:
        near = vocabulary.names.nearest(name, [one.rule_name for one in table.fields])
        advice = f"最接近的有：{'、'.join(near)}" if near else "看数据字典"
        raise BadInput(f"{where}：“{table.rule_name}”没有字段“{name}”", advice)
    return entry.id


def _row(vocabulary: Vocabulary, table: TableEntry, record: Mapping[str, Any], where: str) -> Row:
    row: Row = {}
    for name, text in record.items():
        field_id = _field(vocabulary, table, name, where)
        try:
            row[field_id] = typed_value(table.field(field_id), text, vocabulary.codes)
        except BadInput as error:
            raise BadInput(f"{where}：{error.message}", error.advice) from error
    return row


def _day(text: str | None, where: str) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadInput(f"{where}：as_of“{text}”不是日期", "写作 2026-11-25") from error
