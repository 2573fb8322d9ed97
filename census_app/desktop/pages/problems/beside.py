"""Parts of the evidence that are known a moment later: suggestions, the small tree, the history, a group's cause."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from census_app.desktop.core_words import worded
from census_app.desktop.language import count, say
from census_app.desktop.theme.look import tokens
from census_app.desktop.widgets.chips import Chip
from census_app.desktop.widgets.layout import row, rule_line, text_label

if TYPE_CHECKING:
    from census_app.desktop.pages.problems.about import Proposed
    from census_app.matching.showing import Shown
    from census_app.reporting.trail.model import Entry
    from census_app.workspace.customers.model import ChainLink
    from census_app.workspace.root_causes.model import Cause

_SELECTABLE = Qt.TextInteractionFlag.TextSelectableByMouse
_INDENT = 12
_WHEN_WIDTH = 108
_LONG_AGO = 40
"""So many entries of a history are shown, the newest."""


def marked_label(shown: Shown, tone: str) -> QLabel:
    """A value with what differs on the ground of a tone; read out plainly."""
    ground, ink = tokens()[f"{tone}_ground"], tokens()[tone]
    pieces = (
        f'<span style="background:{ground};color:{ink};font-weight:600">{escape(piece.text)}</span>'
        if piece.differs
        else escape(piece.text)
        for piece in shown
    )
    widget = QLabel("".join(pieces))
    widget.setTextFormat(Qt.TextFormat.RichText)
    widget.setWordWrap(True)
    widget.setTextInteractionFlags(_SELECTABLE)
    widget.setAccessibleName("".join(piece.text for piece in shown))
    return widget


def add_proposed(column: QVBoxLayout, proposed: Sequence[Proposed]) -> None:
    """What linked reference data say a field should be: beside the archive, who says so and how sure that is."""
    if not proposed:
        return
    column.addWidget(rule_line())
    column.addWidget(text_label(say("evidence.proposed"), "strong"))
    for one in proposed:
        offer = one.suggestion
        grid = _grid()
        if one.archive:
            grid.addWidget(text_label(say("evidence.archive"), "mute"), 0, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(marked_label(one.archive, "mute"), 0, 1, Qt.AlignmentFlag.AlignTop)
        name = say("evidence.proposes", source=worded(offer.source_name))
        grid.addWidget(text_label(name, "mute", wrap=True), 1, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(marked_label(one.value, "ok"), 1, 1, Qt.AlignmentFlag.AlignTop)
        column.addLayout(
            row(text_label(offer.field_name, "strong"), None, Chip(worded(offer.band), "accent"), spacing=6)
        )
        column.addLayout(grid)
        column.addWidget(text_label(f"{worded(offer.sure)}　{worded(offer.evidence)}", "mute", wrap=True))


def add_chain(column: QVBoxLayout, chain: Sequence[ChainLink]) -> None:
    """站-线-变-户-设备-计量点-表 as a small tree; what is accused is red with the reason."""
    if not chain:
        return
    column.addWidget(rule_line())
    column.addWidget(text_label(say("evidence.chain"), "strong"))
    for depth, link in enumerate(chain):
        column.addWidget(_link(depth, link))


def _link(depth: int, link: ChainLink) -> QWidget:
    kind = say(f"customer.chain.{link.kind}")
    if not link.covered:
        said, role = say("customer.cell.not_imported"), "mute"
    elif link.count == 0:
        said, role = say("customer.chain_none"), "mute"
    else:
        more = say("evidence.more", number=count(link.count - 1)) if link.count > 1 else ""
        said, role = " ".join(filter(None, (link.title, link.detail, more))), "high" if link.said else ""
    words = text_label(f"{said}　{link.said}".strip(), role, wrap=True)
    words.setTextInteractionFlags(_SELECTABLE)
    line = QWidget()
    layout = QHBoxLayout(line)
    layout.setContentsMargins(depth * _INDENT, 0, 0, 0)
    layout.setSpacing(6)
    layout.addWidget(text_label(f"└ {kind}" if depth else kind, "mute"), 0, Qt.AlignmentFlag.AlignTop)
    layout.addWidget(words, 1)
    return line


def add_history(column: QVBoxLayout, history: Sequence[Entry]) -> None:
    """Who did what when, the newest last."""
    grid = _grid(_WHEN_WIDTH)
    for line, entry in enumerate(history[-_LONG_AGO:]):
        grid.addWidget(text_label(entry.when, "mute"), line, 0, Qt.AlignmentFlag.AlignTop)
        turned = next(iter(entry.turned.values()), "")
        words = "　".join(
            filter(None, (entry.who, worded(entry.title), worded(entry.words), f"→ {worded(turned)}" if turned else ""))
        )
        event = text_label(words, "", wrap=True)
        event.setTextInteractionFlags(_SELECTABLE)
        grid.addWidget(event, line, 1, Qt.AlignmentFlag.AlignTop)
    column.addLayout(grid)


def add_group(column: QVBoxLayout, title: str, number: int, cause: Cause | None) -> None:
    """A group; of a cause: what is shared, the one action, why it is believed."""
    column.addWidget(text_label(title, "heading", wrap=True))
    column.addWidget(text_label(say("problems.group.number", number=count(number)), "mute"))
    column.addWidget(text_label(say("problems.group.keys"), "mute-body", wrap=True))
    if cause is None:
        return
    parts = {
        "action": cause.action,
        "shared": cause.shared,
        "why": cause.why,
        "units": "、".join(f"{one.name or one.unit} {count(one.problems)}" for one in cause.units),
        "examples": "、".join(cause.examples),
    }
    for name, text in parts.items():
        if text:
            column.addWidget(rule_line())
            column.addWidget(text_label(say(f"problems.cause.{name}"), "strong"))
            words = text_label(text, "accent" if name == "action" else "", wrap=True)
            words.setTextInteractionFlags(_SELECTABLE)
            column.addWidget(words)


def _grid(width: int = 84) -> QGridLayout:
    grid = QGridLayout()
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(10)
    grid.setVerticalSpacing(6)
    grid.setColumnStretch(1, 1)
    grid.setColumnMinimumWidth(0, width)
    return grid
