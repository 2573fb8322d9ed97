"""The evidence of one problem: the sentence, the values, what it should say, what to do, what it hangs on, what
happened."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from census_app.desktop.core_words import worded
from census_app.desktop.language import label, say
from census_app.desktop.pages.problems.about import About
from census_app.desktop.pages.problems.beside import add_chain, add_group, add_history, add_proposed, marked_label
from census_app.desktop.pages.problems.columns import rule_title, unit_text
from census_app.desktop.session import WorkspaceFacts
from census_app.desktop.widgets.chips import SEVERITY_TONE, STATE_TONE, Chip
from census_app.desktop.widgets.layout import Card, clear_layout, row, rule_line, scrolling, text_label

if TYPE_CHECKING:
    from census_app.workspace.root_causes.model import Cause

WIDTH = 360
_LABEL_WIDTH = 112
_STATES_OF_FINDING = ("new", "open")
_SELECTABLE = Qt.TextInteractionFlag.TextSelectableByMouse


class EvidencePanel(Card):
    """`show_record` fills it; without a record it says what to do."""

    def __init__(self) -> None:
        super().__init__((0, 0, 0, 0))
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(16, 14, 16, 14)
        self._column.setSpacing(8)
        self.area = scrolling(inside)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.body.addWidget(self.area)
        self.record: dict[str, Any] = {}
        self._facts: WorkspaceFacts | None = None
        self.show_nothing()

    def show_nothing(self) -> None:
        """No problem is chosen."""
        self.record = {}
        clear_layout(self._column)
        self._column.addWidget(text_label(say("evidence.none"), "mute-body", wrap=True))
        self._column.addStretch(1)

    def show_record(self, record: dict[str, Any], facts: WorkspaceFacts | None) -> None:
        """Everything a problem's row says."""
        self.record, self._facts = record, facts
        self._fill(About(_text(record, "problem_no")))
        self.area.verticalScrollBar().setValue(0)

    def show_about(self, about: About) -> None:
        """What else is known of the problem that is shown."""
        place = self.area.verticalScrollBar().value()
        self._fill(about)
        self.area.verticalScrollBar().setValue(place)

    def show_group(self, title: str, number: int, cause: Cause | None) -> None:
        """A group of problems; of a cause what is shared, why it is believed and the one action."""
        self.record = {}
        clear_layout(self._column)
        add_group(self._column, title, number, cause)
        self._column.addStretch(1)

    def _fill(self, about: About) -> None:
        record, facts = self.record, self._facts
        clear_layout(self._column)
        self._add_head(record, facts)
        self._add_values(record, about)
        add_proposed(self._column, about.proposed)
        self._add_remedy(record, facts)
        add_chain(self._column, about.chain)
        self._add_source(record)
        self._add_history(record, about)
        self._column.addStretch(1)

    def _add_head(self, record: dict[str, Any], facts: WorkspaceFacts | None) -> None:
        severity, state = _text(record, "severity"), _text(record, "state")
        self._column.addLayout(
            row(
                Chip(label("severity", severity), SEVERITY_TONE.get(severity, "mute")),
                Chip(label("state", state), STATE_TONE.get(state, "mute")),
                None,
                text_label(_text(record, "problem_no"), "mute"),
                spacing=6,
            )
        )
        self._column.addWidget(
            text_label(rule_title(facts, _text(record, "rule_id"), _text(record, "rule_title")), "heading", wrap=True)
        )
        who = [_text(record, "rule_id")]
        if customer := _text(record, "customer"):
            who.append(say("evidence.customer", customer=customer))
        if name := _text(record, "customer_name"):
            who.append(name)
        self._column.addWidget(text_label(" · ".join(who), "mute", wrap=True))
        message = text_label(_text(record, "message"), "strong", wrap=True)
        message.setTextInteractionFlags(_SELECTABLE)
        self._column.addWidget(message)

    def _add_values(self, record: dict[str, Any], about: About) -> None:
        values, accused = values_of(record), accused_of(record)
        if not values:
            return
        self._column.addWidget(rule_line())
        self._column.addWidget(text_label(say("evidence.values"), "strong"))
        grid = self._grid()
        ordered = sorted(values.items(), key=lambda pair: pair[0] not in accused)
        for line, (name, shown) in enumerate(ordered):
            blamed = name in accused
            if name in about.marked:
                self._cell(grid, line, worded(str(name)), "", "")
                grid.addWidget(marked_label(about.marked[name], "high"), line, 1, Qt.AlignmentFlag.AlignTop)
            else:
                self._cell(grid, line, worded(str(name)), _value_text(shown), "high-strong" if blamed else "")
            if blamed:
                grid.addWidget(Chip(say("evidence.accused"), "high"), line, 2, Qt.AlignmentFlag.AlignTop)

    def _add_remedy(self, record: dict[str, Any], facts: WorkspaceFacts | None) -> None:
        rule = facts.rules.get(_text(record, "rule_id")) if facts else None
        if rule is None or not rule.remedy:
            return
        self._column.addWidget(rule_line())
        self._column.addWidget(text_label(say("evidence.remedy"), "strong"))
        self._column.addWidget(text_label(rule.remedy, wrap=True))
        if rule.cite:
            self._column.addWidget(text_label(say("evidence.cite", cite=rule.cite), "mute", wrap=True))

    def _add_source(self, record: dict[str, Any]) -> None:
        self._column.addWidget(rule_line())
        self._column.addWidget(text_label(say("evidence.source"), "strong"))
        grid = self._grid()
        lines = [
            (say("evidence.file"), _text(record, "source_file").replace("!", " · ")),
            (say("evidence.row"), say("evidence.row_number", row=_text(record, "source_row"))),
            (say("problems.column.unit_name"), unit_text(_text(record, "unit_name"), _text(record, "unit"))),
            (say("problems.column.tg_name"), _joined(record, "tg_name", "tg_no")),
            (say("evidence.manager"), _text(record, "tg_manager")),
            (say("evidence.address"), _text(record, "address")),
            (say("evidence.key"), _text(record, "record_key")),
        ]
        shown = [(name, text) for name, text in lines if text]
        for line, (name, text) in enumerate(shown):
            self._cell(grid, line, name, text, "")

    def _add_history(self, record: dict[str, Any], about: About) -> None:
        self._column.addWidget(rule_line())
        self._column.addWidget(text_label(say("evidence.history"), "strong"))
        if about.history:
            add_history(self._column, about.history)
            return
        grid = self._grid()
        lines = [(_text(record, "first_date"), say("evidence.first"))]
        state, since = _text(record, "state"), _text(record, "state_date")
        if since and state not in _STATES_OF_FINDING:
            words = f"{label('state', state)} {_text(record, 'reason')}".strip()
            lines.append((since, words))
        if reopened := record.get("reopened"):
            lines.append(("", say("evidence.reopened", times=reopened)))
        if _text(record, "last_date") != _text(record, "first_date"):
            lines.append((_text(record, "last_date"), say("evidence.last", weeks=record.get("weeks_running") or 1)))
        if due := _text(record, "due_date"):
            lines.append((due[:10], say("evidence.due")))
        if record.get("not_rechecked"):
            lines.append((_text(record, "checked_date"), say("evidence.not_rechecked")))
        if exempt := _text(record, "exempt_until"):
            lines.append((exempt, say("evidence.exempt")))
        for line, (when, text) in enumerate(lines):
            self._cell(grid, line, when[:10], text, "")

    def _grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        grid.setColumnMinimumWidth(0, 84)
        holder = QHBoxLayout()
        holder.addLayout(grid)
        self._column.addLayout(holder)
        return grid

    def _cell(self, grid: QGridLayout, line: int, name: str, text: str, role: str) -> None:
        heading = text_label(name, "mute", wrap=True)
        heading.setMaximumWidth(_LABEL_WIDTH)
        shown = text_label(text, role, wrap=True)
        shown.setTextInteractionFlags(_SELECTABLE)
        grid.addWidget(heading, line, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(shown, line, 1, Qt.AlignmentFlag.AlignTop)


def values_of(record: dict[str, Any]) -> dict[str, Any]:
    """Field → value of the evidence; empty when it cannot be read."""
    values = _json(record, "values", {})
    return {str(name): value for name, value in values.items()} if isinstance(values, dict) else {}


def accused_of(record: dict[str, Any]) -> list[str]:
    """The fields the problem accuses."""
    accused = _json(record, "accused", [])
    return [str(name) for name in accused] if isinstance(accused, list) else []


def _text(record: dict[str, Any], name: str) -> str:
    found = record.get(name)
    return "" if found is None else str(found)


def _joined(record: dict[str, Any], *names: str) -> str:
    return "  ".join(filter(None, (_text(record, name) for name in names)))


def _json(record: dict[str, Any], name: str, default: Any) -> Any:
    try:
        return json.loads(_text(record, name) or json.dumps(default))
    except ValueError:
        return default


def _value_text(value: Any) -> str:
    if value is None or value == "":
        return say("evidence.empty")
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else worded(str(value))
