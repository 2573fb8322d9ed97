"""What a roster changes, or what is wrong in it, line by line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from PySide6.QtWidgets import QVBoxLayout, QWidget

from census_app.desktop.language import count, label, say
from census_app.desktop.pages.problems.table import ProblemTable
from census_app.desktop.pages.settings.cells import ToneDelegate
from census_app.desktop.pages.settings.tones import CHANGE_TONES
from census_app.desktop.tables.paged_model import ListedRows, PagedColumn, PagedModel
from census_app.desktop.widgets.chips import chip_width
from census_app.desktop.widgets.layout import Card, text_label

_COUNTED = ("new", "changed", "left", "unchanged", "absent")
_CHIP_ROOM = 20


class ResultLine(NamedTuple):
    """A change (`kind` new, changed, left) of a person or unit, or a fault (`kind` fault) at a place of the file."""

    kind: str
    subject: str
    words: str


class RosterResult(QWidget):
    """Counts, notes and the lines of a roster's result as the command prints it."""

    def __init__(self) -> None:
        super().__init__()
        self.counts = text_label("", "strong", wrap=True)
        self.notes = text_label("", "mid", wrap=True)
        kinds = max(chip_width(say(f"settings.roster.kind.{kind}")) for kind in (*CHANGE_TONES, "fault")) + _CHIP_ROOM
        self.model = PagedModel(
            [
                PagedColumn("kind", "", lambda line: say(f"settings.roster.kind.{line[0]}"), 0, room=kinds),
                PagedColumn("subject", say("settings.roster.subject"), lambda line: line[1], 150, measured=True),
                PagedColumn(
                    "words", say("settings.roster.words"), lambda line: line[2], 240, stretch=True, elides=True
                ),
            ],
            self,
        )
        self.table = ProblemTable(self.model)
        self.table.setAccessibleName(say("settings.roster.words"))
        self.table.setItemDelegate(ToneDelegate(self.model, {"kind": lambda line: CHANGE_TONES.get(line[0], "high")}))
        card = Card((1, 1, 1, 1))
        card.body.addWidget(self.table)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.counts)
        column.addWidget(self.notes)
        column.addWidget(card, 1)

    def show_result(self, result: Mapping[str, Any]) -> None:
        """The JSON object of `people import`."""
        faults = [ResultLine("fault", one["place"], one["message"]) for one in result["faults"]]
        lines = faults or [ResultLine(one["kind"], one["subject"], one["words"]) for one in result["changes"]]
        people, units = result["people"], result["units"]
        told = [
            f"{label('settings.roster.count', kind)} {count(int(people[kind]))}" for kind in _COUNTED if people[kind]
        ]
        told += [
            say(f"settings.roster.units_{kind}", number=count(int(units[kind])))
            for kind in ("new", "changed")
            if units[kind]
        ]
        self.counts.setText("" if faults else " · ".join(told))
        self.counts.setVisible(bool(told) and not faults)
        self.notes.setText("\n".join(map(str, result["notes"])))
        self.notes.setVisible(bool(result["notes"]))
        self.model.show(ListedRows(lines), len(lines))
        self.table.fit()
