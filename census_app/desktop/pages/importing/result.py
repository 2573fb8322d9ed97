"""After an import: every row accounted for, what is covered, what was refused and why."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from census_app.desktop.language import count, label, say
from census_app.desktop.pages.importing.account import skipped_text
from census_app.desktop.pages.importing.names import FieldNames
from census_app.desktop.pages.importing.preview import read_refusal
from census_app.desktop.widgets.chips import Chip
from census_app.desktop.widgets.layout import Card, rule_line, text_label

_COVERAGE_TONE = {"complete": "ok", "partial": "mid", "absent": "unknown"}
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class ResultView(QScrollArea):
    """Built from the report of `census import --json`."""

    def __init__(self, report: dict[str, Any], names: FieldNames, buttons: list[QWidget]) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        inside = QWidget()
        inside.setObjectName("scrolled")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self._accounts(report, names, buttons))
        if questions := report.get("questions"):
            column.addWidget(_notices(say("import.result.questions"), [str(text) for text in questions]))
        if refused := report.get("refused"):
            column.addWidget(_refusals([entry for entry in refused if isinstance(entry, dict)]))
        if coverage := report.get("coverage"):
            column.addWidget(self._coverage(coverage, names))
        column.addStretch(1)
        self.setWidget(inside)
        self.viewport().setAutoFillBackground(False)

    def _accounts(self, report: dict[str, Any], names: FieldNames, buttons: list[QWidget]) -> Card:
        card = Card()
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(text_label(say("import.result.title"), "heading"))
        head.addWidget(text_label(say("import.result.sum"), "mute"))
        head.addStretch(1)
        for button in buttons:
            head.addWidget(button)
        card.body.addLayout(head)
        grid = _grid(("table", "sources", "read", "rows", "rejected", "skipped", "kinds"), right_from=2, right_to=5)
        totals = [0, 0, 0, 0]
        line = 2
        for table, account in (report.get("tables") or {}).items():
            skipped = {str(kind): int(number) for kind, number in (account.get("skipped") or {}).items()}
            figures = [int(account.get(name) or 0) for name in ("read", "rows", "rejected")] + [sum(skipped.values())]
            totals = [one + other for one, other in zip(totals, figures, strict=True)]
            grid.addWidget(text_label(names.table(str(table)), "strong"), line, 0)
            grid.addWidget(text_label(_sources(account.get("sources")), "mute", wrap=True), line, 1)
            _figures(grid, line, figures, "")
            grid.addWidget(text_label(skipped_text(skipped), "mute"), line, 6)
            line += 1
        grid.addWidget(rule_line(), line, 0, 1, 7)
        grid.addWidget(text_label(say("import.result.total"), "strong"), line + 1, 0)
        _figures(grid, line + 1, totals, "strong")
        card.body.addLayout(grid)
        return card

    def _coverage(self, coverage: dict[str, Any], names: FieldNames) -> Card:
        card = Card()
        card.body.addWidget(text_label(say("import.coverage.title"), "heading"))
        card.body.addWidget(text_label(say("import.coverage.text"), "mute", wrap=True))
        grid = _grid(("table", "state", "date", "units", "rows"), right_from=4, right_to=4, group="import.coverage")
        for line, (table, entry) in enumerate(coverage.items(), 2):
            if not isinstance(entry, dict):
                continue
            state = str(entry.get("completeness") or "")
            words = label("import.coverage.state", state)
            tone = _COVERAGE_TONE.get(state, "mute")
            if entry.get("inherited"):
                words, tone = say("import.coverage.inherited"), "low"
            if entry.get("stale"):
                words, tone = say("import.coverage.stale"), "mid"
            units = entry.get("units")
            grid.addWidget(text_label(names.table(str(table))), line, 0)
            grid.addWidget(Chip(words, tone), line, 1)
            grid.addWidget(text_label(str(entry.get("data_date") or "—"), "mute-body"), line, 2)
            told = say("import.coverage.all_units") if units is None else say("import.coverage.some", number=len(units))
            grid.addWidget(text_label(told, "mute-body"), line, 3)
            rows = text_label(count(int(entry.get("rows") or 0)))
            rows.setAlignment(_RIGHT)
            grid.addWidget(rows, line, 4)
        card.body.addLayout(grid)
        return card


def _grid(headings: tuple[str, ...], right_from: int, right_to: int, group: str = "import.result") -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(20)
    grid.setVerticalSpacing(7)
    for place, name in enumerate(headings):
        heading = text_label(say(f"{group}.{name}"), "mute")
        if right_from <= place <= right_to:
            heading.setAlignment(_RIGHT)
        grid.addWidget(heading, 0, place)
    grid.addWidget(rule_line(), 1, 0, 1, len(headings))
    grid.setColumnStretch(1, 1)
    return grid


def _figures(grid: QGridLayout, line: int, figures: list[int], role: str) -> None:
    roles = (role, "accent", "high-strong" if figures[2] else "mute-body", role or "mute-body")
    for place, (number, shown) in enumerate(zip(figures, roles, strict=True)):
        cell = text_label(count(number), shown)
        cell.setAlignment(_RIGHT)
        grid.addWidget(cell, line, 2 + place)


def _sources(value: Any) -> str:
    texts = []
    for source in value or ():
        if isinstance(source, dict):
            texts.append(" · ".join(filter(None, (str(source.get("file") or ""), str(source.get("sheet") or "")))))
        else:
            texts.append(str(source))
    return "，".join(texts)


def _notices(title: str, lines: list[str]) -> Card:
    card = Card()
    card.body.addWidget(text_label(title, "heading"))
    for text in lines:
        card.body.addWidget(text_label(text, "mid", wrap=True))
    return card


def _refusals(entries: list[dict[str, Any]]) -> Card:
    card = Card()
    card.body.addWidget(text_label(say("import.refused.title", number=len(entries)), "heading"))
    for entry in entries:
        refusal = read_refusal(entry)
        where = f"{refusal.file} · {refusal.sheet}" if refusal.sheet else refusal.file
        card.body.addWidget(text_label(where, "strong", wrap=True))
        card.body.addWidget(text_label(f"{refusal.reason}  {refusal.advice}", "mute", wrap=True))
    return card


def refusal_card(entries: list[dict[str, Any]]) -> Card:
    """The card of refused files on its own, for a preview in which nothing could be read."""
    return _refusals(entries)
