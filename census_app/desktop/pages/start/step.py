"""One step card: number, what it does, its button or what unlocks it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from census_app.desktop.language import say
from census_app.desktop.theme.icons import icon_pixmap
from census_app.desktop.theme.look import colour, look, sized_font, tokens
from census_app.desktop.widgets.buttons import ActionButton
from census_app.desktop.widgets.layout import Card, redress, row, set_role, text_label

_HEIGHT = 246
_DISC = 28
_BULLETS = 3


class Disc(QWidget):
    """The step's number on a disc, a tick when it is done."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self._number, self._tone, self._done = number, "track", False
        self.setAccessibleName(str(number))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        look().changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """A circle."""
        return QSize(_DISC, _DISC)

    def show_state(self, following: bool, done: bool) -> None:
        """Filled when it is the next step, ticked when done."""
        self._tone, self._done = ("accent" if following else "ok_ground" if done else "track"), done
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(self._tone))
        painter.drawEllipse(QRectF(0, 0, _DISC, _DISC))
        if self._done:
            ink = tokens()["on_accent" if self._tone == "accent" else "ok"]
            painter.drawPixmap(5, 5, icon_pixmap("tick", ink, 18, self.devicePixelRatioF()))
        else:
            painter.setFont(sized_font("card_title", bold=True))
            painter.setPen(colour("on_accent" if self._tone == "accent" else "mute"))
            painter.drawText(QRectF(0, 0, _DISC, _DISC), Qt.AlignmentFlag.AlignCenter, str(self._number))
        painter.end()


class StepCard(Card):
    """`show_state` says whether it is the next step and what it brought."""

    def __init__(self, number: int, name: str, button: ActionButton) -> None:
        super().__init__((20, 18, 20, 18), 6)
        self.setMinimumHeight(_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._disc = Disc(number)
        self._button = button
        self.body.addLayout(row(self._disc, text_label(say(f"start.{name}.title"), "heading"), None, spacing=10))
        self.body.addSpacing(2)
        self.body.addWidget(text_label(say(f"start.{name}.lead"), wrap=True))
        for place in range(1, _BULLETS + 1):
            self.body.addWidget(text_label(f"·  {say(f'start.{name}.point{place}')}", "mute", wrap=True))
        self.body.addStretch(1)
        self._unlock = text_label("", "mute", wrap=True)
        self._locked = say(f"start.{name}.locked")
        self._hint = say(f"start.{name}.hint")
        self.body.addWidget(self._unlock)
        self.body.addLayout(row(button, None))

    def show_state(self, following: bool, done: str) -> None:
        """The next step has the filled button; a done one says what it brought and can be repeated."""
        self._disc.show_state(following, bool(done))
        if self.property("active") != following:
            self.setProperty("active", following)
            redress(self)
        self._button.setVisible(following or bool(done))
        self._button.set_primary(following)
        text = done or (self._hint if following else self._locked)
        self._unlock.setText(text)
        self._unlock.setVisible(bool(text))
        set_role(self._unlock, "ok" if done else "mute")
