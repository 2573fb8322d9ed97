"""What was typed is not given up by a key pressed too soon."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QMessageBox, QPlainTextEdit, QTextEdit, QWidget

from census_app.desktop.language import say


def typed_in(over: QWidget) -> bool:
    """Whether somebody typed there and it still stands; words nobody can see, such as a PIN, are no work."""
    lines = over.findChildren(QLineEdit)
    if any(one.isModified() and one.text() and one.echoMode() is QLineEdit.EchoMode.Normal for one in lines):
        return True
    texts: list[QPlainTextEdit | QTextEdit] = [*over.findChildren(QPlainTextEdit), *over.findChildren(QTextEdit)]
    return any(one.document().isModified() and one.toPlainText() for one in texts)


def gives_up(over: QWidget) -> bool:
    """Whether what was typed there may go; going on is the default, also of Esc."""
    box = QMessageBox(QMessageBox.Icon.Question, say("product"), say("leaving.question"), parent=over)
    box.setInformativeText(say("leaving.text"))
    drop = box.addButton(say("leaving.drop"), QMessageBox.ButtonRole.DestructiveRole)
    stay = box.addButton(say("leaving.stay"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(stay)
    box.setEscapeButton(stay)
    _wait(box)
    return box.clickedButton() is drop


def _wait(box: QMessageBox) -> None:
    """Until it is answered."""
    box.exec()
