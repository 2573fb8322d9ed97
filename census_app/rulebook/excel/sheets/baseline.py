"""Sheet 基准: one row per field of each table's clean record."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from census_app.foundation.errors import BadInput
from census_app.rulebook.excel.drafts import Draft, Row
from census_app.rulebook.excel.form import load_form
from census_app.rulebook.excel.places import place_of
from census_app.rulebook.excel.spelling import spelt
from census_app.rulebook.excel.tables import Cell, Faults, Table


def baseline_rows(baseline: dict[str, Any]) -> Iterator[Row]:
    """One row per field; a table without fields has one row."""
    for table, record in baseline.items():
        if not record:
            yield {"table": spelt(table)}
        for field, value in record.items():
            where = f"基准记录 {table} 的“{field}”"
            yield {"table": spelt(table), "field": spelt(field), "value": value_cell(value, where)}


def value_cell(value: Any, where: str) -> str:
    """The cell of a record's value; None (really empty) is the word for it, which a text of that kind is not."""
    if isinstance(value, dict | list):
        raise BadInput(f"{where}套着列表或键值，Excel 表里放不下", "写一个值")
    empty = load_form().empty
    if value is None:
        return empty
    return f'"{value}"' if value == empty else spelt(value)


def cell_value(cell: Cell) -> str | None:
    """A record's value from its cell; blank or the word for empty is None."""
    return None if not cell.written or cell.text.strip() == load_form().empty else cell.value()


def read_baseline(table: Table, faults: Faults) -> Draft:
    """The baseline as the sheet says it."""
    draft = Draft()
    draft.places[()] = place_of(table.place, "", "")
    for record in table.records:
        name, field, value = record["table"].value(), record["field"], record["value"]
        draft.places.setdefault((name,), record["table"].place)
        fields = draft.raw.setdefault(name, {})
        if not field.written:
            if value.written:
                faults.say(field.place.file, f"缺少“{field.place.header}”")
            continue
        if field.value() in fields:
            first = draft.places[(name, field.value())].file
            faults.say(field.place.file, f"{name} 的“{field.value()[:30]}”在 {first} 已经写过：删去一行")
        draft.put((name, field.value()), cell_value(value), value.place)
    return draft
