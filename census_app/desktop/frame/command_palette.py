"""Ctrl+K: every action by name or by the initials of its pinyin."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from census_app.desktop.actions import SPECS, Actions, key_text
from census_app.desktop.frame.overlay import Overlay
from census_app.desktop.language import say
from census_app.desktop.pinyin import matches
from census_app.desktop.tables.paged_model import Index
from census_app.desktop.theme.icons import icon_pixmap
from census_app.desktop.theme.look import colour, sized_font, tokens
from census_app.desktop.widgets.buttons import key_cap_width, paint_key_cap
from census_app.desktop.widgets.cells import paint_ground
from census_app.desktop.widgets.layout import text_label

_WIDTH = 520
_ROW = 34
_SHOWN = 10
_ID = int(Qt.ItemDataRole.UserRole)
_KEY = _ID + 1
_ICON = _ID + 2
_ICON_SIZE = 16


class _Lines(QStyledItemDelegate):
    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(100, _ROW)

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
            cap = QRectF(box.right() - width - 10, box.center().y() - 9, width, 18)
            paint_key_cap(painter, cap, key, colour("mute"), colour("line"))


class CommandPalette(Overlay):
    """Type, choose, Enter."""

    def __init__(self, parent: QWidget, actions: Actions) -> None:
        super().__init__(parent, _WIDTH)
        self._actions = actions
        self.field = QLineEdit()
        self.field.setPlaceholderText(say("palette.hint"))
        self.list = QListWidget()
        self.list.setItemDelegate(_Lines(self.list))
        self.list.setUniformItemSizes(True)
        self.list.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self._none = text_label(say("palette.none"), "mute")
        for widget in (self.field, self.list, self._none):
            self.column.addWidget(widget)
        self.field.textChanged.connect(self._fill)
        self.field.returnPressed.connect(self._run)
        self.list.itemClicked.connect(lambda _item: self._run())
        self.field.installEventFilter(self)
        self._fill("")
        self.setFocusProxy(self.field)
        self.field.setFocus()

    def _fill(self, query: str) -> None:
        self.list.clear()
        for spec in SPECS:
            action = self._actions[spec.id]
            if spec.id == "command_palette" or not action.isEnabled() or not matches(query, action.text()):
                continue
            item = QListWidgetItem(action.text())
            item.setData(_ID, spec.id)
            item.setData(_KEY, key_text(spec))
            item.setData(_ICON, spec.icon)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.list.setFixedHeight(_ROW * min(_SHOWN, self.list.count()))
        self._none.setVisible(self.list.count() == 0)
        self.adjustSize()

    def _run(self) -> None:
        item = self.list.currentItem()
        self.close()
        if item is not None:
            self._actions[str(item.data(_ID))].trigger()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up and down move in the list while the field keeps the focus."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
            if step:
                self.list.setCurrentRow(max(0, min(self.list.count() - 1, self.list.currentRow() + step)))
                return True
        return super().eventFilter(watched, event)
