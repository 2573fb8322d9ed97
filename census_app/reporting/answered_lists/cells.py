"""The six yellow cells of a row, each read and verified; what the chosen result still lacks is named."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

from census_app.archive.typed.spellings_of_dates import DateReader
from census_app.reporting.answered_lists.evidence import PhotoFolder, read_evidence
from census_app.reporting.answered_lists.identify import Fault
from census_app.reporting.answered_lists.known import KnownProblem
from census_app.reporting.answered_lists.people import Roster
from census_app.reporting.answered_lists.sheet import ANSWERS, TITLES, ListRow, folded
from census_app.reporting.weekly.texts import WeeklyTexts
from census_app.survey.values import ValueReader
from census_app.survey.words import ANSWER_LABELS, AnswerOutcome

OUTCOMES = (
    AnswerOutcome.RECTIFIED,
    AnswerOutcome.NOT_ABNORMAL,
    AnswerOutcome.NEEDS_VISIT,
    AnswerOutcome.APPEALED,
)
"""What `results` of the texts mean, in their order."""
_LONGEST = 500
_BEFORE_ANY = 1910
"""Small numbers read as days since 1900 end before it."""
_SHORT_DAY = re.compile(r"(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?")
_SHORT_YEAR = re.compile(r"(\d{2})\s*[-/.年]\s*(\d{1,2}\s*[-/.月]\s*\d{1,2}\s*[日号]?)")
_TRAILING = re.compile(r"[。.,，;；!！√✓✔☑]+$")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass
class ReadCells:
    """A row's answer. Any fault refuses the row; notes are only said. `photos` are files that prove it."""

    outcome: AnswerOutcome | None = None
    value: str = ""
    note: str = ""
    reason: str = ""
    person: str = ""
    day: date | None = None
    evidence: str = ""
    photos: tuple[Path, ...] = ()
    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def refuse(self, column: str, text: str) -> None:
        """The cell cannot be taken."""
        self.faults.append(Fault(column, text))


class CellReader:
    """Reads the answers of one take; made once."""

    def __init__(self, texts: WeeklyTexts, values: ValueReader, roster: Roster, today: date) -> None:
        self._texts, self._values, self._roster, self._today = texts, values, roster, today
        self._results = {folded(word): outcome for word, outcome in zip(texts.results, OUTCOMES, strict=True)}
        self._dittos = {folded(word) for word in texts.dittos}
        self._results |= {folded(label): outcome for outcome, label in ANSWER_LABELS.items() if outcome in OUTCOMES}

    def read(
        self,
        row: ListRow,
        problem: KnownProblem,
        unit: str,
        days: tuple[date, date],
        photos: PhotoFolder,
        formulas: Collection[int],
    ) -> ReadCells:
        """`unit` is whose list it is, `days` the first and last day an answer may name, `formulas` the columns of the
        row (from 0) that hold formulas."""
        found = ReadCells()
        for column in formula_columns(row, formulas):
            found.refuse(column, f"{TITLES[column]}是公式，不算答复：复制后选择性粘贴为数值")
        self._refuse_dittos(row, found)
        word = row.text("result")
        found.outcome = self.outcome(word)
        if found.outcome is None:
            if any(fault.column == "result" for fault in found.faults):
                return found
            said = f"看不懂“{word[:20]}”" if word else "没有选整改结果"
            found.refuse("result", f"{said}，只能是 {'、'.join(self._texts.results)}")
            return found
        told = {fault.column for fault in found.faults}
        self._read_missing(row, found)
        self._read_texts(row, found)
        if "day" not in told:
            self._read_day(row, found, days)
        if "person" not in told:
            self._read_person(row, found, unit)
        if "value" not in told:
            self._read_value(row, found, problem)
        self._read_evidence(row, found, photos)
        return found

    def outcome(self, word: str) -> AnswerOutcome | None:
        """What the word means, a tick or full stop behind it aside; None when it is none of ours."""
        return self._results.get(_TRAILING.sub("", folded(word)))

    def _refuse_dittos(self, row: ListRow, found: ReadCells) -> None:
        """After sorting or filtering nobody knows any more which row was above."""
        told = {fault.column for fault in found.faults}
        for column in ANSWERS:
            if column not in told and folded(row.text(column)) in self._dittos:
                found.refuse(column, f"{TITLES[column]}写了“{row.text(column)}”：排序以后认不出是哪一行，每行写全")

    def _read_missing(self, row: ListRow, found: ReadCells) -> None:
        assert found.outcome is not None
        needed = self._texts.needs[OUTCOMES.index(found.outcome)]
        refused = {fault.column for fault in found.faults}
        for column in ANSWERS:
            if column in needed and not row.text(column) and column not in refused:
                found.refuse(column, f"{row.text('result')}还缺{TITLES[column]}")

    def _read_texts(self, row: ListRow, found: ReadCells) -> None:
        for column in ("reason", "evidence"):
            text = " ".join(_CONTROLS.sub("", row.text(column)).split())
            if len(text) > _LONGEST:
                found.refuse(column, f"{TITLES[column]}太长（{len(text):,} 字），最多 {_LONGEST} 字")
            elif column == "reason":
                found.reason = text
            else:
                found.evidence = text

    def _read_day(self, row: ListRow, found: ReadCells, days: tuple[date, date]) -> None:
        text = row.text("day")
        if not text:
            return
        day = read_day(text, *days)
        if day is None:
            found.refuse("day", f"看不懂日期“{text[:20]}”，写成 11-25 或 2026-11-25")
        elif day.year < _BEFORE_ANY:
            found.refuse("day", f"看不懂日期“{text[:20]}”：“11.25”这样的写法被表格当成了数，写成 11-25")
        elif not days[0] <= day <= days[1]:
            found.refuse("day", f"{day} 不在 {days[0]} 到 {days[1]} 之间")
        else:
            found.day = day
            if day > self._today and found.outcome is not AnswerOutcome.NEEDS_VISIT:
                found.notes.append(f"整改日期 {day} 还没有到，请核对日期或电脑时钟")

    def _read_person(self, row: ListRow, found: ReadCells, unit: str) -> None:
        said = _CONTROLS.sub("", row.text("person"))
        if not said:
            return
        if len(said) > _LONGEST:
            found.refuse("person", "整改人只写一个人的姓名或账号")
            return
        person = self._roster.find(said, unit, found.day or self._today)
        found.person = person.person
        if person.fault:
            found.refuse("person", person.fault)
        if person.note:
            found.notes.append(person.note)

    def _read_value(self, row: ListRow, found: ReadCells, problem: KnownProblem) -> None:
        text = row.text("value")
        if not text:
            return
        only_said = folded(text) in {folded(word) for word in self._texts.personal_answer}
        if found.outcome is not AnswerOutcome.RECTIFIED:
            found.note = "" if only_said else f"整改后值：{' '.join(text.split())[:_LONGEST]}"
        elif only_said and problem.field and not (problem.personal or problem.names_record):
            found.refuse("value", f"{problem.accused} 要写改好后的值，不能只写“{text}”")
        elif only_said or not problem.field:
            found.value = " ".join(text.split())[:_LONGEST]
        else:
            read = self._values.read(problem.value_table, problem.field, row.value)
            found.value = read.value
            if read.fault:
                found.refuse("value", read.fault)
            elif read.value and read.value == problem.value:
                found.notes.append("整改后值与原来的值相同，请复核留意")

    def _read_evidence(self, row: ListRow, found: ReadCells, photos: PhotoFolder) -> None:
        if not found.evidence:
            return
        read = read_evidence(found.evidence, photos, self._texts)
        found.photos = read.photos
        if read.fault:
            found.refuse("evidence", read.fault)


def formula_columns(row: ListRow, formulas: Collection[int]) -> Iterator[str]:
    """The yellow columns whose cell is a formula, or a text that would become one."""
    for column in ANSWERS:
        text = row.text(column)
        typed = text[:1] in ("=", "＝") and not text.startswith('="')
        if typed or (column in row.columns and row.columns[column] in formulas):
            yield column


def read_day(text: str, first: date, last: date) -> date | None:
    """The day a cell means; without a year, the one that lies between `first` and `last`, else `last`'s year."""
    text = unicodedata.normalize("NFKC", text).strip()
    with_year = _SHORT_YEAR.fullmatch(text)
    if with_year is not None and f"20{with_year[1]}" in (str(first.year), str(last.year)):
        text = f"20{with_year[1]}-{re.sub(r'[/.月]', '-', with_year[2]).rstrip('日号').replace(' ', '')}"
    short = _SHORT_DAY.fullmatch(text)
    if short is None:
        return _dates().read_date(text)
    days = [_day(year, int(short[1]), int(short[2])) for year in range(first.year, last.year + 1)]
    within = [day for day in days if day is not None and first <= day <= last]
    return within[0] if within else days[-1]


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


@cache
def _dates() -> DateReader:
    return DateReader()
