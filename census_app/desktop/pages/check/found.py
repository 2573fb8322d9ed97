"""The rows behind a number of a run or a comparison: one table of any length, Enter opens the customer."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

from PySide6.QtCore import Signal

from census_app.desktop.language import count, label, say
from census_app.desktop.pages.problems.table import ProblemTable
from census_app.desktop.reads import Reader
from census_app.desktop.tables.found_rows import FoundQuery, FoundRow, FoundRows, FoundSlice
from census_app.desktop.tables.paged_model import PagedColumn, PagedModel, Row
from census_app.desktop.widgets.cell_delegate import CellDelegate
from census_app.desktop.widgets.chips import SEVERITY_TONE
from census_app.desktop.widgets.layout import Card, ElidedLabel, row, text_label

CHANGE_TONE = {"new": "high", "gone": "ok", "same": "mute", "altered": "mid"}
_TONES = {"change": CHANGE_TONE, "severity": SEVERITY_TONE}


def _columns(units: dict[str, str], compared: bool) -> list[PagedColumn]:
    def at(name: str) -> int:
        return FoundRow._fields.index(name)

    unit, change, altered, message = at("unit"), at("change"), at("altered"), at("message")
    record, period, customer, earlier = at("record_key"), at("period"), at("customer"), at("earlier")

    def change_text(found: Row) -> str:
        return label("check.change", "altered" if found[altered] else found[change])

    def record_text(found: Row) -> str:
        return " ".join(str(part) for part in (found[record], found[period]) if part)

    def earlier_text(found: Row) -> str:
        said = say("check.earlier", message=found[earlier]) if found[earlier] else ""
        return "\n".join(filter(None, (str(found[message] or ""), said)))

    shown = [
        PagedColumn("severity", say("check.column.severity"), lambda one: label("severity", one[at("severity")]), 76,
                    at("severity")),
        PagedColumn("rule_id", say("facets.rule_id"), lambda one: one[at("rule_id")], 64, at("rule_id")),
        PagedColumn("unit", say("facets.unit"), lambda one: units.get(one[unit], one[unit]) or say("check.no_unit"),
                    120, unit, elides=True, keeps_end=True),
        PagedColumn("customer", say("check.column.customer"), lambda one: str(one[customer] or "—"), 110, customer,
                    measured=True),
        PagedColumn("record", say("check.column.record"), record_text, 120, record, elides=True),
        PagedColumn("message", say("check.column.message"), lambda one: str(one[message] or ""), 200, message,
                    elides=True, stretch=True, note=earlier_text),
    ]  # fmt: skip
    if compared:
        heading = say("check.column.change")
        shown.insert(0, PagedColumn("change", heading, change_text, 84, change))
    return shown


class FoundCard(Card):
    """`show_file` opens a run's findings or a comparison, `ask` narrows them; `customer_asked` when one is opened."""

    customer_asked = Signal(str)

    def __init__(self, reader: Reader, refused: Callable[[Exception], object]) -> None:
        super().__init__((16, 10, 8, 8), 6)
        self._reader, self._refused = reader, refused
        self._open: Callable[[], FoundRows] | None = None
        self.query = FoundQuery()
        self.heading, self.note = text_label("", "heading"), ElidedLabel("", "mute")
        line = row(self.heading, spacing=10)
        line.addWidget(self.note, 1)
        self.model = PagedModel([])
        self.table = ProblemTable(self.model, narrow_hidden=("record",), kept_as="findings")
        self.table.setItemDelegate(CellDelegate(self.model, tones=_TONES, quiet=("rule_id", "unit")))
        self.table.setAccessibleName(say("check.rows"))
        self.table.setSortingEnabled(False)
        self.table.activated.connect(lambda index: self._open_customer(index.row()))
        self.body.addLayout(line)
        self.body.addWidget(self.table, 1)

    def show_file(self, file: Path, units: dict[str, str], *, compared: bool) -> None:
        """Look into another file; nothing is shown until rows are asked for."""
        self.close_file()
        self.model.set_columns(_columns(units, compared))
        self._open = cache(lambda: FoundRows(file, compared=compared))

    def ask(self, query: FoundQuery, title: str) -> None:
        """Show the rows of a query under a title."""
        opened = self._open
        if opened is None:
            return
        self.query = query
        self.heading.setText(title)
        self.note.setText(say("working.start"))
        self._reader.ask("found", lambda: opened().make(query), self._show, self._refused)

    def _show(self, source: FoundSlice) -> None:
        self.note.setText(say("check.rows_note", number=count(source.rows)))
        self.model.show(source, source.rows)
        self.table.fit()

    def _open_customer(self, line: int) -> None:
        found = self.model.row(line)
        customer = found[FoundRow._fields.index("customer")] if found else None
        if customer:
            self.customer_asked.emit(str(customer))

    def close_file(self) -> None:
        """No file is held open."""
        self.model.show(None, 0)
        self._reader.forget("found")
        opened, self._open = self._open, None
        if opened is not None:
            # behind the questions still waiting on the worker
            self._reader.ask(f"closing {id(opened)}", lambda: opened().close(), _nothing, _nothing)


def _nothing(_answer: object) -> None:
    """Nobody waits for it."""
