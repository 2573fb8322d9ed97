"""Sheets 规则 and 分支: one row per rule, one row per clause."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from census_app.rulebook.excel.drafts import Draft, Row, flat_row
from census_app.rulebook.excel.form import Form
from census_app.rulebook.excel.spelling import spelt
from census_app.rulebook.excel.tables import Faults, Record, Table
from census_app.rulebook.pack_files.limits import BASELINE, MANIFEST, name_fault

RULES_FILE = "rules.yaml"


def rule_row(rule: dict[str, Any], file: str, form: Form) -> Row:
    """The row of a rule kept in `file`."""
    return {**flat_row(form.sheets["rules"], rule, form), "file": spelt(file)}


def clause_rows(rule: dict[str, Any], form: Form) -> Iterator[Row]:
    """The rows of a rule's clauses, in order."""
    for clause in rule.get("wrong") or ():
        row = flat_row(form.sheets["clauses"], clause, form)
        yield {**row, "id": spelt(clause["id"]) if clause["id"] else "", "rule": spelt(rule["id"])}


def read_rules(table: Table, faults: Faults) -> dict[str, tuple[Draft, str]]:
    """Rule id → draft and the file it belongs to."""
    rules: dict[str, tuple[Draft, str]] = {}
    for record in table.records:
        draft = Draft()
        draft.fill(table.form, record)
        draft.places[()] = record["id"].place
        rule_id = record["id"].value()
        if rule_id in rules:
            first = rules[rule_id][0].places[()].file
            faults.say(record["id"].place.file, f"规则号 {rule_id} 在 {first} 已经用过；规则号不重复使用")
        elif rule_id:
            rules[rule_id] = (draft, _file(record, faults))
    return rules


def read_clauses(table: Table, rules: dict[str, tuple[Draft, str]], faults: Faults) -> None:
    """Add each clause to its rule."""
    for record in table.records:
        draft = rule_of(record, rules, faults)
        if draft is None:
            continue
        clauses = draft.raw.setdefault("wrong", [])
        root = ("wrong", len(clauses))
        clauses.append({"id": ""})
        draft.places.setdefault(("wrong",), record["id"].place)
        draft.places[root] = record["id"].place
        draft.fill(table.form, record, root)


def rule_of(record: Record, rules: dict[str, tuple[Draft, str]], faults: Faults) -> Draft | None:
    """The rule a row belongs to; None (and said) when there is none."""
    cell = record["rule"]
    found = rules.get(cell.value())
    if found is None and cell.written:
        faults.say(cell.place.file, f"规则号“{cell.value()[:30]}”不在“规则”表里：改正，或先在“规则”表加一行")
    return found[0] if found is not None else None


def _file(record: Record, faults: Faults) -> str:
    cell = record["file"]
    name = cell.value() if cell.written else RULES_FILE
    if not name.endswith(".yaml") or name_fault(name) or name in (MANIFEST, BASELINE):
        faults.say(cell.place.file, f"“{cell.place.header}”写的是“{name[:40]}”，写成 tariff.yaml 这样")
    return name
