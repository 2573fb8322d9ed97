"""The queue: five cells, each a link into the filtered list behind its number."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QSizePolicy

from census_app.desktop.language import count, say
from census_app.desktop.theme.look import advance, colour, look, scaled, sized_font
from census_app.desktop.widgets.buttons import key_cap_height, key_cap_width, paint_key_cap

if TYPE_CHECKING:
    from census_app.reporting.week_board import WeekBoard

HEIGHT = 96
_PADDING = 18


@dataclass(frozen=True)
class QueueText:
    """Title, number, what is to be known of it; `tone` colours the number when it is not zero."""

    id: str
    title: str
    number: int
    note: str
    tone: str = "text"


def queue_texts(board: WeekBoard) -> list[QueueText]:
    """The cells of a board; nothing waiting is said in the first one."""
    queue, nothing = board.queue, say("home.queue.nothing")
    oldest = say("home.queue.oldest", days=queue.oldest_in_review) if queue.in_review else nothing
    returned = say("home.queue.oldest", days=queue.oldest_returned) if queue.returned else nothing
    late = say("home.queue.bulletin", number=queue.bulletin) if queue.overdue else nothing
    appealed = say("home.queue.appealed_note") if queue.appealed else nothing
    unsent = say("home.queue.unsent_note") if queue.unsent else nothing
    found = [
        QueueText("in_review", say("home.queue.in_review"), queue.in_review, oldest),
        QueueText("returned", say("home.queue.returned"), queue.returned, returned, "high"),
        QueueText("overdue", say("home.queue.overdue"), queue.overdue, late, "high"),
        QueueText("appealed", say("home.queue.appealed"), queue.appealed, appealed),
        QueueText("unsent", say("home.queue.unsent"), queue.unsent, unsent),
        QueueText("new", say("home.queue.new"), queue.new, say("home.queue.new_note", week=board.week)),
    ]
    if not any(text.number for text in found):
        found[0] = replace(found[0], note=say("home.queue.done"))
    return found


class QueueCell(QAbstractButton):
    """One cell; the `first` in which something waits carries the accent and says that Enter starts it."""

    moved = Signal(int)

    def __init__(self, text: QueueText, first: bool) -> None:
        super().__init__()
        self._text, self._first = text, first
        self.setText(text.title)
        self.setAccessibleName(f"{text.title} {text.number} {text.note}")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        look().changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """Three lines."""
        return QSize(160, scaled(HEIGHT))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens; left and right go to the neighbours."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.moved.emit(1 if event.key() == Qt.Key.Key_Right else -1)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._first or self.underMouse():
            ground = QRectF(self.rect()).adjusted(1, 1, -1, -1)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour("accent_ground" if self._first else "hover"))
            painter.drawRoundedRect(ground, 5, 5)
        if self.hasFocus():
            painter.setPen(QPen(colour("accent"), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(2, 2, -2, -2), 5, 5)
        width = self.width() - 2 * _PADDING
        text = self._text
        self._line(painter, text.title, scaled(13), "body", "text", width, bold=True)
        tone = ("accent" if self._first else text.tone) if text.number else "mute"
        self._line(painter, count(text.number), scaled(36), "figure", tone, width, bold=True)
        if self._first and text.number:
            self._start_sign(painter)
        self._line(painter, text.note, scaled(68), "secondary", "mute", width)
        painter.end()

    def _start_sign(self, painter: QPainter) -> None:
        """`开始 Enter` beside the number, where there is room."""
        word, key = say("home.queue.start"), "Enter"
        figures = advance(count(self._text.number), "figure", bold=True)
        font = sized_font("body", bold=True)
        words, cap = QFontMetrics(font).horizontalAdvance(word), key_cap_width(key)
        box = QRectF(_PADDING + figures + 14, scaled(34), words + cap + 30, scaled(30))
        if box.right() > self.width() - 6:
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("accent"))
        painter.drawRoundedRect(box, 6, 6)
        painter.setFont(font)
        painter.setPen(colour("on_accent"))
        painter.drawText(box.adjusted(11, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, word)
        height = key_cap_height()
        place = QRectF(box.right() - cap - 10, box.center().y() - height / 2, cap, height)
        paint_key_cap(painter, place, key, colour("on_accent"), colour("on_accent"))

    def _line(
        self, painter: QPainter, text: str, y: int, size: str, tone: str, width: int, *, bold: bool = False
    ) -> None:
        painter.setFont(sized_font(size, bold=bold))
        painter.setPen(colour(tone))
        metrics = QFontMetrics(painter.font())
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
        painter.drawText(QRectF(_PADDING, y, width, metrics.height()), Qt.AlignmentFlag.AlignVCenter, shown)


class QueueStrip(QFrame):
    """The cells side by side; `opened(id)`."""

    opened = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("card")
        self.setFixedHeight(scaled(HEIGHT) + 2)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(1, 1, 1, 1)
        self._row.setSpacing(1)
        self.cells: list[QueueCell] = []
        self._first = 0

    def start(self) -> None:
        """The first cell in which something waits takes the keys."""
        if self.cells:
            self.cells[self._first].setFocus(Qt.FocusReason.OtherFocusReason)

    def show_queue(self, texts: list[QueueText]) -> None:
        """Other numbers."""
        focused = next((place for place, cell in enumerate(self.cells) if cell.hasFocus()), None)
        for cell in self.cells:
            self._row.removeWidget(cell)
            cell.hide()
            cell.deleteLater()
        self.cells = []
        self._first = next((place for place, text in enumerate(texts) if text.number), 0)
        for place, text in enumerate(texts):
            cell = QueueCell(text, first=place == self._first)
            cell.moved.connect(self.step)
            cell.clicked.connect(lambda _checked=False, name=text.id: self.opened.emit(name))
            self._row.addWidget(cell, 16 if place == self._first else 10)
            cell.show()
            self.cells.append(cell)
        if focused is not None and focused < len(self.cells):
            self.cells[focused].setFocus()

    def step(self, step: int) -> None:
        """The next or previous cell takes the keys."""
        if self.cells:
            at = next((place for place, cell in enumerate(self.cells) if cell.hasFocus()), 0)
            self.cells[max(0, min(len(self.cells) - 1, at + step))].setFocus()
