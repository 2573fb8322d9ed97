"""What was typed is not given up by a key pressed too soon."""

from __future__ import annotations

from PySide6.QtWidgets import QMessageBox, QWidget

from census_app.desktop.language import say


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
