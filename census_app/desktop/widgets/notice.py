"""A sentence that stays until it no longer holds: what is wrong and what to do."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QVBoxLayout

from census_app.desktop.widgets.layout import text_label


class Notice(QFrame):
    """Hidden while there is nothing to say; `tone` `high` for what is wrong, `mid` for what one should know."""

    def __init__(self, tone: str = "high") -> None:
        super().__init__()
        self.setObjectName("alarm" if tone == "high" else "hint")
        self._message = text_label("", f"{tone}-strong", wrap=True)
        self._advice = text_label("", tone, wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 10, 16, 10)
        column.setSpacing(4)
        column.addWidget(self._message)
        column.addWidget(self._advice)
        self.hide()

    def show_words(self, message: str, advice: str) -> None:
        """Say it, or say nothing."""
        self._message.setText(message)
        self._advice.setText(advice)
        self._advice.setVisible(bool(advice))
        self.setVisible(bool(message))
