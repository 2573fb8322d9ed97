"""What can be done on the customer page that the log keeps: seeing values in clear, judging a problem."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QInputDialog, QLineEdit, QWidget

from census_app.desktop.actions import JUDGED
from census_app.desktop.language import say
from census_app.desktop.opened import opened
from census_app.desktop.pages.customer.reads import reveal_sheet
from census_app.desktop.pages.page import Context
from census_app.desktop.reads import Reader

if TYPE_CHECKING:
    from census_app.workspace.customers import CustomerSheet

CONFIRMED, REFUTED = "confirmed", "refuted"


@dataclass(frozen=True)
class Judged:
    """A judgement made here: of which problem, what was said, and the act that says it."""

    number: str
    outcome: str
    act: int


def judge(folder: Path, number: str, outcome: str, reason: str) -> Judged:
    """A person's word on a problem stands in the log; runs on a worker."""
    from census_app.workspace.precision_acts import judge_problems
    from census_app.workspace.precision_settings import Outcome

    with opened(folder) as workspace:
        return Judged(number, outcome, judge_problems(workspace, [number], Outcome(outcome), reason).seq)


def take_back(folder: Path, judged: Judged, reason: str) -> None:
    """The judgement no longer counts: a refuted problem stands again as before it; runs on a worker."""
    from census_app.workspace.precision_acts import judge_problems
    from census_app.workspace.precision_settings import Outcome
    from census_app.workspace.problem_acts import undo

    with opened(folder) as workspace:
        if judged.outcome == REFUTED:
            undo(workspace, judged.act, reason)
        else:
            judge_problems(workspace, [judged.number], Outcome.UNDECIDED, reason)


class CustomerDoing(QObject):
    """Asks for the reason, does it on the page's worker, says what was done or why not."""

    revealed = Signal(object)
    judged = Signal()

    def __init__(self, page: QWidget, context: Context, reader: Reader) -> None:
        super().__init__(page)
        self._page, self._context, self._reader = page, context, reader
        self._made: list[Judged] = []

    def handlers(self, record: Callable[[], dict[str, Any] | None]) -> dict[str, Callable[[], object]]:
        """Keys that judge the problem looked at."""
        return {
            "confirm_problem": lambda: self.judge(record(), CONFIRMED),
            "refute_problem": lambda: self.judge(record(), REFUTED),
            "undo_judgement": self.undo,
        }

    def reveal(self, sheet: CustomerSheet | None) -> None:
        """The customer in clear; the log has the reason first."""
        folder = self._context.session.folder
        if folder is None or sheet is None or sheet.clear:
            return
        text = say("customer.reveal_reason", customer=sheet.customer)
        reason = self._reason(say("action.reveal_personal"), text)
        if reason is not None:
            work = partial(reveal_sheet, folder, sheet.customer, reason)
            self._reader.ask("reveal", work, self.revealed.emit, self._refused)

    def judge(self, record: dict[str, Any] | None, outcome: str) -> None:
        """属实 or 误报; precision counts it, and a refuted problem is left alone while its values stay."""
        folder = self._context.session.folder
        if folder is None or record is None:
            return
        number = str(record["problem_no"])
        word = say(f"customer.judge.{outcome}")
        reason = self._reason(word, say(f"customer.judge.ask_{outcome}", number=number, rule=record["rule_id"]))
        if reason is None:
            return

        def done(made: Judged) -> None:
            self._remember([*self._made, made])
            self._context.shell.toast(say("customer.judge.done", number=number, outcome=word))
            self.judged.emit()

        self._reader.ask("judge", partial(judge, folder, number, outcome, reason), done, self._refused)

    def undo(self) -> None:
        """The newest judgement made here is taken back, and what it was is said."""
        folder = self._context.session.folder
        if folder is None or not self._made:
            return
        made = self._made[-1]

        def done(_nothing: Any) -> None:
            self._remember([one for one in self._made if one is not made])
            word = say(f"customer.judge.{made.outcome}")
            self._context.shell.toast(say("customer.judge.undone", number=made.number, outcome=word))
            self.judged.emit()

        self._reader.ask(
            "judge", partial(take_back, folder, made, say("customer.judge.undo_reason")), done, self._refused
        )

    def forget(self) -> None:
        """Another workspace: nothing was made here."""
        self._remember([])

    def _remember(self, made: list[Judged]) -> None:
        self._made = made
        self._context.session.flag(JUDGED, bool(made))

    def _reason(self, title: str, text: str) -> str | None:
        """What the person writes; None when nothing shall be done."""
        reason, given = QInputDialog.getText(self._page, title, text, QLineEdit.EchoMode.Normal, "")
        return reason if given else None

    def _refused(self, error: Exception) -> None:
        advice = str(getattr(error, "advice", "") or "")
        self._context.shell.toast(f"{getattr(error, 'message', error)}  {advice}".strip())
