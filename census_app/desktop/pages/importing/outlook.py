"""Before the import: which rules will be judgeable with what was recognised, and what stops most of them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout, QWidget

from census_app.desktop.core_words import worded
from census_app.desktop.language import count, say
from census_app.desktop.pages.importing.preview import TableGuess
from census_app.desktop.session import Session
from census_app.desktop.widgets.buttons import LinkButton
from census_app.desktop.widgets.chips import Chip
from census_app.desktop.widgets.layout import Card, ElidedLabel, clear_layout, row, set_role, text_label

if TYPE_CHECKING:
    from census_app.checking.readiness import Blocker
    from census_app.workspace.imports.outlook import Outlook, OutlookGround

_MOST_LINES = 4
_TONES = {"fully": "ok", "partly": "mid", "not": "high"}

Given = tuple[tuple[str, frozenset[str], int], ...]


def read_outlook(folder: Path, given: Given, ground: OutlookGround | None) -> tuple[OutlookGround, Outlook]:
    """How far the rules could be judged; the ground is read where none is given; runs on a worker."""
    from census_app.workspace.imports.outlook import Given as One
    from census_app.workspace.imports.outlook import outlook, outlook_ground

    standing = ground or outlook_ground(folder)
    return standing, outlook(standing, [One(*one) for one in given])


class OutlookCard(Card):
    """Three counts in one line; opened, a line for each of the few things that stop most rules."""

    def __init__(self, session: Session) -> None:
        super().__init__((16, 8, 12, 8), 4)
        self._session = session
        self._ground: tuple[Path, dict[str, str], OutlookGround] | None = None
        self._given: Given | None = None
        self._opened = False
        self.outlook: Outlook | None = None
        self.counts = row(spacing=8)
        self.worst = ElidedLabel("", "mute")
        self.toggle = LinkButton(say("import.outlook.open"))
        self.toggle.clicked.connect(self.open_or_close)
        line = row(text_label(say("import.outlook.title"), "strong"), spacing=12)
        line.addLayout(self.counts)
        self.rest = text_label("", "mute")
        line.addWidget(self.worst, 1)
        line.addWidget(self.rest)
        line.addWidget(self.toggle)
        self.lines = QWidget()
        self._grid = QGridLayout(self.lines)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(20)
        self._grid.setVerticalSpacing(3)
        self._grid.setColumnStretch(3, 1)
        self.body.addLayout(line)
        self.body.addWidget(self.lines)
        self.hide()

    def show_tables(self, folder: Path, tables: Sequence[TableGuess]) -> None:
        """What would be imported now; the answer is on its way, the last one stays until then."""
        given = tuple((table.table, _fields(table), table.rows) for table in tables if table.table)
        facts = self._session.facts
        standing = facts.standing if facts is not None else {}
        known = self._ground is not None and self._ground[:2] == (folder, standing)
        if known and given == self._given:
            return
        self._given = given
        self.setVisible(bool(given))
        if not given:
            self._session.reader.forget("outlook")
            return
        if self.outlook is None:
            self._say(say("import.outlook.counting"), "mute")
        ground = self._ground[2] if known and self._ground is not None else None

        def done(answer: tuple[OutlookGround, Outlook]) -> None:
            self._ground = (folder, standing, answer[0])
            self._show(answer[1])

        self._session.reader.ask("outlook", partial(read_outlook, folder, given, ground), done, self._failed)

    def open_or_close(self) -> None:
        """The lines below are shown, or are not."""
        self._opened = not self._opened and bool(self.outlook and self.outlook.readiness.blockers)
        self._arrange()

    def _arrange(self) -> None:
        blockers = self.outlook.readiness.blockers if self.outlook is not None else ()
        opened = self._opened and bool(blockers)
        self.toggle.setText(say("import.outlook.close" if opened else "import.outlook.open"))
        self.toggle.setVisible(bool(blockers))
        self.lines.setVisible(opened)
        self.rest.setVisible(opened and len(blockers) > _MOST_LINES)

    def _show(self, outlook: Outlook) -> None:
        from census_app.checking.readiness import Judging

        self.outlook = outlook
        clear_layout(self.counts)
        for judging in Judging:
            if number := len(outlook.readiness.of(judging)):
                self.counts.addWidget(
                    Chip(say(f"import.outlook.{judging.value}", number=number), _TONES[judging.value])
                )
        blockers = outlook.readiness.blockers
        self._say(self._worst(blockers[0]) if blockers else say("import.outlook.all"), "mute" if blockers else "ok")
        self._fill(blockers[:_MOST_LINES])
        self.rest.setText(say("import.outlook.rest", number=count(len(blockers) - _MOST_LINES)))
        self._arrange()

    def _worst(self, blocker: Blocker) -> str:
        told = self.outlook
        assert told is not None
        readers = len(blocker.stops) + len(blocker.dims)
        stopped = say("import.outlook.worst", what=self._name(blocker), number=readers)
        later = say("import.outlook.compared", number=len(told.readiness.compared)) if told.readiness.compared else ""
        kept = say("import.outlook.kept", number=len(told.kept)) if told.kept else ""
        return "  ·  ".join(filter(None, (stopped, later, kept)))

    def _name(self, blocker: Blocker) -> str:
        assert self.outlook is not None
        lack = blocker.lack
        kind = ("field" if lack.field else "table") + ("_partial" if lack.partial else "")
        return say(f"import.outlook.lack.{kind}", name=".".join(map(worded, self.outlook.names_of(blocker))))

    def _fill(self, blockers: Sequence[Blocker]) -> None:
        clear_layout(self._grid)
        for line, blocker in enumerate(blockers):
            told = [
                say(f"import.outlook.{name}", number=len(rules)) if rules else ""
                for name, rules in (("stops", blocker.stops), ("dims", blocker.dims))
            ]
            self._grid.addWidget(text_label(self._name(blocker)), line, 0)
            self._grid.addWidget(text_label(told[0], "high"), line, 1)
            self._grid.addWidget(text_label(told[1], "mid"), line, 2)
            self._grid.addWidget(ElidedLabel("  ".join((*blocker.stops, *blocker.dims)), "mute"), line, 3)

    def _failed(self, error: Exception) -> None:
        self.outlook = None
        clear_layout(self.counts)
        self._say(say("import.outlook.failed", reason=getattr(error, "message", error)), "mid")
        self._arrange()

    def _say(self, words: str, role: str) -> None:
        self.worst.setText(words)
        set_role(self.worst, role)


def _fields(table: TableGuess) -> frozenset[str]:
    return frozenset(column.field for column in table.columns if column.field)
