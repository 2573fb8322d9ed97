"""Pick any number of values of one facet, or one of several ways to narrow the list."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QWidget

from census_app.desktop.frame.overlay import ListOverlay, Overlay
from census_app.desktop.language import count, say
from census_app.desktop.pinyin import matches
from census_app.desktop.theme.look import scaled
from census_app.desktop.widgets.layout import text_label

_WIDTH, _ROW = 340, 28
_MOST_HEIGHT, _MOST_LISTED = 320, 400
_MOST_WAYS = 12
_VALUE = int(Qt.ItemDataRole.UserRole)


class FacetMenu(Overlay):
    """The counts are those of the other filters; of many values the first are listed until something is typed."""

    chosen = Signal(object)

    def __init__(
        self, parent: QWidget, title: str, entries: list[tuple[str, str, int]], picked: frozenset[str]
    ) -> None:
        super().__init__(parent, _WIDTH)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._entries, self._picked = entries, set(picked)
        self.column.addWidget(text_label(title, "strong"))
        self.field = QLineEdit()
        self.field.setPlaceholderText(say("facets.find"))
        self.field.textChanged.connect(self._fill)
        self.list = QListWidget()
        self.list.setAccessibleName(title)
        self.list.setFixedHeight(min(_MOST_HEIGHT, max(3, len(entries)) * scaled(_ROW) + 4))
        self.list.itemChanged.connect(self._changed)
        self.list.itemActivated.connect(self._toggle)
        self.column.addWidget(self.field)
        self.column.addWidget(self.list)
        self._fill("")

    def _fill(self, query: str) -> None:
        self.list.blockSignals(True)
        self.list.clear()
        for value, name, number in self._entries:
            if self.list.count() >= _MOST_LISTED:
                break
            if not matches(query, name):
                continue
            item = QListWidgetItem(f"{name}   {count(number)}")
            item.setData(_VALUE, value)
            item.setSizeHint(QSize(0, scaled(_ROW)))
            item.setCheckState(Qt.CheckState.Checked if value in self._picked else Qt.CheckState.Unchecked)
            self.list.addItem(item)
        self.list.blockSignals(False)

    def _toggle(self, item: QListWidgetItem) -> None:
        checked = item.checkState() is Qt.CheckState.Checked
        item.setCheckState(Qt.CheckState.Unchecked if checked else Qt.CheckState.Checked)

    def _changed(self, item: QListWidgetItem) -> None:
        value = str(item.data(_VALUE))
        if item.checkState() is Qt.CheckState.Checked:
            self._picked.add(value)
        else:
            self._picked.discard(value)
        self.chosen.emit(frozenset(self._picked))


class WayMenu(ListOverlay):
    """`picked(id)`: one of several entries, found by typing."""

    picked = Signal(str)

    def __init__(self, parent: QWidget, title: str, entries: Sequence[tuple[str, str]]) -> None:
        super().__init__(parent, _WIDTH, title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._entries = list(entries)
        self.field.textChanged.connect(self._fill)
        self._fill("")

    def _fill(self, typed: str) -> None:
        self.list.clear()
        for name, text in self._entries:
            if matches(typed, text):
                item = QListWidgetItem(text)
                item.setData(_VALUE, name)
                item.setSizeHint(QSize(0, scaled(_ROW)))
                self.list.addItem(item)
        self.fit(_ROW, _MOST_WAYS)

    def run(self) -> None:
        """The chosen one is wanted."""
        item = self.list.currentItem()
        self.close()
        if item is not None:
            self.picked.emit(str(item.data(_VALUE)))
