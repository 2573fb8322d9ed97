"""A draft in work: kept as typed, looked at, its examples run, its effect worked out; nothing waits for any of it.

Three workers: one keeps and looks, one works out effect and dial and can be stopped, one completes names.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from census_app.desktop.language import say
from census_app.desktop.pages.rules.dial import DialCard
from census_app.desktop.pages.rules.editor.card import EditorCard
from census_app.desktop.pages.rules.editor.content import Part, parameters
from census_app.desktop.pages.rules.editor.effect import EffectCard
from census_app.desktop.pages.rules.editor.measuring import Measuring
from census_app.desktop.pages.rules.editor.reads import (
    DraftLook,
    Keeper,
    complete_at,
    look_at,
    open_draft,
    run_cases_of,
)
from census_app.desktop.pages.rules.reads import Ground
from census_app.desktop.reads import Reader

if TYPE_CHECKING:
    from census_app.workspace.pack_life.drafts import Draft

SAVE_AFTER, LOOK_AFTER = 400, 300


class Drafting(QObject):
    """`shown(rule)` when a draft stands in the card, `kept(draft)` when it was written down, `gone(rule, draft)` when
    it was given up, `refused(error)`; `judged` whenever it may have become publishable or not."""

    shown = Signal(str)
    kept = Signal(object)
    gone = Signal(str, object)
    refused = Signal(object)
    conflicted = Signal(object)
    judged = Signal()

    def __init__(self, page: QWidget, card: EditorCard, effect: EffectCard, dial: DialCard) -> None:
        super().__init__(page)
        self.card = card
        self.reader, self._names = Reader(self), Reader(self)
        self.measuring = Measuring(self, effect, dial, card)
        self.ground: Ground | None = None
        self.keeper: Keeper | None = None
        self.look: DraftLook | None = None
        self.rule_id = ""
        self.saved_at = ""
        self._dirty = False
        self._save_timer, self._look_timer = QTimer(self), QTimer(self)
        for timer, wait, act in ((self._save_timer, SAVE_AFTER, self.save), (self._look_timer, LOOK_AFTER, self._look)):
            timer.setSingleShot(True)
            timer.setInterval(wait)
            timer.timeout.connect(act)
        card.changed.connect(self._changed)
        card.completion_wanted.connect(self.complete)
        card.dropped.connect(self.drop)

    # opening and leaving

    def open(self, ground: Ground, rule_id: str) -> None:
        """The rule's draft stands in the card as soon as it is read; a new one when there is none yet."""
        self.leave()
        self.rule_id = rule_id
        self.reader.ask(
            "open", lambda: open_draft(ground, rule_id), lambda found: self._show(ground, *found), self.refused.emit
        )

    def _show(self, ground: Ground, draft: Draft, content: dict[str, Any] | None, overtaken: bool) -> None:
        self.ground, self.keeper = ground, Keeper(ground.folder, draft)
        self.look, self._dirty, self.saved_at = None, False, draft.saved_at
        self.card.show_draft(draft.rule_id, content, draft.text, ground.owner)
        if overtaken:
            self.card.warning.setText(say("rules.overtaken"))
            self.card.warning.show()
        self._say_state()
        self.measuring.open(ground, draft.rule_id)
        self.shown.emit(draft.rule_id)
        self._look()

    @property
    def dirty(self) -> bool:
        """Whether something typed is not kept yet."""
        return self._dirty

    def forget(self) -> None:
        """What was typed since the last save is given up."""
        self._dirty = False
        self._save_timer.stop()

    def leave(self) -> None:
        """Nothing is in work any more; what was typed is being kept."""
        self.save()
        self._look_timer.stop()
        for topic in ("open", "look", "cases"):
            self.reader.forget(topic)
        self.measuring.stop()
        self.ground = self.keeper = self.look = None
        self.rule_id = ""

    # keeping

    def _changed(self) -> None:
        self._dirty = True
        self.look = None
        self._save_timer.start()
        self._look_timer.start()
        self.measuring.text_changed()
        self._say_state()
        self.judged.emit()

    def save(self, *, over_others: bool = False) -> None:
        """What stands in the card is being kept, if anything was typed."""
        self._save_timer.stop()
        keeper = self.keeper
        if keeper is None or not (self._dirty or over_others):
            return
        self._dirty = False
        text = self.card.text()

        def done(draft: Draft) -> None:
            if keeper is self.keeper:
                self.saved_at = draft.saved_at
                self._say_state()
            self.kept.emit(draft)

        self.reader.ask(f"keep {keeper.draft.rule_id}", lambda: keeper.save(text, over_others), done, self._not_kept)

    def when_kept(self, then: Callable[[], object]) -> None:
        """Do something once everything typed so far is kept."""
        self.save()
        self.reader.ask("then", lambda: None, lambda _nothing: then(), self.refused.emit)

    def save_now(self) -> None:
        """Ctrl+S: kept even when nothing was changed, so that it is a draft."""
        self._dirty = True
        self.save()

    def _not_kept(self, error: Exception) -> None:
        self._dirty = True
        self.card.say_state(say("rules.state.not_saved", why=str(getattr(error, "message", error))), alarm=True)
        (self.conflicted if hasattr(error, "present") else self.refused).emit(error)

    def drop(self) -> None:
        """The draft is given up; `gone` carries it, so that it can be brought back."""
        keeper = self.keeper
        if keeper is None:
            return
        self._save_timer.stop()
        self._dirty, text = False, self.card.text()
        rule_id = keeper.draft.rule_id

        def done(draft: Draft | None) -> None:
            from dataclasses import replace

            self.gone.emit(rule_id, replace(draft or keeper.draft, text=text))

        self.reader.ask("drop", keeper.discard, done, self.refused.emit)

    def bring_back(self, folder: Path, draft: Draft) -> None:
        """The draft is kept again in the workspace."""
        keeper = Keeper(folder, draft)
        self.reader.ask(
            f"keep {draft.rule_id}",
            lambda: keeper.save(draft.text, True),
            self.kept.emit,
            self.refused.emit,
        )

    def _say_state(self) -> None:
        from_core = self.saved_at[11:16]
        self.card.chip.setVisible(self._dirty or bool(from_core))
        if self._dirty:
            self.card.say_state(say("rules.state.typing"))
        elif from_core:
            self.card.say_state(say("rules.state.saved", time=from_core))
        else:
            self.card.say_state(say("rules.state.unchanged"))

    # looking

    def _look(self) -> None:
        ground = self.ground
        if ground is None:
            return
        self._look_timer.stop()
        text = self.card.text()
        self.reader.forget("cases")
        self.reader.ask("look", lambda: look_at(ground, text), self._looked, self.refused.emit)

    def _looked(self, look: DraftLook) -> None:
        self.look = look
        self.card.show_look(look)
        ground, rule = self.ground, look.looked.rule
        if look.looked.runs and rule is not None and ground is not None:
            self.run_cases()
            self.measuring.rule_ready(rule)
        else:
            self.card.cases.show_stale()
            self.measuring.incomplete()
        self.judged.emit()

    def run_cases(self) -> None:
        """The examples of the last complete text, now."""
        look, ground = self.look, self.ground
        if look is None or ground is None or look.looked.rule is None or look.entry is None:
            return
        rule, entry = look.looked.rule, look.entry
        self.card.cases.show_running()

        def done(outcomes: Any) -> None:
            self.card.cases.show_outcomes(entry, outcomes)
            self.judged.emit()

        def failed(error: Exception) -> None:
            self.card.cases.show_failed(str(error))
            self.judged.emit()

        self.reader.ask("cases", lambda: run_cases_of(ground, rule), done, failed)

    def hindrance(self) -> str:
        """Why the draft cannot be published as it stands; empty when it can."""
        if self.ground is None or self.keeper is None:
            return say("rules.publish.no_draft")
        if not self.ground.may_publish:
            return say("rules.publish.no_right")
        if self.look is None:
            return say("rules.publish.looking")
        if self.look.looked.rule is None or self.look.looked.fault:
            return say("rules.publish.fault")
        if self.look.looked.errors:
            return say("rules.publish.errors", number=len(self.look.looked.errors))
        if self.card.cases.failed is None:
            return say("rules.publish.cases_running")
        if self.card.cases.failed:
            return say("rules.publish.cases", number=self.card.cases.failed)
        return "" if self.look.differences else say("rules.publish.same")

    def next_lint(self) -> None:
        """The cursor goes to the next place lint means."""
        marks = self.card.marks()
        if not marks:
            return
        here = next((place for place, (field, mark) in enumerate(marks)
                     if field.hasFocus() and field.textCursor().position() == mark.start), -1)  # fmt: skip
        field, mark = marks[(here + 1) % len(marks)]
        field.go_to(mark)

    def complete(self, part: Part, cursor: int, asked: bool = False) -> None:
        """Offer what may be written at the cursor of a part's field."""
        ground, field, content = self.ground, self.card.fields.get(part.where), self.card.content
        if ground is None or field is None or content is None:
            return
        self.card.popup.model.states = ground.fields
        table, text, known = str(content.get("table") or ""), field.toPlainText(), parameters(content)
        self._names.ask(
            "names",
            lambda: complete_at(ground, table, text, cursor, known, part.group),
            lambda found: field.offer(found, asked),
            lambda _error: self.card.popup.hide(),
        )

    def complete_here(self) -> None:
        """Ctrl+Space: at the cursor of the field that has the keys."""
        for where, field in self.card.fields.items():
            if field.hasFocus():
                self.complete(self.card.part(where), field.textCursor().position(), asked=True)

    def close(self) -> None:
        """What was typed is kept; no worker is left."""
        self.leave()
        self.reader.finish()
        self._names.close()
        self.measuring.close()
