"""The parameters of a rule, each in the field that fits it: one value in a line, many in rows."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from census_app.desktop.language import say
from census_app.desktop.pages.rules.editor.content import Value, values
from census_app.desktop.pages.rules.editor.many_values import Many, many_values
from census_app.desktop.pages.rules.editor.rows_field import RowsField
from census_app.desktop.theme.look import scaled
from census_app.desktop.widgets.layout import clear_layout, text_label

_TOP = Qt.AlignmentFlag.AlignTop


class ParameterForm(QWidget):
    """`edited(path, value)` after every change by the person."""

    edited = Signal(object, object)

    def __init__(self) -> None:
        super().__init__()
        self.entries: dict[str, QLineEdit] = {}
        self.rows: dict[str, RowsField] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(3, 1)

    def steps(self, content: dict[str, Any]) -> list[Callable[[], object]]:
        """Empty now; each step builds one field of the content's parameters."""
        clear_layout(self._grid)
        self.entries, self.rows = {}, {}
        single, many = values(content), many_values(content)
        if not single and not many:
            return []
        title = text_label(say("rules.parameters"), "strong")
        built: list[Callable[[], object]] = [lambda: self._grid.addWidget(title, 0, 0, 1, 4)]
        built += [partial(self._add_value, line, one) for line, one in enumerate(single, start=1)]
        return built + [partial(self._add_many, line, one) for line, one in enumerate(many, start=1 + len(single))]

    def _add_value(self, line: int, value: Value) -> None:
        entry = QLineEdit(value.text)
        entry.setFixedWidth(scaled(120))
        entry.setAccessibleName(f"{say('rules.parameters')} {value.name}")
        entry.textChanged.connect(partial(self.edited.emit, value.path))
        self.entries[value.name] = entry
        self._grid.addWidget(text_label(f":{value.name}", "accent"), line, 0)
        self._grid.addWidget(entry, line, 1)
        self._grid.addWidget(text_label(value.unit, "mute"), line, 2)
        self._grid.addWidget(text_label(value.note, "mute", wrap=True), line, 3)

    def _add_many(self, line: int, many: Many) -> None:
        field = RowsField(many)
        field.edited.connect(partial(self.edited.emit, many.path))
        self.rows[many.name] = field
        self._grid.addWidget(text_label(f":{many.name}", "accent"), line, 0, _TOP)
        self._grid.addWidget(field, line, 1, 1, 2)
        note = "  ".join(filter(None, (many.unit, many.note)))
        self._grid.addWidget(text_label(note, "mute", wrap=True), line, 3, _TOP)

    def put(self, name: str, text: str) -> None:
        """As if the value had been typed, so that it can be undone."""
        entry = self.entries.get(name)
        if entry is not None and entry.text() != text:
            entry.selectAll()
            entry.insert(text)

    def first(self) -> QWidget | None:
        """Where typing begins; None where there is nothing to type."""
        tables = [field.table for field in self.rows.values()]
        return next(iter([*self.entries.values(), *tables]), None)
