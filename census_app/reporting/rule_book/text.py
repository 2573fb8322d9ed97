"""Text that every reader of HTML and XML takes."""

from __future__ import annotations

import re

_UNPRINTABLE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)


def printable(text: str) -> str:
    """The text without what XML refuses or what turns the direction of writing; each is shown as □."""
    return _UNPRINTABLE.sub("□", text)
