"""What actions mean across pages: opening workspaces, starting jobs, taking their results."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QFileDialog

from census_app.desktop import appearance, commands
from census_app.desktop.core import read_facts
from census_app.desktop.following import Following
from census_app.desktop.frame.layout_memory import LAST_PAGE
from census_app.desktop.frame.places import first_folder, free_folder
from census_app.desktop.frame.window import MainWindow
from census_app.desktop.jobs import Job, JobRecord
from census_app.desktop.language import language, say
from census_app.desktop.pages.registry import PAGES
from census_app.desktop.running_notes import take_cut_off
from census_app.desktop.session import Session
from census_app.desktop.theme.look import NORMAL_PERCENT, look
from census_app.desktop.widgets.states import ErrorView
from census_app.foundation.errors import CensusError
from census_app.foundation.temporary import sweep_temporary_folders

_PAGES = {entry.id for entry in PAGES if entry.listed}
_FACTS = frozenset({"runs", "snapshots", "parts"})


class Controller(QObject):
    """Attached to one window."""

    def __init__(self, window: MainWindow, session: Session) -> None:
        super().__init__(window)
        self._window, self._session = window, session
        for name, handler in {
            "open_files": self._choose_files,
            "open_sample": self.open_sample,
            "new_workspace": self._choose_new,
            "continue_last": self.continue_last,
            "open_workspace": self._choose_workspace,
            "start_check": self.start_check,
            "export_lists": self._export_lists,
            "switch_theme": self.switch_theme,
            "switch_language": self.switch_language,
            "larger_text": lambda: self._resize_text(appearance.next_text_size(1)),
            "smaller_text": lambda: self._resize_text(appearance.next_text_size(-1)),
            "normal_text": lambda: self._resize_text(NORMAL_PERCENT),
        }.items():
            window.actions_.handle(name, handler)
        session.open_asked.connect(self.open_workspace)
        session.reload_asked.connect(self.reload)
        session.stale.connect(self._changed_elsewhere)
        self._following = Following(window, session)
        session.watcher.back.connect(self._reachable_again)
        language().changed.connect(self.reload)
        QTimer.singleShot(0, self, self._say_what_was_cut_off)
        session.jobs.finished.connect(self._finished)
        session.jobs.failed.connect(self._failed)
        session.jobs.cancelled.connect(self._cancelled)

    def switch_theme(self) -> None:
        """The other look, at once and for the next start."""
        appearance.choose_theme(self._session.preferences, appearance.other_theme())

    def switch_language(self) -> None:
        """The other language, at once and for the next start."""
        appearance.choose_language(self._session.preferences, appearance.other_language())

    def _resize_text(self, percent: int) -> None:
        appearance.choose_text_size(self._session.preferences, percent)
        self._window.toast(say("text_size.said", percent=look().percent))

    def open_workspace(self, folder: Path, then: str = "", *, stay: bool = False) -> None:
        """Read the workspace on a worker, then show it, on the page that is looked at then if `stay`; a refusal is
        said."""

        def show(facts: Any) -> None:
            self._session.show(facts)
            self._window.go(self._window.current if stay else then or "start")

        def refuse(error: Exception) -> None:
            if isinstance(error, CensusError):
                self._session.refuse(error.message, error.advice)
            else:
                self._session.refuse(say("error.unknown"), str(error))
            self._window.go("start")

        self._session.reader.ask("facts", lambda: read_facts(folder, language().code), show, refuse)
        if folder != self._session.folder:
            self._session.begin(folder)

    def continue_last(self) -> None:
        """The workspace opened last, on the page that was looked at when the window was closed."""
        known = self._session.preferences.recent()
        page = self._session.preferences.text(LAST_PAGE, "")
        if known:
            self.open_workspace(known[0], page if page in _PAGES else "")
        else:
            self._window.toast(say("recent.none"))

    def _say_what_was_cut_off(self) -> None:
        """What ran when the program last died, and what became of the settings."""
        preferences = self._session.preferences
        if preferences.said[0]:
            self._window.toast(say(preferences.said[0], name=preferences.said[1]))
        for one in take_cut_off(preferences):
            words = say("cut_off.goes_on" if one.goes_on else "cut_off.ended", title=one.title, since=one.since[:16])
            words, advice = words.replace("T", " "), say("cut_off.advice", folder=one.workspace or "—")
            if self._session.opening is None:
                self._session.refuse(words, advice)
            else:
                # what the start page says is gone as soon as the workspace is there
                self._window.toast(f"{words}  {advice}")

    def open_sample(self) -> None:
        """Make the sample county in its own folder, or open it when it is already there."""
        folder = first_folder() / say("sample.folder")
        if (folder / commands.SAMPLE_REPORT).is_file():
            self.open_workspace(folder / commands.SAMPLE_WORKSPACE)
            return
        unfinished = (folder / commands.SAMPLE_WORKSPACE).exists()
        if self._start(commands.demo(free_folder(folder) if unfinished else folder)):
            self._window.toast(say("sample.started"))

    def start_check(self) -> None:
        """An official check of the newest snapshot."""
        folder = self._session.folder
        if folder is not None:
            self._window.go("check")
            self._start(commands.check(folder))

    def _export_lists(self) -> None:
        from census_app.desktop.pages.lists.dialog import ListsDialog

        folder = self._session.folder
        if folder is None:
            return
        dialog = ListsDialog(self._window.wardrobe, self._session)
        dialog.open()

    def _start(self, job: Job) -> bool:
        started = self._session.jobs.start(job) is not None
        if not started:
            self._window.toast(say("job.busy"))
        return started

    def _choose_files(self) -> None:
        names, _ = QFileDialog.getOpenFileNames(self._window.wardrobe, say("files.title"), "", say("files.filter"))
        if names:
            self._window.page("import").drop_files(names)

    def _choose_workspace(self) -> None:
        name = QFileDialog.getExistingDirectory(
            self._window.wardrobe, say("action.open_workspace"), str(first_folder())
        )
        if name:
            self.open_workspace(Path(name))

    def _choose_new(self) -> None:
        name, _ = QFileDialog.getSaveFileName(
            self._window.wardrobe, say("action.new_workspace"), str(first_folder() / say("workspace.default"))
        )
        if name:
            self.create_workspace(Path(name))

    def create_workspace(self, folder: Path) -> None:
        """Make an empty workspace and open it."""
        from census_app.desktop.core import create_workspace

        def show(_nothing: Any) -> None:
            self.open_workspace(folder, "start")

        def refuse(error: Exception) -> None:
            self._window.toast(str(error))

        self._session.reader.ask("create", lambda: create_workspace(folder), show, refuse)

    def _finished(self, record: JobRecord) -> None:
        kind = record.job.kind
        if kind == commands.DEMO:
            self.open_workspace(Path(str(record.result.get("workspace", ""))), "problems")
        elif kind == commands.CHECK:
            self.reload()
        elif kind == commands.IMPORT:
            target = commands.workspace_of(record.job)
            # the person may be elsewhere by now, or have asked for the check already
            self.open_workspace(target, stay=True)

    def stop_job(self) -> None:
        """No job runs any more; nothing is asked."""
        self._session.jobs.shut_down()

    def reload(self) -> None:
        """Read the open workspace again without leaving the page."""
        if (folder := self._session.opening or self._session.folder) is not None:
            self.open_workspace(folder, stay=self._session.opening is None)

    def _sweep(self) -> None:
        """What a job that was killed had in its temporary folders may be customers' records."""
        self._session.reader.ask("sweep", sweep_temporary_folders, lambda _removed: None, lambda _error: None)

    def _changed_elsewhere(self, kinds: frozenset[str]) -> None:
        """Another run or snapshot: everything is read again; acts only: what they moved."""
        if kinds & _FACTS:
            self.reload()
        elif "problems" in kinds:
            self._following.look()

    def _reachable_again(self) -> None:
        """What could not be read while the folder was away is read now, without anybody asking again."""
        for page in self._window.pages.values():
            for error in page.findChildren(ErrorView):
                if error.only_reads and error.isVisibleTo(page):
                    error.retry.click()
        self._window.pages[self._window.current].refresh()

    def _cancelled(self, record: JobRecord) -> None:
        self._sweep()
        sample = record.job.kind == commands.DEMO
        self._window.toast(say("sample.cancelled" if sample else "job.cancelled", title=record.job.title))

    def _failed(self, record: JobRecord) -> None:
        self._sweep()
        self._window.toast(say("job.failed", title=record.job.title, message=record.message or say("error.unknown")))
