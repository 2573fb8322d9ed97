"""Behind the problem list: one view at a time, made on a worker, shown when it is the newest."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from census_app.desktop.pages.problems.reads import ListGround, open_view, rank_view, read_ground, share_causes
from census_app.desktop.reads import Reader
from census_app.desktop.tables.paged_model import PagedModel, Row
from census_app.desktop.tables.problem_query import ProblemQuery

if TYPE_CHECKING:
    from census_app.desktop.tables.grouped_rows import GroupedRows, Range
    from census_app.desktop.tables.problem_slice import ProblemSlice
    from census_app.desktop.tables.problem_view import ProblemView

_TOPICS = ("open", "preview", "first", "load", "beside", "facets", "make", "settle", "record", "numbers")


class ProblemFlow(QObject):
    """`open` a states file, `show` a query; signals tell the page what is known.

    A newer query makes the answers of older ones worthless: they are interrupted and dropped. The rows of the run or
    the act before stay on screen until the first new ones are there. While everything is being loaded, which takes a
    while for millions, the first rows of another query are looked up beside it.
    """

    loading = Signal()
    previewed = Signal(int)
    ready = Signal(int)
    counted = Signal(object)
    grounded = Signal(object)
    record_read = Signal(object)
    failed = Signal(str)

    def __init__(self, model: PagedModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.model = model
        self.query = ProblemQuery()
        self.today = date.today().isoformat()
        self._reader, self._aside = Reader(self), Reader(self)
        self._view: ProblemView | None = None
        self._old: ProblemView | None = None
        self._unclaimed: list[ProblemView] = []
        self._leaving: list[ProblemView] = []
        self._slice: ProblemSlice | None = None
        self.groups: GroupedRows | None = None
        self._file: Path | None = None
        self._folder: Path | None = None
        self._categories: dict[str, str] = {}
        self._busy = self._loading = self._settling = False
        self._shown_for: ProblemQuery | None = None
        self._first_of: ProblemQuery | None = None

    @property
    def file(self) -> Path | None:
        """The states file shown."""
        return self._file

    @property
    def busy(self) -> bool:
        """Whether something asked for is not there yet."""
        return self._busy or self._loading

    def open(self, states: Path | None, folder: Path | None = None, categories: dict[str, str] | None = None) -> None:
        """Show the problems as they stand now, or none; `categories` of rules belong to the facets."""
        if states == self._file:
            return
        for topic in _TOPICS:
            self._reader.forget(topic)
            self._aside.forget(topic)
        self._file, self._categories = states, categories or {}
        self._busy = self._loading = False
        if self._view is not None:
            self._view.interrupt()
        if states is None or folder != self._folder or self._old is not None:
            self._let_go()
        else:
            self._old, self._view = self._view, None
        self._folder = folder
        if states is not None:
            self.loading.emit()
            today = self.today = date.today().isoformat()
            self._reader.ask("open", lambda: self._make_view(states, today), self._opened, self._refuse)

    def _make_view(self, states: Path, today: str) -> ProblemView:
        """On the worker. A view nobody waits for any more when it is there is closed with the next one."""
        for left in self._unclaimed:
            left.close()
        view = open_view(states, today)
        self._unclaimed = [view]
        return view

    def _let_go(self) -> None:
        self.model.show(None, 0)
        self._slice = self.groups = None
        for old in filter(None, (self._view, self._old)):
            self._leave(old)
        self._view = self._old = None

    def retry(self) -> None:
        """After a failure: read the file again."""
        if self._view is not None:
            self.show(self.query)
            return
        states, self._file = self._file, None
        self.open(states, self._folder, self._categories)

    def _opened(self, view: ProblemView) -> None:
        self._view, self._unclaimed = view, []
        self.show(self.query)

    def show(self, query: ProblemQuery) -> None:
        """Count, preview and materialise a query."""
        self.query = query
        view = self._view
        if view is None:
            return
        if self._loading:
            self._glance(view, query)
            return
        if self._busy or self._settling:
            view.interrupt()
        self._busy, self._settling, self._first_of = True, False, None
        self.loading.emit()
        if view.loaded:
            self._show_all(view, query)
            return
        if not query.needs_all:
            self._reader.ask("preview", lambda: view.preview(query), self._previewed, self._refuse)
            self._reader.ask("first", lambda: view.make(query), self._made_first, self._refuse)
        self._load(view)

    def _glance(self, view: ProblemView, query: ProblemQuery) -> None:
        """What the file alone can tell is shown before everything is loaded; the rest waits until then."""
        if query == self._first_of:
            return
        for topic in ("preview", "first"):
            self._reader.forget(topic)
        self._aside.forget("preview")
        if not query.needs_all:
            view.interrupt_glance()
            self._aside.ask("preview", lambda: view.glance(query), self._glanced, _ignore)

    def _glanced(self, answer: tuple[int, list[Row]]) -> None:
        if self._loading:
            self._show_first(answer)

    def _load(self, view: ProblemView) -> None:
        self._loading = True
        folder, categories = self._folder, self._categories

        def done(ground: ListGround) -> None:
            self._loading = False
            self.grounded.emit(ground)
            self._show_all(view, self.query)

        self._reader.ask("load", lambda: read_ground(view, folder, categories), done, self._refuse)

    def _show_all(self, view: ProblemView, query: ProblemQuery) -> None:
        folder, keep = self._folder, self._slice.name if self._slice else ""
        ask = self._reader.ask
        if query.sort == "risk" and folder is not None:
            ask("beside", lambda: rank_view(view, folder), _ignore, self._refuse)
        if query.group == "cause" and folder is not None:
            ask("beside", lambda: share_causes(view, folder), self.grounded.emit, self._refuse)
        if query.group:
            ask("make", lambda: view.make_groups(query, keep), self._made_groups, self._refuse)
            ask("facets", lambda: view.facets(query), self.counted.emit, self._refuse)
            return
        if query.sort:
            # sorting takes a while, its first rows do not
            ask("preview", lambda: view.preview(query), self._previewed, self._refuse)
        ask("make", lambda: view.make(query, keep), self._made, self._refuse)
        ask("facets", lambda: view.facets(query), self.counted.emit, self._refuse)

    def _previewed(self, answer: tuple[int, list[Row]]) -> None:
        if self._slice is not None and self._view is not None and self.model.rowCount() == answer[0] and self._same:
            self._first_of = self.query
        else:
            self._show_first(answer)

    def _show_first(self, answer: tuple[int, list[Row]]) -> None:
        """The first rows of the query stand there; those of the view before belong to nothing on screen any more."""
        total, first = answer
        self._first_of, self._shown_for, self._slice, self.groups = self.query, None, None, None
        self.model.preview(total, first)
        self._drop_old()
        self.previewed.emit(total)

    @property
    def _same(self) -> bool:
        """Whether the rows on screen are those of the query, from the file before it was loaded."""
        return self._shown_for == self.query and self._old is None

    def _drop_old(self) -> None:
        if (old := self._old) is not None:
            self._old = None
            self._leave(old)

    def _leave(self, view: ProblemView) -> None:
        """Closed on the worker, or at the end if that comes first."""
        self._leaving.append(view)

        def closed(_answer: Any) -> None:
            self._leaving.remove(view)

        self._reader.ask(f"close {id(view)}", view.close, closed, closed)

    def _made_first(self, made: ProblemSlice) -> None:
        self._slice, self._shown_for = made, self.query
        self.groups = None
        self.model.show(made, made.rows, as_previewed=True)
        self.ready.emit(made.rows)

    def _made(self, made: ProblemSlice) -> None:
        self._busy = False
        if self._same and self.model.rowCount() == made.rows:
            self._slice = made
            self.model.replace(made)
        else:
            self._slice, self._shown_for, self.groups = made, self.query, None
            # a sorted view was previewed from what is loaded, another one from the file, which knows no person
            self.model.show(made, made.rows, as_previewed=made.sorted)
            if self._first_of != self.query:
                self._drop_old()
                self.previewed.emit(made.rows)
        self.ready.emit(made.rows)
        view = self._view
        if made.sorted and view is not None:
            self._settling = True
            self._reader.ask("settle", lambda: view.settle(made), self._settled, _ignore)

    def _settled(self, _made: Any) -> None:
        self._settling = False

    def _made_groups(self, groups: GroupedRows) -> None:
        self._busy = False
        self._slice, self.groups, self._shown_for = groups.inside, groups, self.query
        self.model.show(None, 0)
        self.model.show(groups, groups.rows)
        self._drop_old()
        self.previewed.emit(groups.rows)
        self.ready.emit(groups.rows)

    def turn(self, group: int, opened: bool) -> None:
        """Open or close a group on screen."""
        if self.groups is not None:
            self.groups.turn(group, opened)
            self.model.show(self.groups, self.groups.rows)

    def stretches(self, ranges: Sequence[Range]) -> list[Range]:
        """Rows of the view that rows on screen stand for."""
        from census_app.desktop.tables.grouped_rows import merged

        return self.groups.stretches(ranges) if self.groups is not None else merged(ranges)

    def everything(self) -> list[Range]:
        """All rows of the view."""
        return [(0, self._slice.rows - 1)] if self._slice is not None and self._slice.rows else []

    def read_numbers(self, stretches: Sequence[Range], done: Callable[[list[str]], object]) -> None:
        """The short numbers of stretches of the view."""
        view, made = self._view, self._slice
        if view is not None and made is not None:
            self._reader.ask("numbers", lambda: view.numbers(made, stretches), done, self._refuse)

    def read_record(self, row_number: int) -> None:
        """Fetch every column of one problem."""
        view = self._view
        if view is not None:
            reader = self._aside if self._loading else self._reader
            reader.ask("record", lambda: view.record(row_number), self.record_read.emit, _ignore)

    def _refuse(self, error: Exception) -> None:
        if type(error).__name__ == "InterruptException":
            return
        self._busy = self._loading = False
        self.failed.emit(f"{getattr(error, 'message', error)}  {getattr(error, 'advice', '')}".strip())

    def close(self) -> None:
        """The worker has ended and every connection is closed."""
        for view in filter(None, (self._view, self._old)):
            view.interrupt()
            view.interrupt_glance()
        self._reader.close()
        self._aside.close()
        self.model.show(None, 0)
        for view in filter(None, (self._view, self._old, *self._unclaimed, *self._leaving)):
            view.close()
        self._view = self._old = None


def _ignore(_answer: Any) -> None:
    """Nothing depends on the answer."""
