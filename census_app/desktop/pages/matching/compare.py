"""Fields as rows, the archive and its candidates as columns: one line of sight compares them all."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from census_app.desktop.core_words import worded
from census_app.desktop.language import say
from census_app.desktop.theme.look import look, scaled, tokens
from census_app.desktop.widgets.chips import Chip
from census_app.desktop.widgets.keys import KeyCap
from census_app.desktop.widgets.layout import Card, clear_layout, redress, row, text_label
from census_app.desktop.widgets.waterfall import signed

if TYPE_CHECKING:
    from census_app.matching.explaining import EvidenceLine
    from census_app.matching.showing import Shown
    from census_app.workspace.linking.queue import QueuedPair, QueuedRecord

_NAME, _ARCHIVE, _CANDIDATE = 84, 200, 190
MOST_CANDIDATES = 5
# few candidates are so wide, and leave what is over at the right
_WIDE = 320
_EXACT = ("equal", "organisation_equal", "same_door")


def level_mark(line: EvidenceLine) -> tuple[str, str]:
    """The sign of a level and its tone: ＝ the same, ≈ sounds or looks alike, ≠ differs, ○ no evidence."""
    if not line.level:
        return "○", "mute"
    if line.level in _EXACT:
        return "＝", "ok"
    return ("≈", "mid") if line.bits > 0 else ("≠", "high")


def marked_html(shown: Shown, tone: str) -> str:
    """The value with what differs on a ground of its tone; what the archive says is escaped."""
    ground, ink = tokens()[f"{tone}_ground"], tokens()[tone]
    return "".join(
        f'<span style="background:{ground};color:{ink};font-weight:600">{escape(piece.text)}</span>'
        if piece.differs
        else escape(piece.text)
        for piece in shown
    )


def _doubts(record: QueuedRecord, pair: QueuedPair) -> tuple[str, ...]:
    """Why a person must look at a candidate, though its weight may be enough."""
    from census_app.matching.vetoes import doubts_told

    return doubts_told(record.source, pair.shown.levels)


def _held(pair: QueuedPair) -> list[str]:
    """What keeps the share of a candidate below what its sum would mean, in one line."""
    from census_app.matching.reckoning import MEASURED

    steps = [worded(step.said) for step in pair.explanation.steps if step.kind != MEASURED]
    return [" · ".join(steps)] if steps else []


class _Cell(QFrame):
    def __init__(self, column: int) -> None:
        super().__init__()
        self.setObjectName("match")
        self.column = column
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(12, 7, 12, 7)
        self.body.setSpacing(2)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def choose(self, chosen: bool) -> None:
        self.setProperty("chosen", chosen)
        redress(self)


class CompareTable(Card):
    """`show_record` fills it; `choose` marks the candidate whose weight is shown."""

    def __init__(self) -> None:
        super().__init__((1, 1, 1, 1), 0)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._inside = QWidget()
        self._inside.setObjectName("scrolled")
        self._grid = QGridLayout(self._inside)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(0)
        self._area.setWidget(self._inside)
        self._area.setAccessibleName(say("common.scrolls"))
        self._area.viewport().setAutoFillBackground(False)
        self.body.addWidget(self._area)
        self._cells: list[_Cell] = []
        self._record: QueuedRecord | None = None
        self._chosen = 0
        look().changed.connect(self._redraw)

    def _redraw(self) -> None:
        if self._record is not None:
            self.show_record(self._record, self._chosen)

    def show_record(self, record: QueuedRecord, chosen: int) -> None:
        """Another record with its candidates."""
        self._record = record
        clear_layout(self._grid)
        self._cells = []
        pairs = record.pairs[:MOST_CANDIDATES]
        self._head(record, pairs)
        lines = [{line.role: line for line in pair.explanation.lines} for pair in pairs]
        for place, (role_id, role) in enumerate(record.source.compared.items(), start=1):
            found = [by_role[role_id] for by_role in lines if role_id in by_role]
            if not found:
                continue
            self._put(place, 0, text_label(worded(role.zh) or role_id, "mute-body"))
            left = "".join(piece.text for piece in found[0].left)
            archive = text_label(left or say("evidence.empty"), "" if left else "mute", wrap=True)
            self._put(place, 1, archive)
            for column, by_role in enumerate(lines, start=2):
                if role_id in by_role:
                    self._candidate(place, column, by_role[role_id])
        self._grid.setRowStretch(len(record.source.compared) + 1, 1)
        self._grid.setColumnMinimumWidth(0, scaled(_NAME))
        self._grid.setColumnMinimumWidth(1, scaled(_ARCHIVE))
        for column in range(2, MOST_CANDIDATES + 2):
            used = column < len(pairs) + 2
            self._grid.setColumnMinimumWidth(column, scaled(_CANDIDATE) if used else 0)
            self._grid.setColumnStretch(column, 10 if used else 0)
        self._share_room()
        self.choose(chosen)

    def _share_room(self) -> None:
        """Candidates have all the room they can use before any is left over."""
        if self._record is None:
            return
        shown = len(self._record.pairs[:MOST_CANDIDATES])
        room = self._area.viewport().width() - scaled(_NAME) - scaled(_ARCHIVE)
        over = max(0.0, room / scaled(_WIDE) - shown)
        self._grid.setColumnStretch(MOST_CANDIDATES + 2, round(10 * over))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width is shared anew."""
        super().resizeEvent(event)
        self._share_room()

    def _head(self, record: QueuedRecord, pairs: tuple[QueuedPair, ...]) -> None:
        self._put(0, 0, text_label(say("match.field"), "mute"))
        title = text_label(say("match.archive"), "strong")
        self._put(0, 1, title, text_label(f"{record.key}  {record.unit}".strip(), "mute", wrap=True))
        for column, pair in enumerate(pairs, start=2):
            bits = text_label(say("match.bits", bits=signed(pair.explanation.total)), "strong")
            chip = Chip(worded(pair.share.band), "mid" if column == 2 else "mute")
            line = QWidget()
            line.setLayout(row(KeyCap(str(column - 1)), bits, None, chip))
            key = text_label(f"{pair.shown.pair.right_key}  {worded(pair.share.words())}", "mute", wrap=True)
            told = [*_held(pair), *map(worded, _doubts(record, pair))]
            doubts = [text_label(one, "mid", wrap=True) for one in told]
            self._put(0, column, line, key, *doubts)

    def _candidate(self, place: int, column: int, line: EvidenceLine) -> None:
        sign, tone = level_mark(line)
        value = QLabel(marked_html(line.right, tone if tone in ("mid", "high") else "mute") or escape("—"))
        value.setTextFormat(Qt.TextFormat.RichText)
        value.setWordWrap(True)
        value.setAccessibleName("".join(piece.text for piece in line.right))
        said = "，".join(line.said) if line.level else line.lacking
        self._put(
            place, column, value, text_label(f"{sign} {worded(said)}", tone if tone != "mute" else "mute", wrap=True)
        )

    def _put(self, line: int, column: int, *widgets: QWidget) -> None:
        cell = _Cell(column)
        for widget in widgets:
            cell.body.addWidget(widget)
        cell.body.addStretch(1)
        self._grid.addWidget(cell, line, column)
        self._cells.append(cell)

    def choose(self, chosen: int) -> None:
        """The candidate at this place is the one looked at."""
        self._chosen = chosen
        for cell in self._cells:
            cell.choose(cell.column == chosen + 2)
