"""Everything below the title: strip, queue and units above, the tabs below; what is looked at goes to each of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from census_app.desktop.conditions import LATE as LATE_CHOSEN
from census_app.desktop.conditions import RECTIFY_CUSTOMER
from census_app.desktop.language import count, say
from census_app.desktop.pages.problems.evidence import EvidencePanel
from census_app.desktop.pages.rectify.decision import DecisionCard
from census_app.desktop.pages.rectify.evidence import EvidenceView
from census_app.desktop.pages.rectify.lower import EVIDENCE, FILING, LATE, RETURNED, UNITS, LowerPanel
from census_app.desktop.pages.rectify.panels import TabPanels
from census_app.desktop.pages.rectify.reads import Ground
from census_app.desktop.pages.rectify.rows import number_of, place_of, rows_of
from census_app.desktop.pages.rectify.strip import StepStrip
from census_app.desktop.pages.rectify.units import WIDTH, UnitCard
from census_app.desktop.pages.rectify.words import REVIEWED, STEPS, states_of, step_texts, subtitle
from census_app.desktop.pages.rectify.work import WorkCard
from census_app.desktop.tables.problem_query import ProblemQuery
from census_app.desktop.theme.look import scaled
from census_app.desktop.widgets.notice import Notice

if TYPE_CHECKING:
    from census_app.desktop.pages.rectify.page import RectifyPage

_ROOM = 16777215
_LEAST_WORK = 118


class RectifyBody(QWidget):
    """Shows the page's ground; `page` holds what is asked for and what is decided."""

    def __init__(self, page: RectifyPage) -> None:
        super().__init__()
        self._page = page
        button = page.action_button
        self.strip = StepStrip(STEPS)
        self.notice = Notice()
        self.work = WorkCard(page.session.facts, button, page.complete)
        self.units = UnitCard()
        self.evidence = EvidenceView(page.session)
        self.beside = QStackedWidget()
        self.beside.addWidget(self.evidence)
        self.decision = DecisionCard(page.deciding, lambda name: page.context.actions[name], button("undo_review"))
        self.tabbed = LowerPanel()
        self.panels = TabPanels(page, self)
        self._narrow: bool | None = None
        self._record: dict[str, Any] = {}
        self._assemble()
        self._connect()

    def _assemble(self) -> None:
        for name in (EVIDENCE, RETURNED, LATE, FILING):
            self.tabbed.add(name)
        self.tabbed.fill(EVIDENCE, self.beside, self.decision)
        self._upper = QHBoxLayout()
        self._upper.setSpacing(12)
        self._upper.addWidget(self.work, 1)
        for part in (self.work, self.units, self.tabbed):
            # both halves keep their share whatever stands in them
            part.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        # a row of the queue is seen however large the text: on less the page is scrolled
        self.work.setMinimumHeight(scaled(_LEAST_WORK))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.notice)
        column.addLayout(self._upper, 5)
        column.addWidget(self.tabbed, 7)
        self.arrange(narrow=False, low=False)
        self.strip.choose(self._page.step)

    def _connect(self) -> None:
        self.strip.chosen.connect(self.show_step)
        self.work.looked_at.connect(self._look)
        self.work.problem_read.connect(self._look_at_problem)
        self.work.order_asked.connect(lambda order: self.ask(order=order))
        self.work.unit_dropped.connect(lambda: self.ask(unit=""))
        self.work.problems_chosen.connect(self.flag_chosen)
        self.work.table.activated.connect(lambda _index: self._page.show_photos())
        self.units.chosen.connect(lambda unit: self.ask(unit=unit))
        self.tabbed.shown.connect(self._tab_shown)

    @cached_property
    def problem(self) -> EvidencePanel:
        """A problem of another step than review; made when one is first looked at."""
        panel = EvidencePanel()
        panel.setObjectName("plain")
        self.beside.addWidget(panel)
        self._page.complete(panel)
        return panel

    def arrange(self, *, narrow: bool, low: bool) -> None:
        """The units stand beside the queue, in a narrow window behind a tab; a low window leaves notes out."""
        self.strip.set_low(low)
        if narrow == self._narrow:
            return
        self._narrow = narrow
        if narrow:
            self._upper.removeWidget(self.units)
            self.units.setMaximumWidth(_ROOM)
            self.tabbed.add(UNITS)
            self.tabbed.fill(UNITS, self.units, self.decision)
        else:
            self.tabbed.remove(UNITS)
            self.units.setFixedWidth(WIDTH)
            self._upper.addWidget(self.units)
            self.units.show()

    def show_loading(self) -> None:
        """Nothing is known yet."""
        self.work.show_part(self.work.skeleton)

    def show_nothing(self) -> None:
        """No official run: nothing to rectify."""
        self.work.show_part(self.work.nothing)
        self._page.look(None)
        self.strip.setEnabled(False)
        self.tabbed.hide()
        self.units.hide()

    def show_ground(self, ground: Ground) -> None:
        """Everything as it was just read."""
        self.strip.setEnabled(True)
        self.tabbed.show()
        self.units.setVisible(not self._narrow or self.tabbed.current == UNITS)
        self._page.subtitle.setText(subtitle(ground.board))
        self.units.show_units(ground.board.units, self._page.query.unit)
        self.panels.show(ground)
        self.tabbed.tell(RETURNED, count(len(ground.files)) if ground.files else "")
        self.tabbed.tell(LATE, count(ground.board.ladder.overdue) if ground.board.ladder.overdue else "")
        self.tabbed.tell(FILING, count(len(ground.batches)) if ground.batches else "")
        self.show_queue()
        if self._page.step not in REVIEWED:
            self.show_step(self._page.step)

    def ask(self, **changes: str) -> None:
        """Another order, unit or word."""
        page = self._page
        page.query = page.context.memory["query"] = replace(page.query, **changes)
        page.flag_filtered()
        if page.flow.ground is not None:
            self.show_ground(page.flow.ground)

    def show_step(self, step: str) -> None:
        """Another step of the flow: its part of the queue, or its problems."""
        page = self._page
        page.step = page.context.memory["step"] = step
        self.strip.choose(step)
        if step in REVIEWED:
            page.query = replace(page.query, place=step)
            self.show_queue()
            return
        page.look(None)
        self.beside.setCurrentWidget(self.problem)
        self._head(say(f"rectify.step.{step}"), "", queue=False)
        chosen = {"state": states_of(step)}
        if page.query.unit:
            chosen["unit"] = frozenset({page.query.unit})
        if page.flow.ground is not None:
            query = ProblemQuery(chosen=chosen, live=False, words=page.query.words)
            self.work.show_problems(page.flow.ground.states, query)

    def step(self, step: int) -> None:
        """The step beside the one looked at."""
        self.show_step(self.strip.step(step))

    def show_queue(self) -> None:
        """The queue as it stands, and the numbers that follow from it."""
        page, ground = self._page, self._page.flow.ground
        if ground is None:
            return
        items = page.flow.waiting()
        mine = {place: sum(place_of(one) == place and not one.why_not for one in items) for place in REVIEWED}
        self.strip.show_steps(step_texts(ground.board, mine))
        page.session.count(page.page_id, sum(mine.values()))
        if page.step not in REVIEWED:
            return
        self.beside.setCurrentWidget(self.evidence)
        query = replace(page.query, place=page.step)
        rows = rows_of(items, query, ground.rows)
        total = sum(place_of(one) == page.step for one in items)
        note = say("rectify.queue_note", left=count(total)) if ground.desk.refused == "" else ground.desk.refused
        self._head(f"{say(f'rectify.step.{page.step}')} {count(len(rows))}", note, queue=True)
        looked_at = (
            page.deciding.item.key if page.deciding.item is not None else str(page.context.memory.get("key", ""))
        )
        wanted, page.flow.wanted = page.flow.wanted or looked_at, ""
        told = " ".join((say(f"rectify.empty.{page.step}"), *_elsewhere(mine, page.step)))
        self.work.empty.say(say("rectify.empty.title"), told)
        self.work.show_rows(rows, total, wanted, self.work.place)

    def _head(self, title: str, note: str, *, queue: bool) -> None:
        ground, unit = self._page.flow.ground, self._page.query.unit
        names = {one.unit: one.name for one in ground.board.units} if ground is not None else {}
        self.work.show_head(title, note, self._page.query, names.get(unit, unit), queue=queue)

    def _look(self, key: str) -> None:
        page = self._page
        item = page.flow.item(key) if key else None
        page.context.memory["key"] = key
        if item is None:
            self.evidence.show_words(say("rectify.evidence.none"))
        else:
            self.evidence.show_item(item)
        page.look(item)
        self.flag_chosen()

    def _look_at_problem(self, record: dict[str, Any]) -> None:
        self._record = record
        if record:
            self.problem.show_record(record, self._page.session.facts)
        else:
            self.problem.show_nothing()
        self.flag_chosen()

    def look_at_row(self, found: tuple[Any, ...] | None) -> None:
        """A row of a list that came back: what still waits about its problem can be decided here."""
        if self.tabbed.current == RETURNED:
            self._page.look(self._page.flow.of_problem(str(found[7])) if found is not None and found[7] else None)

    def _tab_shown(self, name: str) -> None:
        """What can be decided is about the row of the list looked at."""
        if name == RETURNED:
            self.look_at_row(self.panels.returned.looked_at)
        elif name == EVIDENCE and self._page.step in REVIEWED:
            self._look(self.work.key)
        self.flag_chosen()

    def show_tab(self, name: str) -> None:
        """Another tab below; its list takes the keys."""
        self.tabbed.choose(name)
        self.take_keys()

    def walk(self, step: int) -> None:
        """The next or previous row of the list that has the keys."""
        panel = self.panels.current
        if panel is not None and panel.table.hasFocus():
            panel.step(step)
        else:
            self.work.step(step)

    def take_keys(self) -> None:
        """The list of the tab looked at takes the keys; with the evidence the queue does."""
        panel = self.panels.current
        shown = self.work.stack.currentWidget()
        (panel.table if panel is not None else shown).setFocus()

    def chosen_problems(self) -> list[str]:
        """Short numbers of the problems that are selected where the keys are."""
        if self.tabbed.current == LATE:
            return self.panels.ladder.numbers()
        if self._page.step not in REVIEWED:
            return [str(one["problem_no"]) for one in self.work.chosen_problems()]
        item = self._page.deciding.item
        return [one.problem_no for one in item.entry.problems] if item is not None else []

    def flag_chosen(self) -> None:
        """Whether problems are selected, and whether there is a customer to open."""
        self._page.session.flag(LATE_CHOSEN, bool(self.chosen_problems()))
        self._page.session.flag(RECTIFY_CUSTOMER, bool(self.customer()[0]))

    def customer(self) -> tuple[str, str]:
        """The customer of what is looked at, and the problem."""
        if self.tabbed.current == LATE and (found := self.panels.ladder.selected()):
            return str(found[0][4]), str(found[0][9])
        if self._page.step not in REVIEWED:
            return str(self._record.get("customer") or ""), str(self._record.get("problem_no") or "")
        item = self._page.deciding.item
        if item is None:
            return "", ""
        return number_of(item), item.entry.problems[0].problem_no if item.entry.problems else ""


def _elsewhere(mine: Mapping[str, int], step: str) -> Iterator[str]:
    """Where there is something to review after all."""
    for place, number in mine.items():
        if number and place != step:
            yield say("rectify.empty.elsewhere", step=say(f"rectify.step.{place}"), number=count(number))
