"""A main part and a card beside it, with a border a hand can move: by mouse, or by the arrow keys on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSplitter, QSplitterHandle, QWidget

from census_app.desktop.language import say
from census_app.desktop.theme.look import colour, scaled, unscaled

if TYPE_CHECKING:
    from census_app.desktop.kept_layout import KeptLayout

ROOM = 16777215
"""No greatest width: the card takes what there is."""
_GAP = 12
_STEP = 24
_LEAST_SHARE, _MOST_SHARE = 0.8, 2.0
_LEAST_MAIN = 420


class SplitHandle(QSplitterHandle):
    """Left and right move the border, Home and a double click put it back."""

    def __init__(self, split: Split) -> None:
        super().__init__(Qt.Orientation.Horizontal, split)
        self._split = split
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(say("split.name"))
        self.setToolTip(say("split.hint"))
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The border moves by a step."""
        sign = -1 if self._split.left else 1
        step = {Qt.Key.Key_Left.value: sign * _STEP, Qt.Key.Key_Right.value: -sign * _STEP}.get(event.key())
        if step is not None:
            self._split.widen(scaled(step))
        elif event.key() == Qt.Key.Key_Home:
            self._split.put_back()
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        """The border is where it was at first."""
        self._split.put_back()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Where the keys are is seen."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The keys went elsewhere."""
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A short line in the middle of the gap; it is strong under the mouse and with the keys."""
        painter = QPainter(self)
        high = min(self.height(), scaled(36))
        line = QRect(self.width() // 2 - 1, (self.height() - high) // 2, 2, high)
        taken = self.hasFocus() or self.underMouse()
        painter.fillRect(line, colour("accent" if taken else "line"))
        painter.end()


class Split(QSplitter):
    """`side`, at the right or the `left`, is `width` wide until a hand says otherwise, which `moved` tells; the main
    part takes the rest. Where it is one of `parts` equal columns, it has its share until then, and never less than
    `width`. Where the main part needs the room the card gives way down to its `least` share of `width`.

    Whether the card is shown at all, and whether it stands in the place of the main part, is its owner's business:
    `set_narrow` lets it take the whole width.
    """

    moved = Signal()

    def __init__(
        self,
        main: QWidget,
        side: QWidget,
        width: int,
        kept_as: str,
        *,
        left: bool = False,
        parts: int = 0,
        least: float = _LEAST_SHARE,
    ) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.kept_as, self.left = kept_as, left
        self.side = side
        self.by_hand: int | None = None
        self._width, self._parts, self._least, self._narrow = width, parts, least, False
        self._kept: KeptLayout | None = None
        self.setHandleWidth(_GAP)
        self.setChildrenCollapsible(False)
        for part in (side, main) if left else (main, side):
            self.addWidget(part)
            self.setStretchFactor(self.count() - 1, int(part is main))
        self.splitterMoved.connect(lambda *_: self._take(self.side.width()))
        self.set_narrow(narrow=False)

    def createHandle(self) -> SplitHandle:
        """The border one can reach with Tab."""
        return SplitHandle(self)

    @property
    def wanted(self) -> int:
        """How wide the card should be, at the text size in force."""
        if self.by_hand is None and self._parts:
            return (self.width() - self.handleWidth() * (self._parts - 1)) // self._parts
        return scaled(self._width if self.by_hand is None else self.by_hand)

    def keep(self, kept: KeptLayout) -> None:
        """The card is as wide as it was left."""
        self._kept, self.by_hand = kept, kept.card(self.kept_as)
        self.fit()

    def set_narrow(self, narrow: bool) -> None:
        """The card takes the whole width, or stands beside the main part."""
        self._narrow = narrow
        # a card alone may be as narrow as the window makes it
        self.side.setMinimumWidth(self._width if narrow or self._parts else scaled(round(self._width * self._least)))
        self.side.setMaximumWidth(ROOM if narrow or self._parts else scaled(round(self._width * _MOST_SHARE)))
        self.fit()

    def widen(self, step: int) -> None:
        """The card becomes wider (narrower, when negative) within its limits."""
        least, most = self.side.minimumWidth(), self.side.maximumWidth()
        main = self._width if self._parts else _LEAST_MAIN
        most = max(least, min(most, self.width() - self.handleWidth() - main))
        self._take(max(least, min(most, self.side.width() + step)))
        self.fit()

    def put_back(self) -> None:
        """The card is as wide as at first, and so it stays."""
        self.by_hand = None
        if self._kept is not None:
            self._kept.keep_card(self.kept_as, None)
        self.fit()
        self.moved.emit()

    def fit(self) -> None:
        """The card has its width."""
        if not self._narrow:
            side = self.wanted
            sizes = [max(1, self.width() - self.handleWidth() - side), side]
            self.setSizes(sizes[::-1] if self.left else sizes)

    def _take(self, width: int) -> None:
        if self._narrow:
            return
        self.by_hand = unscaled(width)
        if self._kept is not None:
            self._kept.keep_card(self.kept_as, self.by_hand)
        self.moved.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What is more or less goes to the main part."""
        super().resizeEvent(event)
        self.fit()
