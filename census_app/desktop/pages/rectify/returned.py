"""收回的清单: what became of every row of every list that came back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox

from census_app.desktop.language import count, say
from census_app.desktop.pages.rectify.listing import Listed, ListingPanel
from census_app.desktop.theme.look import scaled
from census_app.desktop.widgets.buttons import ActionButton, Button
from census_app.desktop.widgets.layout import set_role
from census_app.desktop.widgets.states import StateView

if TYPE_CHECKING:
    from census_app.reporting.answered_lists.row_outcomes import KeptRow, TakenFile

STATUS_TONE = {
    "conflict": "mid",
    "refused": "high",
    "taken": "ok",
    "kept": "low",
    "already": "mute",
    "unanswered": "mute",
}
_ALL = ""
_LONGEST = 60
_FILES_FIRST = 3
_LEAST, _WIDTH = 200, 440


class ReturnedPanel(ListingPanel):
    """`file_asked(sha256)` when another list is looked at, `folder_asked` for what goes back to the units."""

    file_asked = Signal(str)
    folder_asked = Signal()

    def __init__(self, take: ActionButton) -> None:
        words = {name: say(f"rectify.status.{name}") for name in STATUS_TONE}
        columns = [
            Listed(say("rectify.row.status"), 0, tones=STATUS_TONE, words=words),
            Listed(say("rectify.row.number"), 1, 44, right=True),
            Listed(say("rectify.row.rule"), 2, 56, text=lambda one: str(one[2]).split(" ")[0] or "—", measured=True),
            Listed(say("rectify.row.customer"), 3, 90, text=lambda one: one[3] or "—", measured=True),
            Listed(say("rectify.row.result"), 4, 70, text=lambda one: one[4] or "—", elides=True),
            Listed(say("rectify.row.person"), 5, 70, text=lambda one: one[5] or "—", elides=True),
            Listed(say("rectify.row.why"), 6, 160, stretch=True),
        ]
        self.none = StateView("import", say("rectify.returned.none"), say("rectify.returned.none_text"), [take])
        super().__init__(columns, self.none, say("rectify.tab.returned"), kept_as="returned")
        self.files = QComboBox()
        self.files.setAccessibleName(say("rectify.returned.which"))
        self.files.setMinimumWidth(_LEAST)
        self.files.setMaximumWidth(scaled(_WIDTH))
        self.receipts = Button(say("rectify.returned.receipts"))
        self.head.insertWidget(1, self.files, _FILES_FIRST)
        self.head.addWidget(self.receipts)
        self.head.addSpacing(14)
        self._known: tuple[TakenFile, ...] = ()
        self._rows: Sequence[KeptRow] = ()
        self._status = _ALL
        self.files.activated.connect(lambda place: self._ask(place))
        self.receipts.clicked.connect(self.folder_asked)
        self.narrowed.connect(self._narrow)

    @property
    def file(self) -> TakenFile | None:
        """The list looked at."""
        place = self.files.currentIndex()
        return self._known[place] if 0 <= place < len(self._known) else None

    def show_files(self, files: Sequence[TakenFile]) -> None:
        """The lists that came back, the newest first; the one looked at stays."""
        before = self.file
        if tuple(files) == self._known and self._rows:
            return
        newest = self._known[0].sha256 if self._known else ""
        self._known = tuple(files)
        self.files.clear()
        self.files.addItems([_label(one) for one in files])
        self.files.setVisible(bool(files))
        self.receipts.setVisible(bool(files))
        if not files:
            self._rows = ()
            self._show()
            return
        wanted = before.sha256 if before is not None and files[0].sha256 == newest else files[0].sha256
        place = next((at for at, one in enumerate(files) if one.sha256 == wanted), 0)
        self.files.setCurrentIndex(place)
        self._ask(place)

    def _ask(self, place: int) -> None:
        self.file_asked.emit(self._known[place].sha256)

    def show_outcomes(self, rows: Sequence[KeptRow]) -> None:
        """The rows of the list looked at: conflicts first, then the refused, then the rest."""
        order = list(STATUS_TONE)
        self._rows = sorted(rows, key=lambda one: (order.index(one.status.value), one.number))
        self._show()

    def _narrow(self, name: str) -> None:
        self._status = _ALL if name in ("all", self._status) else name
        self._show()

    def _show(self) -> None:
        file = self.file
        counts = {status: sum(one.status.value == status for one in self._rows) for status in STATUS_TONE}
        if file is not None and not self._rows:
            counts = {status: file.counts.get(status, 0) for status in STATUS_TONE}
            self.none.say(say("rectify.returned.old"), say("rectify.returned.old_text"))
        elif file is None:
            self.none.say(say("rectify.returned.none"), say("rectify.returned.none_text"))
        self.line.setText(_sum(counts) if file is not None else "")
        set_role(self.line, "mute")
        words = {"all": say("rectify.all")} | {name: say(f"rectify.status.{name}") for name in STATUS_TONE}
        if file is not None:
            shown = {name: number for name, number in counts.items() if number or name in self.chips}
            self.show_facets({"all": sum(counts.values())} | shown, words, self._status or "all")
        rows = [one for one in self._rows if self._status in (_ALL, one.status.value)]
        self.show_rows(rows, _row)


def _row(one: KeptRow) -> tuple[object, ...]:
    why = one.why or (say("rectify.returned.unanswered") if one.status.value == "unanswered" else "")
    if not why and one.status.value == "taken":
        why = say("rectify.returned.taken")
    return one.status.value, one.number, one.rule, one.customer, one.result, one.person, why, one.problem_no


def _label(one: TakenFile) -> str:
    name = Path(one.name).stem
    short = name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…"
    return f"{short} · {datetime.fromisoformat(one.at).astimezone():%m-%d %H:%M}"


def _sum(counts: dict[str, int]) -> str:
    parts = [f"{say(f'rectify.status.{name}')} {count(number)}" for name, number in counts.items() if number]
    return f"{say('rectify.returned.rows', number=count(sum(counts.values())))} = {' + '.join(parts)}" if parts else ""
