"""A and R on the customer page: the chosen problem's answers wait for a reviewer, and this is one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from census_app.desktop.conditions import CUSTOMER_REVIEW
from census_app.desktop.core_words import worded
from census_app.desktop.language import say
from census_app.desktop.opened import opened
from census_app.desktop.pages.page import Context
from census_app.desktop.reads import Reader
from census_app.desktop.widgets.line_dialog import LineDialog

if TYPE_CHECKING:
    from census_app.survey.review.model import Entry
    from census_app.survey.review.recording import DecidedReport

PASSED, RETURNED, REFUTED = "passed", "returned", "refuted"
AWAITING = ("in_review", "appealed")


@dataclass(frozen=True)
class Waiting:
    """What waits about a problem: a sentence for each answer; the decisions that fit all; the reasons by decision.
    `refused` says why whoever sits here may decide nothing about it; then no decision fits."""

    number: str
    lines: tuple[str, ...]
    choices: frozenset[str]
    reasons: dict[str, tuple[str, ...]]
    refused: str = ""


def read_waiting(folder: Path, number: str) -> Waiting | None:
    """What a reviewer has to decide about a problem now; None when nothing waits; runs on a worker."""
    from census_app.survey.review.desk import review_desk
    from census_app.survey.review.settings import review_settings
    from census_app.survey.words import ReviewDecision

    with opened(folder) as workspace:
        desk = review_desk(workspace, keys=[number])
    items = [one for one in desk.items if number in {problem.problem_no for problem in one.entry.problems}]
    if not items:
        return None
    fitting = set.intersection(*({one.value for one in item.entry.choices} for item in items))
    decisions, settings = (ReviewDecision.RETURNED, ReviewDecision.REFUTED), review_settings()
    reasons = {one.value: tuple(reason.zh for reason in settings.reasons_for(one).values()) for one in decisions}
    refused = "\n".join(dict.fromkeys(item.why_not for item in items if item.why_not))
    lines = tuple(_line(item.entry, item.people) for item in items)
    return Waiting(number, lines, frozenset() if refused else frozenset(fitting), reasons, refused)


def _line(entry: Entry, people: str) -> str:
    reasons = "、".join(dict.fromkeys(one.reason for one in entry.answers if one.reason))
    said = [people, worded(entry.said), worded(reasons)]
    if entry.field_name:
        archive = say("customer.review.unknown") if entry.archive is None else entry.archive or say("evidence.empty")
        said.append(
            say("customer.review.values", field=entry.field_name, archive=archive, answer=entry.answered or "—")
        )
    evidence = "、".join(dict.fromkeys(one.evidence for one in entry.answers if one.evidence))
    said += [say("customer.review.evidence", evidence=evidence)] if evidence else []
    return "  ".join(filter(None, (*said, *entry.notes)))


def decide(folder: Path, number: str, decision: str, reason: str) -> DecidedReport:
    """The decision stands over everything that waits about the problem, or nothing does; runs on a worker."""
    from census_app.survey.review.deciding import decide as decide_about
    from census_app.survey.review.effects import Said
    from census_app.survey.words import ReviewDecision

    with opened(folder) as workspace:
        return decide_about(workspace, [Said(number, ReviewDecision(decision), reason)])


def take_back(folder: Path, acts: list[int], reason: str) -> None:
    """The decision is taken back and the answers wait again; runs on a worker."""
    from census_app.survey.review.undoing import undo_reviews

    with opened(folder) as workspace:
        undo_reviews(workspace, acts, reason)


class CustomerReview(QObject):
    """`found(waiting)` when it is known what waits; `decided` when something was decided or taken back."""

    found = Signal(object)
    decided = Signal()
    refused = Signal(str)

    def __init__(self, page: QWidget, context: Context, reader: Reader) -> None:
        super().__init__(page)
        self._page, self._context, self._reader = page, context, reader
        self.waiting: Waiting | None = None

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Keys of a reviewer."""
        return {"pass_review": partial(self.decide, PASSED), "return_review": partial(self.decide, RETURNED)}

    def look(self, record: dict[str, Any] | None) -> None:
        """Another problem is looked at: what waits about it is read when its state says that something does."""
        self._set(None)
        self._reader.forget("waiting")
        folder = self._context.session.folder
        if folder is not None and record is not None and record["state"] in AWAITING:
            work = partial(read_waiting, folder, str(record["problem_no"]))
            self._reader.ask("waiting", work, self._set, lambda error: self.refused.emit(_words(error)))

    def _set(self, waiting: Waiting | None) -> None:
        self.waiting = waiting
        self._context.session.flag(CUSTOMER_REVIEW, waiting is not None and PASSED in waiting.choices)
        self.found.emit(waiting)

    def decide(self, decision: str) -> bool:
        """通过, 退回 or 误报 with its reason; False when nothing waits that could be decided so."""
        folder, waiting = self._context.session.folder, self.waiting
        if folder is None or waiting is None or decision not in waiting.choices:
            return False
        reason = ""
        if decision in waiting.reasons:
            title = say(f"customer.review.{decision}")
            text = say("customer.review.reason", number=waiting.number)
            reason, agreed = LineDialog.choose(self._page, title, text, waiting.reasons[decision])
            if not agreed:
                return True
        work = partial(decide, folder, waiting.number, decision, reason)
        self._reader.ask("decide", work, partial(self._done, waiting.number, decision), self._refused)
        return True

    def _done(self, number: str, decision: str, report: DecidedReport) -> None:
        word = say(f"customer.review.{decision}")
        more = say("customer.review.second") if report.first_looks else ""
        words = "  ".join(filter(None, (say("customer.review.done", number=number, decision=word), more)))
        self._context.shell.toast(words, partial(self._undo, number, list(report.acts)))
        self.decided.emit()

    def _undo(self, number: str, acts: list[int]) -> None:
        folder = self._context.session.folder
        if folder is None:
            return

        def done(_nothing: Any) -> None:
            self._context.shell.toast(say("customer.review.undone", number=number))
            self.decided.emit()

        work = partial(take_back, folder, acts, say("customer.judge.undo_reason"))
        self._reader.ask("decide", work, done, self._refused)

    def _refused(self, error: Exception) -> None:
        self.refused.emit(_words(error))


def _words(error: Exception) -> str:
    advice = str(getattr(error, "advice", "") or "")
    return f"{getattr(error, 'message', error)}  {advice}".strip()
