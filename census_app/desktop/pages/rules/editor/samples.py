"""The records a draft would find, no longer find, or still find: a few of each."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHeaderView, QTabBar, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget

from census_app.desktop.language import count, say
from census_app.desktop.widgets.buttons import Button
from census_app.desktop.widgets.layout import row, text_label

if TYPE_CHECKING:
    from census_app.workspace.pack_life.draft_effect import DraftEffect, SampleHit

_CHANGES = ("vanish", "appear", "stay")
_COLUMNS = ("unit", "customer", "record", "message")
_CUSTOMER = int(Qt.ItemDataRole.UserRole)


class SampleDialog(QDialog):
    """Enter or a double click opens the customer."""

    def __init__(self, parent: QWidget, effect: DraftEffect, open_customer: Callable[[str], object]) -> None:
        super().__init__(parent)
        self.setWindowTitle(say("rules.effect.samples"))
        self.resize(900, 520)
        self._effect, self._open_customer = effect, open_customer
        total = effect.total
        numbers = {"vanish": total.vanish, "appear": total.appear, "stay": total.now - total.vanish}
        self.tabs = QTabBar()
        self.tabs.setDrawBase(False)
        for name in _CHANGES:
            self.tabs.addTab(f"{say(f'rules.effect.{name}')} {count(numbers[name])}")
        self.tabs.currentChanged.connect(lambda _tab: self._fill())
        self.note = text_label("", "mute")
        self.table = QTableWidget(0, len(_COLUMNS))
        self.table.setHorizontalHeaderLabels([say(f"rules.sample.{name}") for name in _COLUMNS])
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.table.verticalHeader().hide()
        self.table.setShowGrid(False)
        self.table.horizontalHeader().setSectionResizeMode(len(_COLUMNS) - 1, QHeaderView.ResizeMode.Stretch)
        self.table.itemActivated.connect(self._open)
        close = Button(say("common.close"), "Esc")
        close.clicked.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.addWidget(text_label(say("rules.effect.samples"), "heading"))
        column.addWidget(self.tabs)
        column.addWidget(self.note)
        column.addWidget(self.table, 1)
        column.addLayout(row(None, close))
        first = next((place for place, name in enumerate(_CHANGES) if numbers[name]), 0)
        self.tabs.setCurrentIndex(first)
        self._fill()

    def _fill(self) -> None:
        change = _CHANGES[self.tabs.currentIndex()]
        shown: list[SampleHit] = [one for one in self._effect.samples if one.change == change]
        self.table.setRowCount(len(shown))
        for line, hit in enumerate(shown):
            for column, text in enumerate((hit.unit_name, hit.customer, hit.record_key, hit.message)):
                item = QTableWidgetItem(text)
                item.setData(_CUSTOMER, hit.customer)
                item.setToolTip(text)
                self.table.setItem(line, column, item)
        self.table.resizeColumnToContents(0)
        self.note.setText(say("rules.sample.note", number=len(shown)) if shown else say("rules.sample.none"))

    def _open(self, item: QTableWidgetItem) -> None:
        customer = str(item.data(_CUSTOMER) or "")
        if customer:
            self.accept()
            self._open_customer(customer)
