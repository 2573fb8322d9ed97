"""Columns widened by hand, told apart from those the program fits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtWidgets import QHeaderView, QMenu

from census_app.desktop.language import say
from census_app.desktop.theme.look import scaled, unscaled

_PRESSED = (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick)


class HandColumns(QObject):
    """`widths`: column → width at the normal text size, only of columns a hand dragged; `changed` after it let go of
    the `header`, and after 列宽复原 in the menu of the header took all of them back."""

    changed = Signal()

    def __init__(self, header: QHeaderView, name_of: Callable[[int], str]) -> None:
        super().__init__(header)
        self.widths: dict[str, int] = {}
        self.header, self._name_of = header, name_of
        self._held = self._moved = False
        header.sectionResized.connect(self._resized)
        header.viewport().installEventFilter(self)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(lambda place: self.menu().popup(self._on_screen(place)))

    def width(self, column: str) -> int | None:
        """The width a hand gave a column, at the text size in force; None when it gave none."""
        found = self.widths.get(column)
        return None if found is None else scaled(found)

    def forget(self) -> None:
        """Every column is as wide as what stands in it again."""
        self.widths.clear()
        self.changed.emit()

    def menu(self) -> QMenu:
        """The menu of the header; it deletes itself when it closes."""
        menu = QMenu(self.header)
        menu.aboutToHide.connect(menu.deleteLater)
        back = menu.addAction(say("action.fit_columns"))
        back.setEnabled(bool(self.widths))
        back.triggered.connect(self.forget)
        return menu

    def _on_screen(self, place: QPoint) -> QPoint:
        return self.header.viewport().mapToGlobal(place)

    def _resized(self, place: int, _before: int, now: int) -> None:
        if self._held and now > 0:
            self.widths[self._name_of(place)] = unscaled(now)
            self._moved = True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Between the press and the release of the button it is the hand that widens."""
        if event.type() in _PRESSED:
            pressed: Any = event
            self._held = pressed.button() is Qt.MouseButton.LeftButton
        elif event.type() is QEvent.Type.MouseButtonRelease:
            self._held = False
            if self._moved:
                self._moved = False
                self.changed.emit()
        return super().eventFilter(watched, event)
