"""Who else has open what is looked at on a page: told while the page is seen, asked again as long as it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from census_app.desktop.language import say
from census_app.desktop.reads import Reader
from census_app.desktop.session import Session

if TYPE_CHECKING:
    from census_app.workspace.presence import Seat, Viewer

RENEW_MILLISECONDS = 20_000


class Company(QObject):
    """`told(words)` whenever it is known who else has it open; empty words for nobody."""

    told = Signal(str)

    def __init__(self, page: QWidget, session: Session) -> None:
        super().__init__(page)
        self._page, self._session = page, session
        self._reader = Reader(self)
        self._what, self._shown = "", ""
        self._seat: tuple[Path, Seat] | None = None
        self._again = QTimer(self)
        self._again.setInterval(RENEW_MILLISECONDS)
        self._again.timeout.connect(self._ask)
        session.person_changed.connect(self._ask)
        page.installEventFilter(self)

    def look(self, what: str) -> None:
        """This is looked at now, nothing when it is empty."""
        if what != self._what:
            self._what = what
            self._tell("")
            self._ask()

    def look_at_customer(self, customer: str) -> None:
        """A customer, on whichever page."""
        self.look(f"customer/{customer}" if customer else "")

    def _ask(self) -> None:
        folder, actor = self._session.folder, self._session.person.words
        if not self._what or not actor or folder is None or not self._page.isVisible():
            self._leave()
            return
        self._again.start()
        self._reader.ask("look", partial(self._look, folder, actor, self._what), self._found, lambda _error: None)

    def _look(self, folder: Path, actor: str, what: str) -> Sequence[Viewer]:
        """On the worker."""
        from census_app.workspace.presence import Seat

        if self._seat is None or self._seat[0] != folder:
            self._stand_up()
            self._seat = (folder, Seat(folder))
        return self._seat[1].look(actor, what)

    def _stand_up(self) -> None:
        """On the worker."""
        if self._seat is not None:
            self._seat[1].leave()

    def _found(self, others: Sequence[Viewer]) -> None:
        self._tell("、".join(map(_words, others)))

    def _tell(self, who: str) -> None:
        words = say("company.others", people=who) if who else ""
        if words != self._shown:
            self._shown = words
            self.told.emit(words)

    def _leave(self) -> None:
        self._again.stop()
        self._tell("")
        self._reader.forget("look")
        if self._seat is not None:
            self._reader.ask("leave", self._stand_up, lambda _nothing: None, lambda _error: None)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Only what is seen is open."""
        if watched is self._page and not event.spontaneous():
            then: dict[QEvent.Type, Callable[[], None]] = {QEvent.Type.Show: self._ask, QEvent.Type.Hide: self._leave}
            if (act := then.get(event.type())) is not None:
                act()
        return super().eventFilter(watched, event)

    def close(self) -> None:
        """Nothing is open here any more, and the worker has ended."""
        self._page.removeEventFilter(self)
        self._leave()
        self._reader.finish()


def _words(viewer: Viewer) -> str:
    since = datetime.fromisoformat(viewer.since).astimezone()
    return say("company.one", actor=viewer.actor, time=f"{since:%H:%M}")
