"""匹配复核: one record at a time, candidates side by side, the weight of the one looked at, the decision by key."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from census_app.desktop import commands
from census_app.desktop.conditions import LINKED, MATCH, MATCH_ANSWERED
from census_app.desktop.jobs import JobRecord
from census_app.desktop.language import count, say
from census_app.desktop.pages.matching.compare import MOST_CANDIDATES, CompareTable
from census_app.desktop.pages.matching.decision import WIDTH, DecisionCard
from census_app.desktop.pages.matching.facets import SourceFacets
from census_app.desktop.pages.matching.flow import ReviewFlow
from census_app.desktop.pages.matching.models import ModelDialog
from census_app.desktop.pages.matching.weight import WeightCard
from census_app.desktop.pages.page import Context, Page
from census_app.desktop.widgets.bars import ProgressLine
from census_app.desktop.widgets.buttons import LinkButton
from census_app.desktop.widgets.line_dialog import LineDialog, needs
from census_app.desktop.widgets.lines_dialog import LinesDialog
from census_app.desktop.widgets.split import Split
from census_app.desktop.widgets.states import ErrorView, Skeleton, StateView

_REVIEWER = "reviewer"
_KEPT = "match review"
_SHOWN_KINDS = frozenset({"acts", "parts", "snapshots"})


class MatchPage(Page):
    """Reads the queue when first looked at; the reviewer's name is asked once and remembered."""

    page_id = "match"

    def __init__(self, context: Context) -> None:
        super().__init__(context, say("page.match"))
        self.flow = ReviewFlow(self)
        self.flow.reviewer = self.session.preferences.text(_REVIEWER, "")
        self.flow.kept = context.memory.pop(_KEPT, None)
        self.chosen = 0
        self.notes = LinkButton()
        self.notes.hide()
        self.notes.clicked.connect(self._show_notes)
        self.notes.setToolTip(say("match.key", action=say("action.match_notes"), letter="N"))
        self.tools.addWidget(self.notes)
        self.who = LinkButton(say("match.who"))
        self.who.clicked.connect(self._ask_name)
        self.who.setToolTip(say("match.key", action=say("action.match_reviewer"), letter="R"))
        self.tools.addWidget(self.who)
        self.tools.addWidget(self.action_button("match_models"))
        self.tools.addWidget(self.action_button("link_again"))
        self.facets = SourceFacets()
        self.facets.narrowed.connect(self.narrow)
        self.column.addWidget(self.facets)
        self.progress = ProgressLine(300, wide=True)
        self.column.addWidget(self.progress)
        self._build_body()
        self.flow.read.connect(self._show_record)
        self.flow.moved.connect(self._show_record)
        self.flow.counted.connect(self._show_counts)
        self.flow.revealed.connect(self._show_record)
        self.flow.failed.connect(self._failed)
        self.flow.refused.connect(self._refused)
        self.flow.disagreed.connect(self._disagreed)
        self.session.jobs.finished.connect(self._job_finished)
        self.session.stale.connect(self._stale)

    def _build_body(self) -> None:
        self.table = CompareTable()
        self.decision = DecisionCard(self.action_button("match_undo"))
        self.decision.answered.connect(self.answer)
        self.weight = WeightCard(self.action_button("match_reveal"))
        self.split = Split(self.weight, self.decision, WIDTH, "match_decision")
        self.board = QWidget()
        layout = QVBoxLayout(self.board)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(self.table, 11)
        layout.addWidget(self.split, 10)
        again = self.action_button("link_again", primary=True)
        self.nothing = StateView("match", say("match.nothing.title"), say("match.nothing.text"), [again])
        rerun = self.action_button("link_again", primary=True)
        self.finished = StateView("tick", say("match.done.title"), "", [rerun], tone="ok")
        self.skeleton, self.error = Skeleton(), ErrorView()
        self.error.retry.clicked.connect(self._open)
        self.stack = QStackedWidget()
        for widget in (self.nothing, self.board, self.finished, self.skeleton, self.error):
            self.stack.addWidget(widget)
        self.column.addWidget(self.stack, 1)

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Keys of the review; no key chooses by default."""
        answers = {f"match_{key}": partial(self.answer, key) for key in "123450"}
        return answers | {
            "match_unsure": partial(self.answer, "Q"),
            "match_skip": partial(self.answer, "S"),
            "match_undo": self.undo,
            "match_reveal": self._reveal,
            "match_left": partial(self.look_at, -1),
            "match_right": partial(self.look_at, 1),
            "match_source": lambda: self.narrow(self.facets.next_source(self.flow), False),
            "match_disputed": lambda: self.narrow(self.flow.source, not self.flow.disputed),
            "match_reviewer": self._ask_name,
            "match_notes": self._show_notes,
            "match_models": lambda: ModelDialog(self, self.session).open(),
            "link_again": self._link,
        }

    def refresh(self) -> None:
        """Another workspace: another queue, when the page is looked at."""
        if self.session.folder != self.flow.folder:
            self.flow.view = None
        if self.session.folder is None:
            self._show_nothing("")
        elif self.isVisible():
            self.activate()

    def activate(self) -> None:
        """Read on first look."""
        if self.session.folder is not None and (self.flow.view is None or self.flow.folder != self.session.folder):
            self._open()
        self.setFocus()

    def _open(self) -> None:
        facts = self.session.facts
        if facts is None or not facts.data_date:
            self._show_nothing("")
            return
        self._flag_off()
        self.progress.hide()
        self.stack.setCurrentWidget(self.skeleton)
        self.flow.open(facts.folder)

    def _flag_off(self) -> None:
        for condition in (MATCH, LINKED):
            self.session.flag(condition, False)

    def _show_nothing(self, why: str) -> None:
        self._flag_off()
        self.subtitle.setText(say("match.subtitle.none"))
        self.notes.hide()
        self.nothing.say(say("match.nothing.title"), "\n".join(filter(None, (why, say("match.nothing.text")))))
        self.progress.hide()
        self.stack.setCurrentWidget(self.nothing)

    def _failed(self, error: Exception) -> None:
        message, advice = str(getattr(error, "message", error)), str(getattr(error, "advice", "") or "")
        if _is_not_compared(error):
            self._show_nothing(message)
            return
        self._flag_off()
        self.error.show_error(say("match.failed"), f"{message}\n{advice}".strip())
        self.stack.setCurrentWidget(self.error)

    def _refused(self, message: str, advice: str) -> None:
        self.context.shell.toast(f"{message}  {advice}".strip())

    def _disagreed(self, record: str, reviewers: tuple[str, ...]) -> None:
        others = say("match.and").join(reviewers)
        self.context.shell.toast(say("match.disagreed", record=record, reviewers=others))

    def narrow(self, source: str, disputed: bool) -> None:
        """Only one source, or only what reviewers disagree about."""
        self.flow.narrow(source, disputed=disputed)

    def _show_counts(self) -> None:
        view = self.flow.view
        self.who.setText(say("match.reviewer", name=self.flow.reviewer) if self.flow.reviewer else say("match.who"))
        self.session.flag(MATCH_ANSWERED, bool(self.flow.answers))
        self.session.flag(LINKED, view is not None)
        if view is None:
            return
        self.notes.setText(say("match.notes", number=len(view.notes)))
        self.notes.setVisible(bool(view.notes))
        self.facets.show_counts(self.flow)
        done, total = len(self.flow.answers), self.flow.total()
        self.progress.setVisible(total > 0)
        self.progress.show_step(done, total)
        waiting = len(self.flow.waiting())
        self.subtitle.setText(
            say("match.subtitle.full", links=view.link_set[:8], date=view.data_date, waiting=waiting, done=done)
            + (say("match.subtitle.later", number=count(view.later)) if view.later else "")
        )
        self._show_last()

    def _show_record(self) -> None:
        self._show_counts()
        record = self.flow.current()
        if self.flow.view is None:
            return
        self.session.flag(MATCH, record is not None)
        if record is None:
            done, elsewhere = len(self.flow.answers), sum(self.flow.left().values())
            more = [say("match.done.elsewhere", number=count(elsewhere))] if elsewhere else []
            self.finished.say(say("match.done.title"), "\n".join([say("match.done.text", done=done), *more]))
            self.stack.setCurrentWidget(self.finished)
            return
        self.chosen = 0
        self.table.show_record(record, 0)
        self.decision.show_record(record, 0)
        self.weight.show_pair(1, record.pairs[0])
        self.stack.setCurrentWidget(self.board)

    def _show_last(self) -> None:
        last = self.flow.answers[-1] if self.flow.answers else None
        if last is None:
            self.decision.last.setText("")
            return
        said = {"0": say("match.none"), "Q": say("match.unsure")}.get(last.key) or say("match.is", number=last.key)
        self.decision.last.setText(say("match.last", record=last.record.key, said=said))

    def look_at(self, step: int) -> None:
        """The weight of the next or previous candidate."""
        record = self.flow.current()
        if record is not None:
            self.chosen = max(0, min(len(record.pairs[:MOST_CANDIDATES]) - 1, self.chosen + step))
            self.table.choose(self.chosen)
            self.decision.choose(self.chosen)
            self.weight.show_pair(self.chosen + 1, record.pairs[self.chosen])

    def answer(self, key: str) -> None:
        """One key, one answer; the first one asks who is answering."""
        if key != "S" and not self.flow.reviewer and not self._ask_name():
            return
        self.flow.answer(key)

    def undo(self) -> None:
        """The newest answer is taken back and its record is here again."""
        answer = self.flow.take_back()
        if answer is not None:
            self.context.shell.toast(say("match.undone", record=answer.record.key))

    def _ask_name(self) -> bool:
        title, text = say("match.who"), say("match.who_text")
        name, given = LineDialog.ask_for(self, title, text, self.flow.reviewer, needs(say("common.write")))
        if not given or not name.strip():
            return False
        self.flow.reviewed_by(" ".join(name.split()))
        self.session.preferences.remember(_REVIEWER, self.flow.reviewer)
        self._show_record()
        return True

    def _show_notes(self) -> None:
        if self.flow.view is not None:
            LinesDialog(self, say("match.notes_title"), list(self.flow.view.notes)).open()

    def _reveal(self) -> None:
        record = self.flow.current()
        if record is None:
            return
        title, text = say("action.match_reveal"), say("customer.reveal_reason", customer=record.key)
        reason, given = LineDialog.ask_for(self, title, text, faults=needs(say("common.write")))
        if given:
            self.flow.reveal(reason)

    def _link(self) -> None:
        folder = self.session.folder
        if folder is not None and self.session.jobs.start(commands.link(folder)) is None:
            self.context.shell.toast(say("job.busy"))

    def _stale(self, kinds: frozenset[str]) -> None:
        if kinds & _SHOWN_KINDS and self.isVisible():
            self.flow.look_again()

    def _job_finished(self, record: JobRecord) -> None:
        if record.job.kind == commands.LINK:
            self.flow.view = None
            if self.isVisible():
                self.activate()

    def close_page(self) -> None:
        """Every answer is written; nobody listens any more."""
        self.session.jobs.finished.disconnect(self._job_finished)
        self.session.stale.disconnect(self._stale)
        self.context.memory[_KEPT] = self.flow.keep()
        self.flow.close()


def _is_not_compared(error: Exception) -> bool:
    # the core is in memory by the time it refuses, and not before
    from census_app.workspace.linking.newest import NotCompared

    return isinstance(error, NotCompared)
