"""A list with the card of what is looked at: beside it where there is room, else behind a tab."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QTabBar, QVBoxLayout, QWidget

from census_app.desktop.language import say
from census_app.desktop.theme.look import unscaled
from census_app.desktop.widgets.split import Split

_CARD = 1


class ListAndCard(QWidget):
    """Below `least` pixels the card is a tab; `tabs` stand where the owner puts them, and are seen only then."""

    def __init__(self, listed: QWidget, card: QWidget, width: int, least: int, kept_as: str) -> None:
        super().__init__()
        self._listed, self._card, self._least = listed, card, least
        self._offered = self._wanted = True
        self.split = Split(listed, card, width, kept_as)
        self.tabs = QTabBar(self)
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for name in ("list", "card"):
            self.tabs.addTab(say(f"split.{name}"))
        self.tabs.currentChanged.connect(lambda _tab: self.arrange())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.split)
        self.arrange()

    @property
    def narrow(self) -> bool:
        """Whether the card has no place beside the list."""
        return unscaled(self.width()) < self._least

    @property
    def reading(self) -> bool:
        """Whether the card stands in the place of the list."""
        return self.narrow and self._offered and self.tabs.currentIndex() == _CARD

    def offer(self, offered: bool) -> None:
        """Whether there is anything a card could be about."""
        self._offered = offered
        self.arrange()

    def arrange(self) -> None:
        """Everything is where the width and the wishes put it."""
        reading, narrow = self.reading, self.narrow
        self.tabs.setVisible(narrow and self._offered)
        self._listed.setVisible(not reading)
        self._card.setVisible(reading or (self._offered and self._wanted and not narrow))
        self.split.set_narrow(narrow)

    def toggle(self) -> None:
        """Show or hide the card; where it is a tab, change between list and card."""
        if self.narrow:
            self.tabs.setCurrentIndex(1 - self.tabs.currentIndex())
        else:
            self._wanted = not self._wanted
            self.arrange()

    def read(self) -> None:
        """The card is looked at."""
        if self.narrow and self._offered:
            self.tabs.setCurrentIndex(_CARD)

    def to_list(self) -> bool:
        """Back from the card; False when the list is looked at already."""
        was = self.reading
        self.tabs.setCurrentIndex(0)
        return was

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The form for the width."""
        super().resizeEvent(event)
        self.arrange()
        # said while the layouts around it are at work, the new least width would be lost
        QTimer.singleShot(0, self, self.updateGeometry)
