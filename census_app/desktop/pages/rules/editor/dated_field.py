"""A parameter that changes with a date: its periods as rows, and whether a person still has to check it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from census_app.desktop.language import say
from census_app.desktop.pages.rules.editor.dated_values import Dated, marked
from census_app.desktop.pages.rules.editor.rows_field import RowsField
from census_app.desktop.widgets.layout import text_label

TO_CONFIRM = "待核"
"""The only mark a pack may give a parameter."""


class DatedField(QWidget):
    """`edited(given)` with the whole parameter, whenever the periods or the mark change and the periods hold."""

    edited = Signal(object)

    def __init__(self, dated: Dated, *, may_mark: bool) -> None:
        super().__init__()
        self._dated = dated
        self.rows = RowsField(dated)
        self.rows.edited.connect(lambda _value: self._tell())
        self.confirm = QCheckBox(say("rules.dated.confirm"))
        self.confirm.setChecked(bool(dated.given.get("confirm")))
        self.confirm.setEnabled(may_mark)
        self.confirm.setToolTip(say("rules.dated.confirm_hint" if may_mark else "rules.dated.not_yours"))
        self.confirm.toggled.connect(lambda _on: self._tell())
        picked = say("rules.dated.at", field=dated.at) if dated.at else say("rules.dated.at_data")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(text_label(picked, "mute", wrap=True))
        column.addWidget(self.rows)
        column.addWidget(self.confirm)

    def _tell(self) -> None:
        if not self.rows.fault.text():
            self.edited.emit(self._value())

    def _value(self) -> Any:
        mark = str(self._dated.given.get("confirm") or TO_CONFIRM) if self.confirm.isChecked() else ""
        return marked(self._dated, mark).value_of(self.rows.lines)
