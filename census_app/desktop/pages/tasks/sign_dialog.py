"""签字: the customer signs in the window; the picture is kept under the task, by its content."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from census_app.desktop.language import say
from census_app.desktop.opened import opened
from census_app.desktop.reads import Reader
from census_app.desktop.widgets.buttons import Button
from census_app.desktop.widgets.layout import row, set_role, text_label
from census_app.desktop.widgets.signature_pad import SignaturePad

_SIZE = (760, 420)


def keep(folder: Path, task_no: str, png: bytes) -> int:
    """The signature is kept; runs on a worker."""
    from census_app.survey.photos.signing import keep_signature

    with opened(folder) as workspace:
        return keep_signature(workspace, task_no, png)


class SignDialog(QDialog):
    """`kept` when the signature stands in the workspace."""

    kept = Signal()

    def __init__(self, parent: QWidget, reader: Reader, folder: Path, task_no: str, who: str) -> None:
        super().__init__(parent)
        self._reader, self._folder, self._task = reader, folder, task_no
        self.setWindowTitle(say("action.sign_visit"))
        self.resize(*_SIZE)
        self.pad = SignaturePad()
        self.message = text_label(say("sign.text"), "mute", wrap=True)
        self.keep_button = Button(say("sign.keep"), "Enter", primary=True)
        again, back = Button(say("sign.clear")), Button(say("sign.undo"), "Ctrl+Z")
        back.setShortcut("Ctrl+Z")
        close = Button(say("common.close"), "Esc")
        self.keep_button.setDefault(True)
        self.keep_button.clicked.connect(self._keep)
        again.clicked.connect(self.pad.clear)
        back.clicked.connect(self.pad.undo_stroke)
        close.clicked.connect(self.close)
        self.pad.drawn.connect(self._drawn)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        column.addWidget(text_label(say("sign.title", task=task_no, customer=who), "heading"))
        column.addWidget(self.message)
        column.addWidget(self.pad, 1)
        column.addLayout(row(again, back, None, close, self.keep_button))
        self._drawn()

    def _drawn(self) -> None:
        self.keep_button.setEnabled(self.pad.is_signed)

    def _keep(self) -> None:
        png = self.pad.png()
        if png is not None:
            self.keep_button.setEnabled(False)
            self._reader.ask("sign", partial(keep, self._folder, self._task, png), self._done, self._refused)

    def _done(self, _act: int) -> None:
        self.kept.emit()
        self.close()

    def _refused(self, error: Exception) -> None:
        advice = str(getattr(error, "advice", "") or "")
        self.message.setText(f"{getattr(error, 'message', error)}  {advice}".strip())
        set_role(self.message, "high")
        self._drawn()
