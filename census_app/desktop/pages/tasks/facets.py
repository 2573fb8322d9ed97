"""The chips above the task list: 在办, 超期, 没有人, and menus for unit, person, state and kind with counts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from census_app.desktop.language import count, pair, say
from census_app.desktop.pages.problems.facet_menu import FacetMenu
from census_app.desktop.pages.tasks.query import FACETS, FLAGS, TaskQuery, TaskSelection
from census_app.desktop.widgets.buttons import LinkButton
from census_app.desktop.widgets.chips import FACET_HEIGHT, FacetChip
from census_app.desktop.widgets.layout import FlowLayout, text_label


class TaskFacets(QWidget):
    """Every click asks for another query by `changed`."""

    changed = Signal(object)

    def __init__(self, naming: Callable[[str, str], str]) -> None:
        super().__init__()
        self._naming = naming
        self._query = TaskQuery()
        self._counts: dict[str, dict[str, int]] = {}
        self.menu: FacetMenu | None = None
        self.flags = {name: FacetChip() for name in FLAGS}
        self.menus = {name: FacetChip() for name in FACETS}
        self.clear = LinkButton(say("action.clear_task_filters"))
        self.clear.setFixedHeight(FACET_HEIGHT)
        self.shown = text_label("", "mute")
        flow = FlowLayout(8)
        for name, chip in self.flags.items():
            chip.clicked.connect(partial(self._toggle, name))
            flow.addWidget(chip)
        for name, chip in self.menus.items():
            chip.clicked.connect(partial(self.open_menu, name))
            chip.removed.connect(partial(self._choose, name, frozenset()))
            flow.addWidget(chip)
        flow.addWidget(self.clear)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(flow, 1)
        layout.addWidget(self.shown)
        # nothing is counted yet
        self.hide()

    def show_selection(self, query: TaskQuery, selection: TaskSelection) -> None:
        """The query in force with its counts."""
        self._query, self._counts = query, selection.counts
        for name, chip in self.flags.items():
            chip.show_text(f"{say(f'tasks.flag.{name}')} {count(selection.flags[name])}", bool(getattr(query, name)))
        for name, chip in self.menus.items():
            picked = query.chosen.get(name, frozenset())
            words = "、".join(self._naming(name, value) for value in sorted(picked)[:2])
            more = f" +{len(picked) - 2}" if len(picked) > 2 else ""
            title = say(f"tasks.facet.{name}")
            chip.show_text(pair(title, f"{words}{more}") if picked else title, bool(picked), "×" if picked else "▾")
        self.clear.setVisible(query.filtered)
        self.shown.setText(say("facets.shown", shown=count(len(selection.rows)), total=count(selection.total)))

    def _toggle(self, flag: str, _checked: bool = False) -> None:
        self.changed.emit(self._query.toggled(flag))

    def _choose(self, facet: str, picked: frozenset[str]) -> None:
        self.changed.emit(replace(self._query, chosen={**self._query.chosen, facet: frozenset(picked)}))

    def open_menu(self, facet: str, _checked: bool = False) -> FacetMenu:
        """The menu of a facet below its chip."""
        picked = self._query.chosen.get(facet, frozenset())
        counts = {**dict.fromkeys(picked, 0), **self._counts.get(facet, {})}
        entries = [(value, self._naming(facet, value), number) for value, number in sorted(counts.items())]
        menu = FacetMenu(self, say(f"tasks.facet.{facet}"), entries, picked)
        menu.chosen.connect(partial(self._choose, facet))
        menu.adjustSize()
        chip = self.menus[facet]
        menu.move(chip.mapToGlobal(QPoint(0, chip.height() + 4)))
        menu.show()
        menu.field.setFocus()
        self.menu = menu
        return menu
