"""The pages of the window in the order of the navigation; a new page is one entry here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

from census_app.desktop.pages.page import Context, Page


@dataclass(frozen=True)
class PageEntry:
    """`module:Class` is imported when the page is first shown, so that a start stays light.

    A page that is not `listed` has no entry in the navigation: one gets there from other pages.
    """

    id: str
    icon: str
    location: str
    listed: bool = True

    def build(self, context: Context) -> Page:
        """The page itself."""
        module, name = self.location.split(":")
        factory: Callable[[Context], Page] = getattr(import_module(module), name)
        return factory(context)


_BASE = "census_app.desktop.pages"
PAGES: tuple[PageEntry, ...] = (
    PageEntry("start", "home", f"{_BASE}.start.page:StartPage"),
    PageEntry("import", "import", f"{_BASE}.importing.page:ImportPage"),
    PageEntry("rules", "rules", f"{_BASE}.rules.page:RulesPage"),
    PageEntry("check", "check", f"{_BASE}.check.page:CheckPage"),
    PageEntry("problems", "problems", f"{_BASE}.problems.page:ProblemPage"),
    PageEntry("match", "match", f"{_BASE}.matching.page:MatchPage"),
    PageEntry("tasks", "tasks", f"{_BASE}.tasks.page:TaskPage"),
    PageEntry("rectify", "rectify", f"{_BASE}.rectify.page:RectifyPage"),
    PageEntry("reports", "reports", f"{_BASE}.reports.page:ReportPage"),
    PageEntry("library", "library", f"{_BASE}.library.page:LibraryPage"),
    PageEntry("settings", "settings", f"{_BASE}.settings.page:SettingsPage"),
    PageEntry("customer", "customer", f"{_BASE}.customer.page:CustomerPage", listed=False),
)
