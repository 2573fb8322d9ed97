"""写经验: every part with what the core says of it while one types, personal data marked where it stands."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QTextCursor, QTextFormat
from PySide6.QtWidgets import QDialog, QGridLayout, QLineEdit, QPlainTextEdit, QTextEdit, QVBoxLayout, QWidget

from census_app.desktop.language import say
from census_app.desktop.pages.library.entries import EntryDraft, Refusal, check_draft, save_draft
from census_app.desktop.reads import Reader
from census_app.desktop.theme.look import colour
from census_app.desktop.widgets.buttons import Button
from census_app.desktop.widgets.chips import FacetChip
from census_app.desktop.widgets.layout import row, set_role, text_label
from census_app.desktop.widgets.leaving import gives_up

_SIZE = (820, 640)
_TYPING_MILLISECONDS = 500
_KINDS = ("case", "answer", "question")
_LINES = ("title", "rules", "items", "about", "source", "unit", "county")


class EntryEditor(QDialog):
    """`kept(entry id)` after Ctrl+Enter; what the core refuses stays in the editor, at its line."""

    kept = Signal(str)

    def __init__(self, parent: QWidget, reader: Reader, folder: Path, draft: EntryDraft, author: str) -> None:
        super().__init__(parent)
        title = say("library.editor.edit" if draft.entry else "library.editor.new")
        self.setWindowTitle(title)
        self.resize(*_SIZE)
        self._reader, self._folder, self._draft, self._author = reader, folder, draft, author
        self.kind = draft.kind
        self.kinds = {name: FacetChip(say(f"library.kind.{name}"), chosen=name == draft.kind) for name in _KINDS}
        for name, chip in self.kinds.items():
            chip.clicked.connect(partial(self._choose, name))
        self.text = QPlainTextEdit(draft.text)
        self.text.setAccessibleName(say("library.editor.text"))
        self.text.setObjectName("entry")
        self.text.setTabChangesFocus(True)
        self.lines = {name: QLineEdit(getattr(draft, name)) for name in _LINES}
        self.notes = {name: text_label("", "high", wrap=True) for name in ("title", "text", "rules", "items", "about")}
        self.message = text_label(say("library.editor.lead"), "mute", wrap=True)
        self.as_draft = FacetChip(say("library.editor.draft"))
        self.as_draft.setVisible(not draft.entry)
        self.as_draft.clicked.connect(lambda: self.as_draft.show_text(self.as_draft.text(), not self.as_draft.chosen))
        self.save, self.close_button = (
            Button(say("library.editor.save"), "Ctrl+Enter", primary=True),
            Button(say("common.close"), "Esc"),
        )
        for button in (self.save, self.close_button):
            button.setAutoDefault(False)
        self.save.clicked.connect(self.keep)
        self.close_button.clicked.connect(self.reject)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING_MILLISECONDS)
        self._typing.timeout.connect(self._check)
        self._assemble(title)
        self._opened = self.draft()

    def _assemble(self, title: str) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        place = 0
        for name in ("title", "text", "rules", "items", "about", "source", "unit", "county"):
            field: QWidget = self.text if name == "text" else self.lines[name]
            grid.addWidget(text_label(say(f"library.editor.{name}")), place, 0)
            grid.addWidget(field, place, 1)
            if name in self.notes:
                place += 1
                grid.addWidget(self.notes[name], place, 1)
                self.notes[name].hide()
            place += 1
        grid.setColumnStretch(1, 1)
        grid.setRowStretch(2, 1)
        for name, line in self.lines.items():
            line.setAccessibleName(say(f"library.editor.{name}"))
            line.setPlaceholderText(say(f"library.editor.hint.{name}"))
            line.textEdited.connect(lambda _text: self._typing.start())
        self.text.textChanged.connect(self._typing.start)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(10)
        column.addWidget(text_label(title, "heading"))
        column.addWidget(self.message)
        column.addLayout(row(*self.kinds.values(), None))
        column.addLayout(grid, 1)
        column.addLayout(row(self.as_draft, None, self.close_button, self.save))
        self._kind_changed()

    def _choose(self, kind: str, _checked: bool = False) -> None:
        self.kind = kind
        for name, chip in self.kinds.items():
            chip.show_text(chip.text(), name == kind)
        self._kind_changed()
        self._typing.start()

    def _kind_changed(self) -> None:
        self.lines["about"].setEnabled(self.kind == "answer")

    def draft(self) -> EntryDraft:
        """What stands in the editor."""
        parts = {name: line.text() for name, line in self.lines.items()}
        if self.kind != "answer":
            parts["about"] = ""
        return EntryDraft(
            kind=self.kind, text=self.text.toPlainText(), entry=self._draft.entry, base=self._draft.base, **parts
        )

    def _check(self) -> None:
        draft = self.draft()
        if draft.title.strip() and (draft.text.strip() or draft.kind == "question"):
            self._ask("check", partial(check_draft, self._folder, draft), self._checked)
        else:
            self._mark(None)

    def _checked(self, refusal: Refusal | None) -> None:
        self._mark(refusal)

    def keep(self) -> None:
        """The entry is in the library, or the editor says why not, and where."""
        work = partial(save_draft, self._folder, self.draft(), self._author, as_draft=self.as_draft.chosen)
        self._typing.stop()
        self._ask("save", work, self._kept)

    def _kept(self, answer: str | Refusal) -> None:
        if isinstance(answer, Refusal):
            self._mark(answer, focus=True)
            return
        self.kept.emit(answer)
        self.accept()

    def _ask(self, topic: str, work: Callable[[], Any], done: Callable[[Any], object]) -> None:
        self._reader.ask(f"editor {topic}", work, done, self._failed)

    def _failed(self, error: Exception) -> None:
        advice = str(getattr(error, "advice", "") or "")
        self._mark(Refusal(str(getattr(error, "message", error)), advice), focus=False)

    def _mark(self, refusal: Refusal | None, *, focus: bool = False) -> None:
        """The refusal at the part it means; personal data in the text has its line marked."""
        for note in self.notes.values():
            note.hide()
        self.text.setExtraSelections([])
        self.message.setText(say("library.editor.lead"))
        set_role(self.message, "mute")
        if refusal is None:
            return
        words = f"{refusal.message}  {refusal.advice}".strip()
        if refusal.part in self.notes:
            self.notes[refusal.part].setText(words)
            self.notes[refusal.part].show()
        else:
            self.message.setText(words)
            set_role(self.message, "high")
        if refusal.part == "text" and refusal.line:
            self._mark_line(refusal.line, refusal.column, focus=focus)
        if focus and refusal.part:
            (self.text if refusal.part == "text" else self.lines[refusal.part]).setFocus()

    def _mark_line(self, line: int, column: int, *, focus: bool) -> None:
        cursor = QTextCursor(self.text.document().findBlockByNumber(line - 1))
        mark = QTextEdit.ExtraSelection()
        shown: Any = mark
        shown.cursor = cursor
        shown.format.setBackground(colour("high_ground"))
        shown.format.setProperty(QTextFormat.Property.FullWidthSelection, True)
        self.text.setExtraSelections([mark])
        if focus:
            cursor.movePosition(QTextCursor.MoveOperation.Right, QTextCursor.MoveMode.MoveAnchor, column - 1)
            self.text.setTextCursor(cursor)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter keeps the entry from any field."""
        if event.key() == Qt.Key.Key_Return and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.keep()
            return
        super().keyPressEvent(event)

    def reject(self) -> None:
        """Closed without keeping: asked about when something was written."""
        if self.draft() == self._opened or gives_up(self):
            super().reject()

    def done(self, result: int) -> None:
        """No answer arrives after the editor is closed."""
        self._typing.stop()
        for topic in ("check", "save"):
            self._reader.forget(f"editor {topic}")
        super().done(result)
