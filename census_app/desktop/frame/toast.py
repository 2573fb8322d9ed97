"""A short sentence over the page that leaves by itself; what it tells of can be taken back while it is there."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from census_app.desktop.language import say
from census_app.desktop.theme.look import look

_SHOWN_MILLISECONDS = 8000
_WIDEST = 620


class Toast(QFrame):
    """Sits at the bottom middle of its window."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("toast")
        self._undo: Callable[[], object] | None = None
        self._label = QLabel()
        self.undo = QPushButton()
        self.undo.setFlat(True)
        self.undo.clicked.connect(self._take_back)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 9, 16, 9)
        layout.setSpacing(16)
        layout.addWidget(self._label)
        layout.addWidget(self.undo)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SHOWN_MILLISECONDS)
        self._timer.timeout.connect(self.hide)
        self.hide()

    def say(self, text: str, undo: Callable[[], object] | None = None) -> None:
        """Show the sentence for a while; with `undo` beside a button that does it, once."""
        look().dress_once(self)
        self._undo = undo
        self.undo.setText(say("common.undo"))
        self.undo.setVisible(undo is not None)
        metrics = self._label.fontMetrics()
        self._label.setWordWrap(metrics.horizontalAdvance(text) > _WIDEST)
        self._label.setFixedWidth(min(_WIDEST, metrics.horizontalAdvance(text) + 2))
        self._label.setText(text)
        self.adjustSize()
        self.place()
        self.show()
        self.raise_()
        self._timer.start()

    def _take_back(self) -> None:
        undo, self._undo = self._undo, None
        self.hide()
        if undo is not None:
            undo()

    def place(self) -> None:
        """Back to the middle after the window changed its size; the frame, which fills it, may still be being laid
        out."""
        room = self.window().size()
        self.move((room.width() - self.width()) // 2, room.height() - self.height() - 46)
