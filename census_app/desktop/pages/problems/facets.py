"""The chips above the list: severity, flags, menus for rule, unit and state, further conditions, the groups."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from census_app.desktop.language import count, label, pair, say
from census_app.desktop.pages.problems.facet_menu import FacetMenu, WayMenu
from census_app.desktop.tables.problem_query import GROUPS, ProblemQuery
from census_app.desktop.widgets.buttons import LinkButton
from census_app.desktop.widgets.chips import FACET_HEIGHT, FacetChip
from census_app.desktop.widgets.layout import FlowLayout, text_label

if TYPE_CHECKING:
    from census_app.desktop.tables.problem_view import FacetCounts

_SEVERITIES = ("urgent", "important", "normal")
_FLAGS = ("live", "new", "overdue")
_FURTHER_FLAGS = ("not_rechecked", "look", "rebounded")
_MENUS = ("unit", "rule_id", "state")
_FURTHER_MENUS = ("waiting", "category", "person", "table", "first_week")

Naming = Callable[[str, str], str]


class FacetBar(QWidget):
    """Shows the query and its counts; every click asks for another query by `changed`.

    Further conditions have a chip only while they are in force.
    """

    changed = Signal(object)

    def __init__(self, naming: Naming) -> None:
        super().__init__()
        self._naming = naming
        self._query = ProblemQuery()
        self._counts: dict[str, dict[str, int]] = {}
        self._flags: dict[str, int] = {}
        self.menu: FacetMenu | None = None
        self.ways: WayMenu | None = None
        self.severity = {name: FacetChip() for name in _SEVERITIES}
        self.flags = {name: FacetChip() for name in (*_FLAGS, *_FURTHER_FLAGS)}
        self.menus = {name: FacetChip() for name in (*_MENUS, *_FURTHER_MENUS)}
        self.further = FacetChip(say("facets.conditions"))
        self.group = FacetChip()
        self.clear = LinkButton(say("action.clear_filters"))
        self.shown = text_label("", "mute")
        self._build()

    def _build(self) -> None:
        flow = FlowLayout(8)
        for value, chip in self.severity.items():
            chip.clicked.connect(partial(self._toggle_severity, value))
            flow.addWidget(chip)
        for flag, chip in self.flags.items():
            chip.clicked.connect(partial(self._toggle_flag, flag))
            flow.addWidget(chip)
        for facet, chip in self.menus.items():
            chip.clicked.connect(partial(self.open_menu, facet))
            chip.removed.connect(partial(self._choose, facet, frozenset()))
            flow.addWidget(chip)
        self.further.clicked.connect(self.open_conditions)
        self.group.clicked.connect(self.open_groups)
        self.clear.clicked.connect(lambda: self.changed.emit(ProblemQuery(group=self._query.group)))
        self.clear.setFixedHeight(FACET_HEIGHT)
        for widget in (self.further, self.group, self.clear):
            flow.addWidget(widget)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(flow, 1)
        layout.addWidget(self.shown, 0, Qt.AlignmentFlag.AlignVCenter)
        # what is not in force has no place from the start: taken away chip by chip, each lays out the page anew
        self._draw({}, None)

    def show_query(self, query: ProblemQuery) -> None:
        """The filters in force, before the counts are known."""
        self._query = query
        self._draw({}, None)

    def show_counts(self, counts: FacetCounts) -> None:
        """The counts of the query in force."""
        self._counts = counts.values
        self._draw(counts.flags, (counts.shown, counts.total))

    def _draw(self, flags: dict[str, int], shown: tuple[int, int] | None) -> None:
        severities = self._counts.get("severity")
        for name, chip in self.severity.items():
            number = "" if severities is None else f" {count(severities.get(name, 0))}"
            chip.show_text(label("severity", name) + number, name in self._query.chosen.get("severity", ()))
        self._flags = flags or self._flags
        for name, chip in self.flags.items():
            asked = bool(getattr(self._query, name))
            number = f" {count(self._flags[name])}" if name in self._flags else ""
            chip.show_text(say(f"facets.{name}") + number, asked)
            chip.setVisible(asked or name in _FLAGS)
        for name, chip in self.menus.items():
            self._draw_menu(name, chip)
        group = self._query.group
        named = pair(say("facets.group"), say(f"problems.group.{group}")) if group else say("facets.group")
        self.group.show_text(named, bool(group), "▾")
        self.clear.setVisible(self._query.filtered)
        if shown is not None:
            self.shown.setText(say("facets.shown", shown=count(shown[0]), total=count(shown[1])))

    def _draw_menu(self, name: str, chip: FacetChip) -> None:
        picked = self._query.chosen.get(name, frozenset())
        words = "、".join(self._naming(name, value) for value in sorted(picked)[:2])
        more = f" +{len(picked) - 2}" if len(picked) > 2 else ""
        text = pair(say(f"facets.{name}"), f"{words}{more}") if picked else say(f"facets.{name}")
        chip.show_text(text, bool(picked), "×" if picked else "▾")
        chip.setVisible(bool(picked) or name in _MENUS)

    def _toggle_severity(self, value: str, _checked: bool = False) -> None:
        self._choose("severity", self._query.chosen.get("severity", frozenset()) ^ {value})

    def _toggle_flag(self, flag: str, _checked: bool = False) -> None:
        self.changed.emit(self._query.toggled(flag))

    def _choose(self, facet: str, picked: frozenset[str]) -> None:
        self.changed.emit(replace(self._query, chosen={**self._query.chosen, facet: frozenset(picked)}))

    def open_menu(self, facet: str, _checked: bool = False) -> FacetMenu:
        """The menu of a facet below its chip."""
        counts = dict(self._counts.get(facet, {}))
        picked = self._query.chosen.get(facet, frozenset())
        for value in picked:
            counts.setdefault(value, 0)
        entries = [(value, self._naming(facet, value), number) for value, number in counts.items()]
        menu = FacetMenu(self, say(f"facets.{facet}"), entries, picked)
        menu.chosen.connect(partial(self._choose, facet))
        menu.adjustSize()
        self._place(menu, self.menus[facet] if self.menus[facet].isVisible() else self.further)
        menu.field.setFocus()
        self.menu = menu
        return menu

    def open_conditions(self, _checked: bool = False) -> WayMenu:
        """What else the list can be narrowed by."""
        facets = [(name, say(f"facets.{name}")) for name in (*_FURTHER_MENUS, *_MENUS)]
        flags = [(name, f"{say(f'facets.{name}')}   {count(self._flags.get(name, 0))}") for name in _FURTHER_FLAGS]
        self.ways = menu = WayMenu(self, say("facets.conditions_title"), [*facets, *flags])
        menu.picked.connect(self._pick_condition)
        self._place(menu, self.further)
        menu.field.setFocus()
        return menu

    def _pick_condition(self, name: str) -> None:
        if name in self.flags:
            self._toggle_flag(name)
        else:
            self.open_menu(name)

    def open_groups(self, _checked: bool = False) -> WayMenu:
        """How the list can be grouped."""
        entries = [(name or "none", say(f"problems.group.{name or 'none'}")) for name in GROUPS]
        self.ways = menu = WayMenu(self, say("facets.group"), entries)
        menu.picked.connect(lambda name: self.changed.emit(replace(self._query, group="" if name == "none" else name)))
        self._place(menu, self.group)
        menu.field.setFocus()
        return menu

    def _place(self, menu: QWidget, chip: FacetChip) -> None:
        menu.move(chip.mapToGlobal(QPoint(0, chip.height() + 4)))
        menu.show()
