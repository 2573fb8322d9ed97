"""Signing a pack: which file, with which key, its passphrase."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFileDialog, QGridLayout, QLineEdit, QVBoxLayout, QWidget

from census_app.desktop.language import say
from census_app.desktop.pages.rules.tool_reads import sign
from census_app.desktop.reads import Reader
from census_app.desktop.widgets.buttons import Button
from census_app.desktop.widgets.layout import row, set_role, text_label
from census_app.desktop.widgets.names import without_dots


class FileField(QWidget):
    """A path to type or to choose; of a file that is made, `new` is what its name ends in."""

    def __init__(self, name: str, kinds: str, new: str = "") -> None:
        super().__init__()
        self._name, self._kinds, self._new = name, kinds, new
        self.line = QLineEdit()
        self.line.setAccessibleName(name)
        choose = Button(say("rules.tools.choose"))
        # Enter in a field does what the dialog is for
        choose.setAutoDefault(False)
        choose.clicked.connect(self._choose)
        layout = row(self.line, choose)
        layout.setStretch(0, 1)
        self.setLayout(layout)
        self.setFocusProxy(self.line)

    def _choose(self) -> None:
        ask = QFileDialog.getSaveFileName if self._new else QFileDialog.getOpenFileName
        name, _ = ask(self, self._name, "", self._kinds)
        if name:
            self.line.setText(name if name.endswith(self._new) else f"{name}{self._new}")

    def path(self) -> Path | None:
        """The path, None while empty."""
        text = self.line.text().strip()
        return Path(text) if text else None


class SignDialog(QDialog):
    """The passphrase stays in the dialog and goes with it; refusals are said in place."""

    def __init__(self, parent: QWidget, reader: Reader) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        title = without_dots(say("rules.tools.sign"))
        self.setWindowTitle(title)
        self.setMinimumWidth(620)
        self._reader = reader
        self.pack = FileField(say("rules.sign.pack"), say("rules.tools.zip_filter"))
        self.key = FileField(say("rules.sign.key"), say("rules.sign.key_filter"))
        self.passphrase = QLineEdit()
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self.message = text_label(say("rules.sign.text"), "mute", wrap=True)
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(12)
        fields: dict[str, QWidget] = {"pack": self.pack, "key": self.key, "passphrase": self.passphrase}
        for line, (name, widget) in enumerate(fields.items()):
            grid.addWidget(text_label(say(f"rules.sign.{name}")), line, 0)
            grid.addWidget(widget, line, 1)
        self.passphrase.setAccessibleName(say("rules.sign.passphrase"))
        self.accept_button = Button(say("rules.sign.do"), "Enter", primary=True)
        close = Button(say("common.close"), "Esc")
        self.accept_button.setDefault(True)
        self.accept_button.clicked.connect(self.start)
        close.clicked.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        column.addWidget(text_label(title, "heading"))
        column.addWidget(self.message)
        column.addLayout(grid)
        column.addLayout(row(None, close, self.accept_button))

    def start(self) -> None:
        """Sign in place; what came of it is said above."""
        pack, key, passphrase = self.pack.path(), self.key.path(), self.passphrase.text()
        if pack is None or key is None:
            self._say(say("rules.sign.incomplete"), "high")
            return
        self._say(say("rules.sign.running"), "mute")
        self._reader.ask("sign", lambda: sign(pack, key, passphrase, None), self._done, self._failed)

    def _done(self, lines: list[str]) -> None:
        self.passphrase.clear()
        self._say("\n".join(lines), "ok")

    def _failed(self, error: Exception) -> None:
        told = (str(getattr(error, "message", error)), str(getattr(error, "advice", "")))
        self._say("\n".join(filter(None, told)), "high")

    def _say(self, text: str, role: str) -> None:
        self.message.setText(text)
        set_role(self.message, role)

    def done(self, result: int) -> None:
        """Nobody waits for the answer any more."""
        self._reader.forget("sign")
        super().done(result)
