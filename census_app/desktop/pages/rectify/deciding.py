"""From a key to a decision: which are possible for an entry, which reason goes with it, what is written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from census_app.desktop.conditions import (
    REVIEW_ACCEPT,
    REVIEW_DIGITS,
    REVIEW_MADE,
    REVIEW_REFUTE,
    REVIEW_RETURN,
    REVIEW_TRANSFER,
    REVIEW_VISIT,
)
from census_app.desktop.language import count, say
from census_app.desktop.pages.page import Context
from census_app.desktop.pages.rectify.flow import Decision, ReviewFlow
from census_app.desktop.pages.rectify.reads import Verdict

if TYPE_CHECKING:
    from census_app.survey.review.desk import DeskItem

PASS, RETURN, REFUTE, VISIT, TRANSFER = "pass", "return", "refute", "visit", "transfer"
_FLAGS = {
    PASS: REVIEW_ACCEPT,
    RETURN: REVIEW_RETURN,
    REFUTE: REVIEW_REFUTE,
    VISIT: REVIEW_VISIT,
    TRANSFER: REVIEW_TRANSFER,
}
_MEANS: Mapping[str, tuple[str, ...]] = {
    PASS: ("passed", "upheld"),
    RETURN: ("returned", "rejected"),
    REFUTE: ("refuted",),
    VISIT: ("to_visit",),
    TRANSFER: ("upheld",),
}
_FIRST_DIGIT = 1


class Deciding(QObject):
    """The entry looked at and what is being decided about it. `choosing` is the decision that waits for a reason;
    `changed` when the card has to be drawn again; `trouble` is what the core refused, in words."""

    changed = Signal()
    decided = Signal()

    def __init__(self, context: Context, flow: ReviewFlow, parent: QObject) -> None:
        super().__init__(parent)
        self._context, self.flow = context, flow
        self.item: DeskItem | None = None
        self.choosing = ""
        self.note = ""
        self.trouble = ("", "")
        flow.refused.connect(self._refused)
        flow.written.connect(self._written)
        flow.undone.connect(self._undone)
        flow.moved.connect(self._flag)

    def look(self, item: DeskItem | None) -> None:
        """Another entry; what was begun about the one before is dropped."""
        if item is None or self.item is None or item.key != self.item.key:
            self.choosing, self.note = "", ""
        self.item = item
        self._flag()
        self.changed.emit()

    def possible(self, name: str) -> bool:
        """Whether this decision may be taken about the entry looked at."""
        item = self.item
        if item is None or item.why_not:
            return False
        if name == PASS and item.entry.rivals:
            return False
        if name == TRANSFER:
            return self._word(item, name) != "" and self.appealed
        return self._word(item, name) != ""

    @property
    def can_undo(self) -> bool:
        """Whether something was decided in this window."""
        return bool(self.flow.made)

    @property
    def appealed(self) -> bool:
        """Whether an appeal is looked at."""
        return self.item is not None and any(one.value == "upheld" for one in self.item.entry.choices)

    def _word(self, item: DeskItem, name: str) -> str:
        choices = {one.value for one in item.entry.choices}
        return next((word for word in _MEANS[name] if word in choices), "")

    def consequence(self, name: str) -> str:
        """What follows from a decision about the entry looked at, as a key of `rectify.then`."""
        item = self.item
        if item is None or name not in (PASS, RETURN):
            return name
        if self.appealed:
            return f"appeal_{name}"
        of_task = item.entry.task is not None and not item.entry.is_list
        if name == RETURN:
            return "return_task" if of_task else name
        if of_task:
            return "pass_value" if item.entry.differs else "pass_same"
        outcome = item.entry.outcome
        return "pass_right" if outcome is not None and outcome.value == "not_abnormal" else name

    def _flag(self) -> None:
        session = self._context.session
        for name, flag in _FLAGS.items():
            session.flag(flag, self.possible(name))
        rivals = self.item is not None and bool(self.item.entry.rivals) and not self.item.why_not
        session.flag(REVIEW_DIGITS, bool(self.choosing) or rivals)
        session.flag(REVIEW_MADE, bool(self.flow.made))

    def reasons(self) -> tuple[tuple[str, str, str], ...]:
        """The reasons to choose from by digit: code, name, advice."""
        ground = self.flow.ground
        if ground is None or not self.choosing:
            return ()
        if self.choosing == TRANSFER:
            own = self.item.entry.unit if self.item is not None else ""
            units = ((code, name or code, code) for code, name in sorted(ground.units.items()) if code != own)
            return tuple(units)
        return ground.reasons["refute" if self.choosing == REFUTE else "return"]

    def press(self, name: str) -> None:
        """A decision's key: at once where no reason is asked for, else its reasons are shown."""
        if not self.possible(name):
            return
        self.trouble = ("", "")
        if name in (RETURN, REFUTE, TRANSFER):
            self.choosing = name
            self._flag()
            self.changed.emit()
            return
        self._decide(name, "")

    def digit(self, number: int) -> None:
        """A reason while one is asked for; else the version to keep of several."""
        if self.choosing:
            listed = self.reasons()
            if _FIRST_DIGIT <= number <= len(listed):
                self._decide(self.choosing, listed[number - 1][0])
        elif self.item is not None and self.item.entry.rivals and number <= len(self.item.versions):
            self.keep_version(number - 1)

    def keep_version(self, place: int) -> None:
        """One of several versions holds; the others are put aside by the core."""
        item = self.item
        chosen = self.flow.item(item.versions[place].key) if item is not None else None
        if item is None or chosen is None or item.why_not:
            return
        word = self._word(chosen, PASS)
        if not word:
            self.trouble = (say("rectify.cannot_keep"), "")
            self.changed.emit()
            return
        verdicts = [Verdict(chosen.key, word, "", self.note)]
        self._write(item, verdicts, say("rectify.did.version", number=place + 1))

    def cancel(self) -> bool:
        """No reason is asked for any more; False when none was."""
        if not self.choosing:
            return False
        self.choosing = ""
        self._flag()
        self.changed.emit()
        return True

    def _decide(self, name: str, reason: str) -> None:
        item = self.item
        if item is None:
            return
        unit, code = (reason, "") if name == TRANSFER else ("", reason)
        targets = [item]
        if name in (RETURN, VISIT):
            targets += [one for key in item.entry.rivals if (one := self.flow.item(key)) is not None]
        verdicts = [Verdict(one.key, self._word(one, name), code, self.note, unit) for one in targets]
        words = say(f"rectify.did.{'uphold' if name == PASS and self.appealed else name}")
        named = next((zh for known, zh, _ in self.reasons() if known == reason), "")
        self._write(item, verdicts, f"{words}：{named}" if named else words)

    def _write(self, item: DeskItem, verdicts: list[Verdict], words: str) -> None:
        self.choosing, self.note, self.trouble = "", "", ("", "")
        whose = item.entry.customer.replace("　", " ") or item.key
        self.flow.decide(item, verdicts, say("rectify.did.about", words=words, whose=whose))
        self.decided.emit()

    def _written(self, decision: Decision) -> None:
        written, words = decision.written, decision.words
        if written is not None and written.first_looks:
            words = f"{words}；{say('rectify.did.second')}"
        if written is not None and written.accepted_tasks:
            words = f"{words}；{say('rectify.did.task', number=count(len(written.accepted_tasks)))}"
        self._context.shell.toast(words, self.flow.take_back)

    def _undone(self, decision: Decision) -> None:
        self._context.shell.toast(say("rectify.did.undone", words=decision.words))

    def _refused(self, message: str, advice: str) -> None:
        self.trouble = (message, advice)
        self._context.shell.toast(f"{message}  {advice}".strip())
        self.changed.emit()
