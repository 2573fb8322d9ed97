"""校验运行: the runs on the left; beside them the next check, a running one, a run, a comparison, the slow rules."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QStackedWidget, QWidget

from census_app.desktop import commands
from census_app.desktop.conditions import COMPARABLE, COMPARED, RUN
from census_app.desktop.core import read_field_names
from census_app.desktop.frame.status import step_text
from census_app.desktop.jobs import JobRecord
from census_app.desktop.language import say
from census_app.desktop.pages.check.acts import RunActs, failure_text, refusal_text
from census_app.desktop.pages.check.further import FurtherViews
from census_app.desktop.pages.check.plan import PlanView
from census_app.desktop.pages.check.progress import RunningView
from census_app.desktop.pages.check.reads import RunLine, read_detail, read_runs
from census_app.desktop.pages.check.run_list import RunList
from census_app.desktop.pages.check.run_view import RunView
from census_app.desktop.pages.importing.names import FieldNames
from census_app.desktop.pages.library.topics import Topic, TopicKind
from census_app.desktop.pages.page import Context, Page
from census_app.desktop.reads import Reader
from census_app.desktop.widgets.layout import row
from census_app.desktop.widgets.states import ErrorView, Skeleton, StateView

_SHOWN_KINDS = (commands.CHECK, commands.PROFILE)


class CheckPage(Page):
    """Reads the runs when first looked at, after every job on them, and when somebody else made one."""

    page_id = "check"

    def __init__(self, context: Context) -> None:
        super().__init__(context, say("page.check"))
        self.reader = Reader(self)
        self.names: FieldNames = context.memory.get("names", FieldNames())
        self.runs: tuple[RunLine, ...] | None = None
        self._read_for: tuple[Path | None, str, str] | None = None
        self._wanted, self._rule = str(context.memory.get("run", "")), ""
        self._failure: JobRecord | None = None
        self._part: QWidget | None = None
        self.acts = RunActs(self, context)
        self.cancel = self.action_button("cancel_job")
        self.slow, self.see = self.action_button("profile_rules"), self.action_button("go_problems", primary=True)
        for button in (self.slow, self.see, self.cancel):
            self.tools.addWidget(button)
        self._build_views()
        self._connect()
        self.session.reader.ask("check names", read_field_names, self._named, lambda _error: None)
        self.refresh()

    def _build_views(self) -> None:
        self.list = RunList()
        files = self.action_button("open_files", primary=True)
        self.nothing = StateView("check", say("check.none.title"), say("check.none.text"), [files])
        self.running, self.error, self.skeleton = RunningView(), ErrorView(only_reads=False), Skeleton()
        self.plan = PlanView(self.reader, self.action_button)
        buttons: list[QWidget] = [self.action_button(name) for name in ("compare_runs", "void_run")]
        self.run = RunView(self.reader, buttons, self._refused)
        self.stack = QStackedWidget()
        for part in (self.skeleton, self.nothing, self.running, self.error, self.plan, self.run):
            self.stack.addWidget(part)
        self.further = FurtherViews(self, self.acts)
        self.column.addLayout(row(self.list, self.stack, spacing=12), 1)

    def _connect(self) -> None:
        self.list.chosen.connect(self._choose)
        self.error.retry.clicked.connect(self._retry)
        self.run.rule_chosen.connect(lambda rule: setattr(self, "_rule", rule))
        self.run.found.customer_asked.connect(self.context.shell.open_customer)
        for signal, slot in self._links():
            signal.connect(slot)

    def _links(self) -> list[tuple[Any, Callable[..., object]]]:
        jobs = self.session.jobs
        return [
            (jobs.started, self._started),
            (jobs.progress, self._progress),
            (jobs.finished, self._finished),
            (jobs.failed, self._failed),
            (jobs.cancelled, self._cancelled),
            (self.session.stale, self._stale),
        ]

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Keys of the page."""
        return {
            "start_trial": partial(self.acts.start, commands.trial),
            "profile_rules": partial(self.acts.start, commands.profile),
            "next_run": partial(self.list.step, 1),
            "previous_run": partial(self.list.step, -1),
            "compare_runs": self._open_comparison,
            "void_run": lambda: self.acts.void(self._line()),
            "save_comparison": lambda: self.acts.save(self.further.compare),
        }

    def later_parts(self) -> Sequence[Callable[[], QWidget]]:
        """Two runs side by side."""
        return (lambda: self.further.compare,)

    def _named(self, names: FieldNames) -> None:
        self.names = self.context.memory["names"] = names
        if self.runs is not None and not self.list.current:
            self._choose("")

    def _line(self) -> RunLine | None:
        return next((line for line in self.runs or () if line.run == self._wanted), None)

    def _title(self, rule: str, title: str) -> str:
        facts = self.session.facts
        return facts.rules[rule].title if facts and rule in facts.rules else title

    def refresh(self) -> None:
        """Another workspace, snapshot or run: read again when the page is looked at."""
        facts = self.session.facts
        self.see.setVisible(facts is not None and facts.states is not None)
        self.see.set_primary(facts is not None and not facts.unchecked)
        if facts is None or not facts.data_date:
            self.runs, self._read_for, self._part = None, None, None
            self.subtitle.setText(say("check.subtitle.none"))
            for widget in (self.list, self.slow):
                widget.hide()
            self._show(self.nothing)
        elif self.isVisible():
            self._read_if_other()

    def activate(self) -> None:
        """The list takes the keys."""
        self._read_if_other()
        self.list.list.setFocus()

    def _read_if_other(self) -> None:
        facts = self.session.facts
        if facts is not None and facts.data_date and self._read_for != (facts.folder, facts.run, facts.data_date):
            self._read()

    def _read(self) -> None:
        facts = self.session.facts
        if facts is None or not facts.data_date:
            return
        self._read_for = (facts.folder, facts.run, facts.data_date)
        if self.runs is None:
            self._show(self.skeleton)
        self.reader.ask("runs", lambda: read_runs(facts.folder), self._show_runs, self._refused)

    def _show_runs(self, runs: tuple[RunLine, ...]) -> None:
        self.runs = runs
        for widget in (self.list, self.slow):
            widget.show()
        facts = self.session.facts
        known = {line.run for line in runs}
        if self._wanted not in known:
            self._wanted = ""
        official = sum(1 for line in runs if line.stands)
        trials = sum(1 for line in runs if not line.official)
        date = facts.data_date if facts else ""
        self.subtitle.setText(say("check.subtitle.full", date=date, official=official, trials=trials))
        self.list.show_runs(date, runs, self._wanted)
        if self._part in (None, self.plan, self.run):
            self._choose(self._wanted)

    def _choose(self, run: str) -> None:
        self._wanted = self.context.memory["run"] = run
        self._failure = None
        self._rule = ""
        line, facts = self._line(), self.session.facts
        if line is None or facts is None:
            self._show(self.plan)
            if facts is not None and not self._running():
                self.plan.read(facts, self.names)
            return
        self.run.show_line(line, self._title)
        self._show(self.run)
        self.reader.ask("detail", lambda: read_detail(facts.folder, line.run), self.run.show_detail, self._refused)

    def _running(self) -> bool:
        current = self.session.jobs.current
        return current is not None and current.job.kind in _SHOWN_KINDS

    def _show(self, part: QWidget) -> None:
        """Another part; a job the page shows stays in front until it has ended."""
        running = self._running()
        self._part = part if part not in (self.skeleton, self.nothing) else None
        self.stack.setCurrentWidget(self.running if running else part)
        self.cancel.setVisible(running)
        self.session.flag(RUN, part is self.run and self.run.line is not None and not self.run.line.voided)
        self.session.flag(COMPARABLE, part is self.run and self.runs is not None and len(self.runs) > 1)
        self.session.flag(COMPARED, part is self.further.made and self.further.compare.is_whole)

    def _started(self, record: JobRecord) -> None:
        if record.job.kind in _SHOWN_KINDS:
            self._failure = None
            self.running.start(record.job)
            self._show(self._part or self.plan)

    def _progress(self, record: Any) -> None:
        if record.job.kind in _SHOWN_KINDS:
            self.running.show_step(step_text(record), record.done, record.total)
            self.running.show_found(record.found)
        elif record.job.kind == commands.COMPARE:
            self.further.compare.working.show_step(step_text(record), record.done, record.total)

    def _finished(self, record: JobRecord) -> None:
        kind = record.job.kind
        if kind == commands.CHECK:
            self._wanted, self._part = str(record.result.get("run", "")), None
            self._read()
        elif kind == commands.VOID:
            self._part = None
            self.context.shell.toast(say("check.void.done", run=record.result.get("run", "")))
            self.session.reload_asked.emit()
            self._read()
        elif kind == commands.PROFILE:
            self.further.profile.show_result(record.result)
            self._show(self.further.profile)
        elif kind == commands.COMPARE and record.job.arguments[2] == self.further.compare.after:
            self.further.compare.show_result(record.result, self.further.compare.file, self._title)
            self._show(self.further.compare)
        elif kind == commands.COMPARE_SAVE:
            self.context.shell.toast(say("check.compare.saved", file=commands.out_of(record.job).name))

    def _failed(self, record: JobRecord) -> None:
        text = failure_text(record)
        if record.job.kind in _SHOWN_KINDS:
            self._failure = record
            title = "check.failed" if record.job.kind == commands.CHECK else "check.profile.failed"
            self.error.show_error(say(title), text, record.details)
            self._show(self.error)
        elif record.job.kind == commands.COMPARE:
            self.further.compare.show_failed(text, record.details)

    def _cancelled(self, record: JobRecord) -> None:
        if record.job.kind in (*_SHOWN_KINDS, commands.COMPARE):
            self._choose(self._wanted)

    def _refused(self, error: Exception) -> None:
        self._read_for = None
        self.error.show_error(say("check.unread"), refusal_text(error))
        self._show(self.error)

    def _retry(self) -> None:
        failure, self._failure = self._failure, None
        if failure is not None and self.session.jobs.start(failure.job) is not None:
            return
        self._part = None
        self._read()

    def _stale(self, kinds: frozenset[str]) -> None:
        if kinds & {"runs", "snapshots"} and self.runs is not None:
            self._read_for = None
            if self.isVisible():
                self._read()

    def _open_comparison(self) -> None:
        line = self._line()
        if line is not None and self.runs is not None:
            self.further.compare.open_for(line, self.runs)
            self._show(self.further.compare)

    def help_topic(self) -> Topic | None:
        """The rule whose findings are looked at."""
        compared = self.further.made
        rule = self._rule if self._part is self.run or compared is None else compared.found.query.rule
        return Topic(TopicKind.RULE, rule) if rule else None

    def back(self) -> bool:
        """Esc leaves a comparison, a failure or the slow rules."""
        if self._part is not None and self._part not in (self.plan, self.run) and self.runs is not None:
            self._choose(self._wanted)
            self.list.list.setFocus()
            return True
        return False

    def close_page(self) -> None:
        """This page no longer listens, and nothing it made is left."""
        for signal, slot in self._links():
            signal.disconnect(slot)
        self.run.found.close_file()
        self.further.close_files()
        self.reader.finish()
        self.further.clean_up()
