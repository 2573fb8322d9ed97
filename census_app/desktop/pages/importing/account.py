"""The row account: 读到 = 入库 + 拒收 + 跳过, with the skipped rows by kind."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from census_app.desktop.language import count, label, say
from census_app.desktop.widgets.bars import PartsBar
from census_app.desktop.widgets.layout import set_role, text_label


def skipped_text(skipped: dict[str, int]) -> str:
    """`空 8 标题 1`: only the kinds that occur."""
    return "  ".join(f"{label('import.skip', kind)} {count(number)}" for kind, number in skipped.items() if number)


class RowAccount(QWidget):
    """Figures that add up, with a bar whose smallest part can still be seen."""

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self._title = text_label("", "strong")
        self._bar = PartsBar()
        column.addWidget(self._title)
        column.addWidget(self._bar)
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(5)
        grid.setColumnStretch(2, 1)
        self._figures = {}
        self._notes = {}
        for line, name in enumerate(("read", "rows", "rejected", "skipped")):
            grid.addWidget(text_label(say(f"import.account.{name}"), "strong" if line == 0 else ""), line, 0)
            figure = text_label("", "strong")
            figure.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            note = text_label("", "mute", wrap=True)
            grid.addWidget(figure, line, 1)
            grid.addWidget(note, line, 2)
            self._figures[name], self._notes[name] = figure, note
        column.addLayout(grid)

    def show_account(self, title: str, read: int, rows: int, rejected: int, skipped: dict[str, int]) -> None:
        """The figures of one table."""
        away = sum(skipped.values())
        self._title.setText(title)
        self._bar.show_parts([(rows, "accent"), (rejected, "high"), (away, "bar")])
        for name, number in (("read", read), ("rows", rows), ("rejected", rejected), ("skipped", away)):
            self._figures[name].setText(count(number))
        set_role(self._figures["rows"], "accent")
        set_role(self._figures["rejected"], "high-strong" if rejected else "mute-body")
        self._notes["skipped"].setText(skipped_text(skipped))
