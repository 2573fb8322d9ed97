"""The chips above the list: severity, flags, and menus for rule, unit and state, each with its count."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QListWidget, QListWidgetItem, QWidget

from census_app.desktop.frame.overlay import Overlay
from census_app.desktop.language import count, label, say
from census_app.desktop.pinyin import matches
from census_app.desktop.tables.problem_query import ProblemQuery
from census_app.desktop.widgets.buttons import LinkButton
from census_app.desktop.widgets.chips import FACET_HEIGHT, FacetChip
from census_app.desktop.widgets.layout import FlowLayout, text_label

_SEVERITIES = ("urgent", "important", "normal")
_FLAGS = ("live", "new", "overdue")
_MENUS = ("unit", "rule_id", "state")
_MENU_WIDTH = 340
_MENU_ROW = 28
_VALUE = int(Qt.ItemDataRole.UserRole)

Naming = Callable[[str, str], str]


class FacetMenu(Overlay):
    """Pick any number of values of one facet; the counts are those of the other filters."""

    chosen = Signal(object)

    def __init__(
        self, parent: QWidget, title: str, entries: list[tuple[str, str, int]], picked: frozenset[str]
    ) -> None:
        super().__init__(parent, _MENU_WIDTH)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._entries, self._picked = entries, set(picked)
        self.column.addWidget(text_label(title, "strong"))
        self.field = QLineEdit()
        self.field.setPlaceholderText(say("facets.find"))
        self.field.textChanged.connect(self._fill)
        self.list = QListWidget()
        self.list.setFixedHeight(min(320, max(3, len(entries)) * _MENU_ROW + 4))
        self.list.itemChanged.connect(self._changed)
        self.list.itemActivated.connect(self._toggle)
        self.column.addWidget(self.field)
        self.column.addWidget(self.list)
        self._fill("")

    def _fill(self, query: str) -> None:
        self.list.blockSignals(True)
        self.list.clear()
        for value, name, number in self._entries:
            if not matches(query, name):
                continue
            item = QListWidgetItem(f"{name}   {count(number)}")
            item.setData(_VALUE, value)
            item.setSizeHint(QSize(0, _MENU_ROW))
            item.setCheckState(Qt.CheckState.Checked if value in self._picked else Qt.CheckState.Unchecked)
            self.list.addItem(item)
        self.list.blockSignals(False)

    def _toggle(self, item: QListWidgetItem) -> None:
        checked = item.checkState() is Qt.CheckState.Checked
        item.setCheckState(Qt.CheckState.Unchecked if checked else Qt.CheckState.Checked)

    def _changed(self, item: QListWidgetItem) -> None:
        value = str(item.data(_VALUE))
        if item.checkState() is Qt.CheckState.Checked:
            self._picked.add(value)
        else:
            self._picked.discard(value)
        self.chosen.emit(frozenset(self._picked))


class FacetBar(QWidget):
    """Shows the query and its counts; every click asks for another query by `changed`."""

    changed = Signal(object)

    def __init__(self, naming: Naming) -> None:
        super().__init__()
        self._naming = naming
        self._query = ProblemQuery()
        self._counts: dict[str, dict[str, int]] = {}
        self._flags: dict[str, int] = {}
        self.menu: FacetMenu | None = None
        self.severity = {name: FacetChip() for name in _SEVERITIES}
        self.flags = {name: FacetChip() for name in _FLAGS}
        self.menus = {name: FacetChip() for name in _MENUS}
        self.clear = LinkButton(say("action.clear_filters"))
        self.shown = text_label("", "mute")
        flow = FlowLayout(8)
        for name, chip in self.severity.items():
            chip.clicked.connect(lambda _c=False, value=name: self._toggle_severity(value))
            flow.addWidget(chip)
        for name, chip in self.flags.items():
            chip.clicked.connect(lambda _c=False, flag=name: self._toggle_flag(flag))
            flow.addWidget(chip)
        for name, chip in self.menus.items():
            chip.clicked.connect(lambda _c=False, facet=name: self.open_menu(facet))
            chip.removed.connect(lambda facet=name: self._choose(facet, frozenset()))
            flow.addWidget(chip)
        self.clear.setFixedHeight(FACET_HEIGHT)
        flow.addWidget(self.clear)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(flow, 1)
        layout.addWidget(self.shown, 0, Qt.AlignmentFlag.AlignVCenter)

    def show_query(self, query: ProblemQuery) -> None:
        """The filters in force, before the counts are known."""
        self._query = query
        self._draw({}, None)

    def show_counts(self, values: dict[str, dict[str, int]], flags: dict[str, int], shown: int, total: int) -> None:
        """The counts of the query in force."""
        self._counts = values
        self._draw(flags, (shown, total))

    def _draw(self, flags: dict[str, int], shown: tuple[int, int] | None) -> None:
        severities = self._counts.get("severity")
        for name, chip in self.severity.items():
            number = "" if severities is None else f" {count(severities.get(name, 0))}"
            chip.show_text(label("severity", name) + number, name in self._query.chosen.get("severity", ()))
        self._flags = flags or self._flags
        for name, chip in self.flags.items():
            number = f" {count(self._flags[name])}" if name in self._flags else ""
            chip.show_text(say(f"facets.{name}") + number, bool(getattr(self._query, name)))
        for name, chip in self.menus.items():
            picked = self._query.chosen.get(name, frozenset())
            words = "、".join(self._naming(name, value) for value in sorted(picked)[:2])
            more = f" +{len(picked) - 2}" if len(picked) > 2 else ""
            text = f"{say(f'facets.{name}')}：{words}{more}" if picked else say(f"facets.{name}")
            chip.show_text(text, bool(picked), "×" if picked else "▾")
        self.clear.setVisible(self._query.filtered)
        if shown is not None:
            self.shown.setText(say("facets.shown", shown=count(shown[0]), total=count(shown[1])))

    def _toggle_severity(self, value: str) -> None:
        self._choose("severity", self._query.chosen.get("severity", frozenset()) ^ {value})

    def _toggle_flag(self, flag: str) -> None:
        self.changed.emit(self._query.toggled(flag))

    def _choose(self, facet: str, picked: frozenset[str]) -> None:
        self.changed.emit(replace(self._query, chosen={**self._query.chosen, facet: frozenset(picked)}))

    def open_menu(self, facet: str) -> FacetMenu:
        """The menu of a facet below its chip."""
        counts = dict(self._counts.get(facet, {}))
        for value in self._query.chosen.get(facet, ()):
            counts.setdefault(value, 0)
        entries = [(value, self._naming(facet, value), number) for value, number in counts.items()]
        menu = FacetMenu(self, say(f"facets.{facet}"), entries, self._query.chosen.get(facet, frozenset()))
        menu.chosen.connect(lambda picked: self._choose(facet, picked))
        menu.adjustSize()
        chip = self.menus[facet]
        menu.move(chip.mapToGlobal(QPoint(0, chip.height() + 4)))
        menu.show()
        menu.field.setFocus()
        self.menu = menu
        return menu
