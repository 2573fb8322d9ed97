"""A short sentence over the page that leaves by itself."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

_SHOWN_MILLISECONDS = 8000
_WIDEST = 620


class Toast(QFrame):
    """Sits at the bottom middle of its parent."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("toast")
        self._label = QLabel()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 9, 16, 9)
        layout.addWidget(self._label)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SHOWN_MILLISECONDS)
        self._timer.timeout.connect(self.hide)
        self.hide()

    def say(self, text: str) -> None:
        """Show the sentence for a while."""
        metrics = self._label.fontMetrics()
        self._label.setWordWrap(metrics.horizontalAdvance(text) > _WIDEST)
        self._label.setFixedWidth(min(_WIDEST, metrics.horizontalAdvance(text) + 2))
        self._label.setText(text)
        self.adjustSize()
        self.place()
        self.show()
        self.raise_()
        self._timer.start()

    def place(self) -> None:
        """Back to the middle after the parent changed its size."""
        parent = self.parentWidget()
        if parent is not None:
            self.move((parent.width() - self.width()) // 2, parent.height() - self.height() - 46)
