"""The main window: it only assembles navigation, pages, status bar and the registry of actions."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QCloseEvent, QContextMenuEvent, QDragEnterEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMainWindow, QMessageBox, QVBoxLayout, QWidget

from census_app.desktop.action_set import Actions
from census_app.desktop.frame.doorkeeper import Doorkeeper
from census_app.desktop.frame.layout_memory import first_size, keep_layout, restore_panels, restore_place
from census_app.desktop.frame.lost_notice import LostNotice
from census_app.desktop.frame.navigation import Navigation
from census_app.desktop.frame.page_area import PageArea
from census_app.desktop.frame.places import place_text
from census_app.desktop.frame.popups import Popups
from census_app.desktop.frame.right_click import menu_at
from census_app.desktop.frame.status import StatusBar
from census_app.desktop.frame.toast import Toast
from census_app.desktop.frame.wardrobe import Wardrobe
from census_app.desktop.kept_layout import fit_columns
from census_app.desktop.language import language, say
from census_app.desktop.pages.page import Context, Page, Walk
from census_app.desktop.pages.registry import PAGES
from census_app.desktop.session import Session
from census_app.desktop.theme.icons import icon
from census_app.desktop.theme.look import look, sized_font, tokens

if TYPE_CHECKING:
    from census_app.desktop.tables.problem_query import ProblemQuery

_LEAST_WIDTH, _LEAST_HEIGHT = 800, 500
_WHILE_COVERED = frozenset(
    {"sign_in", "switch_theme", "switch_language", "larger_text", "smaller_text", "normal_text", "open_workspace",
     "open_sample", "new_window", "cancel_job", "quit"}
)  # fmt: skip


class MainWindow(QMainWindow):
    """Shows one page at a time; `pages` holds those already built."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        session.setParent(self)
        self.actions_ = Actions(self)
        self.pages: dict[str, Page] = {}
        self._memory: dict[str, dict[str, Any]] = {entry.id: {} for entry in PAGES}
        self._listed = {entry.id for entry in PAGES if entry.listed}
        self.current = self._origin = "start"
        self._help_from = ""
        self._toast: Toast | None = None
        self.wardrobe, self.popups = Wardrobe(self), Popups(self)
        self._closed = False
        self.setAcceptDrops(True)
        self.setMinimumSize(_LEAST_WIDTH, _LEAST_HEIGHT)
        self.resize(first_size(self))
        self.setWindowTitle(say("product"))
        self.setWindowIcon(icon("check", tokens()["accent"], 32))
        self._covered: QWidget | None = None
        restore_place(self, session.preferences)
        restore_panels(self._memory, session.preferences)
        self._assemble()
        self.doorkeeper = Doorkeeper(self, session, self.actions_, self)
        language().changed.connect(self._build_again)
        look().resized.connect(self._build_again)
        session.changed.connect(self._session_changed)
        session.conditions_changed.connect(self.refresh_actions)
        session.counted.connect(lambda page: self.navigation.show_count(page, session.counts[page]))
        self._attach_common()
        self.go("start")

    def _assemble(self) -> None:
        self.navigation = Navigation()
        self.navigation.chosen.connect(self.go)
        self.area = PageArea()
        self.stack = self.area.stack
        self.status = StatusBar(self.session, self.actions_)
        frame = QWidget()
        frame.setObjectName("frame")
        column = QVBoxLayout(frame)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        upper = QHBoxLayout()
        upper.setSpacing(0)
        upper.addWidget(self.navigation)
        self._upper = QVBoxLayout()
        self._upper.setSpacing(0)
        self._upper.addWidget(LostNotice(self.session))
        self._upper.addWidget(self.area, 1)
        upper.addLayout(self._upper, 1)
        column.addLayout(upper, 1)
        column.addWidget(self.status)
        self.setCentralWidget(frame)
        for part in (self.navigation, self.status):  # not before: hung up dressed, they would be dressed again
            look().dress(part)
        self._toast = Toast(frame)
        self.navigation.show_place(place_text(self.session.facts, self.session.opening))
        for page, number in self.session.counts.items():
            self.navigation.show_count(page, number)

    def _attach_common(self) -> None:
        for name in self._listed:
            self.actions_.handle(f"go_{name}", partial(self.go, name))
        self.actions_.handle("command_palette", self.popups.palette)
        self.actions_.handle("help_here", self.help_here)
        self.actions_.handle("find_customer", self.find_customer)
        self.actions_.handle("show_keys", self.popups.keys)
        self.actions_.handle("show_jobs", self.popups.jobs)
        self.actions_.handle("cancel_job", self.session.jobs.cancel)
        self.actions_.handle("back", self._back)
        self.actions_.handle("fit_columns", lambda: fit_columns(self.pages[self.current]))
        self.actions_.handle("recent_workspaces", self.popups.recent)
        self.actions_.handle("close_window", self.close)
        self.actions_.handle("quit", QApplication.closeAllWindows)

    def page(self, name: str) -> Page:
        """The page, built on first use."""
        if name not in self.pages:
            entry = next(entry for entry in PAGES if entry.id == name)
            page = entry.build(Context(self.session, self.actions_, self, self._memory[name]))
            self.pages[name] = page
            self.stack.addWidget(page)
            look().dress(page)
            page.complete(page)
            for action, handler in page.handlers().items():
                self.actions_.handle(action, handler)
        return self.pages[name]

    def go(self, page: str) -> None:
        """Show a page."""
        widget = self.page(page)
        self._help_from = ""
        if self.current in self._listed:
            self._origin = self.current
        self.current = page
        look().freshen(widget)
        self.stack.setCurrentWidget(widget)
        self.navigation.mark(page)
        widget.refresh()
        widget.activate()
        self.refresh_actions()

    def go_back(self) -> None:
        """The page one came from."""
        self.go(self._origin)

    def open_customer(self, customer: str, problem_no: str = "", walk: Walk | None = None) -> None:
        """Everything about one customer."""
        page: Any = self.page("customer")
        page.show_customer(customer, problem_no, walk)
        self.go("customer")

    def help_here(self) -> None:
        """The page of help about what is looked at, else about the page; without a workspace the keys of the page."""
        from census_app.desktop.pages.library.topics import Topic, TopicKind

        topic = self.pages[self.current].help_topic() or Topic(TopicKind.PAGE, self.current)
        if self.session.folder is None:
            self.popups.keys()
            return
        asked_on = self.current
        page: Any = self.page("library")
        page.show_topic(topic)
        self.go("library")
        self._help_from = asked_on

    def leave_help(self) -> bool:
        """Back to the page help was asked on."""
        asked_on, self._help_from = self._help_from, ""
        if asked_on:
            self.go(asked_on)
        return bool(asked_on)

    def open_problems(self, query: ProblemQuery) -> None:
        """The problem list, narrowed."""
        page: Any = self.page("problems")
        page.ask(query)
        self.go("problems")

    def open_rectify(self, step: str) -> None:
        """A step of the rectification, or its overdue ladder."""
        page: Any = self.page("rectify")
        page.show_step(step)
        self.go("rectify")

    def find_customer(self, words: str = "") -> None:
        """Search by what is known of a customer."""
        self.popups.customers(words)

    def refresh_actions(self) -> None:
        """Enable what can be done now."""
        only = _WHILE_COVERED if self._covered is not None else None
        self.actions_.refresh(self.session.conditions(), self.current, only)

    def cover(self, widget: QWidget | None) -> None:
        """`widget` stands in the place of the pages, which cannot be seen or used until they are given back."""
        if self._covered is not None:
            self._upper.removeWidget(self._covered)
            self._covered.deleteLater()
        self._covered = widget
        self.area.setVisible(widget is None)
        self.navigation.setEnabled(widget is None)
        if widget is not None:
            look().dress(widget)
            self._upper.addWidget(widget, 1)
            self.popups.close()
        elif self.current in self.pages:
            self.pages[self.current].activate()
        self.refresh_actions()

    def toast(self, text: str, undo: Callable[[], object] | None = None) -> None:
        """A short sentence that leaves by itself; `undo` takes back what it tells of while it is there."""
        if self._toast is not None:
            self._toast.say(text, undo)

    def open_folder(self, folder: Path) -> None:
        """Open a workspace."""
        self.session.open_asked.emit(folder)

    def ask(self, question: str, text: str, yes: str) -> bool:
        """A question that needs an answer before anything happens; no is the default."""
        box = QMessageBox(QMessageBox.Icon.Question, say("product"), question, parent=self.wardrobe)
        box.setInformativeText(text)
        accept = box.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
        box.setDefaultButton(box.addButton(say("common.no"), QMessageBox.ButtonRole.RejectRole))
        box.exec()
        return box.clickedButton() is accept

    def _back(self) -> None:
        if not self.pages[self.current].back() and self.current != "start":
            self.pages[self.current].setFocus()

    def _session_changed(self) -> None:
        facts = self.session.facts
        self.setWindowTitle(f"{facts.name} · {say('product')}" if facts else say("product"))
        self.navigation.show_place(place_text(self.session.facts, self.session.opening))
        self.session.count("problems", facts.findings if facts else 0)
        if self.current in self.pages:
            self.pages[self.current].refresh()
        self.refresh_actions()

    def _build_again(self) -> None:
        """Frame and pages anew in the language and text size in force; what they hold is in `memory`."""
        self.setFont(sized_font("body"))
        for page in self.pages.values():
            page.close_page()
        self.pages.clear()
        # the old frame goes with the new one's coming: taken out before, all of it would be undressed first
        self._assemble()
        self._covered = None
        self._session_changed()
        self.go(self.current)
        self.doorkeeper.say_again()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Local files may be dropped anywhere."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Dropped files start the import."""
        paths = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        event.acceptProposedAction()
        if not self.pages[self.current].drop_files(paths):
            self.page("import").drop_files(paths)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What the widget pointed at does not answer itself."""
        if self._covered is None:
            menu = menu_at(self, self.actions_, self.current, event.pos())
            if not menu.isEmpty():
                menu.popup(event.globalPos())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the toast in its place."""
        super().resizeEvent(event)
        if self._toast is not None and self._toast.isVisible():
            self._toast.place()

    def closeEvent(self, event: QCloseEvent) -> None:
        """A running job is asked about; then nothing is left behind."""
        told, question = bool(self.property("closing")), (say("quit.question"), say("quit.text"), say("quit.yes"))
        if self.session.jobs.current and not told and not self.ask(*question):
            event.ignore()
            return
        keep_layout(self, self._memory, self.current, self.session.preferences)
        if not self._closed:
            self._closed = True
            language().changed.disconnect(self._build_again)
            look().resized.disconnect(self._build_again)
        for page in self.pages.values():
            page.close_page()
        self.pages.clear()
        self.session.close()
        super().closeEvent(event)
