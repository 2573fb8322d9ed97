"""Ctrl+K: every action by name or by the initials of its pinyin."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QListWidgetItem, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from census_app.desktop.action_set import Actions
from census_app.desktop.action_spec import key_text
from census_app.desktop.actions import SPECS
from census_app.desktop.frame.overlay import ListOverlay
from census_app.desktop.language import say
from census_app.desktop.pinyin import matches
from census_app.desktop.tables.paged_model import Index
from census_app.desktop.theme.icons import icon_pixmap
from census_app.desktop.theme.look import colour, scaled, sized_font, tokens
from census_app.desktop.widgets.buttons import key_cap_height, key_cap_width, paint_key_cap
from census_app.desktop.widgets.cells import paint_ground
from census_app.desktop.widgets.layout import text_label

_WIDTH = 520
_ROW = 34
_SHOWN = 10
_ID = int(Qt.ItemDataRole.UserRole)
_KEY = _ID + 1
_ICON = _ID + 2
_ICON_SIZE = 16
_FIND = "find customer"
_SHORTEST_CUSTOMER = 3


class _Lines(QStyledItemDelegate):
    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(100, scaled(_ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        box = QRectF(paint_ground(painter, option))
        painter.setFont(sized_font("body"))
        painter.setPen(colour("text"))
        name = str(index.data(_ICON) or "")
        if name:
            pixmap = icon_pixmap(name, tokens()["mute"], _ICON_SIZE, 2.0)
            painter.drawPixmap(QPointF(box.x() + 10, box.center().y() - _ICON_SIZE / 2), pixmap)
        painter.drawText(box.adjusted(_ICON_SIZE + 22, 0, -10, 0), Qt.AlignmentFlag.AlignVCenter, str(index.data()))
        key = str(index.data(_KEY) or "")
        if key:
            width = key_cap_width(key)
            height = key_cap_height()
            cap = QRectF(box.right() - width - 10, box.center().y() - height / 2, width, height)
            paint_key_cap(painter, cap, key, colour("mute"), colour("line"))


class CommandPalette(ListOverlay):
    """Type, choose, Enter; what is no command may be a customer."""

    customer_asked = Signal(str)

    def __init__(self, parent: QWidget, actions: Actions) -> None:
        super().__init__(parent, _WIDTH, say("palette.hint"))
        self._actions = actions
        self.list.setItemDelegate(_Lines(self.list))
        self._none = text_label(say("palette.none"), "mute")
        self.column.addWidget(self._none)
        self.field.textChanged.connect(self._fill)
        self._fill("")

    def _fill(self, query: str) -> None:
        self.list.clear()
        for spec in SPECS:
            action = self._actions[spec.id]
            if spec.id == "command_palette" or not action.isEnabled() or not matches(query, action.text()):
                continue
            self._add(action.text(), spec.id, key_text(spec), spec.icon)
        words = query.strip()
        if len(words) >= _SHORTEST_CUSTOMER and self._actions["find_customer"].isEnabled():
            self._add(say("palette.customer", words=words), _FIND, "", "search")
        self._none.setVisible(self.list.count() == 0)
        self.fit(_ROW, _SHOWN)

    def _add(self, text: str, name: str, key: str, icon: str) -> None:
        item = QListWidgetItem(text)
        for role, value in ((_ID, name), (_KEY, key), (_ICON, icon)):
            item.setData(role, value)
        self.list.addItem(item)

    def run(self) -> None:
        """The chosen command, or the search for what was typed."""
        item, words = self.list.currentItem(), self.field.text().strip()
        self.close()
        if item is None:
            return
        if item.data(_ID) == _FIND:
            self.customer_asked.emit(words)
        else:
            self._actions[str(item.data(_ID))].trigger()
