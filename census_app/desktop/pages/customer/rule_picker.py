"""W: any rule by number, name or the initials of its pinyin."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QListWidgetItem, QWidget

from census_app.desktop.frame.overlay import ListOverlay
from census_app.desktop.language import say
from census_app.desktop.pinyin import matches
from census_app.desktop.theme.look import scaled
from census_app.desktop.widgets.layout import text_label

_WIDTH = 520
_ROW = 30
_SHOWN = 12
_ID = int(Qt.ItemDataRole.UserRole)


class RulePicker(ListOverlay):
    """`chosen(rule)`."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget, rules: dict[str, str]) -> None:
        super().__init__(parent, _WIDTH, say("customer.pick_hint"))
        self._rules = rules
        self.none = text_label(say("customer.pick_none"), "mute")
        self.column.addWidget(self.none)
        self.field.textChanged.connect(self._fill)
        self._fill("")

    def _fill(self, query: str) -> None:
        self.list.clear()
        for rule_id, title in sorted(self._rules.items()):
            if matches(query, f"{rule_id} {title}"):
                item = QListWidgetItem(f"{rule_id}   {title}")
                item.setData(_ID, rule_id)
                item.setSizeHint(QSize(0, scaled(_ROW)))
                self.list.addItem(item)
        self.none.setVisible(self.list.count() == 0)
        self.fit(_ROW, _SHOWN)

    def run(self) -> None:
        """Ask the chosen rule."""
        item = self.list.currentItem()
        self.close()
        if item is not None:
            self.chosen.emit(str(item.data(_ID)))
