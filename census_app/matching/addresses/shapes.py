"""Folded addresses of the common shapes, taken apart a column at a time: names, the form of what follows, its numbers.

The names end where the first number begins. What follows takes few forms once its digits are all the same, so each form
is looked at but once, however many addresses show it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from census_app.matching.text.numerals import parse_numeral

from .lexer import BARE, NUMERALS
from .numbering import numbered
from .stems import Form

_HAN = "[\u4e00-\u9fff]"
_HEADS = re.compile(rf"^(?:({_HAN}{{2,30}}+)([0-9].*)?$|.*$)", re.MULTILINE)
_ROOM = "(?P<room>0{3,4}+)室?"
# Of the text behind the names, all digits made 0.
_FORM = re.compile(
    "(?:(?P<group>0{1,3}+)(?:组|队|社|村民小组))?"
    rf"(?:(?P<number>0{{1,5}}+)(?P<sort>号|户|$)(?P<estate>(?<=号){_HAN}{{2,14}}+)?)?"
    "(?:(?<![^\u4e00-\u9fff])(?:"
    r"(?P<building>0{1,3}+)(?P<house>号楼|#楼|幢|栋|楼(?=0+(?:单元|门)))"
    rf"(?:(?P<unit>0{{1,2}}+)(?:单元|门)(?:(?P<floor>0{{1,2}}+)层(?P<on_floor>00)室|{_ROOM})?"
    r"|(?P<stair>0{1,2}+)-(?P<flat>0{3,4}+)|(?P<alone>0{3,4}+)室?)?"
    r"|(?P<first>0{1,2}+)[-#](?P<second>0{1,2}+)-(?P<third>0{3,4}+)"
    r"|(?P<tower>0{1,2}+)[-#](?P<door>0{3,4}+)))?"
)
# Numerals that are numbers wherever they stand, as the lexer reads them: before these classifiers, or at the end.
_SPOKEN = re.compile(
    rf"[{NUMERALS}](?<![{NUMERALS}负笫\d].)(?:"
    rf"[{NUMERALS}]{{0,4}}(?=组(?!团)|村民小组|户(?!口|籍|外|[楼房店庙窑]?[村屯乡镇庄])|号(?!\d{{1,3}}(?:号楼|#|[幢栋]))|单元|幢|栋|[社队](?:[{NUMERALS}\d]|$))"
    rf"|(?<=[楼幢栋].)[{NUMERALS}]{{0,4}}(?=门(?:[{NUMERALS}\d]|$))"
    rf"|(?:(?<=[十百])|(?<=[一二三四五六七八九])[十百])[{NUMERALS}]{{0,4}}$)",
    re.MULTILINE,
)
NUMBERS = ("group", "number", "building", "unit", "floor", "room")
_COMPONENT = {
    "on_floor": "room", "stair": "unit", "flat": "room", "alone": "room", "first": "building", "second": "unit",
    "third": "room", "tower": "building", "door": "room",
}  # fmt: skip
_KINDS_OF_NUMBER = {"号": "number", "户": "household", "": BARE}
_MOST_DIGITS = 5
_ZERO, _NINE = ord("0"), ord("9")

Places = NDArray[np.intp]


@dataclass(frozen=True)
class Shapes:
    """Texts of the common shapes: `places` are theirs among all texts, rising.

    `names[name]` stand before the first number and `forms[form]` tells what is behind; `numbers` has a column for each
    of `NUMBERS`, whose values point into `texts`, of which the first is "" for a number that is missing.
    """

    places: Places
    names: list[str]
    name: Places
    forms: list[Form]
    form: Places
    numbers: NDArray[np.intp]
    texts: list[str]


class _Slots(NamedTuple):
    """A form, and for each of `NUMBERS` the how manieth number it is, -1 for none."""

    form: Form
    slots: tuple[int, ...]


def shapes_of(folded: Sequence[str]) -> Shapes:
    """Those of the texts (none with a line feed) that may have one of the shapes, numerals read as numbers."""
    text = _SPOKEN.sub(_figures, "\n".join(folded))
    pairs = _HEADS.findall(text)[: len(folded)]
    masked, first, runs, texts = _numbers("\n".join([behind for _, behind in pairs]))
    names, name = numbered([head for head, _ in pairs])
    distinct, which = numbered(masked[: len(folded)])
    found = [_slots(one) for one in distinct]
    forms, of_found = numbered([one.form if one else None for one in found])
    form = of_found[which]
    known = np.array([bool(head) for head in names], dtype=bool)[name]
    formed = np.array([one is not None for one in forms], dtype=bool)[form]
    places = np.flatnonzero(known & formed)
    slots = np.array([one.slots if one else (-1,) * len(NUMBERS) for one in found], dtype=np.intp)
    wanted = slots.reshape(-1, len(NUMBERS))[which[places]]
    numbers = np.append(runs, 0)[np.where(wanted < 0, len(runs), first[places][:, None] + wanted)]
    return Shapes(places, names, name[places], [one or _NO_FORM for one in forms], form[places], numbers, texts)


_NO_FORM = Form("", "", "", False)


def _slots(masked: str) -> _Slots | None:
    found = _FORM.fullmatch(masked)
    if not found:
        return None
    present = [name for name, text in found.groupdict().items() if text and text[0] == "0"]
    slots = dict.fromkeys(NUMBERS, -1) | {_COMPONENT.get(name, name): place for place, name in enumerate(present)}
    form = _form(found)
    return _Slots(form, tuple(slots[name] for name in NUMBERS)) if form else None


def _form(found: re.Match[str]) -> Form | None:
    """What a form says of the names before it; None for numbers that no names have."""
    estate, house = found["estate"] or "", found["house"]
    flat, pair = found["first"] is not None, found["tower"] is not None
    grouped, own_number = found["group"] is not None, found["number"] is not None
    in_estate = not estate and (pair or (flat and not own_number))
    if in_estate and (grouped or own_number):
        return None
    inside = "flat" if flat else BARE if pair else "" if not house else "floor" if house == "楼" else "building"
    after = "group" if grouped else _KINDS_OF_NUMBER[found["sort"]] if own_number else inside
    return Form(after, estate, inside if estate else "", in_estate)


def _numbers(lines: str) -> tuple[list[str], Places, Places, list[str]]:
    """(the lines with all digits made 0, how many numbers stand before each line, the number of each, their texts).

    Numbers of more than five digits, which no shape has, are cut.
    """
    codes = np.frombuffer(lines.encode("utf-32-le"), dtype=np.uint32)
    digit = (codes >= _ZERO) & (codes <= _NINE)
    masked = np.where(digit, np.uint32(_ZERO), codes).tobytes().decode("utf-32-le").split("\n")
    edges = np.flatnonzero(np.diff(digit.astype(np.int8), prepend=0, append=0))
    starts, sizes = edges[::2], np.minimum(edges[1::2] - edges[::2], _MOST_DIGITS)
    padded = np.append(codes, np.zeros(_MOST_DIGITS, dtype=np.uint32)).astype(np.int64) - _ZERO
    values = np.zeros(len(starts), dtype=np.int64)
    for place in range(_MOST_DIGITS):
        values = np.where(place < sizes, values * 10 + padded[starts + place], values)
    packed, runs = np.unique(values * (_MOST_DIGITS + 1) + sizes, return_inverse=True)
    texts = ["", *(f"{one // (_MOST_DIGITS + 1):0{one % (_MOST_DIGITS + 1)}}" for one in packed.tolist())]
    ends = np.flatnonzero(codes == ord("\n"))
    return masked, np.append(0, np.searchsorted(starts, ends)), runs + 1, texts


def _figures(numeral: re.Match[str]) -> str:
    value = parse_numeral(numeral[0])
    return numeral[0] if value is None else str(value)
