"""What can be done on the customer page that the log keeps: seeing values in clear, judging a problem."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QWidget

from census_app.desktop import survey_commands
from census_app.desktop.conditions import CUSTOMER_PHOTOS, JUDGED
from census_app.desktop.jobs import JobRecord
from census_app.desktop.language import say
from census_app.desktop.opened import opened
from census_app.desktop.pages.customer.proposing import propose
from census_app.desktop.pages.customer.reads import reveal_sheet
from census_app.desktop.pages.page import Context
from census_app.desktop.reads import Reader
from census_app.desktop.widgets.line_dialog import LineDialog, needs
from census_app.desktop.widgets.photo_viewer import PhotoViewer, ViewedPhoto

if TYPE_CHECKING:
    from census_app.desktop.pages.customer.reads import Asked
    from census_app.desktop.pages.customer.rehearsal import RehearsalCard
    from census_app.workspace.customers import CustomerSheet

CONFIRMED, REFUTED = "confirmed", "refuted"


@dataclass(frozen=True)
class Judged:
    """A judgement made here: of which problem, what was said, the act that says it; who had said the opposite."""

    number: str
    outcome: str
    act: int
    over: str = ""


def judge(folder: Path, number: str, outcome: str, reason: str) -> Judged:
    """A person's word on a problem stands in the log; runs on a worker."""
    from census_app.workspace.precision.acts import judge_problems, overruled
    from census_app.workspace.precision.settings import Outcome

    with opened(folder) as workspace:
        act = judge_problems(workspace, [number], Outcome(outcome), reason)
        before = overruled(workspace, act)
    return Judged(number, outcome, act.seq, before[number].actor if number in before else "")


def take_back(folder: Path, judged: Judged, reason: str) -> None:
    """The judgement no longer counts: a refuted problem stands again as before it; runs on a worker."""
    from census_app.workspace.precision.acts import take_back_judgement

    with opened(folder) as workspace:
        take_back_judgement(workspace, judged.act, reason)


class CustomerDoing(QObject):
    """Asks for the reason, does it on the page's worker, says what was done or why not."""

    revealed = Signal(object)
    judged = Signal()

    def __init__(self, page: QWidget, context: Context, reader: Reader, photo_reader: Reader) -> None:
        super().__init__(page)
        self._page, self._context, self._reader, self._photo_reader = page, context, reader, photo_reader
        self._made: list[Judged] = []
        self._photos: list[ViewedPhoto] = []
        self.dialog: QDialog | None = None
        context.session.jobs.finished.connect(self._finished)

    def handlers(self, record: Callable[[], dict[str, Any] | None]) -> dict[str, Callable[[], object]]:
        """Keys that judge the problem looked at."""
        return {
            "confirm_problem": lambda: self.judge(record(), CONFIRMED),
            "refute_problem": lambda: self.judge(record(), REFUTED),
            "undo_judgement": self.undo,
            "show_photos": self.show_photos,
        }

    def show_pictures(self, photos: Sequence[ViewedPhoto]) -> None:
        """Other pictures to look at."""
        self._photos = list(photos)
        self._context.session.flag(CUSTOMER_PHOTOS, bool(photos))

    def show_photos(self, at: int = 0) -> None:
        """The pictures large; a button that has the focus is pressed instead, as Space always does."""
        focused = QApplication.focusWidget()
        if isinstance(focused, QAbstractButton) and self._page.isAncestorOf(focused) and not at:
            focused.click()
        elif self._photos:
            self._open(PhotoViewer(self._page, self._photo_reader, self._photos, at))

    def print_page(self, sheet: CustomerSheet | None, asked: Asked | None) -> None:
        """The customer on one page: on paper or as a PDF, as masked as on the screen."""
        if sheet is not None:
            from census_app.desktop.pages.customer.print_dialog import PrintDialog

            self._open(PrintDialog(self._page, sheet, asked, self._context.session.facts))

    def dispatch(self, sheet: CustomerSheet | None) -> None:
        """The customer's problems are given out, after a look at the preview."""
        if sheet is None:
            return
        from census_app.desktop.pages.tasks.dispatch_dialog import DispatchDialog

        dialog = DispatchDialog(self._page, self._context.session, {})
        dialog.only_customer(sheet.customer)
        self._open(dialog)

    def _finished(self, record: JobRecord) -> None:
        """What this page gave out can be taken back for a while."""
        dialog, folder = self.dialog, self._context.session.folder
        mine = dialog is not None and getattr(dialog, "record", None) is record
        act = int(record.result.get("act") or 0)
        if folder is None or not mine or record.job.kind != survey_commands.TASK_DISPATCH or not act:
            return
        undo = partial(self._context.session.jobs.start, survey_commands.undo_task_act(folder, act))
        number = len(record.result.get("list") or ())
        self._context.shell.toast(say("customer.dispatched", number=number), undo)
        self.judged.emit()

    def propose(self, record: dict[str, Any] | None, card: RehearsalCard) -> None:
        """What was rehearsed waits for another person's review, with the evidence."""
        folder = self._context.session.folder
        if folder is None or record is None or not card.tried:
            return
        number = str(record["problem_no"])

        def done(made: int) -> None:
            card.show_proposal(say("customer.proposal.done", number=number, values=made), good=True)
            self._context.shell.toast(say("customer.proposal.done", number=number, values=made))
            self.judged.emit()

        work = partial(propose, folder, number, card.tried, card.evidence.text())
        failed = partial(self._proposal_refused, card)
        self._reader.ask("propose", work, done, failed)

    def _proposal_refused(self, card: RehearsalCard, error: Exception) -> None:
        card.show_proposal(refusal_words(error), good=False)
        card.evidence.setFocus()

    def _open(self, dialog: QDialog) -> None:
        self._drop()
        self.dialog = dialog
        dialog.open()

    def _drop(self) -> None:
        old, self.dialog = self.dialog, None
        if old is not None:
            old.close()
            old.deleteLater()

    def close(self) -> None:
        """No dialog is open and nobody listens any more."""
        self._context.session.jobs.finished.disconnect(self._finished)
        self._drop()

    def reveal(self, sheet: CustomerSheet | None) -> None:
        """The customer in clear; the log has the reason first."""
        folder = self._context.session.folder
        if folder is None or sheet is None or sheet.clear:
            return
        text = say("customer.reveal_reason", customer=sheet.customer)
        reason = self._reason(say("action.reveal_personal"), text, needed=True)
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
        asked = say(f"customer.judge.ask_{outcome}", number=number, rule=record["rule_id"])
        reason = self._reason(word, asked, needed=outcome == REFUTED)
        if reason is None:
            return

        def done(made: Judged) -> None:
            self._remember([*self._made, made])
            told = say("customer.judge.done", number=number, outcome=word)
            over = say("problems.doing.over", number=1, by=made.over) if made.over else ""
            self._context.shell.toast(f"{told}  {over}".strip(), self.undo)
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

    def _reason(self, title: str, text: str, *, needed: bool) -> str | None:
        """What the person writes; None when nothing shall be done."""
        reason, given = LineDialog.ask_for(self._page, title, text, faults=needs(say("common.write") if needed else ""))
        return reason if given else None

    def _refused(self, error: Exception) -> None:
        self._context.shell.toast(refusal_words(error))


def refusal_words(error: Exception) -> str:
    """What the core refused, and what to do."""
    advice = str(getattr(error, "advice", "") or "")
    return f"{getattr(error, 'message', error)}  {advice}".strip()
