"""首页看板: the queue, the rate by week, units by category, news by rule, freshness of the data."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from census_app.desktop.language import count, say
from census_app.desktop.opened import opened
from census_app.desktop.pages.home.queue import QueueStrip, queue_texts
from census_app.desktop.pages.home.tables import FreshnessCard, NewsCard
from census_app.desktop.pages.home.units import UnitsCard
from census_app.desktop.pages.page import Context
from census_app.desktop.reads import Reader
from census_app.desktop.session import WorkspaceFacts
from census_app.desktop.tables.problem_query import ProblemQuery
from census_app.desktop.turns import Turns
from census_app.desktop.widgets.buttons import ActionButton
from census_app.desktop.widgets.header import Header, Subtitle
from census_app.desktop.widgets.layout import Card, ToolLayout, WholeLabel, text_label, titled
from census_app.desktop.widgets.rate_chart import RateChart, RateValue
from census_app.desktop.widgets.states import ErrorView, Skeleton

if TYPE_CHECKING:
    from census_app.reporting.week_board import WeekBoard

_RECTIFIED = ("in_review", "returned", "overdue", "appealed")
_QUERIES = {
    "unsent": ProblemQuery(chosen={"state": frozenset({"new", "open", "reopened"})}),
    "new": ProblemQuery(new=True),
}


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
        self._turns = Turns(self)
        self._shown: tuple[WeekBoard, WorkspaceFacts | None] | None = None
        self.subtitle = Subtitle()
        self.next = {name: button(name) for name in ("start_check", "export_lists", "go_reports")}
        tools = ToolLayout()
        for tool in (button("find_customer"), *self.next.values()):
            tools.addWidget(tool)
        header = Header(text_label(say("home.title"), "title"), self.subtitle, tools, spares=False)
        self.queue = QueueStrip()
        self.queue.opened.connect(self.open_queue)
        self.rate, self.rate_note = RateChart(), WholeLabel("mute")
        self.units = UnitsCard()
        self.heat = self.units.heat
        self.units.cell_opened.connect(self.open_cell)
        self.units.unit_opened.connect(self.open_units)
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
        column.addWidget(header)
        column.addWidget(self.stack, 1)

    def _assemble(self) -> QWidget:
        rate = Card((16, 12, 12, 10), 4)
        rate.body.addLayout(titled(say("home.rate"), say("home.rate_what")))
        rate.body.addWidget(self.rate, 1)
        rate.body.addWidget(self.rate_note)
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.queue)
        upper, lower = QHBoxLayout(), QHBoxLayout()
        for layout, left, right, shares in (
            (upper, rate, self.units, (36, 64)),
            (lower, self.news, self.fresh, (58, 42)),
        ):
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
            self._turns.drop()
            return
        self.next["start_check"].setVisible(facts.unchecked)
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
        self._turns.drop()
        text = f"{getattr(error, 'message', error)}\n{getattr(error, 'advice', '')}".strip()
        self.error.show_error(say("home.failed"), text)
        self.stack.setCurrentWidget(self.error)

    def _show(self, board: WeekBoard | None) -> None:
        if board is None:
            self.board = None
            return
        facts = self._session.facts
        if self._shown == (board, facts):
            self._turns.take(partial(self._stand, board, facts))
            return
        self._turns.take(
            partial(self.units.show_board, board),
            partial(self.news.show_board, board, self._title),
            partial(self.fresh.show_board, board),
            partial(self._show_rate, board),
            partial(self._show_head, board, facts),
            partial(self._stand, board, facts),
        )

    def _title(self, rule: str, title: str) -> str:
        facts = self._session.facts
        return facts.rules[rule].title if facts is not None and rule in facts.rules else title

    def _show_head(self, board: WeekBoard, facts: WorkspaceFacts | None) -> None:
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
        self._show_next(board, unchecked=bool(facts and facts.unchecked))
        self.queue.show_queue(queue_texts(board))

    def _stand(self, board: WeekBoard, facts: WorkspaceFacts | None) -> None:
        """Everything says what the board says: it is looked at."""
        self.board, self._shown = board, (board, facts)
        self.stack.setCurrentWidget(self.whole)
        if self._wants_keys and self.isVisible():
            self.take_keys()

    def _show_next(self, board: WeekBoard, *, unchecked: bool) -> None:
        """One filled button: new data are checked, new problems are sent out, then the week is reported."""
        following = "start_check" if unchecked else "export_lists" if board.queue.unsent else "go_reports"
        for name, tool in self.next.items():
            tool.set_primary(name == following)

    def _show_rate(self, board: WeekBoard) -> None:
        values = [
            RateValue(
                point.week[-2:],
                point.right / point.customers if point.right is not None and point.customers else None,
                point.changed,
                say(
                    "home.rate_point", right=count(point.right or 0), customers=count(point.customers), pack=point.pack
                ),
                say("home.rate_mark") if point.changed else "",
            )
            for point in board.rates
        ]
        self.rate.show_values(values)
        changed = any(point.changed for point in board.rates)
        self.rate_note.show_text(say("home.rate_note") + (say("home.rate_changed") if changed else ""))

    def open_queue(self, name: str) -> None:
        """What waits in a cell of the queue: a step of the rectification, or a list of problems."""
        if name in _RECTIFIED:
            self._context.shell.open_rectify(name)
        else:
            self._context.shell.open_problems(_QUERIES[name])

    def open_cell(self, line: int, column: int) -> None:
        """The list behind a cell of the grid."""
        if self.board is None:
            return
        facts, units = self._session.facts, self.board.heat[line].units
        wanted = self.board.categories[column]
        rules = frozenset(name for name, rule in (facts.rules if facts else {}).items() if rule.category == wanted)
        chosen = {"rule_id": rules} | ({"unit": frozenset(units)} if units else {})
        self._context.shell.open_problems(ProblemQuery(chosen=chosen))

    def open_units(self, units: Sequence[str]) -> None:
        """The problems of one line of the ranking."""
        self._context.shell.open_problems(ProblemQuery(chosen={"unit": frozenset(units)}))

    def open_rule(self, rule_id: str) -> None:
        """The new problems of a rule."""
        self._context.shell.open_problems(ProblemQuery(chosen={"rule_id": frozenset({rule_id})}, new=True))

    def take_keys(self) -> None:
        """The first queue in which something waits takes the keys."""
        self._wants_keys = not self.queue.cells
        self.queue.start()

    def close_board(self) -> None:
        """The worker ends."""
        self._turns.drop()
        self.reader.close()
