"""The customer's header: the way back, name and number, what stands about it in chips; and its chain in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from census_app.desktop.language import say
from census_app.desktop.pages.page import Context
from census_app.desktop.pages.problems.columns import rule_title
from census_app.desktop.session import WorkspaceFacts
from census_app.desktop.tables.problem_query import LIVE_STATES
from census_app.desktop.theme.look import scaled
from census_app.desktop.widgets.buttons import ActionButton, LinkButton
from census_app.desktop.widgets.chain import ChainText
from census_app.desktop.widgets.chips import Chip
from census_app.desktop.widgets.layout import ElidedLabel, ToolLayout, clear_layout, text_label

if TYPE_CHECKING:
    from census_app.workspace.customers import CustomerSheet

_ACTIVE = "正常用电客户"
_NAME = 260
"""A name as long as most are stays whole before what is told beside it is."""


class CustomerHead(QWidget):
    """Two lines at the left, the buttons at the right."""

    def __init__(self, context: Context, button: Callable[..., ActionButton]) -> None:
        super().__init__()
        self.back = LinkButton(f"‹ {say('action.back')}  Esc")
        self.back.clicked.connect(context.actions["back"].trigger)
        self.way = text_label("", "mute")
        self.told = ElidedLabel("", "mute")
        # as long as names are: one that kept its width would push what is beside it out of the window
        self.title = ElidedLabel(say("page.customer"), "title", modest=True)
        self.line = QHBoxLayout()
        self.line.setSpacing(8)
        words = QVBoxLayout()
        words.setSpacing(4)
        first = QHBoxLayout()
        first.setSpacing(12)
        first.addWidget(self.back)
        first.addWidget(self.way)
        first.addWidget(self.told, 1)
        second = QHBoxLayout()
        second.setSpacing(10)
        second.addWidget(self.title)
        second.addLayout(self.line)
        second.addStretch(1)
        words.addLayout(first)
        words.addLayout(second)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(words, 1)
        tools = ToolLayout()
        for name in ("find_customer", "all_fields", "print_customer", "dispatch_customer"):
            tools.addWidget(button(name))
        layout.addLayout(tools)

    def show_nobody(self) -> None:
        """No customer is chosen."""
        clear_layout(self.line)
        self.title.setText(say("page.customer"))
        self.way.setText("")
        self.told.setText("")

    def show_loading(self, customer: str) -> None:
        """A customer is being read."""
        clear_layout(self.line)
        self.title.setText(customer)
        self.told.setText("")
        self.line.addWidget(text_label(say("customer.loading"), "mute"))

    def show_sheet(self, sheet: CustomerSheet, walking: bool) -> None:
        """Name, number, state, open problems."""
        clear_layout(self.line)
        name = sheet.records("customer")[0].value("cons_name") if sheet.records("customer") else sheet.name
        self.title.setText(name or sheet.customer)
        self.title.setMinimumWidth(min(self.title.sizeHint().width(), scaled(_NAME)))
        self.way.setText(say("customer.walk") if walking else "")
        self.line.addWidget(text_label(say("evidence.customer", customer=sheet.customer)))
        if not sheet.in_snapshot:
            self.line.addWidget(Chip(say("customer.left_data", date=sheet.data_date), "high"))
        elif sheet.status:
            self.line.addWidget(Chip(sheet.status, "ok" if sheet.status == _ACTIVE else "mute"))
        live = sum(one["state"] in LIVE_STATES for one in sheet.problems)
        self.line.addWidget(Chip(say("customer.open_problems", number=live), "mid" if live else "ok"))
        if sheet.clear:
            self.line.addWidget(Chip(say("customer.in_clear"), "high"))
        told = filter(None, (sheet.kind, sheet.unit_name, say("customer.data_date", date=sheet.data_date)))
        self.told.setText(" · ".join(told))


def gone_words(sheet: CustomerSheet) -> tuple[str, str]:
    """What is said of a customer the newest data no longer have: until when they had it, and what that means."""
    if sheet.in_snapshot:
        return "", ""
    told = {"date": sheet.data_date, "last": sheet.last_seen}
    last = say("customer.gone.last", **told) if sheet.last_seen else say("customer.gone.never", **told)
    return last, say("customer.gone.advice")


def chain_texts(sheet: CustomerSheet, facts: WorkspaceFacts | None) -> list[ChainText]:
    """The chain's boxes in words; several records say how many, accused ones by which rule."""
    texts = []
    for link in sheet.chain:
        if not link.covered:
            title, detail = say("customer.cell.not_imported"), say("customer.chain_unknown")
        elif not link.count:
            title, detail = say("customer.chain_none"), ""
        else:
            title, detail = link.title, link.detail
        several = say("customer.chain_several", number=link.count) if link.count > 1 else ""
        kind = say(f"customer.chain.{link.kind}")
        accusing = rule_title(facts, link.rule, link.said) if link.rule else ""
        texts.append(
            ChainText(link.table, kind, title, detail, accusing or several, link.covered, accused=bool(accusing))
        )
    return texts
