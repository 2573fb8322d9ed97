"""The steps of the flow side by side; each cell filters the list below it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QSizePolicy

from census_app.desktop.language import count
from census_app.desktop.theme.look import colour, look, scaled, sized_font

HEIGHT, LOW_HEIGHT = 86, 62
_PADDING = 16
_MARK = 3


@dataclass(frozen=True)
class StepText:
    """A step: its name, how many problems stand there, one thing to know of them; `tone` of the number above zero."""

    id: str
    title: str
    number: int
    note: str
    tone: str = "text"


class StepCell(QAbstractButton):
    """Name, number, note; the chosen one carries the accent."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name
        self._text = StepText(name, "", 0, "")
        self._low = False
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        look().changed.connect(self.update)

    def show_text(self, text: StepText) -> None:
        """Other words and numbers."""
        if text == self._text:
            return
        self._text = text
        self.setText(text.title)
        self.setAccessibleName(f"{text.title} {text.number} {text.note}".strip())
        self.setToolTip(text.note)
        self.update()

    def set_low(self, low: bool) -> None:
        """Without the note, for a low window."""
        self._low = low
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Three lines, or two."""
        return QSize(110, scaled(LOW_HEIGHT if self._low else HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw ground, words and the mark of the chosen one."""
        painter = QPainter(self)
        chosen = self.isChecked()
        if chosen or self.underMouse():
            painter.fillRect(self.rect(), colour("accent_ground" if chosen else "hover"))
        if chosen:
            painter.fillRect(0, self.height() - _MARK, self.width(), _MARK, colour("accent"))
        if self.hasFocus():
            painter.setPen(QPen(colour("accent"), 1))
            painter.drawRect(self.rect().adjusted(1, 1, -2, -2))
        text = self._text
        if not text.title:
            painter.end()
            return
        lines = [(text.title, 9, "body", "text", True), (count(text.number), 29, "figure", text.tone, True)]
        if not self._low:
            lines.append((text.note, 60, "secondary", "mute", False))
        for words, top, size, tone, bold in lines:
            painter.setFont(sized_font(size, bold=bold))
            painter.setPen(colour("mute" if size == "figure" and not text.number else tone))
            metrics = QFontMetrics(painter.font())
            width = self.width() - 2 * _PADDING + 8
            shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, width)
            painter.drawText(
                QRectF(_PADDING, scaled(top), width, metrics.height()), Qt.AlignmentFlag.AlignVCenter, shown
            )
        painter.end()


class StepStrip(QFrame):
    """`chosen(id)` when another step is looked at."""

    chosen = Signal(str)

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__()
        self.setObjectName("card")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.setSpacing(1)
        self.cells = {name: StepCell(name) for name in names}
        for name, cell in self.cells.items():
            cell.clicked.connect(lambda _checked=False, name=name: self.chosen.emit(name))
            layout.addWidget(cell)

    @property
    def current(self) -> str:
        """The chosen step."""
        return next((name for name, cell in self.cells.items() if cell.isChecked()), "")

    def show_steps(self, texts: list[StepText]) -> None:
        """The numbers as they stand now."""
        for text in texts:
            self.cells[text.id].show_text(text)

    def choose(self, name: str) -> None:
        """Mark a step, saying nothing."""
        self.cells[name].setChecked(True)

    def step(self, step: int) -> str:
        """The step beside the chosen one."""
        names = list(self.cells)
        at = names.index(self.current) if self.current else 0
        return names[max(0, min(len(names) - 1, at + step))]

    def set_low(self, low: bool) -> None:
        """Without the notes, for a low window."""
        for cell in self.cells.values():
            cell.set_low(low)
