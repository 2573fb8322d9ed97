"""报表: made at the left; at the right a number explained down to its rows, and what was made before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import SignalInstance
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from census_app.desktop import survey_commands
from census_app.desktop.conditions import CODE_ROWS, PUBLISHED
from census_app.desktop.jobs import JobRecord
from census_app.desktop.language import count, say
from census_app.desktop.pages.page import Context, Page
from census_app.desktop.pages.reports.maker import ReportMaker, default_folder
from census_app.desktop.pages.reports.preview import PreviewDialog
from census_app.desktop.pages.reports.published import PublishedCard, standing
from census_app.desktop.pages.reports.reads import ReportGround, read_reports, resolve, save_rows
from census_app.desktop.pages.reports.why import WhyCard
from census_app.desktop.reads import Reader
from census_app.desktop.widgets.links import open_file
from census_app.desktop.widgets.states import ErrorView, Skeleton, StateView

if TYPE_CHECKING:
    from census_app.reporting.reports.why import Answer


class ReportPage(Page):
    """Reads what was made when first looked at and after every report; a code is resolved on the worker."""

    page_id = "reports"

    def __init__(self, context: Context) -> None:
        super().__init__(context, say("page.reports"))
        self.reader = Reader(self)
        self.ground: ReportGround | None = None
        self._read_for: tuple[Path | None, str] | None = None
        self._build_body()
        for signal, slot in self._listened():
            signal.connect(slot)

    def _build_body(self) -> None:
        make, cancel = self.action_button("make_report", primary=True), self.action_button("cancel_job")
        self.maker = ReportMaker(make, cancel, str(self.context.memory.get("kind", "")))
        self.why = WhyCard(self.action_button("save_code_rows"))
        self.why.asked.connect(self.resolve)
        self.why.opened.connect(self.context.shell.open_customer)
        self.published = PublishedCard(self.action_button("preview_report"))
        self.published.opened.connect(self._open_published)
        self.board = QWidget()
        right = QVBoxLayout()
        right.setSpacing(12)
        right.addWidget(self.why, 1)
        right.addWidget(self.published)
        layout = QHBoxLayout(self.board)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(self.maker)
        layout.addLayout(right, 1)
        self.nothing = StateView(
            "reports",
            say("reports.nothing.title"),
            say("reports.nothing.text"),
            [self.action_button("open_files"), self.action_button("start_check", primary=True)],
        )
        self.skeleton, self.error = Skeleton(), ErrorView()
        self.error.retry.clicked.connect(self._read)
        self.stack = QStackedWidget()
        for widget in (self.nothing, self.board, self.skeleton, self.error):
            self.stack.addWidget(widget)
        self.column.addWidget(self.stack, 1)

    def _listened(self) -> tuple[tuple[SignalInstance, object], ...]:
        jobs = self.session.jobs
        return (
            (jobs.progress, self._progress),
            (jobs.finished, self._finished),
            (jobs.failed, self._failed),
            (jobs.cancelled, self._cancelled),
        )

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Keys of the page."""
        choices = {f"report_{key}": partial(self.maker.choose_place, key - 1) for key in range(1, 6)}
        return {
            **choices,
            "make_report": self.make,
            "preview_report": self.preview,
            "find_code": self._focus_field,
            "save_code_rows": self._save,
        }

    def refresh(self) -> None:
        """Another workspace or run: read again, when the page is looked at."""
        facts = self.session.facts
        if facts is None or facts.states is None:
            self.ground = self._read_for = None
            self.session.flag(CODE_ROWS, False)
            self.subtitle.setText(say("reports.subtitle.none"))
            self.stack.setCurrentWidget(self.nothing)
        elif self.isVisible():
            self.activate()

    def activate(self) -> None:
        """Read on first look; the code's field takes the keys."""
        facts = self.session.facts
        if facts is not None and facts.states is not None and self._read_for != (facts.folder, facts.run):
            if self._read_for is not None and self._read_for[0] != facts.folder:
                self.why.show_words(say("reports.code.hint"))
            self._read()
        self.setFocus()

    def _read(self) -> None:
        facts = self.session.facts
        if facts is None:
            return
        self._read_for = (facts.folder, facts.run)
        if self.ground is None:
            self.stack.setCurrentWidget(self.skeleton)
        folder, day = facts.folder, facts.run_date
        self.reader.ask("reports", lambda: read_reports(folder, day), self._show, self._refused)

    def _refused(self, error: Exception) -> None:
        self._read_for = None
        self.error.show_error(say("reports.failed"), _words(error))
        self.stack.setCurrentWidget(self.error)

    def _show(self, ground: ReportGround) -> None:
        self.ground = ground
        facts = self.session.facts
        if facts is None:
            return
        told = {"date": facts.run_date, "run": facts.run, "published": count(len(ground.published))}
        self.subtitle.setText(say("reports.subtitle.full", **told))
        self.maker.show_kinds(ground.kinds, facts.folder)
        self.published.show_lines(ground.published)
        self.session.flag(PUBLISHED, bool(ground.published))
        self.stack.setCurrentWidget(self.board)

    def make(self) -> None:
        """The report that is asked for, as a job."""
        job = self.maker.job()
        if job is None:
            return
        self.context.memory["kind"] = self.maker.chosen
        record = self.session.jobs.start(job)
        if record is None:
            self.maker.say(say("job.busy"), "mid")
        else:
            self.maker.show_step(record)

    def _progress(self, record: JobRecord) -> None:
        if record.job.kind == survey_commands.REPORT:
            self.maker.show_step(record)

    def _finished(self, record: JobRecord) -> None:
        if record.job.kind == survey_commands.REPORT:
            self.maker.show_files(record)
            self._read()

    def _failed(self, record: JobRecord) -> None:
        if record.job.kind == survey_commands.REPORT:
            text = "  ".join(filter(None, (record.message or say("error.unknown"), record.advice)))
            self.maker.show_end(text, "high")

    def _cancelled(self, record: JobRecord) -> None:
        if record.job.kind == survey_commands.REPORT:
            self.maker.show_end(say("reports.cancelled"), "mid")

    def _standing(self, files: Sequence[str]) -> Path | None:
        """Where the first of the files stands still; when nowhere, that is said."""
        facts = self.session.facts
        if facts is None:
            return None
        found = standing(files, [Path(self.maker.folder.text()), default_folder(facts.folder)])
        if found is None:
            self.context.shell.toast(say("reports.not_here"))
        return found

    def _open_published(self, files: Sequence[str]) -> None:
        if (found := self._standing(files)) is not None:
            open_file(found)

    def preview(self) -> None:
        """The chosen report, or the newest, as its workbook prints it."""
        found = self._standing([name for name in self.published.chosen() if name.endswith(".xlsx")])
        if found is not None:
            dialog = PreviewDialog(self, self.reader, found)
            dialog.code_asked.connect(self._explain_code)
            dialog.open_asked.connect(open_file)
            dialog.open()

    def _explain_code(self, code: str) -> None:
        self.why.field.setText(code)
        self.resolve(code)

    def resolve(self, code: str) -> None:
        """Explain the number with this code."""
        folder = self.session.folder
        if folder is None or not code:
            return
        self.session.flag(CODE_ROWS, False)
        self.why.show_words(say("reports.code.working"))
        self.reader.ask("why", lambda: resolve(folder, code), self._explain, self._unexplained)

    def _explain(self, answer: Answer) -> None:
        self.why.show_answer(answer)
        self.session.flag(CODE_ROWS, bool(answer.behind.rows))

    def _unexplained(self, error: Exception) -> None:
        self.why.show_words(_words(error), "high")

    def _save(self) -> None:
        answer = self.why.answer
        if answer is None:
            return
        proposed = str(Path(self.maker.folder.text()) / f"{answer.code}.csv")
        name, _ = QFileDialog.getSaveFileName(self, say("reports.code.save"), proposed, say("reports.code.filter"))
        if name:
            target = Path(name)
            self.reader.ask(
                "save", lambda: save_rows(answer, target), lambda done: self._saved(done, target), self._unsaved
            )

    def _saved(self, number: int, target: Path) -> None:
        self.context.shell.toast(say("reports.code.saved", number=count(number), file=target.name))

    def _unsaved(self, error: Exception) -> None:
        self.context.shell.toast(_words(error))

    def _focus_field(self) -> None:
        self.why.field.setFocus()
        self.why.field.selectAll()

    def back(self) -> bool:
        """Esc leaves the field, then the explained number."""
        if self.why.field.hasFocus():
            self.setFocus()
            return True
        if self.why.answer is not None:
            self.session.flag(CODE_ROWS, False)
            self.why.show_words(say("reports.code.hint"))
            return True
        return False

    def close_page(self) -> None:
        """Nobody listens any more and the worker ends."""
        for signal, slot in self._listened():
            signal.disconnect(slot)
        self.reader.close()


def _words(error: Exception) -> str:
    return f"{getattr(error, 'message', error)}\n{getattr(error, 'advice', '') or ''}".strip()
