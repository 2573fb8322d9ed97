"""Theme, language and text size: put in force in every open window at once, and remembered for the next start."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication

from census_app.desktop.language import CHINESE, ENGLISH, language
from census_app.desktop.preferences import Preferences
from census_app.desktop.theme.look import NORMAL_PERCENT, look
from census_app.desktop.theme.tokens import DARK, LIGHT

TEXT_SIZES = (90, 100, 110, 125, 150)
_THEME, _LANGUAGE, _TEXT_SIZE = "theme", "language", "text_size"


def restore(application: QApplication, preferences: Preferences) -> None:
    """Theme, language and text size are those remembered."""
    language().switch(preferences.text(_LANGUAGE, CHINESE))
    look().scale(_percent(preferences))
    theme = preferences.text(_THEME, LIGHT)
    look().apply(application, theme if theme in (LIGHT, DARK) else LIGHT)


def choose_theme(preferences: Preferences, name: str) -> None:
    """The look `light` or `dark` is worn."""
    application = QApplication.instance()
    if isinstance(application, QApplication):
        look().apply(application, name)
    preferences.remember(_THEME, name)


def choose_language(preferences: Preferences, code: str) -> None:
    """`zh` or `en` is spoken."""
    preferences.remember(_LANGUAGE, code)
    language().switch(code)


def choose_text_size(preferences: Preferences, percent: int) -> None:
    """Texts have this many per cent of their normal size, 90 to 150; `TEXT_SIZES` are those offered."""
    look().scale(percent)
    preferences.remember(_TEXT_SIZE, str(look().percent))


def other_theme() -> str:
    """The look that is not worn."""
    return LIGHT if look().tokens.name == DARK else DARK


def other_language() -> str:
    """The language that is not spoken."""
    return ENGLISH if language().code == CHINESE else CHINESE


def next_text_size(step: int) -> int:
    """The size offered before (-1) or after (1) the one in force; the last one stays."""
    place = min(range(len(TEXT_SIZES)), key=lambda number: abs(TEXT_SIZES[number] - look().percent))
    return TEXT_SIZES[max(0, min(len(TEXT_SIZES) - 1, place + step))]


def _percent(preferences: Preferences) -> int:
    text = preferences.text(_TEXT_SIZE, "")
    return int(text) if text.isdecimal() else NORMAL_PERCENT
