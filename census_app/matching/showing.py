"""Two values side by side for a person: which characters differ, and which need not be shown."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from census_app.foundation.masking import masked

LONGEST_SHOWN = 160
STAR = "*"
_HIDING = STAR * 3
_NUMBERS = ("identifier", "phone")
_KEPT = (*_NUMBERS, "name")
_NUMBER = re.compile(r"[0-9A-Za-z*-]{7,}")
_SEVERAL = re.compile(r"([、，,;；/／|]+)")
_PERSON = 4
_WHOLE = 7
# below this likeness two values are shown as different from end to end
_STRANGERS = 0.5
_DIGITS = ("identifier", "phone", "number", "date", "name")
_ANY_NUMBER = "[0-9０-９A-Za-z一二三四五六七八九十]+"
_DOOR = re.compile(f"{_ANY_NUMBER}(?= *(?:单元|层|室|户|房))|(?:(?<=单元)|(?<=[层楼])){_ANY_NUMBER}(?= *号)")


class Piece(NamedTuple):
    """A run of characters of a value; `differs` when the other value has something else there."""

    text: str
    differs: bool


Shown = tuple[Piece, ...]


def side_by_side(
    left: str, right: str, kind: str = "", *, hide: bool = False, strangers: bool = False
) -> tuple[Shown, Shown]:
    """Both values cut into runs that agree and runs that differ; time is bounded, long values are cut.

    `hide` stars what both sides have in common of a personal value (`kind` as in sources): what differs, and what is
    needed to recognise the record, stays. Values that have little in common, or are known to be
    `strangers`, differ as a whole and are starred like any other.
    """
    from rapidfuzz.distance import Indel

    left, right = shortened(left), shortened(right)
    covers = (_cover(left, kind), _cover(right, kind)) if hide else (left, right)
    if hide and kind in _KEPT and STAR in left + right:
        # what one side keeps to itself is not seen to differ, nor shown of the other: what both show is
        strangers = strangers and not (kind in _NUMBERS and _HIDING in left + right)
        left, right = covers
    if strangers or Indel.normalized_similarity(left, right) < _STRANGERS:
        return (Piece(covers[0], True),), (Piece(covers[1], True),)
    steps = list(Indel.opcodes(left, right))
    sides: tuple[list[Piece], list[Piece]] = ([], [])
    for place, step in enumerate(steps):
        same = step.tag == "equal"
        lonely = kind not in _DIGITS and 0 < place < len(steps) - 1 and step.src_end - step.src_start == 1
        ranges = ((step.src_start, step.src_end), (step.dest_start, step.dest_end))
        for pieces, (start, end), plain, cover in zip(sides, ranges, (left, right), covers, strict=True):
            # a whole number that the other side lacks says nothing by its digits
            covered = same or (kind in _NUMBERS and end - start >= _WHOLE)
            # nor does another owner's name
            covered = covered or (kind == "name" and _SEVERAL.search(plain[start:end]) is not None)
            text = cover[start:end] if covered else plain[start:end]
            if text:
                # one character two values happen to share between differences is no agreement to look at
                _add(pieces, text, not same or lonely)
    return tuple(sides[0]), tuple(sides[1])


def alone(value: str, kind: str = "", *, hide: bool = False) -> Shown:
    """One value with nothing to compare it with."""
    value = shortened(value)
    return (Piece(_cover(value, kind) if hide else value, False),) if value else ()


def whole(value: str, kind: str = "", *, hide: bool = False) -> str:
    """One value as text."""
    return "".join(piece.text for piece in alone(value, kind, hide=hide))


def marked(shown: Shown) -> str:
    """As text, what differs in 【】."""
    return "".join(f"【{piece.text}】" if piece.differs else piece.text for piece in shown)


def plain(shown: Shown) -> str:
    """As text without marks."""
    return "".join(piece.text for piece in shown)


def nearest(left: Sequence[str], right: Sequence[str]) -> tuple[str, str]:
    """Of several values on a side, the two that resemble each other most."""
    from rapidfuzz.distance import Indel

    pairs = [(one, other) for one in left or ("",) for other in right or ("",)]
    if len(pairs) == 1:
        return pairs[0]
    return max(pairs, key=lambda pair: (Indel.normalized_similarity(*map(shortened, pair)), pair))


def shortened(value: str) -> str:
    """On one line, without control characters, cut at `LONGEST_SHOWN` characters."""
    value = "".join(character if character.isprintable() else " " for character in value[: LONGEST_SHOWN + 1])
    return value if len(value) <= LONGEST_SHOWN else value[: LONGEST_SHOWN - 1] + "…"


def _add(pieces: list[Piece], text: str, differs: bool) -> None:
    if pieces and pieces[-1].differs == differs:
        text = pieces.pop().text + text
    pieces.append(Piece(text, differs))


def _cover(value: str, kind: str) -> str:
    """The value with what may stay hidden starred, character for character."""
    if kind == "name":
        return "".join(map(_cover_one, _SEVERAL.split(value)))
    if kind == "number" and not value.isascii():
        # 赣(2022)玉山县不动产权第0001001号 leads to a person, the number of an account does not
        return _NUMBER.sub(lambda found: masked(found.group()), value)
    if kind in _NUMBERS:
        # a cell may hold several numbers
        return _NUMBER.sub(lambda found: masked(found.group()), value)
    if kind == "address":
        return _DOOR.sub(lambda found: STAR * len(found.group()), value)
    return value


def _person_in(value: str) -> str:
    """The person's name a value begins with, its remarks off; "" for an organisation."""
    from census_app.matching.names import NameKind, parse_name

    if len(value) <= _PERSON:
        return value
    found = parse_name(value)
    person = found.kind is NameKind.PERSON and value.startswith(found.full)
    return found.full if person else ""


def _cover_one(value: str) -> str:
    person = _person_in(value)
    return _cover_name(person) + value[len(person) :]


def _cover_name(name: str) -> str:
    if len(name) <= 2:
        return name[:1] + STAR * (len(name) - 1)
    return name[0] + STAR * (len(name) - 2) + name[-1]
