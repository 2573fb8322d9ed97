"""One take at work: what all its files share is loaded once, each file is read, judged, recorded and answered for."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack
from datetime import date
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, select

from census_app.archive.sheets import Sheet, SheetReader
from census_app.foundation.database import reading
from census_app.foundation.errors import BadInput
from census_app.foundation.jobs import JobContext
from census_app.reporting.answered_lists.cells import CellReader
from census_app.reporting.answered_lists.earlier import earlier_answers, stored_standings
from census_app.reporting.answered_lists.evidence import PhotoFolder
from census_app.reporting.answered_lists.file_notes import Listed, notes_of_sheets, numbered
from census_app.reporting.answered_lists.files import Given
from census_app.reporting.answered_lists.issued import IssuedRow, IssuedRows, ListFacts
from census_app.reporting.answered_lists.judging import Beside, Rules, read_row, settle
from census_app.reporting.answered_lists.known import KnownProblems
from census_app.reporting.answered_lists.model import FileResult, RowStatus, TakenLists
from census_app.reporting.answered_lists.outcome_content import outcome_of
from census_app.reporting.answered_lists.people import Roster
from census_app.reporting.answered_lists.reading import ReadFile, read_ahead
from census_app.reporting.answered_lists.record import record_file
from census_app.reporting.answered_lists.row_outcomes import keep_row_outcomes
from census_app.reporting.answered_lists.sheet import (
    ListRow,
    lacks_numbers,
    list_rows,
)
from census_app.reporting.answered_lists.strangers import tell_strangers
from census_app.reporting.answered_lists.writing import OutcomeWriter
from census_app.reporting.weekly.days import answer_days, issue_day, reply_until
from census_app.reporting.weekly.texts import weekly_texts
from census_app.survey.results.archive_facts import ArchiveFacts
from census_app.survey.values import ValueReader
from census_app.workspace.engine import scratch_engine
from census_app.workspace.log.row_codes import RowCodes
from census_app.workspace.people.permissions import permitting_in
from census_app.workspace.runs.record import list_runs
from census_app.workspace.survey_tables import received_files

if TYPE_CHECKING:
    from census_app.workspace.workspace import Workspace

_LIST_NO = re.compile(r"清单号\s*(\S{1,60})")
_LISTS_NAMED = 3
_AT_ONCE = 20
_HEAD_ROWS = 6
_LONGEST_CELL = 400


class Taking:
    """What all files of a take share: the reader, the standing of the problems, what was issued."""

    def __init__(
        self,
        workspace: Workspace,
        out: Path,
        files: Sequence[Given],
        today: date,
        opened: ExitStack,
        context: JobContext,
    ) -> None:
        self._workspace = workspace
        self._result = TakenLists(out)
        self._files = files
        self._reader = opened.enter_context(SheetReader(context))
        self._writer = opened.enter_context(OutcomeWriter(len(files)))
        connection = opened.enter_context(scratch_engine(workspace.cache, context))
        self._known = KnownProblems(workspace, connection)
        self._issued = IssuedRows(workspace, connection)
        self._facts = ArchiveFacts(workspace)
        self._texts = weekly_texts()
        self._rules = self._make_rules(today)
        self._folders: dict[Path, PhotoFolder] = {}
        self._names: set[str] = set()
        self._today = today

    def _make_rules(self, today: date) -> Rules:
        roster = Roster.of(self._workspace)
        with reading(self._workspace.engine) as connection:
            permitted = permitting_in(connection, "answer.take")
        return Rules(
            cells=CellReader(self._texts, ValueReader(self._workspace.dictionary, today), roster, today),
            codes=RowCodes.of(self._workspace),
            roster=roster,
            days_of=self._days_of(),
            permitted=_remembered(permitted),
            personal_answers=self._texts.personal_answer,
        )

    def _days_of(self) -> Callable[[ListFacts], tuple[date, date]]:
        as_of = {record.run: record.as_of for record in list_runs(self._workspace)}

        def days(facts: ListFacts) -> tuple[date, date]:
            return answer_days(issue_day(facts.week, as_of.get(facts.run, date.min)), self._texts)

        return days

    def files(self, keep_rows: bool) -> Iterator[str]:
        """Each file is taken, refused or skipped, and said to be; yields their names when they are done."""
        files = iter(read_ahead(self._reader, self._files))
        while batch := [(read, _lists_in(read)) for read in islice(files, _AT_ONCE)]:
            numbers = {row.problem_no for _, listed in batch for _, rows in listed for row in rows} - {""}
            self._known.prefetch(numbers)
            self._issued.prefetch(numbers)
            for read, listed in batch:
                self._file(read, listed, keep_rows)
                yield read.given.path.name

    def _file(self, read: ReadFile, listed: Listed, keep_rows: bool) -> None:
        name = read.given.path.name
        if read.refused:
            self._result.files.append(FileResult(name, refused=read.refused))
        elif listed:
            self._take(read, listed, keep_rows)
        elif any(lacks_numbers(sheet) for sheet in read.sheets):
            said = f"{name} 里“问题短号”一列没有了，认不出各行是哪个问题：在原清单里重填，或把这一列照原样粘回来"
            self._result.files.append(FileResult(name, refused=said))
        elif read.given.named:
            said = f"{name} 不是周问题清单：找不到“问题短号”“整改结果”这些列"
            self._result.files.append(FileResult(name, refused=said))
        else:
            self._result.skipped.append(name)

    def _take(self, read: ReadFile, listed: Listed, keep_rows: bool) -> None:
        path = read.given.path
        result = FileResult(path.name, read.sha256)
        remarks = {id(row) for _, found in listed for row in found if self._is_remark(row)}
        result.remarks = tuple(row.number for _, found in listed for row in found if id(row) in remarks)
        listed = [(sheet, [row for row in found if id(row) not in remarks]) for sheet, found in listed]
        rows = [row for _, found in listed for row in found]
        beside = self._beside(path, result.sha256, rows, _cover(read.sheets))
        for sheet, found in listed:
            formulas_of = _by_row((read.formulas or {}).get(sheet.name, frozenset()))
            result.rows += [read_row(row, formulas_of(row), self._rules, beside) for row in found]
        tell_strangers(result.rows, self._facts)
        with reading(self._workspace.engine) as connection:
            digests = [row.answer.digest for row in result.rows if row.answer is not None]
            beside.stored = stored_standings(connection, digests)
            is_known = _is_known(connection, result.sha256)
        for one in result.rows:
            settle(one, self._rules, beside)
        result.list_nos = sorted({one.answer.document for one in result.rows if one.answer is not None})
        result.notes = list(self._notes(listed, result, is_known, read))
        result.sum_up()
        for number, state in record_file(self._workspace, result, path, is_known).items():
            self._known.move([number], state)
        keep_row_outcomes(self._workspace, result)
        result.outcome = self._outcome_path(path, result.sha256)
        self._writer.write(outcome_of(result, self._rules.roster), result.outcome)
        if not keep_rows:
            result.rows = []
        self._result.files.append(result)

    def finished(self) -> TakenLists:
        """What was done, once all outcomes are written; `BadInput` when no file was a list."""
        for file in self._result.files:
            if file.outcome in self._writer.failed:
                file.notes.append(f"回执没有写成：{self._writer.failed[file.outcome]}；答复已收，再收一次可重写")
                file.outcome = None
        refused = [file.refused for file in self._result.files if file.refused]
        if len(refused) == len(self._result.files):
            skipped = [f"{name} 不是周问题清单" for name in self._result.skipped]
            raise BadInput("；".join((*refused, *skipped)), "给出 census lists 写出、填好的周清单")
        return self._result

    def _is_remark(self, row: ListRow) -> bool:
        return row.is_remark and self._rules.cells.outcome(row.text("result")) is None

    def _beside(self, path: Path, sha256: str, rows: Sequence[ListRow], cover: str) -> Beside:
        answered = [row for row in rows if row.problem_no]
        numbers = sorted({row.problem_no for row in answered})
        known = self._known.of(numbers)
        with reading(self._workspace.engine) as connection:
            earlier = earlier_answers(connection, sorted({one.problem_no for one in known.values()}))
        folder = path.resolve().parent
        if folder not in self._folders:
            self._folders[folder] = PhotoFolder(folder, self._texts.photos.suffixes)
        issued = self._issued.of(numbers)
        return Beside(
            issued=issued,
            of_code=self._issued.of_codes(_misplaced(rows, issued)),
            known=known,
            earlier=earlier,
            cover=cover,
            photos=self._folders[folder],
            sha256=sha256,
        )

    def _notes(self, listed: Listed, result: FileResult, is_known: bool, read: ReadFile) -> Iterator[str]:
        """What concerns the whole file."""
        changed = {row.status for row in result.rows} - {RowStatus.ALREADY, RowStatus.UNANSWERED}
        if is_known and not changed:
            yield "原样收过，没有变化"
        yield from notes_of_sheets(listed, result.rows, read)
        if result.remarks:
            yield f"{numbered(result.remarks)}不是问题（标题、合计、签名一类），没有读"
        if elsewhere := [row.row.number for row in result.rows if row.status is RowStatus.UNANSWERED and row.notes]:
            yield f"{numbered(elsewhere)}没有填黄色列，字写在了系统列里，按未填算：请在黄色六列重填"
        if len(result.list_nos) > 1:
            more = " 等" if len(result.list_nos) > _LISTS_NAMED else ""
            yield f"里面有 {len(result.list_nos)} 份清单的行：{'、'.join(result.list_nos[:_LISTS_NAMED])}{more}"
        for list_no in result.list_nos:
            until = reply_until(self._issued.lists[list_no].week, self._texts)
            late = (self._today - until.date()).days
            if late > 0:
                yield f"{list_no} 应在 {until:%m-%d %H:%M} 前发回，迟了 {late} 天，照收"

    def _outcome_path(self, path: Path, sha256: str) -> Path:
        """Where the file's outcome goes; files of one name do not overwrite each other."""
        name = f"{path.stem}_回执.xlsx"
        if name in self._names:
            name = f"{path.stem}_{sha256[:8]}_回执.xlsx"
        self._names.add(name)
        return self._result.folder / name


def _lists_in(read: ReadFile) -> Listed:
    """The sheets that are lists of ours, with their rows."""
    return [(sheet, rows) for sheet in read.sheets if (rows := list_rows(sheet)) is not None]


def _misplaced(rows: Sequence[ListRow], issued: Mapping[str, Sequence[IssuedRow]]) -> set[str]:
    """The check codes that stand beside a number they were not issued for."""
    return {
        row.code for row in rows if row.code and all(one.code != row.code for one in issued.get(row.problem_no, ()))
    }


def _cover(sheets: Sequence[Sheet]) -> str:
    """The list number the workbook names; "" without one."""
    for sheet in sheets:
        for _, cells in sheet.rows[:_HEAD_ROWS]:
            found = next((match[1] for cell in cells if (match := _LIST_NO.search(cell[:_LONGEST_CELL]))), "")
            if found:
                return found
    return ""


def _is_known(connection: Connection, sha256: str) -> bool:
    """Whether the same bytes were taken before."""
    query = select(received_files.c.sha256).where(received_files.c.sha256 == sha256)
    return connection.execute(query).first() is not None


def _by_row(cells: Collection[tuple[int, int]] | None) -> Callable[[ListRow], Collection[int]]:
    """A row's formula columns; where the places cannot be told, every column may be one."""
    if cells is None:
        return lambda row: list(row.columns.values())
    found: dict[int, set[int]] = {}
    for number, column in cells:
        found.setdefault(number, set()).add(column)
    return lambda row: found.get(row.number, ())


def _remembered(permitted: Callable[[Collection[str]], bool]) -> Callable[[str], bool]:
    known: dict[str, bool] = {}

    def asked(unit: str) -> bool:
        if unit not in known:
            known[unit] = permitted([unit])
        return known[unit]

    return asked
