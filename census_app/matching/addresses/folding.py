"""The one spelling an address is read in."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 200  # Characters read as an address; what is beyond goes into the tail unread.

_BLANK = re.compile(r"[\s_\u200b-\u200f\ufeff]+")
_DASHES = str.maketrans({"—": "-", "–": "-", "−": "-", "‐": "-", "‑": "-", "﹣": "-", "ー": "-", "─": "-", "━": "-"})
_BLANK_IN_NUMBER = re.compile(r"(?<=[0-9A-Za-z]) ?([-#]) ?(?=[0-9A-Za-z])|(?<=[0-9]) (?=[号栋幢座单室楼层弄巷组队户#])")


def fold_address(text: str) -> str:
    """The text as it is parsed: NFKC, one kind of dash, blanks and underscores as one blank, none at the ends."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).translate(_DASHES)
    text = _BLANK.sub(" ", text).strip(" ")
    return _BLANK_IN_NUMBER.sub(r"\1", text) if " " in text else text
