"""Two texts with what differs between them marked."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from itertools import takewhile

OPEN, CLOSE = "【", "】"
_PIECES = re.compile(r"'(?:[^']|'')*'|[0-9.]+|[A-Za-z_]+|[\u4e00-\u9fff]|\s+|[<>]=|<>|.", re.DOTALL)
_MOST_PIECES = 600


def one_line(expression: str) -> str:
    """The expression on one line, white space outside quotes reduced to single blanks."""
    parts = re.split(r"('(?:[^']|'')*')", expression)
    return "".join(part if part.startswith("'") else re.sub(r"\s+", " ", part) for part in parts).strip()


def marked(old: str, new: str) -> tuple[str, str]:
    """Both texts with the pieces the other has not between brackets."""
    before, after = _PIECES.findall(old), _PIECES.findall(new)
    if max(len(before), len(after)) > _MOST_PIECES:
        return _by_ends(before, after)
    left, right = "", ""
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        left += _bracketed("".join(before[a:b]), kind)
        right += _bracketed("".join(after[c:d]), kind)
    return left, right


def _bracketed(text: str, kind: str) -> str:
    return text if kind == "equal" or not text else f"{OPEN}{text}{CLOSE}"


def _by_ends(before: list[str], after: list[str]) -> tuple[str, str]:
    """Long texts: everything between the common start and the common end counts as changed."""
    start = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(before, after, strict=False)))
    pairs = zip(reversed(before[start:]), reversed(after[start:]), strict=False)
    end = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
    return _around(before, start, end), _around(after, start, end)


def _around(pieces: list[str], start: int, end: int) -> str:
    stop = len(pieces) - end
    return "".join(pieces[:start]) + _bracketed("".join(pieces[start:stop]), "replace") + "".join(pieces[stop:])
