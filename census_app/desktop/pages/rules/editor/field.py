"""A field for one expression: colours, completion under the cursor, lint under the words it means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QPalette,
    QResizeEvent,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QTextEdit

from census_app.desktop.pages.rules.editor.highlight import ExpressionColours
from census_app.desktop.pages.rules.editor.popup import Popup, fitting
from census_app.desktop.theme.look import colour, look, scaled, tokens

if TYPE_CHECKING:
    from census_app.rulebook.diagnostics import Diagnostic
    from census_app.rulebook.language.completion import Completion, Suggestion

_LEAST_LINES = 1
_FAMILIES = ["DejaVu Sans Mono", "Consolas", "Noto Sans Mono CJK SC"]
_POPUP_KEYS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab, Qt.Key.Key_Escape)
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


def text_height(field: QPlainTextEdit) -> int:
    """How high the whole text is as it is wrapped now."""
    block, height = field.document().begin(), 0.0
    while block.isValid():
        height += field.blockBoundingRect(block).height()
        block = block.next()
    return ceil(height)


@dataclass(frozen=True)
class Mark:
    """A place in the text with what is wrong there; `error` is red, a hint amber."""

    start: int
    end: int
    error: bool


class ExpressionField(QPlainTextEdit):
    """`edited` after every change by the person; `completion_wanted(cursor)` when suggestions are asked for."""

    edited = Signal()
    completion_wanted = Signal(int)

    def __init__(self, name: str, popup: Popup) -> None:
        super().__init__()
        self.setObjectName("expression")
        self.setAccessibleName(name)
        self.setTabChangesFocus(True)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.marks: list[Mark] = []
        self._popup, self._known = popup, ""
        self._completion: Completion | None = None
        self.colours = ExpressionColours(self.document())
        self.textChanged.connect(self._changed)
        self.document().documentLayout().documentSizeChanged.connect(lambda _size: self.updateGeometry())
        look().changed.connect(self._dress)
        self._dress()

    def _dress(self) -> None:
        font = QFont()
        font.setFamilies([*_FAMILIES, *tokens().fonts])
        font.setPixelSize(tokens().sizes["card_title"])
        self.setFont(font)
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Base, colour("mute_ground"))
        palette.setColor(QPalette.ColorRole.Text, colour("text"))
        self.setPalette(palette)
        self._show_marks()
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """As high as its lines."""
        least = _LEAST_LINES * QFontMetrics(self.font()).lineSpacing()
        return QSize(300, max(least, text_height(self)) + scaled(22))

    def minimumSizeHint(self) -> QSize:
        """Never lower than its lines."""
        return QSize(120, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width wraps the text otherwise."""
        super().resizeEvent(event)
        self.updateGeometry()

    def show_text(self, text: str) -> None:
        """Another text; nothing to undo."""
        self._known = text
        self.blockSignals(True)
        self.setPlainText(text)
        self.blockSignals(False)
        self.marks = []
        self.updateGeometry()

    def _changed(self) -> None:
        if self.toPlainText() == self._known:
            return
        self._known = self.toPlainText()
        self.marks = []
        self._show_marks()
        self.updateGeometry()
        self.edited.emit()
        self._follow()

    def _follow(self) -> None:
        """While a name is written the list of those that fit follows it."""
        if not self.hasFocus() or self.isReadOnly():
            return
        before = self._known[: self.textCursor().position()][-1:]
        if before.isidentifier() or before in ("'", ".", ":") or (self._popup.isVisible() and before):
            self.completion_wanted.emit(self.textCursor().position())
        else:
            self._popup.hide()

    def offer(self, completion: Completion, asked: bool = False) -> None:
        """Show what fits the word before the cursor, if the text is still the one it was asked about."""
        self._completion = completion
        cursor = self.textCursor()
        if (
            not self.hasFocus()
            or not completion.start <= cursor.position() <= completion.start + len(completion.word) + 2
        ):
            self._popup.hide()
            return
        found = fitting(completion.suggestions, completion.word)
        alone = len(found) == 1 and found[0].text == self._known[completion.start : cursor.position()]
        if not (completion.word or asked or self._known[: completion.start].endswith((".", ":"))) or alone:
            found = [one for one in found if one.sort.value == "value"] if not alone else []
        at = self.mapTo(self._popup.over, self.viewport().pos() + self.cursorRect().bottomLeft())
        self._popup.offer(found, QPoint(at.x(), at.y() + 4), self.cursorRect().height() + 8)

    def take(self, suggestion: Suggestion) -> None:
        """The word before the cursor becomes the suggestion; one step to undo."""
        self._popup.hide()
        if self._completion is None:
            return
        text = suggestion.text
        cursor = self.textCursor()
        cursor.beginEditBlock()
        cursor.setPosition(self._completion.start, QTextCursor.MoveMode.MoveAnchor)
        end = min(len(self._known), self._completion.start + len(self._written()))
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(f"{text}(" if suggestion.sort.value == "function" and "(" in suggestion.detail else text)
        cursor.endEditBlock()
        self._popup.hide()
        self.setTextCursor(cursor)
        self._popup.hide()

    def _written(self) -> str:
        assert self._completion is not None
        return self._known[self._completion.start : self.textCursor().position()]

    def show_findings(self, findings: Sequence[Diagnostic]) -> None:
        """Lint about this expression."""
        self.marks = sorted((self._mark(one) for one in findings), key=lambda mark: mark.start)
        self._show_marks()

    def _mark(self, finding: Diagnostic) -> Mark:
        lines = self._known.split("\n")
        line = max(1, min(finding.line or 1, len(lines)))
        start = sum(len(one) + 1 for one in lines[: line - 1]) + max(0, finding.column - 1)
        start = min(start, max(0, len(self._known) - 1))
        end = start
        while end < len(self._known) and (self._known[end].isalnum() or self._known[end] == "_"):
            end += 1
        if self._known[start : start + 1] == "'":
            closing = self._known.find("'", start + 1)
            end = closing + 1 if closing > 0 else len(self._known)
        return Mark(start, max(end, min(start + 1, len(self._known))), finding.level.value == "error")

    def _show_marks(self) -> None:
        selections = []
        for mark in self.marks:
            form = QTextCharFormat()
            form.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
            form.setUnderlineColor(QColor(colour("high" if mark.error else "mid")))
            cursor = QTextCursor(self.document())
            cursor.setPosition(mark.start)
            cursor.setPosition(min(mark.end, len(self._known)), QTextCursor.MoveMode.KeepAnchor)
            selection = QTextEdit.ExtraSelection()
            selection.cursor, selection.format = cursor, form  # type: ignore[attr-defined]
            selections.append(selection)
        self.setExtraSelections(selections)

    def unfinished(self, finding: Diagnostic) -> bool:
        """Whether the person is still writing at the very end, where the error stands."""
        ended = self._mark(finding).end >= len(self._known.rstrip())
        return ended and self.hasFocus() and finding.level.value == "error"

    def go_to(self, mark: Mark) -> None:
        """The cursor stands at a mark."""
        cursor = self.textCursor()
        cursor.setPosition(mark.start)
        self.setTextCursor(cursor)
        self.setFocus()

    def event(self, event: QEvent) -> bool:
        """While the list is open its keys belong to it, not to the window."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and self._popup.isVisible()
            and event.key() in _POPUP_KEYS
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys of the open list, else of the text."""
        key = Qt.Key(event.key())
        if self._popup.isVisible() and key in _POPUP_KEYS:
            chosen = self._popup.current()
            if key in _STEPS:
                self._popup.step(_STEPS[key])
            elif key == Qt.Key.Key_Escape or chosen is None:
                self._popup.hide()
            else:
                self.take(chosen)
            return
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The list goes with the keys."""
        self._popup.hide()
        super().focusOutEvent(event)
