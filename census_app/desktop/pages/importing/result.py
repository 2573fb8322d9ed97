"""After an import: every row accounted for, what is covered, what was refused and why."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from census_app.desktop.core_errors import advised
from census_app.desktop.language import count, say
from census_app.desktop.pages.importing.account import skipped_text
from census_app.desktop.pages.importing.coverage import coverage_card
from census_app.desktop.pages.importing.grids import heading_grid, right_label
from census_app.desktop.pages.importing.names import FieldNames
from census_app.desktop.pages.importing.preview import read_refusal
from census_app.desktop.pages.importing.refusals import refusal_card
from census_app.desktop.widgets.layout import Card, row, rule_line, text_label

_COLUMNS = ("table", "sources", "read", "rows", "rejected", "skipped", "kinds")


class ResultView(QScrollArea):
    """Built from the report of `census import --json`."""

    def __init__(
        self,
        report: dict[str, Any],
        names: FieldNames,
        buttons: list[QWidget],
        again: QWidget,
        rejected: QWidget | None = None,
    ) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        inside = QWidget()
        inside.setObjectName("scrolled")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(_accounts(report, names, buttons))
        if questions := report.get("questions"):
            column.addWidget(_questions([advised(str(text)) for text in questions], again))
        if refused := report.get("refused"):
            column.addWidget(refusal_card([read_refusal(entry) for entry in refused if isinstance(entry, dict)]))
        if rejected is not None:
            column.addWidget(rejected)
        if coverage := report.get("coverage"):
            column.addWidget(coverage_card(coverage, names))
        column.addStretch(1)
        self.setWidget(inside)
        self.viewport().setAutoFillBackground(False)


def _accounts(report: dict[str, Any], names: FieldNames, buttons: list[QWidget]) -> Card:
    card = Card()
    head = QHBoxLayout()
    head.setSpacing(10)
    head.addWidget(text_label(say("import.result.title"), "heading"))
    head.addWidget(text_label(say("import.result.sum"), "mute"))
    head.addStretch(1)
    for button in buttons:
        head.addWidget(button)
    card.body.addLayout(head)
    grid = heading_grid([say(f"import.result.{name}") for name in _COLUMNS], right=(2, 3, 4, 5))
    totals = [0, 0, 0, 0]
    line = 2
    for table, account in (report.get("tables") or {}).items():
        skipped = {str(kind): int(number) for kind, number in (account.get("skipped") or {}).items()}
        figures = [int(account.get(name) or 0) for name in ("read", "rows", "rejected")] + [sum(skipped.values())]
        totals = [one + other for one, other in zip(totals, figures, strict=True)]
        grid.addWidget(text_label(names.table(str(table)), "strong"), line, 0)
        grid.addWidget(text_label(_sources(account.get("sources")), "mute", wrap=True), line, 1)
        _figures(grid, line, figures, "")
        unreadable = int(account.get("unreadable") or 0)
        told = [say("import.result.unreadable", number=count(unreadable))] if unreadable else []
        grid.addWidget(text_label("  ".join(filter(None, (skipped_text(skipped), *told))), "mute"), line, 6)
        line += 1
    grid.addWidget(rule_line(), line, 0, 1, len(_COLUMNS))
    grid.addWidget(text_label(say("import.result.total"), "strong"), line + 1, 0)
    _figures(grid, line + 1, totals, "strong")
    card.body.addLayout(grid)
    for name in ("left_out", "explaining"):
        if sources := report.get(name):
            words = say(f"import.result.{name}", sources=_sources(sources))
            card.body.addWidget(text_label(words, "mute", wrap=True))
    for source in report.get("mapping") or ():
        for note in source.get("notes") or ():
            words = say("import.result.note", source=_sources([source]), note=note)
            card.body.addWidget(text_label(words, "mute", wrap=True))
    return card


def _figures(grid: QGridLayout, line: int, figures: list[int], role: str) -> None:
    roles = (role, "accent", "high-strong" if figures[2] else "mute-body", role or "mute-body")
    for place, (number, shown) in enumerate(zip(figures, roles, strict=True)):
        grid.addWidget(right_label(count(number), shown), line, 2 + place)


def _sources(value: Any) -> str:
    texts = []
    for source in value or ():
        if isinstance(source, dict):
            texts.append(" · ".join(filter(None, (str(source.get("file") or ""), str(source.get("sheet") or "")))))
        else:
            texts.append(str(source))
    return "，".join(texts)


def _questions(lines: list[str], again: QWidget) -> Card:
    card = Card()
    card.body.addWidget(text_label(say("import.result.questions"), "heading"))
    for text in lines:
        card.body.addWidget(text_label(text, "mid", wrap=True))
    card.body.addWidget(text_label(say("import.result.answer"), "mute", wrap=True))
    card.body.addLayout(row(again, None))
    return card
