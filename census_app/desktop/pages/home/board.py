"""首页看板: the queue, the rate by week, units by category, news by rule, freshness of the data."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from census_app.desktop.language import count, label, say
from census_app.desktop.opened import opened
from census_app.desktop.pages.home.queue import QueueStrip, QueueText
from census_app.desktop.pages.home.tables import FreshnessCard, NewsCard
from census_app.desktop.pages.page import Context
from census_app.desktop.reads import Reader
from census_app.desktop.tables.problem_query import ProblemQuery
from census_app.desktop.widgets.buttons import ActionButton
from census_app.desktop.widgets.heat_grid import GridCell, GridRow, HeatGrid
from census_app.desktop.widgets.layout import Card, ElidedLabel, row, text_label
from census_app.desktop.widgets.rate_chart import RateChart, RateValue
from census_app.desktop.widgets.states import ErrorView, Skeleton

if TYPE_CHECKING:
    from census_app.reporting.week_board import WeekBoard
    from census_app.reporting.week_board.model import HeatCell, HeatRow, RatePoint

_QUERIES = {
    "in_review": ProblemQuery(chosen={"state": frozenset({"in_review"})}),
    "returned": ProblemQuery(chosen={"state": frozenset({"returned"})}),
    "overdue": ProblemQuery(overdue=True),
    "unsent": ProblemQuery(chosen={"state": frozenset({"new", "open", "reopened"})}),
    "new": ProblemQuery(new=True),
}
_LEAST_RISE = 1


def read_board(folder: Path) -> WeekBoard | None:
    """The board of the newest official run; runs on a worker."""
    from census_app.reporting.week_board import read_week_board

    with opened(folder) as workspace:
        return read_week_board(workspace)


class HomeBoard(QWidget):
    """`refresh` reads the board again when the run or the workspace is another one."""

    def __init__(self, context: Context, button: Callable[..., ActionButton]) -> None:
        super().__init__()
        self._context, self._session = context, context.session
        self.reader = Reader(self)
        self.board: WeekBoard | None = None
        self._wants_keys = False
        self._read_for: tuple[Path | None, str] | None = None
        self.subtitle = ElidedLabel("", "mute")
        words = QVBoxLayout()
        words.setSpacing(3)
        words.addWidget(text_label(say("home.title"), "title"))
        words.addWidget(self.subtitle)
        header = QHBoxLayout()
        header.setSpacing(8)
        header.addLayout(words, 1)
        self.check = button("start_check", primary=True)
        for tool in (button("find_customer"), self.check, button("export_lists")):
            header.addWidget(tool)
        self.queue = QueueStrip()
        self.queue.opened.connect(self.open_queue)
        self.rate, self.rate_note = RateChart(), text_label("", "mute", wrap=True)
        self.heat, self.heat_note = HeatGrid(), text_label("", "mute")
        self.heat.opened.connect(self.open_cell)
        self.news, self.fresh = NewsCard(), FreshnessCard(button("go_import"))
        self.news.opened.connect(self.open_rule)
        self.skeleton, self.error = Skeleton(), ErrorView()
        self.error.retry.clicked.connect(self._read)
        self.whole = self._assemble()
        self.stack = QStackedWidget()
        for widget in (self.skeleton, self.whole, self.error):
            self.stack.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addLayout(header)
        column.addWidget(self.stack, 1)

    def _assemble(self) -> QWidget:
        rate = Card((16, 12, 12, 10), 4)
        rate.body.addLayout(
            row(text_label(say("home.rate"), "heading"), text_label(say("home.rate_what"), "mute"), None, spacing=10)
        )
        rate.body.addWidget(self.rate, 1)
        rate.body.addWidget(self.rate_note)
        heat = Card((16, 12, 16, 10), 4)
        heat.body.addLayout(row(text_label(say("home.heat"), "heading"), self.heat_note, None, spacing=10))
        heat.body.addWidget(self.heat, 1)
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.queue)
        upper, lower = QHBoxLayout(), QHBoxLayout()
        for layout, left, right, shares in ((upper, rate, heat, (36, 64)), (lower, self.news, self.fresh, (58, 42))):
            layout.setSpacing(12)
            layout.addWidget(left, shares[0])
            layout.addWidget(right, shares[1])
            column.addLayout(layout, 10 if layout is upper else 11)
        return whole

    def refresh(self) -> None:
        """Read when another run is the newest one, or people may have done something since."""
        facts = self._session.facts
        if facts is None or facts.states is None:
            self.board, self._read_for = None, None
            return
        self.check.setVisible(facts.unchecked)
        key = (facts.folder, facts.run)
        if key != self._read_for:
            self._read_for = key
            self._read()

    def reread(self) -> None:
        """The queue as it is now; what is on the screen stays until then."""
        if self.board is not None:
            self._read()

    def _read(self) -> None:
        folder = self._session.folder
        if folder is None:
            return
        if self.board is None:
            self.stack.setCurrentWidget(self.skeleton)
        self.reader.ask("board", lambda: read_board(folder), self._show, self._failed)

    def _failed(self, error: Exception) -> None:
        text = f"{getattr(error, 'message', error)}\n{getattr(error, 'advice', '')}".strip()
        self.error.show_error(say("home.failed"), text)
        self.stack.setCurrentWidget(self.error)

    def _show(self, board: WeekBoard | None) -> None:
        self.board = board
        if board is None:
            return
        facts = self._session.facts
        newer = say("problems.subtitle.newer", date=facts.data_date) if facts and facts.unchecked else ""
        self.subtitle.setText(
            newer.removeprefix(" · ")
            + (" · " if newer else "")
            + say(
                "home.subtitle",
                date=board.data_date,
                run=board.run,
                pack=board.pack,
                customers=count(board.customers),
                open=count(board.queue.outstanding),
            )
        )
        self.queue.show_queue(_queue_texts(board))
        if self._wants_keys and self.isVisible():
            self.take_keys()
        self._show_rate(board)
        self._show_heat(board)
        known = facts.rules if facts else {}
        self.news.show_board(board, lambda rule, title: known[rule].title if rule in known else title)
        self.fresh.show_board(board)
        self.stack.setCurrentWidget(self.whole)

    def _show_rate(self, board: WeekBoard) -> None:
        values = [
            RateValue(
                point.week[-2:],
                point.right / point.customers if point.right is not None and point.customers else None,
                point.changed,
                say(
                    "home.rate_point", right=count(point.right or 0), customers=count(point.customers), pack=point.pack
                ),
            )
            for point in board.rates
        ]
        self.rate.show_values(values)
        changed = any(point.changed for point in board.rates)
        self.rate_note.setText(say("home.rate_note") + (say("home.rate_changed") if changed else ""))

    def _show_heat(self, board: WeekBoard) -> None:
        names = [label("home.category", str(number)) for number in range(1, len(board.categories) + 1)]
        steepest = _steepest(board)
        most = max((_share(line, cell) for line in board.heat for cell in line.cells), default=0.0)
        rows = [
            GridRow(
                line.unit,
                line.name or (say("home.other_units", number=board.other_units) if not line.unit else line.unit),
                tuple(
                    GridCell(
                        cell.problems,
                        _share(line, cell) / most if most else 0.0,
                        cell.judged or cell.problems > 0,
                        (place, column) == steepest,
                        _hint(line, cell, board.categories[column]),
                    )
                    for column, cell in enumerate(line.cells)
                ),
                line.total,
            )
            for place, line in enumerate(board.heat)
        ]
        self.heat.show_grid(names, rows)
        self.heat_note.setText(say("home.heat_note" if steepest is not None else "home.heat_note_plain"))

    def open_queue(self, name: str) -> None:
        """The list behind a cell of the queue."""
        self._context.shell.open_problems(_QUERIES[name])

    def open_cell(self, line: int, column: int) -> None:
        """The list behind a cell of the grid."""
        if self.board is None:
            return
        facts, unit = self._session.facts, self.board.heat[line].unit
        wanted = self.board.categories[column]
        rules = frozenset(name for name, rule in (facts.rules if facts else {}).items() if rule.category == wanted)
        chosen = {"rule_id": rules} | ({"unit": frozenset({unit})} if unit else {})
        self._context.shell.open_problems(ProblemQuery(chosen=chosen))

    def open_rule(self, rule_id: str) -> None:
        """The new problems of a rule."""
        self._context.shell.open_problems(ProblemQuery(chosen={"rule_id": frozenset({rule_id})}, new=True))

    def take_keys(self) -> None:
        """The first cell of the queue takes the keys."""
        self._wants_keys = not self.queue.cells
        if self.queue.cells:
            self.queue.cells[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def close_board(self) -> None:
        """The worker ends."""
        self.reader.close()


def _queue_texts(board: WeekBoard) -> list[QueueText]:
    queue = board.queue
    oldest = say("home.queue.oldest", days=queue.oldest_in_review) if queue.in_review else say("home.queue.nothing")
    returned = say("home.queue.oldest", days=queue.oldest_returned) if queue.returned else say("home.queue.nothing")
    late = say("home.queue.bulletin", number=queue.bulletin) if queue.overdue else say("home.queue.nothing")
    return [
        QueueText("in_review", say("home.queue.in_review"), queue.in_review, oldest),
        QueueText("returned", say("home.queue.returned"), queue.returned, returned, "high"),
        QueueText("overdue", say("home.queue.overdue"), queue.overdue, late, "high"),
        QueueText("unsent", say("home.queue.unsent"), queue.unsent, say("home.queue.unsent_note")),
        QueueText("new", say("home.queue.new"), queue.new, say("home.queue.new_note", week=board.week)),
    ]


def _rate_note(point: RatePoint) -> str:
    right, customers = count(point.right or 0), count(point.customers)
    return say("home.rate_point", right=right, customers=customers, pack=point.pack)


def _share(line: HeatRow, cell: HeatCell) -> float:
    """Problems per thousand customers; by plain count where the unit has none."""
    return 1000 * cell.problems / line.customers if line.customers else 0.0


def _steepest(board: WeekBoard) -> tuple[int, int] | None:
    """The one cell that rose most since the run before."""
    rises = [
        (cell.problems - cell.before, -place, -column)
        for place, line in enumerate(board.heat)
        for column, cell in enumerate(line.cells)
        if cell.before is not None
    ]
    if not rises or max(rises)[0] < _LEAST_RISE:
        return None
    _, place, column = max(rises)
    return -place, -column


def _hint(line: HeatRow, cell: HeatCell, category: str) -> str:
    change = "" if cell.before is None else say("home.cell_change", change=f"{cell.problems - cell.before:+d}")
    if not cell.judged:
        return say("home.cell_unjudged", unit=line.name, category=category)
    share = say("home.cell_share", share=f"{_share(line, cell):.1f}") if line.customers else ""
    return say("home.cell", unit=line.name, category=category, number=cell.problems) + share + change
