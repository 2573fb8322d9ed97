"""The 台区 as a board one can walk over: tiles by place, coloured by state, with their counts. No map is fetched."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from PySide6.QtCore import QEvent, QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QFontMetrics, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QToolTip

from census_app.desktop.language import say
from census_app.desktop.reads import Reader
from census_app.desktop.theme.look import colour, look, scaled, sized_font
from census_app.desktop.widgets.area_layout import Cell, lay_out, neighbour

_WIDTH, _HEIGHT = 150, 68
_GAP = 10
_MARGIN = 14
_HEADING = 26
_BAR = 5
_RADIUS = 6
_STEPS = {
    Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1),
}  # fmt: skip


@dataclass(frozen=True)
class AreaTile:
    """One tile: name, a line of words, its tone (`high`, `mid`, `ok`, `low`), shares of its bar as (tone, number);
    `place` is (longitude, latitude) or None; `hint` is said on hover."""

    id: str
    name: str
    words: str
    tone: str
    bar: tuple[tuple[str, int], ...]
    place: tuple[float, float] | None
    hint: str


@dataclass(frozen=True)
class _Board:
    """Tiles with their cells, as many columns wide as there was room; `rows` are those of the placed ones, `at_cell`
    tells which tile stands where."""

    tiles: tuple[AreaTile, ...] = ()
    columns: int = 0
    cells: tuple[Cell, ...] = ()
    rows: int = 0
    at_cell: Mapping[Cell, int] = field(default_factory=dict)
    unplaced: bool = False

    @property
    def all_rows(self) -> int:
        """With the rows of those without a place."""
        return 1 + max((row for _, row in self.cells), default=-1)


def _laid_out(tiles: tuple[AreaTile, ...], columns: int) -> _Board:
    """Thousands of tiles take a while: this runs on a worker."""
    cells, rows = lay_out([tile.place for tile in tiles], columns)
    places = {cell: number for number, cell in enumerate(cells)}
    return _Board(tiles, columns, tuple(cells), rows, places, any(tile.place is None for tile in tiles))


class AreaMap(QAbstractScrollArea):
    """`looked(id)` when another tile is looked at, `opened(id)` on Enter or a double click.

    Where the tiles stand is worked out on the reader's worker; until then the board stays as it was.
    """

    looked = Signal(str)
    opened = Signal(str)

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self._reader = reader
        self._tiles: tuple[AreaTile, ...] = ()
        self._board = _Board()
        self.at = 0
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setMouseTracking(True)
        self.verticalScrollBar().valueChanged.connect(self.viewport().update)
        look().changed.connect(self._arrange)

    def show_tiles(self, tiles: Sequence[AreaTile]) -> None:
        """Other tiles are on their way; the one looked at stays when it is still there."""
        self._tiles = tuple(tiles)
        self._ask()

    @property
    def tiles(self) -> tuple[AreaTile, ...]:
        """The tiles on the board, in walking order."""
        return self._board.tiles

    def box(self, number: int) -> QRectF:
        """Where a tile stands in the viewport now."""
        column, row = self._board.cells[number]
        down = row * self._pitch + (_HEADING if row >= self._board.rows else 0)
        x = _MARGIN + column * (scaled(_WIDTH) + _GAP)
        return QRectF(x, _MARGIN + down - self.verticalScrollBar().value(), scaled(_WIDTH), scaled(_HEIGHT))

    @property
    def _pitch(self) -> int:
        """From one row of tiles to the next."""
        return scaled(_HEIGHT) + _GAP

    @property
    def laid_out(self) -> bool:
        """Whether the board is the one for the tiles and the width there are."""
        return self._board.tiles is self._tiles and self._board.columns == self._columns()

    def _columns(self) -> int:
        """As many as there is room for beside a scroll bar, so that its coming and going changes nothing."""
        width = self.width() - self.verticalScrollBar().sizeHint().width() - 2 * _MARGIN
        return max(1, (width + _GAP) // (scaled(_WIDTH) + _GAP))

    def _ask(self) -> None:
        """The board for the tiles and the width there are is on its way."""
        work = partial(_laid_out, self._tiles, self._columns())
        self._reader.ask("area_board", work, self._show, lambda _error: None)

    def _show(self, board: _Board) -> None:
        before = self._board.tiles[self.at].id if self._board.tiles else None
        self._board = board
        self.at = next((place for place, tile in enumerate(board.tiles) if tile.id == before), 0)
        self.setAccessibleName(say("tasks.map.spoken", number=len(board.tiles)))
        self._arrange()

    def _arrange(self) -> None:
        board, rows = self._board, self._board.all_rows
        height = 2 * _MARGIN + rows * self._pitch + (_HEADING if rows > board.rows else 0)
        bar = self.verticalScrollBar()
        bar.setRange(0, max(0, height - self.viewport().height()))
        bar.setPageStep(self.viewport().height())
        bar.setSingleStep(scaled(_HEIGHT) // 2)
        self.viewport().update()
        if board.tiles is self._tiles and not self.laid_out:
            self._ask()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As many columns as there is room for."""
        super().resizeEvent(event)
        self._arrange()

    def _in_view(self) -> Iterator[int]:
        """The tiles of the rows that can be seen."""
        top = self.verticalScrollBar().value() - _MARGIN
        first = max(0, (top - _HEADING) // self._pitch)
        last = min(self._board.all_rows, (top + self.viewport().height()) // self._pitch + 1)
        for row in range(first, last):
            for column in range(self._board.columns):
                if (number := self._board.at_cell.get((column, row))) is not None:
                    yield number

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The tiles that can be seen."""
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for number in self._in_view():
            self._paint_tile(painter, self.box(number), self._board.tiles[number], number == self.at)
        if self._board.unplaced:
            top = _MARGIN + self._board.rows * self._pitch - self.verticalScrollBar().value()
            painter.setFont(sized_font("secondary"))
            painter.setPen(colour("mute"))
            area = QRectF(_MARGIN, top, self.viewport().width(), _HEADING - _GAP)
            painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, say("tasks.map.no_place"))
        painter.end()

    def _paint_tile(self, painter: QPainter, box: QRectF, tile: AreaTile, chosen: bool) -> None:
        line = "accent" if chosen else "line"
        painter.setPen(QPen(colour(line), 2 if chosen else 1))
        painter.setBrush(colour(f"{tile.tone}_ground"))
        painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), _RADIUS, _RADIUS)
        inner = box.adjusted(10, 7, -10, -9)
        painter.setFont(sized_font("body", bold=True))
        painter.setPen(colour("text"))
        name = QFontMetrics(painter.font()).elidedText(tile.name, Qt.TextElideMode.ElideMiddle, int(inner.width()))
        painter.drawText(QRectF(inner.x(), inner.y(), inner.width(), scaled(20)), Qt.AlignmentFlag.AlignVCenter, name)
        painter.setFont(sized_font("secondary"))
        painter.setPen(colour(tile.tone if tile.tone != "low" else "mute"))
        words = QFontMetrics(painter.font()).elidedText(tile.words, Qt.TextElideMode.ElideRight, int(inner.width()))
        painter.drawText(
            QRectF(inner.x(), inner.y() + scaled(21), inner.width(), scaled(18)), Qt.AlignmentFlag.AlignVCenter, words
        )
        self._paint_bar(painter, QRectF(inner.x(), inner.bottom() - _BAR + 2, inner.width(), _BAR), tile)

    def _paint_bar(self, painter: QPainter, box: QRectF, tile: AreaTile) -> None:
        total = sum(number for _, number in tile.bar) or 1
        painter.setPen(Qt.PenStyle.NoPen)
        x = box.x()
        for tone, number in tile.bar:
            width = box.width() * number / total
            painter.setBrush(colour(tone))
            painter.drawRect(QRectF(x, box.y(), max(0.0, width - (1 if width > 2 else 0)), box.height()))
            x += width

    def tile_at(self, point: QPoint) -> int | None:
        """The tile under a point of the viewport."""
        found = (number for number in self._in_view() if self.box(number).contains(point.toPointF()))
        return next(found, None)

    def look_at(self, number: int) -> None:
        """Another tile is looked at, and in view."""
        self.at = number
        box, bar = self.box(number), self.verticalScrollBar()
        if box.top() < 0:
            bar.setValue(int(bar.value() + box.top() - _MARGIN))
        elif box.bottom() > self.viewport().height():
            bar.setValue(int(bar.value() + box.bottom() - self.viewport().height() + _MARGIN))
        self.viewport().update()
        self.looked.emit(self._board.tiles[number].id)

    def look_again(self) -> None:
        """Say once more which tile is looked at."""
        if self._board.tiles:
            self.look_at(self.at)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click looks at a tile."""
        number = self.tile_at(event.position().toPoint())
        if number is not None:
            self.look_at(number)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A double click opens it."""
        number = self.tile_at(event.position().toPoint())
        if number is not None:
            self.opened.emit(self._board.tiles[number].id)

    def viewportEvent(self, event: QEvent) -> bool:
        """What a tile is, on hover."""
        if isinstance(event, QHelpEvent):
            number = self.tile_at(event.pos())
            QToolTip.showText(event.globalPos(), "" if number is None else self._board.tiles[number].hint, self)
            return True
        return super().viewportEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows walk over the board, Enter opens."""
        step = _STEPS.get(Qt.Key(event.key()))
        if step is not None and self._board.tiles:
            self.look_at(neighbour(self._board.cells, self.at, step))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._board.tiles:
            self.opened.emit(self._board.tiles[self.at].id)
        else:
            super().keyPressEvent(event)
