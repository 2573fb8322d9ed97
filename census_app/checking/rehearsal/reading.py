"""A correction's names found in the dictionary and its value typed as an import would type it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from census_app.archive.model import Completeness
from census_app.archive.settings import load_settings
from census_app.archive.typed.cells import ReadingContext, cell_reader
from census_app.checking.rehearsal.corrections import Action, Correction
from census_app.checking.rehearsal.reach import WHOLE_TABLES
from census_app.checking.world import World
from census_app.dictionary.codes import CodeBook
from census_app.dictionary.folding import fold
from census_app.dictionary.model import Dictionary, FieldEntry, TableEntry
from census_app.dictionary.nearest import did_you_mean

_SHOWN_LABELS = 8


class Unusable(Exception):
    """Why a correction cannot be tried out, in Chinese."""


@dataclass(frozen=True)
class ReadCorrection:
    """A correction whose names are known; `value` is typed, None for empty. No field: the record as a whole."""

    correction: Correction
    table: TableEntry
    field: FieldEntry | None = None
    value: str | None = None


class CorrectionReader:
    """Reads corrections against one world's dictionary and coverage; `data_date` places two-digit years."""

    def __init__(self, world: World, data_date: date) -> None:
        self.world = world
        self.codes = CodeBook(world.dictionary)
        self.context = ReadingContext(load_settings(), self.codes, data_date)

    def read(self, correction: Correction) -> ReadCorrection:
        """The correction with its names found and its value typed; `Unusable` says what is wrong with it."""
        table = self._table(correction)
        if correction.action is not Action.SET and not correction.field:
            return ReadCorrection(correction, table)
        entry = named_field(table, correction.field)
        if entry is None:
            close = did_you_mean(correction.field, [one.rule_name for one in table.fields])
            raise Unusable(f"“{table.rule_name}”没有这个字段：{correction.field}{close}")
        return ReadCorrection(correction, table, entry, self._value(table, entry, correction.value))

    def _table(self, correction: Correction) -> TableEntry:
        table = named_table(self.world.dictionary, correction.table)
        if table is None:
            close = did_you_mean(correction.table, [one.rule_name for one in self.world.dictionary.tables.values()])
            raise Unusable(f"没有这张表：{correction.table}{close}")
        if table.latest is not None or table.periods is not None:
            raise Unusable(f"“{table.rule_name}”是推算出来的表，改它的来源表")
        if table.id in WHOLE_TABLES:
            raise Unusable(f"“{table.rule_name}”的更正影响所有记录，请重新导入后校验")
        if self.world.source.coverage(table.id).completeness is Completeness.ABSENT:
            raise Unusable(f"快照里没有“{table.rule_name}”")
        return table

    def _value(self, table: TableEntry, entry: FieldEntry, written: str) -> str | None:
        cell = cell_reader(entry, self.context)(written)
        if cell.mark == "!":
            raise Unusable(f"“{entry.rule_name}”看不懂：{written}（{cell.reason}）")
        if cell.mark == "*":
            raise Unusable(f"“{entry.rule_name}”的更正值带星号，不能当真值")
        if cell.mark == "?":
            raise Unusable(f"“{entry.rule_name}”没有这个取值：{written}{self._labels(entry)}")
        if cell.value is None and entry.id in table.key:
            raise Unusable(f"“{entry.rule_name}”是关键列，不能改成空")
        return cell.value

    def _labels(self, entry: FieldEntry) -> str:
        labels = self.codes.labels(entry.code_list) if entry.code_list else ()
        listed = "、".join(labels[:_SHOWN_LABELS]) + ("……" if len(labels) > _SHOWN_LABELS else "")
        return f"，可以是：{listed}" if labels else ""


def named_table(dictionary: Dictionary, name: str) -> TableEntry | None:
    """The table of this id or Chinese name; None when there is none."""
    folded = fold(name)
    tables = dictionary.tables.values()
    return next((one for one in tables if folded in (fold(one.id), fold(one.rule_name), fold(one.zh))), None)


def named_field(table: TableEntry, name: str) -> FieldEntry | None:
    """The table's field of this id or Chinese name; None when there is none."""
    folded = fold(name)
    return next((one for one in table.fields if folded in (fold(one.id), fold(one.rule_name), fold(one.zh))), None)
