"""Whose signatures count here: the keys with their standing, believing one more, revoking one, making a pair."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QLineEdit, QPlainTextEdit, QTabWidget, QVBoxLayout, QWidget

from census_app.desktop.language import say
from census_app.desktop.pages.rules.signing import FileField
from census_app.desktop.pages.rules.tool_reads import key_lines, make_key, revoke, trust
from census_app.desktop.reads import Reader
from census_app.desktop.widgets.buttons import Button
from census_app.desktop.widgets.layout import row, set_role, text_label
from census_app.desktop.widgets.names import without_dots

_TOPIC = "keys"


class KeysDialog(QDialog):
    """The list above, one act a tab below; refusals are said in place."""

    def __init__(self, parent: QWidget, folder: Path, reader: Reader) -> None:
        from census_app.rulebook.signing.private_keys import PRIVATE_SUFFIX

        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        title = without_dots(say("rules.tools.keys"))
        self.setWindowTitle(title)
        self.resize(720, 520)
        self._folder, self._reader = folder, reader
        self.listed = QPlainTextEdit()
        self.listed.setObjectName("expression")
        self.listed.setReadOnly(True)
        self.listed.setTabChangesFocus(True)
        self.listed.setAccessibleName(title)
        self.message = text_label(say("rules.keys.text"), "mute", wrap=True)
        self.message.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.file, self.spoken = FileField(say("rules.keys.file"), say("rules.keys.filter")), QLineEdit()
        self.fingerprint, self.reason = QLineEdit(), QLineEdit()
        self.private = FileField(say("rules.keys.private"), f"*{PRIVATE_SUFFIX}", new=PRIVATE_SUFFIX)
        self.issuer, self.passphrase, self.again = QLineEdit(), QLineEdit(), QLineEdit()
        for secret in (self.passphrase, self.again):
            secret.setEchoMode(QLineEdit.EchoMode.Password)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setAccessibleName(title)
        self._buttons: list[Button] = []
        self._tab("trust", {"file": self.file, "spoken": self.spoken}, self.trust)
        self._tab("revoke", {"fingerprint": self.fingerprint, "reason": self.reason}, self.revoke)
        made = {"private": self.private, "issuer": self.issuer, "passphrase": self.passphrase, "again": self.again}
        self._tab("make", made, self.make)
        self.tabs.currentChanged.connect(self._looked_at)
        close = Button(say("common.close"), "Esc")
        close.setAutoDefault(False)
        close.clicked.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        column.addWidget(text_label(title, "heading"))
        column.addWidget(self.listed, 1)
        column.addWidget(self.message)
        column.addWidget(self.tabs)
        column.addLayout(row(None, close))
        self._looked_at(0)
        self.file.line.setFocus()
        self._list()

    def _tab(self, name: str, fields: dict[str, Any], act: Callable[[], object]) -> None:
        tab = QWidget()
        grid = QGridLayout(tab)
        for line, (field, widget) in enumerate(fields.items()):
            grid.addWidget(text_label(say(f"rules.keys.{field}")), line, 0)
            grid.addWidget(widget, line, 1)
            widget.setAccessibleName(say(f"rules.keys.{field}"))
        button = Button(say(f"rules.keys.{name}"), "Enter", primary=True)
        button.clicked.connect(act)
        self._buttons.append(button)
        grid.addLayout(row(None, button), len(fields), 1)
        grid.setRowStretch(len(fields) + 1, 1)
        grid.setColumnStretch(1, 1)
        self.tabs.addTab(tab, say(f"rules.keys.{name}"))

    def _looked_at(self, place: int) -> None:
        """Enter does what the tab looked at is for."""
        self._buttons[place].setDefault(True)

    def _list(self) -> None:
        folder = self._folder

        def show(lines: list[str]) -> None:
            self.listed.setPlainText("\n".join(lines) or say("rules.keys.none"))

        self._reader.ask("key list", lambda: key_lines(folder), show, self._failed)

    def trust(self) -> None:
        """Believe the key in a file."""
        folder, file, spoken = self._folder, self.file.path(), self.spoken.text().strip()
        if file is not None:
            self._do(lambda: trust(folder, file, spoken))

    def revoke(self) -> None:
        """Believe a key no more."""
        folder, fingerprint, reason = self._folder, self.fingerprint.text().strip(), self.reason.text().strip()
        if not reason:
            self._say(say("rules.keys.no_reason"), "high")
            return
        self._do(lambda: revoke(folder, fingerprint, reason))

    def make(self) -> None:
        """A pair of one's own."""
        path, issuer, passphrase = self.private.path(), self.issuer.text().strip(), self.passphrase.text()
        if path is None or not issuer:
            self._say(say("rules.sign.incomplete"), "high")
        elif not path.is_absolute():
            self._say(say("rules.keys.whole_path"), "high")
        elif passphrase != self.again.text():
            self._say(say("rules.keys.differ"), "high")
        else:
            self._do(lambda: make_key(path, issuer, passphrase))

    def _do(self, act: Callable[[], Any]) -> None:
        self._reader.ask(_TOPIC, act, self._done, self._failed)

    def _done(self, lines: list[str] | None) -> None:
        self.passphrase.clear()
        self.again.clear()
        self._say("\n".join(lines or [say("rules.keys.done")]), "ok")
        self._list()

    def _failed(self, error: Exception) -> None:
        told = (str(getattr(error, "message", error)), str(getattr(error, "advice", "")))
        self._say("\n".join(filter(None, told)), "high")

    def _say(self, text: str, role: str) -> None:
        self.message.setText(text)
        set_role(self.message, role)

    def done(self, result: int) -> None:
        """Nobody waits for the answer any more."""
        self._reader.forget(_TOPIC)
        self._reader.forget("key list")
        super().done(result)
