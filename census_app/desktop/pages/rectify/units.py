"""How far each unit is with its newest list, and how much of it is late."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from census_app.desktop.language import count, say
from census_app.desktop.theme.look import colour, look, scaled, sized_font
from census_app.desktop.widgets.bars import paint_bar
from census_app.desktop.widgets.layout import Card, clear_layout, row, scrolling, text_label

if TYPE_CHECKING:
    from census_app.reporting.rectification import UnitProgress

WIDTH = 366
_ROW = 30
_LATE, _FIGURES, _PADDING = 52, 92, 8
_NAME_SHARE = 0.34


class UnitRow(QAbstractButton):
    """A unit: name, bar, answered of issued, late ones; a click shows only this unit's rows."""

    def __init__(self, unit: UnitProgress, chosen: bool) -> None:
        super().__init__()
        self.unit = unit
        self.setCheckable(True)
        self.setChecked(chosen)
        self.setText(unit.name)
        self.setAccessibleName(f"{unit.name} {_figures(unit)} {say('rectify.units.late')} {unit.overdue}")
        self.setToolTip(unit.name)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look().changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """One line."""
        return QSize(280, scaled(_ROW))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        painter = QPainter(self)
        unit, width = self.unit, self.width()
        if self.isChecked() or self.underMouse() or self.hasFocus():
            painter.fillRect(self.rect(), colour("selected" if self.isChecked() else "hover"))
        painter.setFont(sized_font("body"))
        metrics = QFontMetrics(painter.font())
        name = int(width * _NAME_SHARE)
        painter.setPen(colour("text"))
        shown = metrics.elidedText(unit.name, Qt.TextElideMode.ElideLeft, name - _PADDING)
        painter.drawText(QRectF(_PADDING, 0, name, _ROW), Qt.AlignmentFlag.AlignVCenter, shown)
        right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        figures = QRectF(width - _LATE - _FIGURES, 0, _FIGURES, _ROW)
        painter.setPen(colour("high" if unit.issued and not unit.answered else "text" if unit.issued else "mute"))
        painter.drawText(figures, right, _figures(unit))
        bar = QRectF(name + _PADDING, (_ROW - 7) / 2, max(20.0, figures.left() - name - _PADDING - 12), 7)
        paint_bar(painter, bar, unit.answered / unit.issued if unit.issued else 0.0, "accent", track=True)
        painter.setPen(colour("high" if unit.overdue else "mute"))
        painter.drawText(QRectF(width - _LATE, 0, _LATE - _PADDING, _ROW), right, count(unit.overdue))
        painter.end()


class UnitCard(Card):
    """`chosen(unit)` when one is asked for; "" when it is let go."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__((12, 12, 8, 8), 4)
        note = text_label(say("rectify.units.note"), "mute")
        heads = row(_PADDING, text_label(say("rectify.units.unit"), "mute"), None, spacing=0)
        answered, late = (
            text_label(say("rectify.units.answered"), "mute"),
            text_label(say("rectify.units.late"), "mute"),
        )
        late.setFixedWidth(_LATE - 4)
        late.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        heads.addWidget(answered)
        heads.addWidget(late)
        self.body.addLayout(row(_PADDING, text_label(say("rectify.units.title"), "heading"), note, None))
        self.body.addLayout(heads)
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        area = scrolling(inside)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.body.addWidget(area, 1)

    def show_units(self, units: Sequence[UnitProgress], chosen: str) -> None:
        """The units as they stand now."""
        clear_layout(self._column)
        for unit in units:
            line = UnitRow(unit, unit.unit == chosen)
            line.clicked.connect(lambda on, name=unit.unit: self.chosen.emit(name if on else ""))
            self._column.addWidget(line)
        if not units:
            self._column.addWidget(text_label(say("rectify.units.none"), "mute-body", wrap=True))
        self._column.addStretch(1)


def _figures(unit: UnitProgress) -> str:
    if not unit.issued:
        return say("rectify.units.no_list")
    if not unit.answered:
        return say("rectify.units.not_back")
    return f"{count(unit.answered)}/{count(unit.issued)}"
