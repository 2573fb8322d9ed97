"""Names for screen readers where a widget has words that only eyes see."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QWidget


def name_fields(inside: QWidget) -> None:
    """Every text field inside is called what its placeholder says, unless it has a name."""
    for field in inside.findChildren(QLineEdit):
        if not field.accessibleName():
            field.setAccessibleName(field.placeholderText())


def without_dots(words: str) -> str:
    """What a menu entry that asks for more is called once one is there."""
    return words.removesuffix("…")
