"""The draft in work over the snapshots of the past, as a job: started, followed, given up, told in the card."""

from __future__ import annotations

from PySide6.QtCore import QObject, SignalInstance

from census_app.desktop import commands
from census_app.desktop.jobs import JobRecord, JobState
from census_app.desktop.language import say
from census_app.desktop.pages.rules.editor.backtest import BacktestCard
from census_app.desktop.pages.rules.editor.drafting import Drafting
from census_app.desktop.session import Session


class BackTesting(QObject):
    """Asks for what is kept of the draft; a result that comes after the text was changed says so."""

    def __init__(self, drafting: Drafting, card: BacktestCard, session: Session) -> None:
        super().__init__(drafting)
        self._drafting, self._card, self._session = drafting, card, session
        self._changed = False
        card.wanted.connect(self.start)
        card.stopped.connect(session.jobs.cancel)
        drafting.shown.connect(self._opened)
        drafting.card.changed.connect(self._text_changed)
        for signal, slot in self._listened():
            signal.connect(slot)

    def _listened(self) -> tuple[tuple[SignalInstance, object], ...]:
        jobs = self._session.jobs
        ends = tuple((end, self._ended) for end in (jobs.finished, jobs.failed, jobs.cancelled))
        return ((jobs.progress, self._progress), *ends)

    def start(self) -> None:
        """The draft as it stands is tried on every snapshot kept, once it is kept itself."""
        drafting = self._drafting
        if drafting.look is None or not drafting.look.looked.runs:
            self._card.show_note(say("rules.backtest.incomplete"))
        elif not drafting.look.differences:
            self._card.show_note(say("rules.backtest.unchanged"))
        else:
            drafting.when_kept(self._start)

    def _start(self) -> None:
        folder, rule_id = self._session.folder, self._drafting.rule_id
        if folder is None or not rule_id or self._drafting.dirty:
            return
        self._changed = False
        if self._session.jobs.start(commands.backtest_draft(folder, rule_id)) is None:
            self._card.show_note(say("job.busy"))
        else:
            self._card.show_running()

    def _opened(self, _rule_id: str) -> None:
        self._card.clear()
        self._changed = False
        current = self._session.jobs.current
        if current is not None and self._is_ours(current):
            self._progress(current)

    def _text_changed(self) -> None:
        self._changed = True
        current = self._session.jobs.current
        if current is None or not self._is_ours(current):
            self._card.show_stale()

    def _is_ours(self, record: JobRecord) -> bool:
        folder, rule_id = self._session.folder, self._drafting.rule_id
        return folder is not None and bool(rule_id) and record.job == commands.backtest_draft(folder, rule_id)

    def _progress(self, record: JobRecord) -> None:
        if self._is_ours(record):
            self._card.show_running(record.text, record.done, record.total)

    def _ended(self, record: JobRecord) -> None:
        if not self._is_ours(record):
            return
        if record.state is JobState.DONE:
            self._card.show_report(record.result)
            if self._changed:
                self._card.show_stale()
        elif record.state is JobState.CANCELLED:
            self._card.show_note(say("rules.backtest.cancelled"))
        else:
            self._card.show_note("\n".join(filter(None, (record.message or say("error.unknown"), record.advice))))

    def close(self) -> None:
        """Nobody listens any more."""
        for signal, slot in self._listened():
            signal.disconnect(slot)
