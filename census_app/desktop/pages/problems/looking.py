"""What stands beside the list: one problem with what else is known of it, or a group with its one action."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer

from census_app.desktop.pages.page import Context
from census_app.desktop.pages.problems.about import About, read_about, read_hanging
from census_app.desktop.pages.problems.evidence import EvidencePanel, accused_of, values_of
from census_app.desktop.pages.problems.naming import Names
from census_app.desktop.reads import Reader
from census_app.desktop.tables.paged_model import Heading

if TYPE_CHECKING:
    from census_app.workspace.customers.model import ChainLink

_PAUSE_MILLISECONDS = 150


class Looking(QObject):
    """The record is shown at once; suggestion, chain and history follow when one stays on it for a moment."""

    def __init__(self, panel: EvidencePanel, context: Context, reader: Reader) -> None:
        super().__init__(panel)
        self._panel, self._context, self._reader = panel, context, reader
        self._about = About("")
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MILLISECONDS)
        self._pause.timeout.connect(self._ask)

    def show(self, record: dict[str, Any]) -> None:
        """A problem."""
        self._panel.show_record(record, self._context.session.facts)
        self._pause.start()

    def again(self) -> None:
        """The problem that is shown is told anew: its rule has other words, as after a change of the language."""
        if self._panel.record:
            self.show(self._panel.record)

    def show_group(self, group: str, heading: Heading, names: Names) -> None:
        """A group: its size; of a cause what is shared, why it is believed and what settles it."""
        self._pause.stop()
        for topic in ("about", "hanging"):
            self._reader.forget(topic)
        cause = names.causes.get(heading.key) if group == "cause" else None
        self._panel.show_group(names.group(group, heading), heading.number, cause)

    def _ask(self) -> None:
        folder, record = self._context.session.folder, self._panel.record
        if folder is None or not record:
            return
        number = str(record.get("problem_no", ""))
        values = {name: text for name, text in values_of(record).items() if isinstance(text, str)}
        work = partial(read_about, folder, number, values, accused_of(record))
        self._reader.ask("about", work, self._tell, self._not_known)
        if customer := str(record.get("customer") or ""):
            hanging = partial(read_hanging, folder, customer)
            self._reader.ask("hanging", hanging, partial(self._hang, number), self._not_known)

    def _tell(self, about: About) -> None:
        if about.number == self._panel.record.get("problem_no"):
            self._about = about
            self._panel.show_about(about)

    def _hang(self, number: str, chain: tuple[ChainLink, ...]) -> None:
        if number == self._panel.record.get("problem_no"):
            known = self._about if self._about.number == number else About(number)
            self._about = replace(known, chain=chain)
            self._panel.show_about(self._about)

    def _not_known(self, _error: Exception) -> None:
        """The record alone is what can be said."""
