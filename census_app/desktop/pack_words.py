"""Names of clauses and notes of parameters as packs write them, in the language in force.

Packs write both in Chinese only; the English of the shipped pack's stands in `resources/translations/pack_words.yaml`.
Other packs' are shown as they are, unless they use the same words.
"""

from __future__ import annotations

import re
from functools import cache

from census_app.desktop.data import read_data
from census_app.desktop.language import CHINESE, language

_LISTED = re.compile("[、,]")


def clause_name(text: str) -> str:
    """The name of a clause, or several of them as they are listed."""
    if language().code == CHINESE:
        return text
    known = _words("clauses")
    return ", ".join(known.get(name.strip(), name.strip()) for name in _LISTED.split(text))


def parameter_note(text: str) -> str:
    """What the pack's author says of a parameter."""
    return text if language().code == CHINESE else _words("notes").get(text, text)


@cache
def _words(section: str) -> dict[str, str]:
    listed = read_data("translations/pack_words.yaml")[section]
    return {str(chinese): str(english) for chinese, english in listed.items()}
