"""Why an answer goes back: the reasons with their digits, typed or clicked."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from census_app.desktop.frame.overlay import Overlay
from census_app.desktop.theme.look import scaled
from census_app.desktop.widgets.layout import text_label

_WIDTH, _ROW = 460, 30
_CODE = int(Qt.ItemDataRole.UserRole)


class ReasonMenu(Overlay):
    """`picked(code)` by a digit, by Enter or by a click."""

    picked = Signal(str)

    def __init__(self, parent: QWidget, title: str, reasons: Sequence[tuple[str, str, str]]) -> None:
        super().__init__(parent, _WIDTH)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.column.addWidget(text_label(title, "strong"))
        self.list = QListWidget()
        self.list.setAccessibleName(title)
        for place, (code, name, advice) in enumerate(reasons, start=1):
            item = QListWidgetItem(f"{place}  {name}　{advice}")
            item.setData(_CODE, code)
            item.setSizeHint(QSize(0, scaled(_ROW)))
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.list.setFixedHeight(_ROW * len(reasons) + 4)
        self.list.itemActivated.connect(self._pick)
        self.list.itemClicked.connect(self._pick)
        self.column.addWidget(self.list)
        self.list.setFocus()

    def _pick(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            code = str(item.data(_CODE))
            self.close()
            self.picked.emit(code)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A digit picks its reason."""
        digit = event.text()
        if digit.isdigit() and digit != "0":
            self._pick(self.list.item(int(digit) - 1))
            return
        super().keyPressEvent(event)
