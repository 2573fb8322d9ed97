"""Sheets of a workbook that hold no table: its cover, how to fill it in, the conditions of the export."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from census_app.archive.raw import RawTable
from census_app.archive.recognition.words import shipped_words

EXPLAINS = "像是封面或说明，不是数据表，不导入"


def with_explanations(tables: Sequence[RawTable]) -> Iterable[RawTable]:
    """The tables, those that only explain another one of their workbook marked as such instead of asked about.

    A workbook without any table is left as it is: then something was not recognised.
    """
    known = {table.source.file for table in tables if table.usable}
    for table in tables:
        if table.source.sheet and table.source.file in known and _explains(table):
            yield replace(table, needs_answer=(), notes=(*table.notes, EXPLAINS), explains=True)
        else:
            yield table


def _explains(table: RawTable) -> bool:
    words = shipped_words()
    if table.table is not None or table.header_rows or table.rows > words.explaining_rows:
        return False
    if _has_numbers(table, words.explaining_digits):
        return False
    name = table.source.sheet.casefold()
    if any(word.casefold() in name for word in words.explaining_names):
        return True
    sparse = sum(sum(bool(cell and cell.strip()) for cell in row) <= words.explaining_cells for row in table.preview)
    return 2 * sparse > len(table.preview)


def _has_numbers(table: RawTable, digits: int) -> bool:
    """Whether most rows hold a long number, as those of customers, meters and telephones are: rows without a header."""
    number = re.compile(rf"[0-9A-Za-z]*[0-9]{{{digits},}}[0-9A-Za-z]*")
    rows = sum(any(cell and number.fullmatch(cell.strip()) for cell in row) for row in table.preview)
    return 2 * rows > len(table.preview)
