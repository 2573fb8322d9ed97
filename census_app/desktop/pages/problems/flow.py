"""Behind the problem list: one view at a time, made on a worker, shown when it is the newest."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from census_app.desktop.reads import Reader
from census_app.desktop.tables.paged_model import PagedModel, Row
from census_app.desktop.tables.problem_query import ProblemQuery

if TYPE_CHECKING:
    from census_app.desktop.tables.problem_view import ProblemSlice, ProblemView


class ProblemFlow(QObject):
    """`open` a states file, `show` a query; signals tell the page what is known.

    A newer query makes the answers of older ones worthless: they are interrupted and dropped.
    """

    loading = Signal()
    previewed = Signal(int)
    ready = Signal(int)
    counted = Signal(object)
    record_read = Signal(object)
    failed = Signal(str)

    def __init__(self, model: PagedModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.model = model
        self.query = ProblemQuery(today=date.today().isoformat())
        self._reader = Reader(self)
        self._view: ProblemView | None = None
        self._slice: ProblemSlice | None = None
        self._file: Path | None = None
        self._busy = False

    @property
    def file(self) -> Path | None:
        """The states file shown."""
        return self._file

    def open(self, states: Path | None) -> None:
        """Show the problems of another run, or none."""
        if states == self._file:
            return
        self._file = states
        self.model.show(None, 0)
        for topic in ("open", "preview", "facets", "make", "record"):
            self._reader.forget(topic)
        self._busy = False
        old, self._view, self._slice = self._view, None, None
        if old is not None:
            old.interrupt()
            self._reader.ask("close", old.close, _ignore, _ignore)
        if states is None:
            return
        self.loading.emit()
        self._reader.ask("open", lambda: _open(states), self._opened, self._refuse)

    def retry(self) -> None:
        """After a failure: read the file again."""
        if self._view is not None:
            self.show(self.query)
            return
        states, self._file = self._file, None
        self.open(states)

    def _opened(self, view: ProblemView) -> None:
        self._view = view
        self.show(self.query)

    def show(self, query: ProblemQuery) -> None:
        """Another filter or order: first rows, counts, then the whole view."""
        self.query = replace(query, today=date.today().isoformat())
        view, wanted = self._view, self.query
        if view is None:
            return
        if self._busy:
            view.interrupt()
        self._busy = True
        self.loading.emit()
        self._reader.ask("preview", lambda: view.preview(wanted), self._previewed, self._refuse)
        self._reader.ask("facets", lambda: view.facets(wanted), self.counted.emit, self._refuse)
        keep = self._slice.name if self._slice else ""
        self._reader.ask("make", lambda: view.make(wanted, keep), self._made, self._refuse)

    def _previewed(self, answer: tuple[int, list[Row]]) -> None:
        total, first = answer
        self.model.preview(total, first)
        self.previewed.emit(total)

    def _made(self, made: ProblemSlice) -> None:
        self._busy = False
        self._slice = made
        self.model.show(made, made.rows)
        self.ready.emit(made.rows)

    def read_record(self, row_number: int) -> None:
        """Fetch every column of one problem."""
        view = self._view
        if view is not None:
            self._reader.ask("record", lambda: view.record(row_number), self.record_read.emit, _ignore)

    def _refuse(self, error: Exception) -> None:
        if type(error).__name__ == "InterruptException":
            return
        self._busy = False
        self.failed.emit(str(error))

    def close(self) -> None:
        """The worker has ended and every connection is closed."""
        if self._view is not None:
            self._view.interrupt()
        self._reader.close()
        self.model.show(None, 0)
        if self._view is not None:
            self._view.close()
            self._view = None


def _open(states: Path) -> ProblemView:
    from census_app.desktop.tables.problem_view import ProblemView

    return ProblemView(states)


def _ignore(_answer: Any) -> None:
    """Nothing depends on the answer."""
