"""What is done to the chosen problems: give out, 属实, 误报, accept and send back answers, export; and the way back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QWidget

from census_app.desktop.conditions import IN_REVIEW, PROBLEM_ACT
from census_app.desktop.language import count, say
from census_app.desktop.pages.customer.reviewing import Waiting, read_waiting
from census_app.desktop.pages.page import Context
from census_app.desktop.pages.problems.acting import (
    CONFIRMED,
    PASSED,
    REFUTED,
    RETURNED,
    Made,
    judge,
    return_reasons,
    review,
    take_back,
)
from census_app.desktop.pages.problems.board import WAITING_FOR_REVIEW
from census_app.desktop.pages.problems.chosen import Chosen
from census_app.desktop.pages.problems.exporting import ViewExport
from census_app.desktop.pages.problems.flow import ProblemFlow
from census_app.desktop.pages.problems.giving_out import GivingOut
from census_app.desktop.pages.problems.reason_dialog import ReasonDialog
from census_app.desktop.pages.problems.reason_menu import ReasonMenu
from census_app.desktop.reads import Reader

MOST_AT_ONCE = 5000
"""Problems of one act: each is named in the log."""


class ProblemDoing(QObject):
    """Asks for the reason, does it on the page's worker, says what was done or why not; the newest is undone first.

    `waits(waiting)` when it is known what answer waits about the problem looked at.
    """

    waits = Signal(object)

    def __init__(self, page: QWidget, context: Context, flow: ProblemFlow, chosen: Chosen, reader: Reader) -> None:
        super().__init__(page)
        self._page, self._context, self._flow, self._chosen, self._reader = page, context, flow, chosen, reader
        self._made: list[Made] = context.memory.setdefault("made", [])
        self._record: dict[str, Any] = {}
        self.dialog: QDialog | None = None
        self.menu: ReasonMenu | None = None
        self.giving = GivingOut(page, context, flow, chosen, reader)
        self.export = ViewExport(page, context, flow)

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Keys."""
        return {
            "confirm_problems": lambda: self.ask_judgement(CONFIRMED),
            "refute_problems": lambda: self.ask_judgement(REFUTED),
            "accept_answer": lambda: self.review(PASSED, ""),
            "return_answer": self.ask_return,
            "undo_problems": self.undo,
            "dispatch_problems": self.giving.start,
            "export_view": self.export.ask,
        }

    def show(self, record: dict[str, Any]) -> None:
        """Another problem is looked at."""
        self._record = record
        waiting, folder = record.get("state") in WAITING_FOR_REVIEW, self._context.session.folder
        self._context.session.flag(IN_REVIEW, waiting)
        self._reader.forget("waiting")
        if waiting and folder is not None:
            work = partial(read_waiting, folder, str(record.get("problem_no", "")))
            self._reader.ask("waiting", work, self._known, self._refused)

    def _known(self, waiting: Waiting | None) -> None:
        """What cannot be accepted here is not offered."""
        self._context.session.flag(IN_REVIEW, waiting is not None and PASSED in waiting.choices)
        self.waits.emit(waiting)

    def ask_judgement(self, outcome: str) -> None:
        """The reason for a word on all chosen problems."""
        number = self._chosen.number
        if number == 0 or self._context.session.folder is None:
            return
        if number > MOST_AT_ONCE:
            self._context.shell.toast(say("problems.doing.too_many", number=count(number), most=count(MOST_AT_ONCE)))
            return
        self._drop()
        stretches = self._chosen.stretches
        dialog = ReasonDialog(self._page, outcome, number)
        dialog.accepted.connect(lambda: self.judge(stretches, outcome, dialog.text))
        self.dialog = dialog
        dialog.open()

    def judge(self, stretches: list[tuple[int, int]], outcome: str, reason: str) -> None:
        """The word on the problems of stretches of the view stands in the log."""
        folder = self._context.session.folder
        if folder is None:
            return

        def write(numbers: list[str]) -> None:
            self._write(partial(judge, folder, numbers, outcome, reason))

        self._flow.read_numbers(stretches, write)

    def ask_return(self) -> None:
        """Why the answer goes back."""
        number = str(self._record.get("problem_no", ""))
        menu = ReasonMenu(self._page, say("problems.doing.return_title", number=number), return_reasons())
        menu.picked.connect(lambda code: self.review(RETURNED, code))
        menu.open_over(self._page.window())
        self.menu = menu

    def review(self, decision: str, reason: str) -> None:
        """The answer about the problem looked at is accepted or sent back."""
        folder, number = self._context.session.folder, str(self._record.get("problem_no", ""))
        if folder is not None and number:
            self._write(partial(review, folder, number, decision, reason))

    def _write(self, work: Callable[[], Made]) -> None:
        self._reader.ask("act", work, self._done, self._refused)

    def _done(self, made: Made) -> None:
        self._remember([*self._made, made])
        words = say(f"problems.doing.{made.word}", number=count(len(made.numbers)))
        more = say("customer.review.second") if made.second else ""
        number, people = made.over
        more = say("problems.doing.over", number=count(number), by=people) if number else more
        self._context.shell.toast(f"{words}  {more}".strip(), self.undo)
        self._context.session.reload_asked.emit()

    def undo(self) -> None:
        """The newest thing done here is taken back, and what it was is said."""
        folder = self._context.session.folder
        if folder is None or not self._made:
            return
        made = self._made[-1]

        def done(_nothing: Any) -> None:
            self._remember([one for one in self._made if one is not made])
            word = say(f"problems.doing.word.{made.word}")
            self._context.shell.toast(say("problems.doing.undone", number=count(len(made.numbers)), word=word))
            self._context.session.reload_asked.emit()

        self._reader.ask(
            "act", partial(take_back, folder, made, say("problems.doing.undo_reason")), done, self._refused
        )

    def _remember(self, made: list[Made]) -> None:
        self._made = self._context.memory["made"] = made
        self._context.session.flag(PROBLEM_ACT, bool(made))

    def forget(self) -> None:
        """Another workspace: nothing was done here."""
        self._remember([])

    def _refused(self, error: Exception) -> None:
        advice = str(getattr(error, "advice", "") or "")
        self._context.shell.toast(f"{getattr(error, 'message', error)}  {advice}".strip())

    def _drop(self) -> None:
        old, self.dialog = self.dialog, None
        if old is not None:
            old.close()
            old.deleteLater()

    def close(self) -> None:
        """No dialog is open and nobody listens any more."""
        self._drop()
        self.giving.close()
        self.export.close()
