"""客户页: the customer's chain, its problems, why and why not, a rehearsal, its links and what happened."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from census_app.desktop.actions import CUSTOMER, CUSTOMER_PROBLEM, WALK
from census_app.desktop.language import say
from census_app.desktop.pages.customer.doing import CustomerDoing
from census_app.desktop.pages.customer.fields import FieldsView
from census_app.desktop.pages.customer.head import CustomerHead, chain_texts
from census_app.desktop.pages.customer.links import LinksCard
from census_app.desktop.pages.customer.problems import ProblemsCard
from census_app.desktop.pages.customer.reads import ask_rule, read_links, read_sheet, try_edits
from census_app.desktop.pages.customer.rehearsal import RehearsalCard
from census_app.desktop.pages.customer.rule_picker import RulePicker
from census_app.desktop.pages.customer.why import WhyCard
from census_app.desktop.pages.library.topics import Topic, TopicKind
from census_app.desktop.pages.page import NARROW_PAGE, Context, Page, Walk
from census_app.desktop.reads import Reader
from census_app.desktop.widgets.chain import ChainStrip
from census_app.desktop.widgets.layout import Card
from census_app.desktop.widgets.states import ErrorView, Skeleton, StateView

if TYPE_CHECKING:
    from census_app.workspace.customers import CustomerSheet

_CHAIN_MARGINS = (14, 12, 14, 12)
_LOW_PAGE = 800
_LINKS_TAB = 2


class CustomerPage(Page):
    """`show_customer` asks for one; what is on its way for another is dropped."""

    page_id = "customer"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.reader, self.slow_reader = Reader(self), Reader(self)
        self.sheet: CustomerSheet | None = None
        self._customer, self._wanted = context.memory.get("customer", ("", ""))
        self._walk: Walk | None = None
        self._folder: Path | None = None
        self.doing = CustomerDoing(self, context, self.reader)
        self.doing.revealed.connect(self._revealed)
        self.doing.judged.connect(self._judged)
        self.head = CustomerHead(context, self.action_button)
        self.column.addWidget(self.head)
        self.chain = ChainStrip()
        self.chain.chosen.connect(self._show_table)
        self.chain_card = Card(_CHAIN_MARGINS)
        self.chain_card.body.addWidget(self.chain)
        self._build_board()
        self.fields = FieldsView(self.action_button("reveal_personal"))
        self.skeleton, self.error = Skeleton(), ErrorView()
        self.error.retry.clicked.connect(self._read)
        find = self.action_button("find_customer", primary=True)
        self.nothing = StateView("search", say("customer.none.title"), say("customer.none.text"), [find])
        self.inside = QStackedWidget()
        for widget in (self.board, self.fields):
            self.inside.addWidget(widget)
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.chain_card)
        column.addWidget(self.inside, 1)
        self.whole = whole
        self.stack = QStackedWidget()
        for widget in (self.nothing, whole, self.skeleton, self.error):
            self.stack.addWidget(widget)
        self.column.addWidget(self.stack, 1)

    def _build_board(self) -> None:
        judges = [self.action_button("confirm_problem"), self.action_button("refute_problem")]
        self.problems = ProblemsCard(judges)
        self.why = WhyCard(self.action_button("pick_rule"))
        self.rehearsal = RehearsalCard()
        self.links = LinksCard()
        self.problems.chosen.connect(self._problem_chosen)
        self.why.asked.connect(self.ask)
        self.why.error.retry.clicked.connect(lambda: self._problem_chosen(self.problems.record()))
        self.rehearsal.wanted.connect(self._rehearse)
        self.middle = QWidget()
        column = QVBoxLayout(self.middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.why, 1)
        column.addWidget(self.rehearsal)
        self.tabs = QTabBar()
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for name in ("problems", "rehearsal", "links"):
            self.tabs.addTab(say(f"customer.tab.{name}"))
        self.tabs.currentChanged.connect(lambda _tab: self._arrange())
        columns = QHBoxLayout()
        columns.setSpacing(12)
        columns.addWidget(self.problems, 1)
        columns.addWidget(self.middle, 1)
        columns.addWidget(self.links, 1)
        self.board = QWidget()
        board = QVBoxLayout(self.board)
        board.setContentsMargins(0, 0, 0, 0)
        board.setSpacing(6)
        board.addWidget(self.tabs)
        board.addLayout(columns, 1)

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Keys of the page."""
        return {
            "next_customer": partial(self.step, 1),
            "previous_customer": partial(self.step, -1),
            "pick_rule": self._pick_rule,
            "all_fields": self.toggle_fields,
            "reveal_personal": lambda: self.doing.reveal(self.sheet),
            **self.doing.handlers(self.problems.record),
        }

    def show_customer(self, customer: str, problem_no: str = "", walk: Walk | None = None) -> None:
        """Read a customer; `walk` gives the next and previous of the list one came from."""
        self._customer, self._wanted, self._walk = customer, problem_no, walk
        self.context.memory["customer"] = (customer, problem_no)
        self.session.flag(WALK, walk is not None)
        self.inside.setCurrentWidget(self.board)
        self._read()

    def step(self, step: int) -> None:
        """The next or previous customer of the list one came from."""
        found = self._walk(step) if self._walk is not None else None
        if found is not None:
            self.show_customer(*found, walk=self._walk)

    def refresh(self) -> None:
        """Another workspace: nobody; a change in this one: read again."""
        folder = self.session.folder
        if folder != self._folder:
            changed, self._folder = self._folder is not None, folder
            if changed:
                self._customer, self._wanted, self._walk = "", "", None
                self.doing.forget()
        if folder is None or not self._customer:
            self._forget()
        elif self.sheet is None or self.sheet.customer != self._customer:
            self._read()

    def _forget(self) -> None:
        self.sheet = None
        self.session.flag(CUSTOMER_PROBLEM, False)
        self.session.flag(CUSTOMER, False)
        self.head.show_nobody()
        self.stack.setCurrentWidget(self.nothing)

    def _read(self) -> None:
        folder, customer = self.session.folder, self._customer
        if folder is None or not customer:
            return
        for topic in ("why", "rehearsal"):
            self.reader.forget(topic)
        self.slow_reader.forget("links")
        self.head.show_loading(customer)
        if self.sheet is None:
            self.stack.setCurrentWidget(self.skeleton)
        self.reader.ask("sheet", lambda: read_sheet(folder, customer), self._show, self._failed)

    def _show(self, sheet: CustomerSheet) -> None:
        self.sheet = sheet
        self.session.flag(CUSTOMER, True)
        facts = self.session.facts
        self.head.show_sheet(sheet, self._walk is not None)
        self.chain.show_chain(chain_texts(sheet))
        self.fields.show_sheet(sheet)
        self.links.show_sheet(sheet)
        self.rehearsal.show_sheet(sheet, len(facts.rules) if facts else 0)
        self.session.flag(CUSTOMER_PROBLEM, bool(sheet.problems))
        self.problems.show_problems(list(sheet.problems), facts, self._wanted)
        self.stack.setCurrentWidget(self.whole)
        self._arrange()
        folder = self.session.folder
        if folder is not None:
            ask = partial(read_links, folder, sheet.customer)
            self.slow_reader.ask(
                "links", ask, self.links.show_links, lambda error: self.links.show_no_links(str(error))
            )
        self.problems.list.setFocus()

    def _failed(self, error: Exception) -> None:
        self.sheet = None
        self.session.flag(CUSTOMER, False)
        advice = str(getattr(error, "advice", "") or "")
        self.error.show_error(say("customer.failed"), f"{getattr(error, 'message', error)}\n{advice}".strip())
        self.stack.setCurrentWidget(self.error)

    def _problem_chosen(self, record: dict[str, Any] | None) -> None:
        if record is None:
            self.reader.forget("why")
            self.why.show_nothing()
            return
        accused = json.loads(str(record["accused"] or "[]"))
        self.rehearsal.choose(str(record["table"]), str(record["record_key"]), str(accused[0]) if accused else "")
        self.ask(str(record["rule_id"]), str(record["record_key"]))

    def ask(self, rule_id: str, key: str = "") -> None:
        """Why, or why not, one rule on this customer."""
        folder, sheet = self.session.folder, self.sheet
        if folder is None or sheet is None:
            return
        keys = {table.table: [record.key for record in table.records] for table in sheet.tables}
        self.why.show_loading(rule_id)
        question = partial(ask_rule, folder, rule_id, key, keys)
        self.reader.ask("why", question, self.why.show_answer, lambda error: self.why.show_error(str(error)))

    def _pick_rule(self) -> None:
        facts = self.session.facts
        picker = RulePicker(self, {name: rule.title for name, rule in facts.rules.items()} if facts else {})
        picker.chosen.connect(self.ask)
        picker.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        picker.open_over(self.window())
        self.picker = picker

    def _rehearse(self, edits: list[Any]) -> None:
        folder = self.session.folder
        if folder is not None:
            question = partial(try_edits, folder, edits)
            card = self.rehearsal
            self.reader.ask("rehearsal", question, card.show_result, lambda error: card.show_failure(str(error)))

    def _show_table(self, table: str) -> None:
        self.inside.setCurrentWidget(self.fields)
        self.fields.show_table(table)
        self.fields.tables.setFocus()

    def toggle_fields(self) -> None:
        """All fields, or the board again."""
        other = self.board if self.inside.currentWidget() is self.fields else self.fields
        self.inside.setCurrentWidget(other)
        (self.fields.tables if other is self.fields else self.problems.list).setFocus()

    def _revealed(self, sheet: CustomerSheet) -> None:
        if sheet.customer == self._customer:
            self.sheet = sheet
            self.head.show_sheet(sheet, self._walk is not None)
            self.fields.show_sheet(sheet)
            self.context.shell.toast(say("customer.revealed", customer=sheet.customer))

    def _judged(self) -> None:
        record = self.problems.record()
        self._wanted = str(record["problem_no"]) if record else ""
        self._read()
        self.session.reload_asked.emit()

    def _arrange(self) -> None:
        compact = self.width() < NARROW_PAGE or self.height() < _LOW_PAGE
        tab = self.tabs.currentIndex()
        self.tabs.setVisible(compact)
        self.problems.setVisible(not compact or tab != _LINKS_TAB)
        self.middle.setVisible(not compact or tab != _LINKS_TAB)
        self.why.setVisible(not compact or tab == 0)
        self.rehearsal.setVisible(not compact or tab == 1)
        self.links.setVisible(not compact or tab == _LINKS_TAB)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The narrow and the low form: the rehearsal and the links are tabs."""
        super().resizeEvent(event)
        self._arrange()

    def activate(self) -> None:
        """The problems take the keys."""
        self.session.flag(WALK, self._walk is not None)
        (self.problems.list if self.sheet else self).setFocus()

    def help_topic(self) -> Topic | None:
        """The field looked at among all fields, else the rule asked about."""
        if self.inside.currentWidget() is self.fields and (field := self.fields.current_field()):
            return Topic(TopicKind.FIELD, field)
        answer = self.why.answer
        return Topic(TopicKind.RULE, answer.rule_id) if answer is not None else None

    def back(self) -> bool:
        """Esc leaves the fields, then goes back to where one came from."""
        if self.inside.currentWidget() is self.fields and self.sheet is not None:
            self.toggle_fields()
            return True
        self.context.shell.go_back()
        return True

    def close_page(self) -> None:
        """The workers end."""
        self.reader.close()
        self.slow_reader.close()
