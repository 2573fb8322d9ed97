"""A new rule: its number and what it is like, then it is written like every other."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QDialog, QGridLayout, QLineEdit, QVBoxLayout, QWidget

from census_app.desktop.language import say
from census_app.desktop.widgets.buttons import Button
from census_app.desktop.widgets.layout import row, set_role, text_label

if TYPE_CHECKING:
    from census_app.desktop.pages.rules.reads import LibraryView
    from census_app.workspace.pack_life.drafts import Draft

_NUMBER = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,39}")


class NewRuleDialog(QDialog):
    """Number, title, table and category; accepted when the number is free."""

    def __init__(self, parent: QWidget, taken: set[str], tables: list[str], categories: list[str]) -> None:
        super().__init__(parent)
        self.setWindowTitle(say("action.new_rule"))
        self.setMinimumWidth(480)
        self._taken = taken
        self.number, self.name = QLineEdit(_free_number(taken)), QLineEdit()
        self.table, self.category = QComboBox(), QComboBox()
        self.table.addItems(tables)
        self.category.addItems(categories)
        self.message = text_label(say("rules.new.text"), "mute", wrap=True)
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(12)
        fields = {"number": self.number, "name": self.name, "table": self.table, "category": self.category}
        for line, (name, widget) in enumerate(fields.items()):
            grid.addWidget(text_label(say(f"rules.new.{name}")), line, 0)
            grid.addWidget(widget, line, 1)
            widget.setAccessibleName(say(f"rules.new.{name}"))
        grid.setColumnStretch(1, 1)
        accept, close = Button(say("action.new_rule"), "Enter", primary=True), Button(say("common.close"), "Esc")
        accept.setDefault(True)
        accept.clicked.connect(self._accept)
        close.clicked.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        column.addWidget(text_label(say("action.new_rule"), "heading"))
        column.addWidget(self.message)
        column.addLayout(grid)
        column.addLayout(row(None, close, accept))
        self.name.setFocus()

    def _accept(self) -> None:
        number = self.number.text().strip()
        fault = ""
        if not _NUMBER.fullmatch(number):
            fault = say("rules.new.no_number")
        elif number in self._taken:
            fault = say("rules.new.taken", number=number)
        elif not self.name.text().strip():
            fault = say("rules.new.no_name")
        if fault:
            self.message.setText(fault)
            set_role(self.message, "high")
        else:
            self.accept()

    def content(self) -> dict[str, object]:
        """A rule that says nothing wrong yet."""
        return {
            "id": self.number.text().strip(),
            "version": "1",
            "title": {"zh": self.name.text().strip()},
            "category": self.category.currentText(),
            "severity": "normal",
            "status": "published",
            "table": self.table.currentText(),
            "scope": "true",
            "wrong": [{"id": "", "when": "false", "accuses": [], "says": {"zh": self.name.text().strip()}}],
            "remedy": {"zh": say("rules.new.remedy")},
            "source": {"kind": "found"},
        }


def ask_new_rule(parent: QWidget, library: LibraryView) -> Draft | None:
    """The draft of a new rule, not kept yet; None when the person thought better of it."""
    from census_app.rulebook.rule_text import text_of
    from census_app.workspace.pack_life.drafts import Draft

    ground = library.ground
    tables = [one.rule_name for one in ground.dictionary.tables.values() if one.linked is None]
    categories = [one.zh for one in ground.dictionary.categories]
    dialog = NewRuleDialog(parent, {line.id for line in library.rules}, tables, categories)
    if not dialog.exec():
        return None
    content = dialog.content()
    manifest = ground.composed.base.manifest
    return Draft(str(content["id"]), text_of(content), manifest.id, manifest.version)


def _free_number(taken: set[str]) -> str:
    """One above the highest number of the usual form."""
    numbers = [int(one[1:]) for one in taken if re.fullmatch(r"R\d{1,6}", one)]
    return f"R{max(numbers, default=0) + 1:03}"
