"""Rows × columns of counts: the number in every cell, its shade a share; unknown cells dashed, one red outline."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from census_app.desktop.language import count, say
from census_app.desktop.tables.short_names import ShortNames
from census_app.desktop.theme.look import advance, colour, look, scaled, sized_font

_NAME, _LEAST_NAME, _TOTAL, _HEAD, _LEAST_ROW, _MOST_ROW, _GAP = 124, 60, 52, 24, 20, 30, 3
_LIGHTEST, _DARKEST = 18, 150
_NAME_ROOM = 12
_WORD_ROOM = 4
_LEAST_LETTERS = 3


@dataclass(frozen=True)
class GridCell:
    """A count; `shade` 0…1; `known` False draws it dashed with the words instead; `hint` is said on hover."""

    number: int
    shade: float
    known: bool = True
    outlined: bool = False
    hint: str = ""


@dataclass(frozen=True)
class GridRow:
    """A named row; `total` stands at the right."""

    id: str
    name: str
    cells: tuple[GridCell, ...]
    total: int


class HeatGrid(QWidget):
    """Arrows move, Enter or a click opens; `opened(row, column)`."""

    opened = Signal(int, int)

    def __init__(self) -> None:
        super().__init__()
        self._columns: list[str] = []
        self._rows: list[GridRow] = []
        self._short = ShortNames()
        self._at, self._longest = (0, 0), scaled(_NAME)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        look().changed.connect(self.update)

    def show_grid(self, columns: list[str], rows: list[GridRow]) -> None:
        """Other counts."""
        self._columns, self._rows, self._at = columns, rows, (0, 0)
        self._short = ShortNames([row.name for row in rows if row.id])
        # what short names leave is the cells', whose words need it in a small window
        self._longest = min(
            scaled(_NAME), max((advance(row.name, "body") for row in rows), default=scaled(_NAME)) + _NAME_ROOM
        )
        self.setMinimumHeight(scaled(_HEAD) + scaled(_LEAST_ROW) * max(1, len(rows)))
        self.setAccessibleName("；".join(f"{row.name} {row.total}" for row in rows))
        self.update()

    def sizeHint(self) -> QSize:
        """Room for comfortable rows."""
        return QSize(760, scaled(_HEAD) + scaled(26) * max(1, len(self._rows)))

    def _row_height(self) -> float:
        return min(float(scaled(_MOST_ROW)), (self.height() - scaled(_HEAD)) / max(1, len(self._rows)))

    @property
    def _name(self) -> int:
        """Long names give way to the words of the cells: a name is whole on hover, a word of a cell nowhere else."""
        if all(cell.known for row in self._rows for cell in row.cells):
            return self._longest
        cells = len(self._columns) * (advance(say("home.unjudged"), "secondary") + _WORD_ROOM + _GAP)
        return max(min(self._longest, scaled(_LEAST_NAME)), min(self._longest, self.width() - scaled(_TOTAL) - cells))

    def _box(self, row: int, column: int) -> QRectF:
        width = (self.width() - self._name - scaled(_TOTAL)) / max(1, len(self._columns))
        height = self._row_height()
        return QRectF(self._name + column * width, scaled(_HEAD) + row * height, width - _GAP, height - _GAP)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw names, cells and totals."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(sized_font("secondary"))
        painter.setPen(colour("mute"))
        for column, name in enumerate(self._columns):
            box = self._box(0, column)
            shown = _start_of(name, QFontMetrics(painter.font()), int(box.width()))
            painter.drawText(QRectF(box.x(), 0, box.width(), scaled(_HEAD)), Qt.AlignmentFlag.AlignCenter, shown)
        right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.drawText(
            QRectF(self.width() - scaled(_TOTAL), 0, scaled(_TOTAL), scaled(_HEAD)), right, say("rules.total")
        )
        for line, row in enumerate(self._rows):
            box = self._box(line, 0)
            painter.setFont(sized_font("body"))
            painter.setPen(colour("text"))
            name = self._cut_name(row, QFontMetrics(painter.font()))
            painter.drawText(QRectF(0, box.y(), self._name, box.height()), Qt.AlignmentFlag.AlignVCenter, name)
            for column, cell in enumerate(row.cells):
                self._paint_cell(painter, self._box(line, column), cell, (line, column) == self._at and self.hasFocus())
            painter.setFont(sized_font("body", bold=True))
            painter.setPen(colour("text"))
            painter.drawText(
                QRectF(self.width() - scaled(_TOTAL), box.y(), scaled(_TOTAL), box.height()), right, count(row.total)
            )
        painter.end()

    def _cut_name(self, row: GridRow, metrics: QFontMetrics) -> str:
        """A unit's name told apart from the others; what the other ones are counted by stands first."""
        if row.id:
            return self._short.fitted(row.name, metrics, self._name - 8)
        return metrics.elidedText(row.name, Qt.TextElideMode.ElideRight, self._name - 8)

    def _paint_cell(self, painter: QPainter, box: QRectF, cell: GridCell, chosen: bool) -> None:
        painter.setFont(sized_font("secondary"))
        inner = box.adjusted(0.5, 0.5, -0.5, -0.5)
        if not cell.known:
            painter.setPen(QPen(colour("mute"), 1, Qt.PenStyle.DashLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(inner, 4, 4)
            painter.setPen(colour("mute"))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, say("home.unjudged"))
        else:
            ground = QColor(colour("bar"))
            ground.setAlpha(int(_LIGHTEST + (_DARKEST - _LIGHTEST) * min(1.0, cell.shade)))
            painter.setPen(QPen(colour("high"), 2) if cell.outlined else Qt.PenStyle.NoPen)
            painter.setBrush(ground)
            painter.drawRoundedRect(inner, 4, 4)
            painter.setPen(colour("text" if cell.number else "mute"))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, count(cell.number))
        if chosen:
            painter.setPen(QPen(colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(inner, 4, 4)

    def _cell_at(self, point: QPoint) -> tuple[int, int] | None:
        for line in range(len(self._rows)):
            for column in range(len(self._columns)):
                if self._box(line, column).contains(point.toPointF()):
                    return line, column
        return None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Say what the cell means, or the whole name before a row."""
        found = self._cell_at(event.position().toPoint())
        self.setCursor(Qt.CursorShape.PointingHandCursor if found else Qt.CursorShape.ArrowCursor)
        hint = self._rows[found[0]].cells[found[1]].hint if found else self._name_at(event.position())
        if hint:
            QToolTip.showText(event.globalPosition().toPoint(), hint, self)

    def _name_at(self, point: QPointF) -> str:
        for line, row in enumerate(self._rows):
            box = self._box(line, 0)
            if point.x() < self._name and box.top() <= point.y() < box.bottom():
                return row.name
        return ""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click opens the cell."""
        found = self._cell_at(event.position().toPoint())
        if found:
            self._at = found
            self.opened.emit(*found)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move, Enter opens."""
        step = {
            Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1), Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0),
        }.get(Qt.Key(event.key()))  # fmt: skip
        if step and self._rows:
            self._at = (
                max(0, min(len(self._rows) - 1, self._at[0] + step[0])),
                max(0, min(len(self._columns) - 1, self._at[1] + step[1])),
            )
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._rows:
            self.opened.emit(*self._at)
        else:
            super().keyPressEvent(event)


def _start_of(name: str, metrics: QFontMetrics, room: int) -> str:
    """The heading, or as much of its start as there is room for: a mark of what was cut would take its place."""
    cut = metrics.elidedText(name, Qt.TextElideMode.ElideRight, room)
    if len(cut) > _LEAST_LETTERS or cut == name:
        return cut
    return next((name[:end] for end in range(len(name), 0, -1) if metrics.horizontalAdvance(name[:end]) <= room), "")
