"""What every section of the settings is: a heading that says what is shown, its buttons, a body with its states."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from census_app.desktop.language import say
from census_app.desktop.pages.page import Context
from census_app.desktop.reads import Reader
from census_app.desktop.widgets.buttons import ActionButton
from census_app.desktop.widgets.layout import ToolLayout, row, text_label
from census_app.desktop.widgets.states import ErrorView, Skeleton, StateView


@dataclass(frozen=True)
class Host:
    """What the page lends its sections: `button` makes an action's button, `show` looks at another section."""

    context: Context
    reader: Reader
    button: Callable[..., ActionButton]
    show: Callable[[str], Section]


class Section(QWidget):
    """Subclasses fill `body`, give the `question` asked on the worker and `show_answer`.

    A section whose `question` is None shows its body at once; one that `needs_workspace` says so without one.
    """

    section_id = ""
    needs_workspace = True
    stale_kinds: frozenset[str] = frozenset({"acts"})

    def __init__(self, host: Host) -> None:
        super().__init__()
        self.host, self.context, self.session = host, host.context, host.context.session
        self.reader, self.button = host.reader, host.button
        self._read_for: Path | None = None
        self._stale = False
        self.note = text_label("", "mute", wrap=True)
        self.tools = ToolLayout()
        title = row(text_label(say(f"settings.section.{self.section_id}"), "heading"))
        title.addLayout(self.tools, 1)
        head = QVBoxLayout()
        head.setSpacing(2)
        head.addLayout(title)
        head.addWidget(self.note)
        self.body = QWidget()
        self.skeleton, self.error = Skeleton(), ErrorView()
        self.error.retry.clicked.connect(self.read)
        opened, sample = self.button("open_workspace"), self.button("open_sample", primary=True)
        self.nothing = StateView(
            "folder", say("settings.nothing.title"), say("settings.nothing.text"), [opened, sample]
        )
        self.stack = QStackedWidget()
        for widget in (self.body, self.skeleton, self.error, self.nothing):
            self.stack.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addLayout(head)
        column.addWidget(self.stack, 1)
        column.setStretchFactor(self.stack, 1)

    def question(self, folder: Path) -> Callable[[], Any] | None:
        """What is asked on the worker about a workspace."""
        return None

    def show_answer(self, answer: Any) -> None:
        """What the worker answered."""

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Handlers of the actions that live in this section."""
        return {}

    def look(self) -> None:
        """The section is looked at: read what was not read yet."""
        folder = self.session.folder
        if self.needs_workspace and folder is None:
            self._read_for = None
            self.note.setText("")
            self.stack.setCurrentWidget(self.nothing)
        elif folder is not None and self.question(folder) is not None:
            if self._stale or self._read_for != folder:
                self.read()
        else:
            self.stack.setCurrentWidget(self.body)

    def read(self) -> None:
        """Ask again; what is shown stays until the answer is there."""
        folder = self.session.folder
        if folder is None or (question := self.question(folder)) is None:
            return
        if self._read_for != folder:
            self.stack.setCurrentWidget(self.skeleton)
        self._read_for, self._stale = folder, False
        self.reader.ask(self.section_id, question, self._answered, self._failed)

    def _answered(self, answer: Any) -> None:
        self.stack.setCurrentWidget(self.body)
        self.show_answer(answer)

    def _failed(self, error: Exception) -> None:
        self._read_for = None
        text = f"{getattr(error, 'message', error)}\n{getattr(error, 'advice', '')}".strip()
        self.error.show_error(say("settings.failed"), text)
        self.stack.setCurrentWidget(self.error)

    def forget(self) -> None:
        """The workspace changed: the next look reads again, and what is shown stays until the answer is there."""
        self._stale = True

    def refused(self, error: Exception) -> None:
        """A refusal of the core is said where it cannot be said in place."""
        advice = str(getattr(error, "advice", "") or "")
        self.context.shell.toast(f"{getattr(error, 'message', error)}  {advice}".strip())

    def keys_here(self) -> QWidget:
        """What takes the keys when the section is looked at."""
        return self

    def back(self) -> bool:
        """Leave the last thing opened in the section; False when there was nothing."""
        return False

    def drop_files(self, paths: list[str]) -> bool:
        """Files were dropped on the section; True when it took them."""
        return False

    def close_section(self) -> None:
        """Free what the section holds besides widgets."""
