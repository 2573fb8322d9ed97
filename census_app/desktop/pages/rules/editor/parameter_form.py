"""The parameters of a rule, each in the field that fits it: one value in a line, many or periods in rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from census_app.desktop.language import say
from census_app.desktop.pack_words import parameter_note
from census_app.desktop.pages.rules.editor.content import Value, values
from census_app.desktop.pages.rules.editor.dated_field import DatedField
from census_app.desktop.pages.rules.editor.dated_values import Dated, dated_values, many_dated, with_periods
from census_app.desktop.pages.rules.editor.many_values import Many, many_values
from census_app.desktop.pages.rules.editor.notes import LintNotes
from census_app.desktop.pages.rules.editor.rows_field import RowsField
from census_app.desktop.theme.look import scaled
from census_app.desktop.widgets.buttons import LinkButton
from census_app.desktop.widgets.layout import clear_layout, redress, row, text_label

if TYPE_CHECKING:
    from census_app.rulebook.diagnostics import Diagnostic

_TOP = Qt.AlignmentFlag.AlignTop


class ParameterForm(QWidget):
    """`edited(path, value)` after every change by the person."""

    edited = Signal(object, object)

    def __init__(self) -> None:
        super().__init__()
        self.entries: dict[str, QLineEdit] = {}
        self.rows: dict[str, RowsField] = {}
        self.dated: dict[str, DatedField] = {}
        self.splits: dict[str, LinkButton] = {}
        self.notes: dict[str, LintNotes] = {}
        self._content: dict[str, Any] = {}
        self._may_mark = True
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(3, 1)

    def steps(self, content: dict[str, Any], *, may_mark: bool = True) -> list[Callable[[], object]]:
        """Empty now; each step builds one field of the content's parameters. `may_mark`: 待核 is ours to say."""
        clear_layout(self._grid)
        self.entries, self.rows, self.dated, self.splits, self.notes = {}, {}, {}, {}, {}
        self._content, self._may_mark = content, may_mark
        acts = [partial(self._add_value, value=one) for one in values(content)]
        acts += [partial(self._add_many, many=one) for one in many_values(content)]
        acts += [partial(self._add_dated, dated=one) for one in dated_values(content)]
        acts += [partial(self._add_elsewhere, name=one) for one in many_dated(content)]
        if not acts:
            return []
        title = text_label(say("rules.parameters"), "strong")
        built: list[Callable[[], object]] = [lambda: self._grid.addWidget(title, 0, 0, 1, 4)]
        # each has a line below it for what lint says of it
        return built + [partial(act, 2 * place + 1) for place, act in enumerate(acts)]

    def _add_value(self, line: int, value: Value) -> None:
        entry = QLineEdit(value.text)
        entry.setFixedWidth(scaled(120))
        entry.setAccessibleName(f"{say('rules.parameters')} {value.name}")
        entry.textChanged.connect(partial(self.edited.emit, value.path))
        self.entries[value.name] = entry
        split = LinkButton(say("rules.dated.split"))
        split.setToolTip(say("rules.dated.split_hint"))
        split.clicked.connect(lambda _checked=False: self._split(line, value))
        self.splits[value.name] = split
        note, last = text_label(value.note, "mute", wrap=True), QWidget()
        beside = row(note, split, spacing=10)
        beside.setStretch(0, 1)
        last.setLayout(beside)
        name, unit = text_label(f":{value.name}", "accent"), text_label(value.unit, "mute")
        for column, widget in enumerate((name, entry, unit, last)):
            self._grid.addWidget(widget, line, column)

    def _split(self, line: int, value: Value) -> None:
        """The value of all times becomes the first of two periods; the second is being written."""
        typed = self.entries.pop(value.name).text()
        self.splits.pop(value.name)
        dated = with_periods(self._content, replace(value, text=typed))
        for place in range(self._grid.columnCount()):
            if (item := self._grid.itemAtPosition(line, place)) is not None and (widget := item.widget()) is not None:
                self._grid.removeWidget(widget)
                widget.hide()
                widget.deleteLater()
        self._add_dated(line, dated)
        # a cell can be written in once the table is on the screen
        rows = self.dated[value.name].rows
        QTimer.singleShot(0, rows, rows.add)

    def _add_dated(self, line: int, dated: Dated) -> None:
        field = DatedField(dated, may_mark=self._may_mark)
        field.edited.connect(partial(self.edited.emit, dated.path))
        self.dated[dated.name] = field
        self._put_wide(line, dated.name, field, dated.unit, parameter_note(dated.note))

    def _add_elsewhere(self, line: int, name: str) -> None:
        self._grid.addWidget(text_label(f":{name}", "accent"), line, 0)
        self._grid.addWidget(text_label(say("rules.dated.elsewhere"), "mute", wrap=True), line, 1, 1, 3)

    def _add_many(self, line: int, many: Many) -> None:
        field = RowsField(many)
        field.edited.connect(partial(self.edited.emit, many.path))
        self.rows[many.name] = field
        self._put_wide(line, many.name, field, many.unit, many.note)

    def _put_wide(self, line: int, name: str, field: QWidget, *notes: str) -> None:
        self._grid.addWidget(text_label(f":{name}", "accent"), line, 0, _TOP)
        # beside the field and not in a column of the others, which the widest field would push to the edge
        note, holder = text_label("  ".join(filter(None, notes)), "mute", wrap=True), QWidget()
        beside = row(field, note, spacing=10)
        beside.setAlignment(note, _TOP)
        beside.setStretch(1, 1)
        holder.setLayout(beside)
        self._grid.addWidget(holder, line, 1, 1, 3)

    def names(self) -> frozenset[str]:
        """The parameters that have a field here."""
        return frozenset((*self.entries, *self.rows, *self.dated))

    def show_findings(self, findings: Mapping[str, Sequence[Diagnostic]]) -> None:
        """What lint says of each parameter, below its field, which is marked."""
        for name in self.names():
            found = findings.get(name, ())
            if found and name not in self.notes:
                self.notes[name] = self._note_below(name)
            if (notes := self.notes.get(name)) is not None:
                notes.show_findings(found, placed=False)
            if (entry := self.entries.get(name)) is not None and entry.property("wrong") != bool(found):
                entry.setProperty("wrong", bool(found))
                redress(entry)

    def _note_below(self, name: str) -> LintNotes:
        wide: QWidget | None = self.rows.get(name) or self.dated.get(name)
        holder = self.entries[name] if wide is None else cast(QWidget, wide.parentWidget())
        line = self._grid.getItemPosition(self._grid.indexOf(holder))[0]  # type: ignore[index]
        notes = LintNotes()
        self._grid.addWidget(notes, line + 1, 0, 1, 4)
        return notes

    def put(self, name: str, text: str) -> None:
        """As if the value had been typed, so that it can be undone."""
        entry = self.entries.get(name)
        if entry is not None and entry.text() != text:
            entry.selectAll()
            entry.insert(text)

    def first(self) -> QWidget | None:
        """Where typing begins; None where there is nothing to type."""
        tables = [field.table for field in (*self.rows.values(), *(one.rows for one in self.dated.values()))]
        return next(iter([*self.entries.values(), *tables]), None)
