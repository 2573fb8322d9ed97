"""A new rule: its number and what it is like, then it is written like every other."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from census_app.desktop.language import say
from census_app.desktop.widgets.question import QuestionDialog

if TYPE_CHECKING:
    from census_app.desktop.pages.rules.reads import LibraryView
    from census_app.workspace.pack_life.drafts import Draft

_NUMBER = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,39}")


class NewRuleDialog(QuestionDialog):
    """Number, title, table and category; accepted when the number is free."""

    def __init__(self, parent: QWidget, taken: set[str], tables: list[str], categories: list[str]) -> None:
        super().__init__(parent, say("action.new_rule"), say("rules.new.text"), say("action.new_rule"))
        self._taken = taken
        self.number, self.name = QLineEdit(_free_number(taken)), QLineEdit()
        self.table, self.category = QComboBox(), QComboBox()
        self.table.addItems(tables)
        self.category.addItems(categories)
        fields = {"number": self.number, "name": self.name, "table": self.table, "category": self.category}
        for name, widget in fields.items():
            self.ask(say(f"rules.new.{name}"), widget)
        self.name.setFocus()

    def fault(self) -> tuple[str, QWidget | None]:
        """A number that is none or somebody else's, or no title."""
        number = self.number.text().strip()
        if not _NUMBER.fullmatch(number):
            return say("rules.new.no_number"), self.number
        if number in self._taken:
            return say("rules.new.taken", number=number), self.number
        return ("", None) if self.name.text().strip() else (say("rules.new.no_name"), self.name)

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
