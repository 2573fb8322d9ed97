"""What the core says of errors, and what to do about them, as the window says it.

The core speaks Chinese and to people at a command line. `resources/translations/advice.yaml` has what a command becomes
in the window, in both languages, and the English of the rest; what it has not is shown as the core said it.
"""

from __future__ import annotations

import re
from functools import cache

from census_app.desktop.core_words import worded
from census_app.desktop.data import read_data
from census_app.desktop.language import CHINESE, ENGLISH, LANGUAGES, language
from census_app.foundation.errors import CensusError

_PLACE = re.compile(r"\\\{(\w+)\\\}")
_BREAK = "；"
_BREAKS = {CHINESE: "；", ENGLISH: "; "}

Patterns = tuple[tuple[re.Pattern[str], str], ...]


def said_here(error: Exception) -> Exception:
    """The same error; one of the core's has its message and its advice as the window says them."""
    if isinstance(error, CensusError):
        error.message, error.advice = advised(error.message), advised(error.advice)
    return error


def advised(text: str) -> str:
    """A message or a piece of advice in the language in force: the whole, else each of its parts."""
    code = language().code
    whole = _known(text, code)
    if whole is not None or _BREAK not in text:
        return text if whole is None else whole
    parts = [_known(part, code) for part in text.split(_BREAK)]
    if all(part is None for part in parts):
        return text
    told = [old if new is None else new for old, new in zip(text.split(_BREAK), parts, strict=True)]
    return _BREAKS[code].join(told)


def _known(text: str, code: str) -> str | None:
    word = _whole(code).get(text)
    if word is not None:
        return word
    for pattern, said in _patterns(code):
        if found := pattern.fullmatch(text):
            return said.format(**{name: worded(value) for name, value in found.groupdict().items()})
    return None


def sentences() -> dict[str, dict[str, str]]:
    """What the core says → the language → what the window says."""
    found = read_data("translations/advice.yaml")
    told = {str(chinese): {code: str(said[code]) for code in LANGUAGES} for chinese, said in found["window"].items()}
    return told | {str(chinese): {ENGLISH: str(english)} for chinese, english in found["said"].items()}


@cache
def _whole(code: str) -> dict[str, str]:
    return {chinese: said[code] for chinese, said in sentences().items() if code in said and "{" not in chinese}


@cache
def _patterns(code: str) -> Patterns:
    return tuple(
        (re.compile(_PLACE.sub(r"(?P<\1>.+?)", re.escape(chinese)), re.DOTALL), said[code])
        for chinese, said in sentences().items()
        if code in said and "{" in chinese
    )
