"""Where an import stands: files chosen, recognised, answered, imported. Outlives the page's widgets."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from census_app.desktop import commands
from census_app.desktop.conditions import MAPPING_ANSWERED
from census_app.desktop.jobs import Job, JobRecord
from census_app.desktop.pages.importing.preview import ColumnGuess, Preview, TableGuess, read_preview
from census_app.desktop.pages.importing.stamps import Stamp, stamps
from census_app.desktop.session import Session

_Answers = tuple[dict[tuple[str, str, int], str | None], dict[tuple[str, str], str | None]]


class Stage(StrEnum):
    """The steps of an import."""

    EMPTY = "empty"
    READING = "reading"
    MAPPING = "mapping"
    IMPORTING = "importing"
    DONE = "done"
    FAILED = "failed"


class ImportFlow(QObject):
    """`changed` after every step; `error` holds the sentence of a failed one."""

    changed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self.stage = Stage.EMPTY
        self.sources: list[str] = []
        self.seen: dict[str, Stamp] = {}
        self.preview = Preview()
        self.report: dict[str, Any] = {}
        self.error: JobRecord | None = None
        self.answers: dict[tuple[str, str, int], str | None] = {}
        self.tables: dict[tuple[str, str], str | None] = {}
        self.target: Path | None = None
        self.mapping: Path | None = None
        self.extent = ""
        self._again: tuple[tuple[str, str], str] = (("", ""), "")
        self._before: tuple[list[str], Preview] | None = None
        self._said: list[_Answers] = []
        session.jobs.finished.connect(self._finished)
        session.jobs.failed.connect(self._failed)
        session.jobs.cancelled.connect(self._cancelled)

    def choose(self, sources: list[str], workspace: Path) -> bool:
        """Recognise these files or database addresses; False when another job is running."""
        if self._session.jobs.start(commands.preview(sources, workspace)) is None:
            return False
        self.answers, self.tables, self._before, self.extent, self._said = {}, {}, None, "", []
        self._read(sources)
        return True

    def add(self, sources: list[str], workspace: Path) -> bool:
        """Recognise these files together with those that wait already: one delivery, of which nothing is said anew
        that was answered. Cancelled, it is as it was. False when another job is running."""
        together = list(dict.fromkeys([*self.sources, *sources]))
        if self._session.jobs.start(commands.preview(together, workspace)) is None:
            return False
        self._before = (self.sources, self.preview)
        self._read(together)
        return True

    def read_again(self, changed: list[str], workspace: Path) -> bool:
        """Recognise everything anew: these files are others than those that were looked at, and what was said of them
        is forgotten. False when another job is running."""
        if self._session.jobs.start(commands.preview(self.sources, workspace)) is None:
            return False
        gone = {key for key in (*self.tables, *(key[:2] for key in self.answers)) if _is_one_of(key[0], changed)}
        self.answers = {key: field for key, field in self.answers.items() if key[:2] not in gone}
        self.tables = {key: name for key, name in self.tables.items() if key not in gone}
        self._before, self._said = None, []
        self._read(self.sources)
        return True

    def _read(self, sources: list[str]) -> None:
        self.sources, self.preview, self.report, self.error = sources, Preview(), {}, None
        self.seen = {}
        self._session.reader.ask("stamps", lambda: stamps(sources), self._take_stamps, lambda _error: None)
        self._to(Stage.READING)

    def start(self, workspace: Path, mapping: Path | None, answer: str = "") -> bool:
        """Import what was recognised and answered; `answer`, else what was said before, is what the files hold:
        `complete`, `partial`, `changes`, or nothing where that is to be judged."""
        if self._session.jobs.start(self._import(workspace, mapping, answer or self.extent)) is None:
            return False
        self.target, self.mapping = workspace, mapping
        self._to(Stage.IMPORTING)
        return True

    def _import(self, workspace: Path, mapping: Path | None, answer: str) -> Job:
        left_out = [key for key, name in self.tables.items() if name is None]
        return commands.import_files(self.sources, workspace, mapping, answer, left_out)

    def say_extent(self, answer: str) -> None:
        """A person says what the files hold; said of these, and of others added to them, but not of the next ones."""
        self.extent = answer
        self._tell()

    def start_again(self) -> bool:
        """The same import, the files said to be complete."""
        return self.target is not None and self.start(self.target, self.mapping, "complete")

    def answer(self, table: TableGuess, column: ColumnGuess, field: str | None) -> None:
        """A person says what a column is; None means it is not imported. Said of one of several files with the same
        columns, it is said of all of them: the files of a county's stations."""
        self._keep()
        for other in self.answered_tables():
            if other.key == table.key or (other.table == table.table and _headers(other) == _headers(table)):
                self.answers[(*other.key, column.index)] = field
        self._tell()

    def answer_table(self, table: TableGuess, name: str | None) -> None:
        """A person says which table a sheet is; None means it is not imported."""
        self._keep()
        self.tables[table.key] = name
        self._tell()

    def take_back(self) -> bool:
        """The newest answer is as if it had not been given; False when there is none."""
        if not self._said or self.stage is not Stage.MAPPING:
            return False
        self.answers, self.tables = self._said.pop()
        self._tell()
        return True

    def _keep(self) -> None:
        self._said.append((dict(self.answers), dict(self.tables)))

    def recognise_as(self, table: TableGuess, name: str, workspace: Path) -> bool:
        """A person says which table a sheet is: its columns are looked at again as those of that table. False when
        another job is running."""
        source = next((one for one in self.sources if _is_from(table.file, one)), "")
        if not source:
            self.answer_table(table, name)
            return True
        if self._session.jobs.start(commands.preview([source], workspace, name)) is None:
            return False
        self._again = (table.key, name)
        self._to(Stage.READING)
        return True

    def delivered(self) -> list[TableGuess]:
        """Tables whose very file came before and that would be imported all the same."""
        return [table for table in self.answered_tables() if table.table and table.delivered]

    def skip_delivered(self) -> None:
        """What came before is not imported again."""
        self._keep()
        for table in self.delivered():
            self.tables[table.key] = None
        self._tell()

    def column(self, table: TableGuess, column: ColumnGuess) -> ColumnGuess:
        """The column with the person's answer, which is sure."""
        key = (*table.key, column.index)
        if key not in self.answers:
            return column
        return replace(column, field=self.answers[key], confidence=1.0, candidates=())

    def table(self, table: TableGuess) -> TableGuess:
        """The table with every answer."""
        columns = tuple(self.column(table, column) for column in table.columns)
        name = self.tables.get(table.key, table.table)
        questions = () if table.key in self.tables else table.questions
        return replace(table, columns=columns, table=name, questions=questions)

    def answered_tables(self) -> list[TableGuess]:
        """Every table with the answers given so far."""
        return [self.table(table) for table in self.preview.tables]

    @property
    def ready(self) -> bool:
        """Whether there is something to import."""
        return self.stage is Stage.MAPPING and any(table.table for table in self.answered_tables())

    def back(self) -> None:
        """To the beginning, or from a result or failure to the mapping."""
        if self.stage in (Stage.READING, Stage.IMPORTING):
            return
        has = bool(self.preview.tables) and self.stage is Stage.FAILED
        self._to(Stage.MAPPING if has else Stage.EMPTY)

    def _tell(self) -> None:
        self._session.flag(MAPPING_ANSWERED, bool(self._said) and self.stage is Stage.MAPPING)
        self.changed.emit()

    def _take_stamps(self, seen: dict[str, Stamp]) -> None:
        self.seen = seen

    def _to(self, stage: Stage) -> None:
        self.stage = stage
        self._tell()

    def _finished(self, record: JobRecord) -> None:
        if record.job.kind == commands.PREVIEW:
            self.preview = read_preview(record.result)
            self._to(Stage.MAPPING)
        elif record.job.kind == commands.PREVIEW_AS:
            self._take_again(read_preview(record.result))
        elif record.job.kind == commands.IMPORT:
            self.report = record.result
            self._to(Stage.DONE)

    def _take_again(self, found: Preview) -> None:
        """The sheet as another table stands in its place, its old answers are gone."""
        key, name = self._again
        same = (table for table in found.tables if table.sheet == key[1] and f"/{key[0]}".endswith(f"/{table.file}"))
        fresh = next(same, None)
        if fresh is not None:
            fresh = replace(fresh, file=key[0])
            tables = tuple(fresh if table.key == key else table for table in self.preview.tables)
            self.preview = replace(self.preview, tables=tables)
        self.answers = {place: field for place, field in self.answers.items() if place[:2] != key}
        # of what was said before, some was said of columns that are no more
        self.tables[key], self._said = name, []
        self._to(Stage.MAPPING)

    def _failed(self, record: JobRecord) -> None:
        if record.job.kind in (commands.PREVIEW, commands.PREVIEW_AS, commands.IMPORT):
            self.error = record
            if record.job.kind == commands.PREVIEW and self._before is not None:
                self.sources, self.preview = self._before
            self._to(Stage.FAILED)

    def _cancelled(self, record: JobRecord) -> None:
        if record.job.kind == commands.PREVIEW:
            if self._before is not None:
                self.sources, self.preview = self._before
            self._to(Stage.EMPTY if self._before is None else Stage.MAPPING)
        elif record.job.kind in (commands.PREVIEW_AS, commands.IMPORT):
            self._to(Stage.MAPPING)


def _headers(table: TableGuess) -> tuple[str, ...]:
    return tuple(column.header for column in table.columns)


def _is_one_of(told: str, sources: list[str]) -> bool:
    return any(_is_from(told, source) for source in sources)


def _is_from(told: str, source: str) -> bool:
    """Whether a file as it is told (`乙所/用户.csv`, `账单.zip/1.csv`) is, or lies in, a source."""
    name = Path(source).name
    parts = told.split("/")
    if name not in parts:
        return False
    place = parts.index(name)
    return Path(source).parts[-place - 1 : -1] == tuple(parts[:place])
