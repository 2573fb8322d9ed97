"""The decision card: what can be decided with which key, the reasons by digit, and why something cannot be."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QGridLayout, QLineEdit, QVBoxLayout, QWidget

from census_app.desktop.language import say
from census_app.desktop.pages.rectify.deciding import PASS, REFUTE, RETURN, TRANSFER, VISIT, Deciding
from census_app.desktop.pages.rectify.versions import versions_grid
from census_app.desktop.widgets.buttons import ActionButton, Button
from census_app.desktop.widgets.layout import Card, clear_layout, row, scrolling, text_label
from census_app.desktop.widgets.notice import Notice
from census_app.desktop.widgets.options import Option

WIDTH = 420
_NAMES = (PASS, RETURN, REFUTE, VISIT, TRANSFER)
_COLUMNS = 2


class DecisionCard(Card):
    """Shows what `deciding` holds. `note_left` when the note is written and the list takes the keys again."""

    note_left = Signal()

    def __init__(self, deciding: Deciding, action: Callable[[str], QAction], undo: ActionButton) -> None:
        super().__init__((16, 10, 16, 10), 8)
        self._deciding = deciding
        self.title, self.about = text_label("", "heading"), text_label("", "mute", wrap=True)
        self.notice = Notice()
        self.others = text_label("", "mid", wrap=True)
        self.others.hide()
        self.buttons = {
            name: ActionButton(action(f"review_{name}"), key, name == PASS)
            for name, key in zip(_NAMES, "ARXTM", strict=True)
        }
        self.appeal_buttons = {
            name: ActionButton(action(f"review_{name}"), key, name == PASS, text=say(f"rectify.appeal.{name}"))
            for name, key in ((PASS, "A"), (RETURN, "R"))
        }
        self.beside = QWidget()
        self._beside = QVBoxLayout(self.beside)
        self._beside.setContentsMargins(0, 0, 0, 0)
        self.versions = QWidget()
        self._versions = QVBoxLayout(self.versions)
        self._versions.setContentsMargins(0, 0, 0, 0)
        self.note = QLineEdit()
        self.note.setPlaceholderText(say("rectify.note"))
        self.note.textEdited.connect(self._note_edited)
        self.note.returnPressed.connect(self.note_left)
        inside = QWidget()
        self._options = QGridLayout(inside)
        self._options.setContentsMargins(0, 0, 4, 0)
        self._options.setSpacing(6)
        self.area = scrolling(inside)
        self.hint = text_label("", "mute", wrap=True)
        self._assemble(undo)
        deciding.changed.connect(self.show_decision)
        self.show_decision()

    def _assemble(self, undo: ActionButton) -> None:
        self.choices = QWidget()
        lines = QVBoxLayout(self.choices)
        lines.setContentsMargins(0, 0, 0, 0)
        for names in (_NAMES[:2], _NAMES[2:]):
            line = row()
            for name in names:
                if name in self.appeal_buttons:
                    line.addWidget(self.appeal_buttons[name])
                line.addWidget(self.buttons[name])
            line.addStretch(1)
            lines.addLayout(line)
        self.body.addLayout(row(self.title, None, undo))
        self._undo = undo
        self.body.addWidget(self.others)
        self.body.addWidget(self.about)
        self.body.addWidget(self.notice)
        self.body.addWidget(self.beside)
        self.body.addWidget(self.versions)
        self.body.addWidget(self.choices)
        self.body.addWidget(self.note)
        self.body.addWidget(self.area, 1)
        self.body.addWidget(self.hint)

    def _note_edited(self, text: str) -> None:
        self._deciding.note = text.strip()

    def show_others(self, words: str) -> None:
        """Who else has the same open; nobody hides it."""
        self.others.setText(words)
        self.others.setVisible(bool(words))

    def write_note(self) -> None:
        """The note takes the keys until Enter."""
        self.note.setFocus()
        self.note.selectAll()

    def show_decision(self) -> None:
        """Everything as it stands."""
        deciding, item = self._deciding, self._deciding.item
        self._undo.setVisible(deciding.can_undo)
        trouble = deciding.trouble
        self.note.setVisible(item is not None and not item.why_not)
        if self.note.text().strip() != deciding.note:
            self.note.setText(deciding.note)
        clear_layout(self._options)
        clear_layout(self._versions)
        clear_layout(self._beside)
        if item is None:
            self._show_none(trouble)
            return
        conflict, choosing = bool(item.entry.rivals), deciding.choosing
        self.title.setText(say(f"rectify.choose.{choosing}") if choosing else self._title(conflict))
        self.about.setText(self._about(conflict))
        self.about.setVisible(bool(self.about.text()))
        self.notice.show_words(*(trouble if trouble[0] else (item.why_not, "")))
        self.choices.setVisible(not item.why_not and not choosing)
        for name, button in self.buttons.items():
            button.setVisible(not (deciding.appealed and name in self.appeal_buttons) and self._fits(name, conflict))
        for button in self.appeal_buttons.values():
            button.setVisible(deciding.appealed and not conflict)
        self.versions.setVisible(conflict and not item.why_not and not choosing)
        self.beside.setVisible(conflict and not choosing)
        if conflict and not choosing:
            self._beside.addLayout(versions_grid(item))
            self._show_versions()
        self._show_reasons()
        self._show_consequences(conflict)
        self.hint.setText(say("rectify.hint.choosing" if choosing else "rectify.hint.plain"))

    def _fits(self, name: str, conflict: bool) -> bool:
        if name == TRANSFER:
            return self._deciding.appealed
        if name == REFUTE:
            return not self._deciding.appealed
        return not (conflict and name == PASS)

    def _title(self, conflict: bool) -> str:
        if conflict:
            return say(
                "rectify.decide.conflict", number=len(self._deciding.item.versions) if self._deciding.item else 0
            )
        return say("rectify.decide.appeal" if self._deciding.appealed else "rectify.decide.plain")

    def _about(self, conflict: bool) -> str:
        item = self._deciding.item
        if item is None or self._deciding.choosing:
            return ""
        if conflict:
            return say("rectify.decide.nobody_overwritten")
        if item.entry.second_why and item.entry.first_look is None:
            return say("rectify.decide.second", why=item.entry.second_why)
        return ""

    def _show_none(self, trouble: tuple[str, str]) -> None:
        self.title.setText(say("rectify.decide.none"))
        self.about.setText(say("rectify.decide.none_text"))
        self.about.show()
        self.notice.show_words(*trouble)
        for widget in (self.choices, self.versions, self.beside):
            widget.hide()
        self.hint.setText("")

    def _show_versions(self) -> None:
        item = self._deciding.item
        for place, version in enumerate(item.versions if item is not None else ()):
            words = say("rectify.keep", number=place + 1, person=version.person or "—")
            button = Button(words, str(place + 1), primary=place == 0)
            button.clicked.connect(lambda _checked=False, place=place: self._deciding.keep_version(place))
            self._versions.addWidget(button)

    def _show_consequences(self, conflict: bool) -> None:
        """What follows from each key, as long as nothing is being chosen."""
        deciding, item = self._deciding, self._deciding.item
        if deciding.choosing or item is None or item.why_not or conflict:
            return
        for place, name in enumerate(one for one in _NAMES if deciding.possible(one)):
            word = deciding.consequence(name)
            self._options.addWidget(text_label(say(f"rectify.then.{word}"), "mute", wrap=True), place, 0, 1, _COLUMNS)
        self._options.setRowStretch(self._options.rowCount(), 1)

    def _show_reasons(self) -> None:
        for place, (_, name, advice) in enumerate(self._deciding.reasons()):
            key = str(place + 1) if place < 9 else ""
            option = Option(key, name, advice, False)
            option.clicked.connect(lambda _checked=False, number=place + 1: self._deciding.digit(number))
            self._options.addWidget(option, place // _COLUMNS, place % _COLUMNS)
        self._options.setRowStretch(self._options.rowCount(), 1)
