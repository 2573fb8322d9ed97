"""The chips above the log: who, what, when; each asks for another part of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from census_app.desktop.language import count, pair, say
from census_app.desktop.pages.problems.facet_menu import FacetMenu
from census_app.desktop.widgets.buttons import LinkButton
from census_app.desktop.widgets.chips import FACET_HEIGHT, FacetChip
from census_app.desktop.widgets.layout import FlowLayout, text_label

if TYPE_CHECKING:
    from census_app.workspace.log.reading import LogFilter, LogView

_DAYS = {"today": 0, "week": 6, "month": 29}
_FACETS = ("actors", "kinds")
_DATE_WIDTH = 136


class LogFilters(QWidget):
    """`changed(filter)`; `naming(facet, value)` says people and kinds in words."""

    changed = Signal(object)

    def __init__(self, wanted: LogFilter, naming: Callable[[str, str], str]) -> None:
        super().__init__()
        self.wanted, self._naming = wanted, naming
        self._counts: Mapping[str, Mapping[str, int]] = {}
        self.menu: FacetMenu | None = None
        self.menus = {name: FacetChip() for name in _FACETS}
        self.days = {name: FacetChip(say(f"settings.log.day.{name}")) for name in _DAYS}
        self.first, self.last = QLineEdit(), QLineEdit()
        self.clear = LinkButton(say("settings.log.clear"))
        self.clear.setFixedHeight(FACET_HEIGHT)
        self.clear.clicked.connect(self.reset)
        self.shown = text_label("", "mute")
        flow = FlowLayout(8)
        for name, chip in self.menus.items():
            chip.clicked.connect(partial(self.open_menu, name))
            chip.removed.connect(partial(self._choose, name, frozenset()))
            flow.addWidget(chip)
        for name, chip in self.days.items():
            chip.clicked.connect(partial(self._since, name))
            flow.addWidget(chip)
        for name, field in (("first", self.first), ("last", self.last)):
            field.setPlaceholderText(say(f"settings.log.{name}"))
            field.setAccessibleName(say(f"settings.log.{name}"))
            field.setFixedWidth(_DATE_WIDTH)
            field.editingFinished.connect(self._dates)
            flow.addWidget(field)
        flow.addWidget(self.clear)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(flow, 1)
        layout.addWidget(self.shown)

    def show_view(self, wanted: LogFilter, view: LogView) -> None:
        """The filter in force, with what the whole log holds."""
        self.wanted = wanted
        self._counts = {"actors": view.actors, "kinds": view.kinds}
        for name, chip in self.menus.items():
            picked: frozenset[str] = getattr(wanted, name)
            words = "、".join(self._naming(name, value) for value in sorted(picked)[:2])
            more = f" +{len(picked) - 2}" if len(picked) > 2 else ""
            title = say(f"settings.log.{name}")
            chip.show_text(pair(title, f"{words}{more}") if picked else title, bool(picked), "×" if picked else "▾")
        for name, chip in self.days.items():
            chip.show_text(chip.text(), wanted.last is None and wanted.first == _start(name))
        for field, day in ((self.first, wanted.first), (self.last, wanted.last)):
            field.setText(day.isoformat() if day else "")
        self.clear.setVisible(wanted != type(wanted)())
        numbers = {"shown": count(len(view.numbers)), "total": count(view.total)}
        self.shown.setText(say("facets.shown", **numbers))

    def reset(self) -> None:
        """Everything again."""
        self.changed.emit(type(self.wanted)())

    def _choose(self, facet: str, picked: frozenset[str]) -> None:
        chosen = frozenset(picked)
        actors, kinds = (chosen if name == facet else getattr(self.wanted, name) for name in _FACETS)
        self.changed.emit(replace(self.wanted, actors=actors, kinds=kinds))

    def _since(self, name: str, _checked: bool = False) -> None:
        start = _start(name)
        chosen = self.wanted.first == start and self.wanted.last is None
        self.changed.emit(replace(self.wanted, first=None if chosen else start, last=None))

    def _dates(self) -> None:
        try:
            first, last = (_day(field.text()) for field in (self.first, self.last))
        except ValueError:
            self.shown.setText(say("settings.log.no_day"))
            return
        if (first, last) != (self.wanted.first, self.wanted.last):
            self.changed.emit(replace(self.wanted, first=first, last=last))

    def open_menu(self, facet: str, _checked: bool = False) -> FacetMenu:
        """People or kinds, the most frequent first, with how many acts each has in the whole log."""
        picked: frozenset[str] = getattr(self.wanted, facet)
        counts = {**dict.fromkeys(picked, 0), **self._counts.get(facet, {})}
        entries = [(value, self._naming(facet, value), number) for value, number in counts.items()]
        menu = FacetMenu(self, say(f"settings.log.{facet}"), entries, picked)
        menu.chosen.connect(partial(self._choose, facet))
        menu.adjustSize()
        chip = self.menus[facet]
        menu.move(chip.mapToGlobal(QPoint(0, chip.height() + 4)))
        menu.show()
        menu.field.setFocus()
        self.menu = menu
        return menu


def _start(name: str) -> date:
    return date.today() - timedelta(days=_DAYS[name])


def _day(text: str) -> date | None:
    return date.fromisoformat(text.strip()) if text.strip() else None
