"""What there is to judge an entry by: the problem, the values side by side, the answer's own words, its photos."""

from __future__ import annotations

from difflib import SequenceMatcher
from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from census_app.desktop.core_words import worded
from census_app.desktop.language import label, say
from census_app.desktop.pages.problems.columns import rule_title
from census_app.desktop.pages.rectify.versions import known, said, versions_grid
from census_app.desktop.session import Session
from census_app.desktop.theme.look import tokens
from census_app.desktop.widgets.chips import SEVERITY_TONE, Chip
from census_app.desktop.widgets.layout import clear_layout, row, scrolling, text_label

if TYPE_CHECKING:
    from census_app.survey.review.desk import DeskItem

_LABEL = 84


def marked(text: str, other: str) -> str:
    """Rich text of `text` in which what `other` does not have stands out; numbers of one digit are told apart too."""
    tone = tokens()["high"]
    parts = []
    for kind, start, end, _, _ in SequenceMatcher(None, text, other, autojunk=False).get_opcodes():
        piece = escape(text[start:end])
        parts.append(piece if kind == "equal" or not piece else f"<b style='color:{tone}'>{piece}</b>")
    return "".join(parts)


class EvidenceView(QWidget):
    """`show_item` fills it; without one it says what to do."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(16, 10, 16, 12)
        self._column.setSpacing(8)
        self.area = scrolling(inside)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.area)
        self._item: DeskItem | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._show_item)
        self.show_words(say("rectify.evidence.none"))

    def show_words(self, words: str) -> None:
        """Nothing is chosen."""
        self._soon.stop()
        clear_layout(self._column)
        self._column.addWidget(text_label(words, "mute-body", wrap=True))
        self._column.addStretch(1)

    def show_item(self, item: DeskItem) -> None:
        """Everything one entry is judged by; a turn of the loop later, so that the list moves on at once however fast
        decisions follow each other."""
        self._item = item
        self._soon.start(0)

    def _show_item(self) -> None:
        item = self._item
        if item is None:
            return
        clear_layout(self._column)
        self._head(item)
        if len(item.versions) > 1:
            self._versions(item)
        else:
            self._values(item)
        self._words(item)
        self._photos(item)
        self._column.addStretch(1)
        self.area.verticalScrollBar().setValue(0)

    def _head(self, item: DeskItem) -> None:
        entry = item.entry
        chips: list[QWidget | int | None] = []
        if entry.severity:
            chips.append(Chip(label("severity", entry.severity), SEVERITY_TONE.get(entry.severity, "mute")))
        facts = self._session.facts
        rules = "、".join(f"{one.rule_id} {rule_title(facts, one.rule_id, one.rule_title)}" for one in entry.problems)
        chips += [text_label(rules or worded(entry.said), "strong"), None, text_label(entry.key, "mute")]
        self._column.addLayout(row(*chips))
        for problem in entry.problems:
            self._column.addWidget(said(problem.message))
        where = [entry.customer.replace("　", "  "), entry.record, entry.unit_name]
        if entry.task is not None:
            where.append(entry.task.task_no)
        self._column.addWidget(said(" · ".join(part for part in where if part), "mute"))

    def _values(self, item: DeskItem) -> None:
        entry = item.entry
        if not entry.field_name or len(entry.answers) != 1:
            return
        grid = self._grid((say("rectify.value.field"), say("rectify.value.archive"), say("rectify.value.answered"),
                           say("rectify.value.reference")))  # fmt: skip
        archive = known(entry.archive)
        answered = entry.answered or "—"
        self._put(grid, 1, 0, said(entry.field_name, "strong"))
        self._put(grid, 1, 1, said(archive))
        shown = said("", "strong")
        shown.setTextFormat(Qt.TextFormat.RichText)
        shown.setText(marked(answered, archive) if entry.answered and entry.archive else escape(answered))
        self._put(grid, 1, 2, shown)
        reference = entry.reference if entry.reference is not None else say("rectify.value.no_reference")
        self._put(grid, 1, 3, said(reference, "" if entry.reference is not None else "mute-body"))
        if entry.reference_why:
            self._put(grid, 2, 3, said(entry.reference_why, "mute"))

    def _versions(self, item: DeskItem) -> None:
        entry = item.entry
        if entry.field_name:
            before = say("rectify.value.before", field=entry.field_name, value=known(entry.archive))
            self._column.addWidget(said(before))
        self._column.addLayout(versions_grid(item))

    def _words(self, item: DeskItem) -> None:
        entry = item.entry
        answer = entry.answers[0] if len(entry.answers) == 1 else None
        lines: list[tuple[str, str]] = [("outcome", worded(entry.said))]
        if answer is None and entry.field_name:
            lines.append(("fields", entry.field_name))
        if answer is not None and len(item.versions) < 2:
            own = item.versions[0]
            lines += [("reason", worded(own.reason)), ("note", own.note), ("evidence", own.evidence)]
        lines += [("who", " ".join(part for part in (item.people, answer.day if answer else "") if part))]
        if answer is not None and answer.document:
            lines.append(("document", say("rectify.row_of", document=answer.document, row=answer.source_row or "—")))
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(4)
        grid.setColumnMinimumWidth(0, _LABEL)
        grid.setColumnStretch(1, 1)
        for line, (name, text) in enumerate((name, text) for name, text in lines if text):
            self._put(grid, line, 0, text_label(say(f"rectify.version.{name}"), "mute"))
            self._put(grid, line, 1, said(text))
        self._column.addLayout(grid)
        for note in entry.notes:
            self._column.addWidget(said(note, "mid"))

    def _photos(self, item: DeskItem) -> None:
        words = say("rectify.photos_hint", number=len(item.photos)) if item.photos else say("rectify.no_photos")
        self._column.addWidget(text_label(words, "accent" if item.photos else "mute", wrap=True))

    def _grid(self, heads: tuple[str, ...]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(4)
        for place, head in enumerate(heads):
            grid.addWidget(text_label(head, "mute"), 0, place)
            grid.setColumnStretch(place, 1 if place else 0)
        grid.setColumnMinimumWidth(0, _LABEL)
        self._column.addLayout(grid)
        return grid

    def _put(self, grid: QGridLayout, line: int, place: int, widget: QWidget) -> None:
        grid.addWidget(widget, line, place, Qt.AlignmentFlag.AlignTop)
