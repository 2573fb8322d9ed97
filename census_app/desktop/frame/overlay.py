"""Light windows over the page: Esc and a click outside close them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QFrame, QLineEdit, QListWidget, QVBoxLayout, QWidget

from census_app.desktop.theme.look import scaled


class Overlay(QDialog):
    """A frameless panel near the top of the window."""

    def __init__(self, parent: QWidget, width: int) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setFixedWidth(scaled(width))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        panel = QFrame()
        panel.setObjectName("popup")
        outer.addWidget(panel)
        self.column = QVBoxLayout(panel)
        self.column.setContentsMargins(12, 12, 12, 12)
        self.column.setSpacing(8)

    def open_over(self, window: QWidget) -> None:
        """Show it centred near the top of the window."""
        self.adjustSize()
        corner = window.mapToGlobal(QPoint((window.width() - self.width()) // 2, 84))
        self.move(corner)
        self.show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
            return
        super().keyPressEvent(event)


class ListOverlay(Overlay):
    """A field over a list: type, move with up and down, Enter or a click runs the chosen line."""

    def __init__(self, parent: QWidget, width: int, hint: str) -> None:
        super().__init__(parent, width)
        self.field = QLineEdit()
        self.field.setPlaceholderText(hint)
        self.field.setAccessibleName(hint)
        self.list = QListWidget()
        self.list.setUniformItemSizes(True)
        self.list.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.column.addWidget(self.field)
        self.column.addWidget(self.list)
        self.field.returnPressed.connect(self.run)
        self.list.itemClicked.connect(lambda _item: self.run())
        self.field.installEventFilter(self)
        self.setFocusProxy(self.field)
        self.field.setFocus()

    def run(self) -> None:
        """Do what the chosen line says."""

    def fit(self, row: int, most: int) -> None:
        """The list is as high as its lines, `most` at the utmost; the first line is chosen."""
        self.list.setCurrentRow(0)
        self.list.setFixedHeight(scaled(row) * min(most, self.list.count()))
        self.list.setVisible(self.list.count() > 0)
        self.adjustSize()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up and down move in the list while the field keeps the focus."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
            if step:
                self.list.setCurrentRow(max(0, min(self.list.count() - 1, self.list.currentRow() + step)))
                return True
        return super().eventFilter(watched, event)
