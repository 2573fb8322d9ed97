"""What people write into an answer, read as the archive would read it: type, code list, check characters, bounds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from census_app.dictionary.codes import CodeBook
from census_app.dictionary.model import FieldEntry, FieldType
from census_app.dictionary.nearest import nearest
from census_app.foundation.masking import masked
from census_app.survey.value_checks import value_checks, value_settings

if TYPE_CHECKING:
    from census_app.archive.typed.cells import Cell, ReadingContext
    from census_app.dictionary.model import Dictionary

_OPTIONS_NAMED = 8
_SHOWN = 30


@dataclass(frozen=True)
class ReadValue:
    """A written value: `value` as a file would spell it in one canonical way (labels, ISO dates, 是/否, numbers without
    idle zeros), "" when there is none; `fault` says in Chinese why it cannot be taken, "" when it can."""

    value: str = ""
    fault: str = ""


class ValueReader:
    """Reads the values of any field of a dictionary; `day` places two-digit years. Made once, used for many cells."""

    def __init__(self, dictionary: Dictionary, day: date) -> None:
        self._dictionary = dictionary
        self._day = day
        self._codes = CodeBook(dictionary)
        self._readers: dict[tuple[str, str], Callable[[str], Cell]] = {}
        self._checks = value_checks()

    def read(self, table: str, field: str, text: str) -> ReadValue:
        """What `text` means in the field (ids of the dictionary); linear in its length, never an error."""
        if len(text) > value_settings().longest:
            return ReadValue(fault=f"太长（{len(text):,} 字），最多 {value_settings().longest} 字")
        entry = self._dictionary.table(table).field(field)
        cell = self._reader(table, entry)(text)
        if cell.mark == "*":
            return ReadValue(fault="带星号的值不是真值，写完整的值")
        if cell.mark == "!":
            return ReadValue(fault=f"{_short(entry, text)} 读不成 {_kind(entry)}：{cell.reason}")
        if cell.mark == "?":
            return ReadValue(fault=self._unknown_label(entry, text))
        if cell.value is None or cell.value in value_settings().placeholders:
            # 同上, 无: nobody's personal value
            shown = _short(entry, text) if cell.value is None else text.strip()
            return ReadValue(fault=f"“{shown}”不是一个值" if text.strip() else "")
        value = _spelt(entry, cell.value)
        return ReadValue(value, self._checks.fault(entry.id, value))

    def _reader(self, table: str, entry: FieldEntry) -> Callable[[str], Cell]:
        known = self._readers.get((table, entry.id))
        if known is None:
            from census_app.archive.typed.cells import cell_reader

            known = self._readers[table, entry.id] = cell_reader(entry, self._context())
        return known

    def _context(self) -> ReadingContext:
        from census_app.archive.settings import load_settings
        from census_app.archive.typed.cells import ReadingContext

        return ReadingContext(load_settings(), self._codes, self._day)

    def _unknown_label(self, entry: FieldEntry, text: str) -> str:
        labels = self._codes.labels(entry.code_list or "")
        near = nearest(text, labels, _OPTIONS_NAMED) or list(labels[:_OPTIONS_NAMED])
        more = "……" if len(labels) > len(near) else ""
        return f"{_short(entry, text)} 不在 {entry.rule_name} 的选项里；可以是 {'、'.join(near)}{more}"


def _kind(entry: FieldEntry) -> str:
    words = {
        FieldType.INTEGER: "整数", FieldType.NUMBER: "数字", FieldType.COORDINATE: "经纬度", FieldType.DATE: "日期",
        FieldType.DATETIME: "时间", FieldType.BOOLEAN: "是/否",
    }  # fmt: skip
    return words.get(entry.type, "编号" if entry.identifier else "文字")


def _short(entry: FieldEntry, text: str) -> str:
    """The text as it may be repeated to people: personal values masked, long ones cut."""
    shown = " ".join(text.split())
    if len(shown) > _SHOWN:
        shown = f"{shown[:_SHOWN]}…"
    return masked(shown) if entry.personal.value != "none" else shown


def _spelt(entry: FieldEntry, stored: str) -> str:
    if entry.type is FieldType.BOOLEAN:
        return "是" if stored == "true" else "否"
    if entry.type is FieldType.NUMBER and "." in stored:
        return stored.rstrip("0").rstrip(".")
    return stored
