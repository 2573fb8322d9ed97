"""Lines to read and copy."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QVBoxLayout, QWidget

from census_app.desktop.language import say
from census_app.desktop.widgets.buttons import Button
from census_app.desktop.widgets.layout import row, text_label
from census_app.desktop.widgets.names import without_dots


class LinesDialog(QDialog):
    """Gone when closed."""

    def __init__(self, parent: QWidget, title: str, lines: list[str]) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        title = without_dots(title)
        self.setWindowTitle(title)
        self.resize(720, 460)
        self.text = QPlainTextEdit("\n".join(line for line in lines if line is not None).strip())
        self.text.setObjectName("expression")
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(title)
        copy, close = Button(say("common.copy")), Button(say("common.close"), "Esc", primary=True)
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.text.toPlainText()))
        close.setDefault(True)
        close.clicked.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        column.addWidget(text_label(title, "heading"))
        column.addWidget(self.text, 1)
        column.addLayout(row(None, copy, close))
