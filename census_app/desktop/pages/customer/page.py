"""客户页: the customer's chain, its problems, why and why not, a rehearsal, its links and what happened."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from census_app.desktop.conditions import CUSTOMER, CUSTOMER_PROBLEM, REHEARSED, WALK
from census_app.desktop.language import say
from census_app.desktop.pages.customer.beside import CustomerBeside
from census_app.desktop.pages.customer.board import CustomerBoard
from census_app.desktop.pages.customer.doing import REFUTED, CustomerDoing
from census_app.desktop.pages.customer.fields import FieldsView
from census_app.desktop.pages.customer.head import CustomerHead, chain_texts, gone_words
from census_app.desktop.pages.customer.reads import ask_rule, read_sheet, try_edits
from census_app.desktop.pages.customer.reviewing import CustomerReview, Waiting
from census_app.desktop.pages.customer.rule_picker import RulePicker
from census_app.desktop.pages.library.topics import Topic, TopicKind
from census_app.desktop.pages.page import Context, Page, Walk
from census_app.desktop.reads import Reader
from census_app.desktop.widgets.chain import ChainStrip
from census_app.desktop.widgets.layout import Card
from census_app.desktop.widgets.notice import Notice
from census_app.desktop.widgets.states import ErrorView, Skeleton, StateView

if TYPE_CHECKING:
    from census_app.workspace.customers import CustomerSheet

_CHAIN_MARGINS = (14, 12, 14, 12)
_SHOWN_KINDS = frozenset({"acts", "runs", "problems", "snapshots"})


class CustomerPage(Page):
    """`show_customer` asks for one; what is on its way for another is dropped."""

    page_id = "customer"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.reader, self.photo_reader = Reader(self), Reader(self)
        self.sheet: CustomerSheet | None = None
        self._customer, self._wanted = context.memory.get("customer", ("", ""))
        self._walk: Walk | None = None
        self._old = False
        self._folder: Path | None = None
        self.doing = CustomerDoing(self, context, self.reader, self.photo_reader)
        self.review = CustomerReview(self, context, self.reader)
        self.head = CustomerHead(context, self.action_button)
        self.gone = Notice()
        self.column.addWidget(self.head)
        self.column.addWidget(self.gone)
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
        self.inside.addWidget(self.board)
        self.inside.addWidget(self.fields)
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
        self._connect()

    def _build_board(self) -> None:
        self.board = CustomerBoard(self.action_button, self.photo_reader)
        self.beside = CustomerBeside(self, self.session, self.board, self.doing)
        self.problems, self.why = self.board.problems, self.board.why
        self.rehearsal, self.links, self.tabs = self.board.rehearsal, self.board.links, self.board.tabs
        self.problems.chosen.connect(self._problem_chosen)
        self.problems.strip.opened.connect(self.doing.show_photos)
        self.why.asked.connect(self.ask)
        self.why.error.retry.clicked.connect(lambda: self._problem_chosen(self.problems.record()))
        self.rehearsal.wanted.connect(self._rehearse)
        self.rehearsal.ready.connect(lambda ready: self.session.flag(REHEARSED, ready))
        self.review.found.connect(self._waiting)
        self.review.refused.connect(lambda words: self.problems.show_review((False, words)))
        self.review.decided.connect(self._judged)

    def _connect(self) -> None:
        self.doing.revealed.connect(self._revealed)
        self.doing.judged.connect(self._judged)
        self.session.stale.connect(self._stale)

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Keys of the page."""
        return {
            "next_customer": partial(self.step, 1),
            "previous_customer": partial(self.step, -1),
            "pick_rule": self._pick_rule,
            "all_fields": self.toggle_fields,
            "customer_panel": self.board.turn,
            "reveal_personal": lambda: self.doing.reveal(self.sheet),
            "propose_correction": lambda: self.doing.propose(self.problems.record(), self.rehearsal),
            **self.doing.handlers(self.problems.record),
            **self.review.handlers(),
            "refute_problem": self._refute,
            "print_customer": lambda: self.doing.print_page(self.sheet, self.why.answer),
            "dispatch_customer": lambda: self.doing.dispatch(self.sheet),
        }

    def _refute(self) -> None:
        """误报: the reviewer's decision where answers wait, else a judgement."""
        if not self.review.decide(REFUTED):
            self.doing.judge(self.problems.record(), REFUTED)

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
        self.beside.forget()
        self.gone.show_words("", "")
        self.head.show_nobody()
        self.stack.setCurrentWidget(self.nothing)

    def _read(self) -> None:
        folder, customer = self.session.folder, self._customer
        if folder is None or not customer:
            return
        self._old = False
        for topic in ("why", "rehearsal"):
            self.reader.forget(topic)
        self.beside.forget(customer)
        self.head.show_loading(customer)
        if self.sheet is None:
            self.stack.setCurrentWidget(self.skeleton)
        self.reader.ask("sheet", lambda: read_sheet(folder, customer), self._show, self._failed)

    def _show(self, sheet: CustomerSheet) -> None:
        self.sheet = sheet
        self.session.flag(CUSTOMER, True)
        facts = self.session.facts
        self.head.show_sheet(sheet, self._walk is not None)
        self.gone.show_words(*gone_words(sheet))
        self.chain.show_chain(chain_texts(sheet, facts))
        self.fields.show_sheet(sheet)
        self.links.show_sheet(sheet, facts)
        self.rehearsal.show_sheet(sheet, facts)
        self.session.flag(CUSTOMER_PROBLEM, bool(sheet.problems))
        self.problems.show_problems(list(sheet.problems), facts, self._wanted)
        self.stack.setCurrentWidget(self.whole)
        self.beside.read_customer(sheet.customer)
        self.problems.list.setFocus()

    def _failed(self, error: Exception) -> None:
        self.sheet = None
        self.session.flag(CUSTOMER, False)
        advice = str(getattr(error, "advice", "") or "")
        self.error.show_error(say("customer.failed"), f"{getattr(error, 'message', error)}\n{advice}".strip())
        self.stack.setCurrentWidget(self.error)

    def _problem_chosen(self, record: dict[str, Any] | None) -> None:
        self.review.look(record)
        self.beside.read_problem(record)
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

    def _waiting(self, waiting: Waiting | None) -> None:
        if waiting is None:
            self.problems.show_review(None)
        else:
            told = "\n".join((*waiting.lines, *filter(None, (waiting.refused,))))
            self.problems.show_review((not waiting.refused, told))

    def _stale(self, kinds: frozenset[str]) -> None:
        if self.sheet is None or not kinds & _SHOWN_KINDS:
            return
        self._old = not self.isVisible()
        if not self._old:
            record = self.problems.record()
            self._wanted = str(record["problem_no"]) if record else self._wanted
            self._read()

    def activate(self) -> None:
        """The problems take the keys."""
        self.session.flag(WALK, self._walk is not None)
        if self._old:
            self._read()
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
        self.doing.close()
        for reader in (self.reader, self.beside, self.photo_reader):
            reader.close()
