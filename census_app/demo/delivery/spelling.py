"""How one file spells its headers and cells; every spelling is one the county's systems are known to produce."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from census_app.dictionary.codes import CodeBook
from census_app.dictionary.model import FieldEntry, FieldType, PersonalData

_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_FULL_WIDTH_SHARE, _LOTS = 3, 100


class Headers(StrEnum):
    """What stands above the columns."""

    NAMES = "names"
    ALIASES = "aliases"
    CODES = "codes"


class Dates(StrEnum):
    """How dates are written; `MIXED` takes turns, Excel's own dates included."""

    EXCEL = "excel"
    ISO = "iso"
    SLASHES = "slashes"
    COMPACT = "compact"
    MIXED = "mixed"


class CellKind(StrEnum):
    """What a workbook cell holds; delimited text ignores it."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    EITHER = "either"


@dataclass(frozen=True)
class Spelling:
    """One file's habits. `overrides` puts raw text in place of a cell: (field, record key) → text."""

    headers: Headers = Headers.NAMES
    mixed_labels: bool = False
    codes: bool = False
    booleans: tuple[str, str] = ("是", "否")
    dates: Dates = Dates.ISO
    full_width: bool = False
    masked: bool = False
    overrides: Mapping[tuple[str, str], str] = field(default_factory=dict)


@dataclass(frozen=True)
class Cell:
    """SQL of one column's cells: text for `TEXT` and `EITHER`, a number for `NUMBER`, a day serial for `DATE`.

    An `EITHER` cell is text, but a day serial written with a leading `#`, a number with a leading `=`.
    """

    kind: CellKind
    sql: str


def header(entry: FieldEntry, headers: Headers) -> str:
    """The column's header in this file."""
    if headers is Headers.CODES:
        return entry.id.upper()
    if headers is Headers.ALIASES:
        return next((alias for alias in entry.aliases if _CHINESE.search(alias)), entry.zh)
    return entry.zh


def cell(entry: FieldEntry, key: str, spelling: Spelling, book: CodeBook) -> Cell:
    """The column's cells as this file spells them; `key` is SQL that tells rows apart."""
    found = _masked(entry) if spelling.masked and entry.personal is not PersonalData.NONE else None
    found = found or _plain(entry, key, spelling, book)
    overrides = {record: text for (name, record), text in spelling.overrides.items() if name == entry.id}
    if not overrides:
        return found
    branches = " ".join(f"WHEN {_quoted(record)} THEN {_quoted(text)}" for record, text in overrides.items())
    return Cell(CellKind.EITHER, f"CASE {key} {branches} ELSE {_as_either(found)} END")


def _plain(entry: FieldEntry, key: str, spelling: Spelling, book: CodeBook) -> Cell:
    column = f"source.{entry.id}"
    if entry.type is FieldType.BOOLEAN:
        yes, no = (_quoted(word) for word in spelling.booleans)
        return Cell(CellKind.TEXT, f"CASE WHEN {column} THEN {yes} WHEN NOT {column} THEN {no} END")
    if entry.type is FieldType.DATE:
        return _date(column, key, spelling.dates)
    if entry.type is FieldType.DATETIME:
        return Cell(CellKind.TEXT, f"strftime({column}, '%Y-%m-%d %H:%M:%S')")
    if entry.type is FieldType.CODE and entry.code_list is not None:
        return Cell(CellKind.TEXT, _label(column, entry.code_list, key, spelling, book))
    if entry.type in (FieldType.INTEGER, FieldType.NUMBER, FieldType.COORDINATE):
        return _number(column, key, spelling)
    return Cell(CellKind.TEXT, f"{column}::VARCHAR")


def _number(column: str, key: str, spelling: Spelling) -> Cell:
    if not spelling.full_width:
        return Cell(CellKind.NUMBER, column)
    plain = f"rtrim(rtrim({column}::DECIMAL(18, 4)::VARCHAR, '0'), '.')"
    wide = f"translate({plain}, '0123456789.', '０１２３４５６７８９．')"
    return Cell(CellKind.EITHER, f"CASE WHEN {_lot(key)} < {_FULL_WIDTH_SHARE} THEN {wide} ELSE '=' || {plain} END")


def _date(column: str, key: str, dates: Dates) -> Cell:
    serial = f"({column} - DATE '1899-12-30')"
    texts = {
        Dates.ISO: f"strftime({column}, '%Y-%m-%d')",
        Dates.SLASHES: f"year({column}) || '/' || month({column}) || '/' || day({column})",
        Dates.COMPACT: f"strftime({column}, '%Y%m%d')",
    }
    if dates is Dates.EXCEL:
        return Cell(CellKind.DATE, serial)
    if dates is not Dates.MIXED:
        return Cell(CellKind.TEXT, texts[dates])
    chinese = f"year({column}) || '年' || month({column}) || '月' || day({column}) || '日'"
    turns = ", ".join([f"'#' || {serial}", texts[Dates.ISO], texts[Dates.SLASHES], chinese])
    return Cell(CellKind.EITHER, f"[{turns}][1 + {_lot(key)} % 4]")


def _label(column: str, code_list: str, key: str, spelling: Spelling, book: CodeBook) -> str:
    known = book.code_list(code_list)
    if known is None or known.open or not (spelling.mixed_labels or spelling.codes):
        return f"{column}::VARCHAR"
    branches = []
    for entry in known.values:
        offered = [entry.label, *entry.aliases[:1], *([entry.code] if spelling.codes else entry.aliases[1:2])]
        choices = [text for text in offered if text and book.label(code_list, text) == entry.label]
        turns = ", ".join(_quoted(text) for text in choices)
        branches.append(f"WHEN {_quoted(entry.label)} THEN [{turns}][1 + {_lot(key)} % {len(choices)}]")
    return f"CASE {column} {' '.join(branches)} ELSE {column} END"


def _masked(entry: FieldEntry) -> Cell | None:
    """Personal text as a careful exporter blanks it; other personal columns are left alone."""
    column = f"source.{entry.id}"
    masks = {
        "cons_name": f"{column}[1] || repeat('*', greatest(length({column}) - 1, 1))",
        "cert_no": f"{column}[1:6] || repeat('*', greatest(length({column}) - 10, 1)) || {column}[-4:]",
    }
    names = ("cert_holder", "legal_rep", "contact_name", "mp_name")
    phones = ("mobile", "bill_mobile", "outage_mobile", "phone")
    masks |= dict.fromkeys(names, f"{column}[1] || repeat('*', greatest(length({column}) - 1, 1))")
    masks |= dict.fromkeys(phones, f"{column}[1:3] || '****' || {column}[8:]")
    return Cell(CellKind.TEXT, masks[entry.id]) if entry.id in masks else None


def _as_either(found: Cell) -> str:
    prefix = {CellKind.NUMBER: "'=' || ", CellKind.DATE: "'#' || "}.get(found.kind, "")
    return f"{prefix}{found.sql}" if found.kind is not CellKind.NUMBER else f"'=' || ({found.sql})::VARCHAR"


def _lot(key: str) -> str:
    return f"(hash({key}) % {_LOTS})::INTEGER"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
