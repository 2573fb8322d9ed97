"""What every page is: a header that says exactly what is shown, and a body."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from census_app.desktop.action_set import Actions
from census_app.desktop.action_spec import key_text
from census_app.desktop.kept_layout import keep_by_hand
from census_app.desktop.language import say
from census_app.desktop.session import Session
from census_app.desktop.widgets.buttons import ActionButton
from census_app.desktop.widgets.header import Header, Subtitle
from census_app.desktop.widgets.layout import ToolLayout, text_label
from census_app.desktop.widgets.names import name_fields

if TYPE_CHECKING:
    from census_app.desktop.pages.library.topics import Topic
    from census_app.desktop.tables.problem_query import ProblemQuery

Walk = Callable[[int], tuple[str, str] | None]

MARGINS = (18, 14, 18, 12)
NARROW_PAGE = 1320


class Shell(Protocol):
    """What a page may ask of the window around it."""

    def go(self, page: str) -> None:
        """Show another page."""

    def toast(self, text: str, undo: Callable[[], object] | None = None) -> None:
        """Say a short sentence that leaves by itself; `undo` takes back what it tells of while it is there."""

    def leave_help(self) -> bool:
        """Back to the page help was asked on; False when it was not asked."""

    def go_back(self) -> None:
        """Show the page one came from."""

    def open_customer(self, customer: str, problem_no: str = "", walk: Walk | None = None) -> None:
        """Show everything about one customer; `walk` gives its neighbours in the list one came from."""

    def open_problems(self, query: ProblemQuery) -> None:
        """Show the problem list narrowed to a query."""

    def open_rectify(self, step: str) -> None:
        """Show a step of the rectification (`in_review`, `returned`, …; `overdue` for the ladder)."""

    def open_folder(self, folder: Path) -> None:
        """Open a workspace."""

    def ask(self, question: str, text: str, yes: str) -> bool:
        """A question that needs an answer before anything happens."""


@dataclass(frozen=True)
class Context:
    """The services of a page; `memory` outlives the page's widgets (language switch)."""

    session: Session
    actions: Actions
    shell: Shell
    memory: dict[str, Any]


class Page(QWidget):
    """Header (title, exact subtitle, buttons on the right) over `body`."""

    page_id = ""

    def __init__(self, context: Context, title: str = "") -> None:
        super().__init__()
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAccessibleName(title or say(f"page.{self.page_id}"))
        self.context = context
        self.session = context.session
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(*MARGINS)
        self.column.setSpacing(12)
        self.title = text_label(title, "title")
        self.subtitle = Subtitle()
        self.tools = ToolLayout()
        if title:
            self.column.addWidget(Header(self.title, self.subtitle, self.tools))

    def action_button(self, name: str, primary: bool = False, icon: str = "") -> ActionButton:
        """A button of an action of the registry."""
        spec = self.context.actions.specs[name]
        return ActionButton(self.context.actions[name], key_text(spec), primary, icon)

    def complete(self, part: QWidget) -> None:
        """What every part of the page has, also one that is made when it is first looked at: names for screen
        readers, and widths as a hand left them."""
        name_fields(part)
        keep_by_hand(part, self.session.preferences)

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Handlers of the actions that live on this page."""
        return {}

    def later_parts(self) -> Sequence[Callable[[], QWidget]]:
        """What gives those parts that are made at a first look, made by then."""
        return ()

    def activate(self) -> None:
        """The page has just become visible; it takes the keys."""
        self.setFocus()

    def refresh(self) -> None:
        """The session changed: show it as it is now."""

    @property
    def engaged(self) -> bool:
        """Whether something is chosen or begun that reading the page again would undo."""
        return False

    def help_topic(self) -> Topic | None:
        """What help would be about here: the rule, field or message looked at; None when nothing is."""
        return None

    def back(self) -> bool:
        """Leave the last thing opened on the page; False when there was nothing."""
        return False

    def drop_files(self, paths: list[str]) -> bool:
        """Files were dropped on the window; True when this page took them."""
        return False

    def close_page(self) -> None:
        """Free what the page holds besides widgets."""
