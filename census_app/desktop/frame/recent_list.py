"""The workspaces opened lately: choose one, Enter."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QListWidgetItem, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from census_app.desktop.frame.overlay import ListOverlay
from census_app.desktop.language import say
from census_app.desktop.session import workspace_name
from census_app.desktop.tables.paged_model import Index
from census_app.desktop.theme.look import colour, scaled, sized_font
from census_app.desktop.widgets.cells import paint_ground
from census_app.desktop.widgets.layout import text_label

_WIDTH, _ROW, _SHOWN = 560, 48, 8
_FOLDER = int(Qt.ItemDataRole.UserRole)


class _Lines(QStyledItemDelegate):
    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(100, scaled(_ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        box = QRectF(paint_ground(painter, option)).adjusted(10, 0, -10, 0)
        for text, top, size, tone in (
            (str(index.data()), 4, "body", "text"),
            (str(index.data(_FOLDER)), 25, "secondary", "mute"),
        ):
            painter.setFont(sized_font(size, bold=size == "body"))
            painter.setPen(colour(tone))
            shown = QFontMetrics(painter.font()).elidedText(text, Qt.TextElideMode.ElideMiddle, int(box.width()))
            line = QRectF(box.x(), box.y() + scaled(top), box.width(), scaled(20))
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, shown)


class RecentList(ListOverlay):
    """Those that still exist and whose name or folder holds what is typed."""

    chosen = Signal(Path)

    def __init__(self, parent: QWidget, folders: list[Path]) -> None:
        super().__init__(parent, _WIDTH, say("recent.hint"))
        self._folders = folders
        self.list.setItemDelegate(_Lines(self.list))
        self.list.setAccessibleName(say("action.recent_workspaces"))
        self.none = text_label(say("recent.none"), "mute", wrap=True)
        self.column.addWidget(self.none)
        self.field.textChanged.connect(self._fill)
        self._fill("")

    def _fill(self, query: str) -> None:
        self.list.clear()
        for folder in self._folders:
            if query.strip().casefold() in str(folder).casefold():
                item = QListWidgetItem(workspace_name(folder))
                item.setData(_FOLDER, str(folder))
                self.list.addItem(item)
        self.none.setVisible(self.list.count() == 0)
        self.fit(_ROW, _SHOWN)

    def run(self) -> None:
        """Open the chosen one."""
        item = self.list.currentItem()
        self.close()
        if item is not None:
            self.chosen.emit(Path(str(item.data(_FOLDER))))
