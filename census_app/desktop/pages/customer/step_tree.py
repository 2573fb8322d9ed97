"""The expression as a tree with each part's value: one question, one answer a line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QBrush, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem

from census_app.desktop.core_words import worded
from census_app.desktop.language import label, say
from census_app.desktop.pack_words import clause_name
from census_app.desktop.pages.customer.verdict import shown_value, step_value
from census_app.desktop.theme.look import advance, colour, look, scaled, sized_font

if TYPE_CHECKING:
    from census_app.checking.explaining.explanation import Explanation, Step

_ROW = 25
_INDENT = 14
_ROOM = 16
_TEXT_MARGIN = 6
_LINE_GAP = 6
_HIGHEST = 10_000
_TONE = int(Qt.ItemDataRole.UserRole)


class StepTree(QTreeWidget):
    """Two columns: the words of the part, its value; wide words are whole on hover."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(say("customer.why"))
        self.setColumnCount(2)
        self.setHeaderHidden(True)
        self.setIndentation(_INDENT)
        self.setRootIsDecorated(False)
        self.setSelectionMode(QTreeWidget.SelectionMode.NoSelection)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrap(True)
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Fixed)
        self._widest = 0
        look().changed.connect(self._dress)

    def show_explanation(self, found: Explanation) -> None:
        """Scope first, then each way to be wrong."""
        self.clear()
        self._widest = 0
        self._whole(self._heading(say("customer.tree.scope"), found.scope.truth), found.scope)
        for clause in found.clauses:
            named = clause_name(clause.clause)
            name = say("customer.tree.clause", clause=named) if named else say("customer.tree.condition")
            value = label("customer.clause_verdict", clause.verdict)
            tone = {"wrong": "high", "right": "ok"}.get(clause.verdict, "mute")
            head = self._line(None, name, value, tone, strong=True)
            if clause.step is not None:
                self._whole(head, clause.step)
        self.expandAll()
        self._fit()
        self.scrollToTop()

    def _heading(self, words: str, truth: bool | None) -> QTreeWidgetItem:
        if truth is None:
            return self._line(None, words, say("customer.truth.unknown"), "mute", strong=True)
        value = say("customer.truth.holds" if truth else "customer.truth.fails")
        return self._line(None, words, value, "ok" if truth else "mute", strong=True)

    def _whole(self, head: QTreeWidgetItem, step: Step) -> None:
        """A joint of the whole stands beside the heading, whose value is its own."""
        if step.words in (say("rules.all_of"), say("rules.any_of")):
            head.setText(0, f"{head.text(0)} · {step.words}")
            for inner in step.steps:
                self._add(head, inner)
        else:
            self._add(head, step)

    def _add(self, parent: QTreeWidgetItem, step: Step) -> None:
        value, tone = step_value(step)
        item = self._line(parent, step.words, value, tone, strong=not step.steps)
        for inner in step.steps:
            self._add(item, inner)
        for member in step.members:
            shown = "，".join(f"{worded(name)} {shown_value(text)}" for name, text in member.values.items())
            mark = {True: "✓", False: "✗", None: "？"}[member.holds]
            self._line(item, member.key, f"{shown} {mark}".strip(), "text")
        if step.member_count is not None and step.member_count > len(step.members) > 0:
            self._line(item, say("customer.tree.members", number=step.member_count), "", "mute")

    def _line(
        self, parent: QTreeWidgetItem | None, words: str, value: str, tone: str, *, strong: bool = False
    ) -> QTreeWidgetItem:
        item = QTreeWidgetItem(parent) if parent is not None else QTreeWidgetItem(self)
        item.setText(0, words)
        item.setText(1, value)
        item.setToolTip(0, words)
        item.setToolTip(1, value)
        item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        item.setData(0, _TONE, tone)
        item.setFont(1, sized_font("body", bold=strong))
        if parent is None:
            item.setFont(0, sized_font("body", bold=True))
        else:
            item.setFont(0, sized_font("body"))
        item.setSizeHint(1, QSize(0, scaled(_ROW)))
        self._widest = max(self._widest, advance(value, "body", bold=strong))
        item.setForeground(1, QBrush(colour(tone)))
        return item

    def _fit(self) -> None:
        """The values get the width of the longest, up to two fifths; words and values too long for a line wrap."""
        whole = self.viewport().width()
        values = min(whole * 2 // 5, self._widest + _ROOM)
        self.header().resizeSection(1, values)
        for item, depth in self._items():
            words = whole - values - (depth + 1) * _INDENT
            high = max(_height(item, 0, words), _height(item, 1, values))
            if item.sizeHint(1).height() != high:
                item.setSizeHint(1, QSize(0, high))

    def _items(self) -> Iterator[tuple[QTreeWidgetItem, int]]:
        stack = [(self.topLevelItem(place), 0) for place in range(self.topLevelItemCount())]
        while stack:
            item, depth = stack.pop()
            if item is not None:
                yield item, depth
                stack += [(item.child(place), depth + 1) for place in range(item.childCount())]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the columns fitted."""
        super().resizeEvent(event)
        self._fit()

    def _dress(self) -> None:
        for item, _depth in self._items():
            item.setForeground(1, QBrush(colour(str(item.data(0, _TONE)))))


def _height(item: QTreeWidgetItem, column: int, room: int) -> int:
    """How high the text of a cell is: Qt's own hint is that of one line, however long."""
    text, font = item.text(column), item.font(column)
    if advance(text, "body", font.bold()) <= room - _TEXT_MARGIN:
        return scaled(_ROW)
    box = QRect(0, 0, max(1, room - _TEXT_MARGIN), _HIGHEST)
    wrapped = QFontMetrics(font).boundingRect(box, Qt.TextFlag.TextWordWrap, text).height()
    return max(scaled(_ROW), wrapped + _LINE_GAP)
