"""Several answers to one question side by side: what each says, by whom and when; what differs stands out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel

from census_app.desktop.language import say
from census_app.desktop.widgets.layout import text_label

if TYPE_CHECKING:
    from census_app.survey.review.desk import DeskItem, Version

LABEL = 64
LINES = ("outcome", "value", "reason", "who", "evidence", "note")
_SELECTABLE = Qt.TextInteractionFlag.TextSelectableByMouse


def known(value: str | None) -> str:
    """A value of the archive: nothing known and nothing there are two different things."""
    if value is None:
        return say("rectify.unknown")
    return value or say("rectify.blank")


def said(text: str, role: str = "") -> QLabel:
    """Words that may be long and may be copied."""
    made = text_label(text, role, wrap=True)
    made.setTextInteractionFlags(_SELECTABLE)
    return made


def versions_grid(item: DeskItem) -> QGridLayout:
    """A column per version; lines nobody filled are left out."""
    versions, top = item.versions, Qt.AlignmentFlag.AlignTop
    grid = QGridLayout()
    grid.setHorizontalSpacing(14)
    grid.setVerticalSpacing(4)
    grid.setColumnMinimumWidth(0, LABEL)
    for place in range(len(versions)):
        head = say(f"rectify.version.{min(place, 1)}", number=place + 1)
        grid.addWidget(text_label(head, "mute"), 0, place + 1)
        grid.setColumnStretch(place + 1, 1)
    lines = [(name, [_of(one, name) for one in versions]) for name in LINES]
    for line, (name, texts) in enumerate(((name, texts) for name, texts in lines if any(texts)), start=1):
        grid.addWidget(text_label(say(f"rectify.version.{name}"), "mute"), line, 0, top)
        differ = len(set(texts)) > 1 and name != "who"
        for place, text in enumerate(texts):
            grid.addWidget(said(text or "—", "mid-strong" if differ else ""), line, place + 1, top)
    return grid


def _of(version: Version, name: str) -> str:
    if name == "who":
        return f"{version.person} {version.day}".strip()
    return str(getattr(version, name))
