"""The one spelling an address is read in."""

from __future__ import annotations

import re
from collections.abc import Sequence

from census_app.matching.text import fold_text, fold_texts

LONGEST = 200  # Characters read as an address; what is beyond goes into the tail unread.

_BLANK = re.compile(r"[\s_\u200b-\u200f\u3000\ufeff]+")
_BLANK_IN_NUMBER = re.compile(r"(?<=[0-9A-Za-z]) ?([-#]) ?(?=[0-9A-Za-z])|(?<=[0-9]) (?=[号栋幢座单室楼层弄巷组队户#])")
_PLAIN = re.compile(r"[\u4e00-\u9fff0-9A-Z#()-]*")


def fold_address(text: str) -> str:
    """The text as it is parsed: folded as all compared text is, and a blank between words kept as `;`."""
    return fold_text(_blanks_kept(text))


def fold_addresses(texts: Sequence[str]) -> list[str]:
    """`fold_address` of each text, whole columns at once."""
    return fold_texts([_blanks_kept(text) for text in texts])


def _blanks_kept(text: str) -> str:
    """Blanks separate the words of an address; folding would drop them between ideographs."""
    # letters and digits alone hold no blank, which is told quicker than that they are plain
    if text.isalnum() or _PLAIN.fullmatch(text):
        return text
    text = _BLANK_IN_NUMBER.sub(r"\1", _BLANK.sub(" ", text).strip(" "))
    return text.replace(" ", ";")
