"""The light windows over the pages: one at a time, each made, and its code read, when it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer

if TYPE_CHECKING:
    from census_app.desktop.frame.overlay import Overlay
    from census_app.desktop.frame.window import MainWindow


class Popups(QObject):
    """`current` is the one that is open."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.current: Overlay | None = None

    def palette(self) -> None:
        """Every action by name; what is none may be a customer."""
        from census_app.desktop.frame.command_palette import CommandPalette

        palette = CommandPalette(self._window.wardrobe, self._window.actions_)
        palette.customer_asked.connect(self._window.find_customer)
        self._open(palette)

    def customers(self, words: str) -> None:
        """Search by what is known of a customer."""
        from census_app.desktop.frame.customer_search import CustomerSearch

        search = CustomerSearch(self._window.wardrobe, self._window.session, words)
        search.chosen.connect(self._window.open_customer)
        self._open(search)

    def keys(self) -> None:
        """The keys of the page."""
        from census_app.desktop.frame.key_help import KeyHelp

        self._open(KeyHelp(self._window.wardrobe, self._window.actions_, self._window.current))

    def jobs(self) -> None:
        """What ran since the window was opened."""
        from census_app.desktop.frame.job_list import JobList

        listed = JobList(self._window.wardrobe, self._window.session.jobs)
        listed.page_asked.connect(self._window.go)
        self._open(listed)

    def recent(self) -> None:
        """The workspaces opened lately."""
        from census_app.desktop.frame.recent_list import RecentList

        known = RecentList(self._window.wardrobe, self._window.session.preferences.recent())
        known.chosen.connect(self._window.open_folder)
        self._open(known)

    def close(self) -> None:
        """None is open."""
        if self.current is not None:
            self.current.close()

    def _open(self, overlay: Overlay) -> None:
        self.close()
        overlay.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        overlay.finished.connect(lambda _code: self._forget(overlay))
        self.current = overlay
        # a popup that closes takes the one opened in the same moment with it
        QTimer.singleShot(0, overlay, lambda: self._show(overlay))

    def _show(self, overlay: Overlay) -> None:
        if overlay is self.current:
            overlay.open_over(self._window)

    def _forget(self, overlay: Overlay) -> None:
        if self.current is overlay:
            self.current = None
