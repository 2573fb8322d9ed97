"""Empty, loading and error states: why, and one action."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from census_app.desktop.language import say
from census_app.desktop.theme.icons import icon_pixmap
from census_app.desktop.theme.look import colour, look, scaled, tokens
from census_app.desktop.widgets.buttons import Button
from census_app.desktop.widgets.layout import row, text_label

_ICON = 40
_TEXT_WIDTH, _MOST = 440, 1000


class StateView(QWidget):
    """A plain sentence in the middle with the actions that help; made when it is first to be seen."""

    def __init__(self, icon: str, title: str, text: str, buttons: list[QWidget] | None = None, tone: str = "mute"):
        super().__init__()
        self._icon_name, self._tone = icon, tone
        self._words = title, text
        self._buttons = buttons or []
        for button in self._buttons:
            button.setParent(self)
        self._labels: tuple[QLabel, QLabel, QLabel] | None = None

    def event(self, event: QEvent) -> bool:
        """Qt polishes a widget once, before it is laid out and shown."""
        if event.type() == QEvent.Type.Polish and self._labels is None:
            self._build()
        return super().event(event)

    def _build(self) -> None:
        text = text_label("", "mute-body", wrap=True)
        self._labels = QLabel(), text_label("", "heading"), text
        text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        text.setMaximumWidth(scaled(_TEXT_WIDTH))
        column = QVBoxLayout(self)
        column.setSpacing(10)
        column.addStretch(2)
        for widget in self._labels[:2]:
            column.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        # as wide as is good to read, and narrower where there is less room
        sentence = row(None, text, None)
        sentence.setStretch(1, _MOST)
        column.addLayout(sentence)
        column.addSpacing(4)
        column.addLayout(row(None, *self._buttons, None))
        column.addStretch(3)
        self._dress()
        self.say(*self._words)
        look().changed.connect(self._dress)

    def _dress(self) -> None:
        if self._labels is not None:
            self._labels[0].setPixmap(icon_pixmap(self._icon_name, tokens()[self._tone], _ICON, 2.0))

    def say(self, title: str, text: str) -> None:
        """Other words."""
        self._words = title, text
        if self._labels is None:
            return
        _icon, heading, sentence = self._labels
        heading.setText(title)
        sentence.setText(text)
        sentence.setMinimumHeight(max(0, sentence.heightForWidth(scaled(_TEXT_WIDTH))))


class ErrorView(StateView):
    """What failed in a plain sentence, 复制详情 and 重试; the details stay folded in the clipboard.

    `only_reads` says that 重试 starts no job, so that it may be pressed for a person.
    """

    def __init__(self, *, only_reads: bool = True) -> None:
        self.only_reads = only_reads
        self._copy = Button(say("error.copy"))
        self.retry = Button(say("error.retry"), primary=True)
        super().__init__("warning", "", "", [self._copy, self.retry], tone="high")
        self._details = ""
        self._copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self._details))

    def show_error(self, title: str, text: str, details: str = "") -> None:
        """Say it; `details` go to the clipboard on demand."""
        self.say(title, text)
        self._details = details or f"{title}\n{text}"


class Skeleton(QWidget):
    """Grey rows while a table loads, in the row height of the table."""

    _ROW = 34

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(say("working.reading"))
        look().changed.connect(self.update)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw quiet bars."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("hover"))
        widths = (46, 60, 96, 70, 260, 100, 110, 60)
        height = scaled(self._ROW)
        for line in range(1, self.height() // height):
            x = 10.0
            for index, width in enumerate(widths):
                shown = width * (0.6 + 0.4 * ((line * 7 + index * 3) % 5) / 4)
                painter.drawRoundedRect(QRectF(x, line * height + (height - 12) / 2, shown, 12), 4, 4)
                x += width + 26
        painter.end()
