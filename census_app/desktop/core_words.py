"""Words the core says in Chinese, in the language in force: finite vocabularies only, never names, addresses or
what people wrote.

The Chinese of each word stands in a resource of the core; its English, keyed by it, in
`resources/translations/core.yaml`.
"""

from __future__ import annotations

import re
from functools import cache

from census_app.desktop.data import read_data
from census_app.desktop.language import CHINESE, language

_BREAK = re.compile("([：，；、　（）])")
_BREAKS = {"：": ": ", "，": ", ", "；": "; ", "、": ", ", "　": "  ", "（": " (", "）": ")"}
_PLACE = re.compile(r"\\\{(\w+)\\\}")
_LONGEST = 4
"""A word of the vocabulary has so many breaks at most."""


def worded(text: str) -> str:
    """The text with every word the vocabulary knows said in the language in force; all else stays as it is."""
    if language().code == CHINESE or text.isascii():
        return text
    known = _known(text)
    if known is not None:
        return known
    pieces = _BREAK.split(text)
    if len(pieces) == 1:
        return text
    return _joined(pieces)


def _joined(pieces: list[str]) -> str:
    """Piece by piece, the longest run that is known first; breaks as English writes them."""
    said, at = [], 0
    while at < len(pieces):
        if at % 2:
            said.append(_BREAKS[pieces[at]])
            at += 1
            continue
        for end in range(min(len(pieces), at + 2 * _LONGEST + 1), at, -2):
            known = _known("".join(pieces[at:end]))
            if known is not None or end == at + 1:
                said.append(pieces[at] if known is None else known)
                at = end
                break
    return "".join(said).strip()


def _known(text: str) -> str | None:
    word = _words().get(text)
    if word is not None:
        return word
    for pattern, english in _patterns():
        if found := pattern.fullmatch(text):
            return english.format(**{name: worded(value) for name, value in found.groupdict().items()})
    return None


@cache
def vocabulary() -> dict[str, str]:
    """Chinese → English, of all sections."""
    return {
        str(chinese): str(english)
        for section in read_data("translations/core.yaml").values()
        for chinese, english in section.items()
    }


@cache
def _words() -> dict[str, str]:
    return {chinese: english for chinese, english in vocabulary().items() if "{" not in chinese}


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple(
        (re.compile(_PLACE.sub(r"(?P<\1>[^：，；、　（）]+)", re.escape(chinese))), english)
        for chinese, english in vocabulary().items()
        if "{" in chinese
    )
