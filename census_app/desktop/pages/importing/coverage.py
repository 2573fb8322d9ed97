"""What the snapshot covers, table by table: ordinary cells are quiet, only exceptions are chips."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from census_app.desktop.language import count, label, say
from census_app.desktop.pages.importing.grids import heading_grid, right_label
from census_app.desktop.pages.importing.names import FieldNames
from census_app.desktop.widgets.chips import Chip
from census_app.desktop.widgets.layout import Card, ElidedLabel, text_label

_COLUMNS = ("table", "state", "date", "units", "rows")
_TONES = {"complete": "ok", "partial": "mid", "absent": "unknown"}


def coverage_card(coverage: dict[str, Any], names: FieldNames) -> Card:
    """`coverage` is that of a snapshot manifest: table id → completeness, date, units, inherited, stale, rows."""
    card = Card()
    card.body.addWidget(text_label(say("coverage.title"), "heading"))
    card.body.addWidget(text_label(say("coverage.text"), "mute", wrap=True))
    grid = heading_grid([say(f"coverage.{name}") for name in _COLUMNS], right=(4,), stretch=0)
    grid.setColumnStretch(3, 1)
    entries = [(str(table), entry) for table, entry in coverage.items() if isinstance(entry, dict)]
    for line, (table, entry) in enumerate(entries, 2):
        grid.addWidget(ElidedLabel(names.table(table)), line, 0)
        grid.addWidget(_state(entry), line, 1)
        grid.addWidget(text_label(str(entry.get("data_date") or "—"), "mute-body"), line, 2)
        grid.addWidget(ElidedLabel(_units(entry), "mute-body"), line, 3)
        grid.addWidget(right_label(count(int(entry.get("rows") or 0)) if not _absent(entry) else "—"), line, 4)
    card.body.addLayout(grid)
    return card


def _absent(entry: dict[str, Any]) -> bool:
    return entry.get("completeness") == "absent"


def _units(entry: dict[str, Any]) -> str:
    units = entry.get("units")
    if _absent(entry):
        return "—"
    inherited = len(entry.get("inherited_units") or ())
    tail = say("coverage.inherited_units", number=inherited) if inherited else ""
    if units is None:
        return say("coverage.all_units") + tail
    known = max(len(units), len(entry.get("unit_dates") or ()))
    return say("coverage.some_units", number=len(units), all=known) + tail


def _state(entry: dict[str, Any]) -> QWidget:
    state = str(entry.get("completeness") or "")
    if entry.get("stale"):
        return Chip(say("coverage.stale"), "mid")
    if entry.get("inherited"):
        return Chip(say("coverage.inherited"), "low")
    if state == "complete":
        return text_label(label("coverage.word", state), "mute-body")
    return Chip(label("coverage.word", state), _TONES.get(state, "mute"))
