"""Texts of the window by key and language; translations are data in resources/translations/."""

from __future__ import annotations

from functools import cache
from typing import Any

from PySide6.QtCore import QObject, Signal

from census_app.desktop.data import read_data

CHINESE = "zh"
ENGLISH = "en"
LANGUAGES = (CHINESE, ENGLISH)


@cache
def load_texts(language: str) -> dict[str, str]:
    """Every text of a language by dotted key."""
    return _flatten(read_data(f"translations/{language}.yaml"), "", {})


def _flatten(node: dict[str, Any], prefix: str, found: dict[str, str]) -> dict[str, str]:
    for key, value in node.items():
        if isinstance(value, dict):
            _flatten(value, f"{prefix}{key}.", found)
        else:
            found[f"{prefix}{key}"] = str(value)
    return found


class Language(QObject):
    """The language in force; `changed` asks every open view to say its texts again."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._code = CHINESE

    @property
    def code(self) -> str:
        """`zh` or `en`."""
        return self._code

    def switch(self, code: str) -> None:
        """Speak another language from now on."""
        if code in LANGUAGES and code != self._code:
            self._code = code
            self.changed.emit()

    def text(self, key: str, **values: object) -> str:
        """The text under `key` with its `{places}` filled; the key itself when no file has it."""
        pattern = load_texts(self._code).get(key, key)
        return pattern.format(**values) if values else pattern

    def has(self, key: str) -> bool:
        """Whether the language in force has a text under `key`."""
        return key in load_texts(self._code)


@cache
def language() -> Language:
    """The one language of the process."""
    return Language()


def say(key: str, **values: object) -> str:
    """The text under `key` in the language in force."""
    return language().text(key, **values)


def label(group: str, value: str) -> str:
    """The word for a stored value (`label("state", "open")`); the value itself when no word is known."""
    key = f"{group}.{value}"
    return language().text(key) if language().has(key) else value


def either(chinese: str, english: str) -> str:
    """The text of the language in force, of data that have both; the Chinese where there is no English."""
    return english if english and language().code == ENGLISH else chinese


def pair(name: str, value: str) -> str:
    """`状态：待复核`, `State: in review`."""
    return say("common.pair", name=name, value=value)


def count(number: int) -> str:
    """A count as people read it: `12,486`."""
    return f"{number:,}"
