"""One spelling for comparison: width, case, spaces, traditional and variant characters, radicals, punctuation.

A folded text is a key. It is never stored in place of what was written, and never shown as if it had been.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from census_app.matching.text.characters import entries

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from opencc import OpenCC

_SPACE = " "
_DELETED = "\0"
_UNMET = 0xFFFFFFFF
_IDEOGRAPHS = ((0x3400, 0x4DC0), (0x4E00, 0xA000), (0xF900, 0xFB00), (0x20000, 0x323B0))
_UNIFIED = _IDEOGRAPHS[:2]
_STAYS, _CHANGES = 1, 2
# Where Unicode's own rules change a character; ideographs change by the tables alone, private use stays.
_CHANGED_BY_UNICODE = ((0, 0x3400), (0xA000, 0xAC00), (0xD800, 0xE000), (0xF900, 0x17000), (0x1B000, 0x1FC00),
                       (0x2F800, 0x2FA20), (0xE0000, 0xE0200))  # fmt: skip
_VARIATION_SELECTORS = (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0), 0x180B, 0x180C, 0x180D, 0x3164, 0x2800)
_SPACES = re.compile(" +")
# Spaces separate nothing but Latin words and numbers.
_IDLE_SPACE = re.compile(r"(?<![0-9A-Z]) | (?![0-9A-Z])")
_CHARACTERS_AT_ONCE = 2_000_000
# Unicode's own limit for sensible text; normalising longer runs of combining marks takes time by the square.
_MOST_MARKS = 30


def fold_text(text: str) -> str:
    """The text as a comparison key; folding twice changes nothing.

    Full-width, compatibility and traditional characters, variants and radical look-alikes become the plain simplified
    character, Latin letters upper case, dashes `-`, brackets `()`, middle dots `·`, mask signs `*`. Quotation marks,
    control and invisible characters are gone; spaces stay, one at a time, only between two Latin letters or digits.
    Characters outside the basic plane are kept.
    """
    folded = _spaced(text.translate(_translations()))
    while not unicodedata.is_normalized("NFKC", folded):
        folded = _spaced(_normalised(folded).translate(_translations()))
    return folded


def fold_texts(texts: Sequence[str]) -> list[str]:
    """`fold_text` of each text, whole columns at once."""
    if sum(map(len, texts)) <= _CHARACTERS_AT_ONCE:
        return _fold_many(texts) if texts else []
    folded: list[str] = []
    start = characters = 0
    for place, text in enumerate(texts):
        characters += len(text)
        if characters > _CHARACTERS_AT_ONCE:
            folded += _fold_many(texts[start : place + 1])
            start, characters = place + 1, 0
    return folded + _fold_many(texts[start:]) if start < len(texts) else folded


def _fold_many(texts: Sequence[str]) -> list[str]:
    joined = "\n".join(texts)
    if joined.count("\n") != len(texts) - 1:
        return _fold_joined("\n".join(text.replace("\n", _SPACE) for text in texts))
    folded = list(texts)
    places = _changing(joined)
    for place, text in zip(places, _fold_joined("\n".join([texts[place] for place in places])), strict=False):
        folded[place] = text
    return folded


def _fold_joined(joined: str) -> list[str]:
    folded = _spaced(_mapped(joined))
    while not unicodedata.is_normalized("NFKC", folded):
        folded = _spaced(_mapped(_normalised(folded)))
    return folded.split("\n")


def _normalised(text: str) -> str:
    return unicodedata.normalize("NFKC", _long_marks().sub(lambda run: run[0][:_MOST_MARKS], text))


@cache
def _long_marks() -> re.Pattern[str]:
    marks = "".join(re.escape(chr(code)) for code in range(0x300, 0x1F000) if unicodedata.combining(chr(code)))
    return re.compile(f"[{marks}]{{{_MOST_MARKS + 1},}}")


def _changing(joined: str) -> list[int]:
    """Which of the lines are not of ideographs and ASCII characters alone that stand for themselves."""
    import numpy as np

    from census_app.matching.ordering import distinct

    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    table = _settled()
    settled = table[codes]
    if not settled.all():
        for code in distinct(codes[settled == 0]).tolist():
            table[code] = _STAYS if _translations()[code] == chr(code) and _is_alone(code) else _CHANGES
        settled = table[codes]
    ends = np.flatnonzero(codes == ord("\n"))
    found: list[int] = distinct(np.searchsorted(ends, np.flatnonzero(settled == _CHANGES))).tolist()
    return found


def _is_alone(code: int) -> bool:
    """Whether a character never changes with those beside it, as marks and spaces do."""
    return ord(_SPACE) < code < ord("\x7f") or any(first <= code < end for first, end in _UNIFIED)


@cache
def _settled() -> NDArray[np.uint8]:
    """For every code point met so far whether it stays as it is, wherever it stands."""
    import numpy as np

    table = np.zeros(sys.maxunicode + 1, dtype=np.uint8)
    table[ord("\n")] = _STAYS
    return table


def _mapped(text: str) -> str:
    import numpy as np

    from census_app.matching.ordering import distinct

    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    table = _table()
    mapped = table[codes]
    if (unmet := mapped == _UNMET).any():
        for code in distinct(codes[unmet]).tolist():
            target = _translations()[code]
            table[code] = ord(target) if target else 0
        mapped = table[codes]
    if not mapped.all():
        mapped = mapped[mapped != 0]
    return mapped.tobytes().decode("utf-32-le")


def _spaced(text: str) -> str:
    return _IDLE_SPACE.sub("", _SPACES.sub(_SPACE, text)) if _SPACE in text else text


@cache
def _table() -> NDArray[np.uint32]:
    """The folded code of every code point met so far (0: deleted); line feeds stay, they separate texts of a column."""
    import numpy as np

    table = np.full(sys.maxunicode + 1, _UNMET, dtype=np.uint32)
    table[ord("\n")] = ord("\n")
    return table


class _Translations(dict[int, str]):
    """Code point → folded character ("" when deleted), filled as they are met."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        target = character
        if _step(character) is not None or any(first <= code < end for first, end in _CHANGED_BY_UNICODE):
            target = _followed(character)
        self[code] = found = "" if target == _DELETED else target
        return found


@cache
def _translations() -> _Translations:
    return _Translations()


def _followed(character: str) -> str:
    """The end of the chain of foldings that begins at a character."""
    seen = character
    while True:
        target = _step(seen) or _own_step(seen)
        if target == seen:
            return target
        seen = target


def _own_step(character: str) -> str:
    """What Unicode itself says about a character that no table lists."""
    if character.isascii():
        return _ascii_step(character)
    compatible = unicodedata.normalize("NFKC", character)
    if compatible != character:
        return compatible if len(compatible) == 1 else character
    category = unicodedata.category(character)
    if category in ("Cc", "Cf"):
        return _DELETED if not character.isspace() else _SPACE
    if category == "Cs":
        return "�"
    if character.isspace():
        return _SPACE
    upper = character.upper()
    return upper if len(upper) == 1 else character


def _ascii_step(character: str) -> str:
    if character.isspace():
        return _SPACE
    return character.upper() if character.isprintable() else _DELETED


def _step(character: str) -> str | None:
    """What a table says about a character."""
    return _listed_steps().get(character) or _simplified(character)


@cache
def _listed_steps() -> dict[str, str]:
    steps = {chr(code): _DELETED for code in _VARIATION_SELECTORS}
    for name in ("variants", "radicals"):
        steps |= {written: plain for written, plain in entries(name)}  # noqa: C416 (lists, not pairs)
    for written, plain in entries("punctuation"):
        steps |= {character: _DELETED if plain == "删" else plain for character in written if character != plain}
    return steps


def _simplified(character: str) -> str | None:
    """Traditional → simplified, character by character: phrases play no part, both sides fold alike."""
    if not any(first <= ord(character) < end for first, end in _IDEOGRAPHS):
        return None
    found: str = _converter().convert(character)
    return found if found != character and len(found) == 1 else None


@cache
def _converter() -> OpenCC:
    from opencc import OpenCC

    return OpenCC("t2s")
