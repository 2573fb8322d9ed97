"""提交发布: the chosen drafts become a pack file that is tried like every pack; a person then brings it into force."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QWidget

from census_app.desktop.language import either, say
from census_app.desktop.opened import opened
from census_app.desktop.pages.page import Context
from census_app.desktop.pages.rules.pack_flow import PackFlow
from census_app.desktop.reads import Reader
from census_app.desktop.widgets.question import QuestionDialog

if TYPE_CHECKING:
    from census_app.desktop.pages.rules.reads import Ground

_LEVELS = ("county", "city", "province")


@dataclass(frozen=True)
class Wish:
    """What a person wants published, as which version, and why."""

    rules: tuple[str, ...]
    version: str
    note: str
    level: str


class PublishDialog(QuestionDialog):
    """Which drafts, which version, why; accepted when a draft is chosen and a reason stands there."""

    def __init__(self, parent: QWidget, titles: dict[str, str], current: str, version: str, owner: str) -> None:
        text = say("rules.publish.as_override", owner=owner) if owner else say("rules.publish.as_pack")
        super().__init__(parent, say("action.publish_drafts"), text, say("rules.publish.try"))
        self.choices = {rule_id: QCheckBox(f"{rule_id}  {title}") for rule_id, title in titles.items()}
        for rule_id, box in self.choices.items():
            box.setChecked(rule_id == current)
            self.place(box)
        self.version, self.note, self.level = QLineEdit(version), QLineEdit(), QComboBox()
        self.note.setPlaceholderText(say("rules.publish.note_hint"))
        for level in _LEVELS:
            self.level.addItem(say(f"rules.level.{level}"), level)
        fields: dict[str, QWidget] = {"version": self.version, "note": self.note}
        fields |= {"level": self.level} if owner else {}
        for name, widget in fields.items():
            self.ask(say(f"rules.publish.{name}"), widget)
        self.note.setFocus()

    def wish(self) -> Wish:
        """What was entered."""
        chosen = tuple(rule_id for rule_id, box in self.choices.items() if box.isChecked())
        return Wish(chosen, self.version.text().strip(), self.note.text().strip(), str(self.level.currentData()))

    def fault(self) -> tuple[str, QWidget | None]:
        """No draft chosen, or no reason."""
        wish = self.wish()
        if not wish.rules:
            return say("rules.publish.none_chosen"), None
        return ("", None) if wish.note else (say("rules.publish.no_note"), self.note)


class Publishing(QObject):
    """From drafts to a tried pack."""

    def __init__(self, page: QWidget, context: Context, packs: PackFlow) -> None:
        super().__init__(page)
        self._page, self._context, self._packs = page, context, packs
        self.reader = Reader(self)
        self.dialog: PublishDialog | None = None

    def open(self, ground: Ground, current: str, known: list[str]) -> None:
        """Ask which drafts and why, then write and try the pack."""

        def ask(found: tuple[str, dict[str, str]]) -> None:
            version, titles = found
            dialog = PublishDialog(self._page, titles, current, version, ground.owner)
            self.dialog = dialog
            dialog.accepted.connect(lambda: self._write(ground, dialog.wish()))
            dialog.open()

        self.reader.ask("offer", lambda: _offered(ground, [*known, current]), ask, self._refused)

    def _write(self, ground: Ground, wish: Wish) -> None:
        def done(made: Any) -> None:
            self._packs.try_pack(made.file, accept_unsigned=True)

        self.reader.ask("write", lambda: _written(ground, wish), done, self._refused)

    def _refused(self, error: Exception) -> None:
        text = str(getattr(error, "message", error)).splitlines()
        advice = str(getattr(error, "advice", ""))
        self._context.shell.toast("  ".join(filter(None, (*text[:2], advice))))

    def close(self) -> None:
        """The worker has ended."""
        self.reader.close()


def _offered(ground: Ground, rules: list[str]) -> tuple[str, dict[str, str]]:
    from census_app.foundation.errors import BadInput
    from census_app.rulebook.rule_text import read_rule
    from census_app.workspace.pack_life.draft_pack import next_version
    from census_app.workspace.pack_life.drafts import read_drafts

    with opened(ground.folder) as workspace:
        titles = {}
        for rule_id, draft in read_drafts(workspace).by_rule.items():
            if rule_id not in rules:
                continue
            try:
                title = read_rule(draft.text).title
                titles[rule_id] = either(title.zh, title.en)
            except BadInput:
                continue
        return next_version(workspace, ground.composed), titles


def _written(ground: Ground, wish: Wish) -> Any:
    from census_app.rulebook.model import OverrideLevel
    from census_app.workspace.pack_life.draft_pack import write_draft_pack
    from census_app.workspace.pack_life.draft_telling import drafted_rules

    with opened(ground.folder) as workspace:
        rules = drafted_rules(workspace, wish.rules)
        level = OverrideLevel(wish.level)
        return write_draft_pack(workspace, ground.composed, rules, wish.note, wish.version, level)
