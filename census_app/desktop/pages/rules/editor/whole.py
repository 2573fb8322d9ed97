"""The whole rule as text: examples, messages, remedy and everything the form has no field for."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFont, QResizeEvent
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy

from census_app.desktop.language import say
from census_app.desktop.pages.rules.editor.field import text_height
from census_app.desktop.theme.look import look, scaled, tokens

_FAMILIES = ["DejaVu Sans Mono", "Consolas", "Noto Sans Mono CJK SC"]


class WholeText(QPlainTextEdit):
    """`edited` after every change by the person."""

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("expression")
        self.setAccessibleName(say("rules.whole"))
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._known = ""
        self.textChanged.connect(self._changed)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().documentLayout().documentSizeChanged.connect(lambda _size: self.updateGeometry())
        look().changed.connect(self._dress)
        self._dress()

    def _dress(self) -> None:
        font = QFont()
        font.setFamilies([*_FAMILIES, *tokens().fonts])
        font.setPixelSize(tokens().sizes["body"])
        self.setFont(font)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """As high as its lines."""
        return QSize(300, text_height(self) + scaled(34))

    def minimumSizeHint(self) -> QSize:
        """Never lower than its lines."""
        return QSize(120, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width wraps the text otherwise."""
        super().resizeEvent(event)
        self.updateGeometry()

    def show_text(self, text: str, *, read_only: bool) -> None:
        """Another text; nothing to undo."""
        self._known = text
        self.blockSignals(True)
        self.setPlainText(text)
        self.blockSignals(False)
        self.setReadOnly(read_only)
        self.updateGeometry()

    def _changed(self) -> None:
        if self.toPlainText() != self._known:
            self._known = self.toPlainText()
            self.updateGeometry()
            self.edited.emit()
