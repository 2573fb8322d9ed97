"""A part of a workbook made safe to be searched with patterns."""

from __future__ import annotations

import re
from xml.parsers import expat

_COMMENT, _COMMENT_END = b"<!--", b"-->"
_DECLARATION = re.compile(rb"<\?xml\s")
# within a value; writers of workbooks put &gt; there
_BARE_BRACKET = re.compile(rb"=\"[^\"<>]*>|='[^'<>]*>")


def plain(part: bytes) -> bytes:
    """The part without comments; in it every `<` begins a tag, every `>` ends one or stands in a text, and what is
    opened is closed, so that a pattern that starts at a `<` never reads to the end in vain.

    Raises `ValueError` when the part is not well-formed or holds what no writer of workbooks puts there.
    """
    bare = _without_comments(part)
    if b"<!" in bare or b"<?" in _DECLARATION.sub(b"", bare, count=1) or _BARE_BRACKET.search(bare):
        raise ValueError("not plain")
    try:
        expat.ParserCreate().Parse(bare, True)
    except expat.ExpatError as error:
        raise ValueError("not well-formed") from error
    return bare


def _without_comments(part: bytes) -> bytes:
    kept, at = [], 0
    while (begin := part.find(_COMMENT, at)) >= 0:
        end = part.find(_COMMENT_END, begin + len(_COMMENT))
        if end < 0:
            raise ValueError("a comment without end")
        kept.append(part[at:begin])
        at = end + len(_COMMENT_END)
    return b"".join([*kept, part[at:]])
