"""Folded addresses of the common shapes, taken apart a column at a time: names, the form of what follows, its numbers.

The names end where the first number begins. What follows takes few forms once its digits are all the same, so each form
is looked at but once, however many addresses show it.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from census_app.matching.ordering import distinct
from census_app.matching.ordering import numbered as ticked_off
from census_app.matching.text.numerals import parse_numeral

from .lexer import BARE, NUMERALS
from .numbering import numbered
from .stems import Form

_HAN = "[\u4e00-\u9fff]"
_FIRST_HAN, _LAST_HAN = 0x4E00, 0x9FFF
_LEAST_HEAD, _MOST_HEAD = 2, 30
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
_MOST_REMEMBERED = 20_000
_ZERO, _NINE, _LINE_FEED = ord("0"), ord("9"), ord("\n")

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
    lines = _Lines.of("\n".join([*_spoken(folded), ""]))
    names, name = numbered(lines.heads())
    masked, first, runs, texts = _numbers(lines)
    rests, which = numbered(masked)
    found = [_slots(one) for one in rests]
    forms, of_found = numbered([one.form if one else None for one in found])
    form = of_found[which]
    known = np.array([bool(head) for head in names], dtype=bool)[name]
    formed = np.array([one is not None for one in forms], dtype=bool)[form]
    places = np.flatnonzero(known & formed)
    slots = np.array([one.slots if one else (-1,) * len(NUMBERS) for one in found], dtype=np.intp)
    wanted = slots.reshape(-1, len(NUMBERS))[which[places]]
    numbers = np.append(runs, 0)[np.where(wanted < 0, len(runs), first[places][:, None] + wanted)]
    return Shapes(places, names, name[places], [one or _NO_FORM for one in forms], form[places], numbers, texts)


@dataclass(frozen=True)
class _Lines:
    """Lines of text by their characters: where each begins, where its first character stands that is no ideograph, and
    its line feed."""

    text: str
    codes: NDArray[np.uint32]
    starts: Places
    heads_end: Places
    ends: Places

    @staticmethod
    def of(text: str) -> _Lines:
        """Of a text whose every line has a line feed."""
        codes = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32)
        ends = np.flatnonzero(codes == _LINE_FEED)
        starts = np.append(0, ends + 1)[: len(ends)]
        others = np.flatnonzero((codes < _FIRST_HAN) | (codes > _LAST_HAN))
        return _Lines(text, codes, starts, others[np.searchsorted(others, starts)], ends)

    def heads(self) -> list[str]:
        """The ideographs each line begins with, up to a number or its end; "" where they are too few or too many or
        something else stands behind them."""
        behind, sizes = self.codes[self.heads_end], self.heads_end - self.starts
        told = ((behind >= _ZERO) & (behind <= _NINE)) | (behind == _LINE_FEED)
        told &= (sizes >= _LEAST_HEAD) & (sizes <= _MOST_HEAD)
        ends = np.where(told, self.heads_end, self.starts)
        return [self.text[start:end] for start, end in zip(self.starts.tolist(), ends.tolist(), strict=True)]


def _spoken(folded: Sequence[str]) -> list[str]:
    """The texts, numerals that are numbers in figures."""
    lines = list(folded)
    codes = np.frombuffer("\n".join(folded).encode("utf-32-le"), dtype=np.uint32)
    ends = np.flatnonzero(codes == _LINE_FEED)
    places = distinct(np.searchsorted(ends, np.flatnonzero(_is_numeral()[codes]))).tolist()
    read = _SPOKEN.sub(_figures, "\n".join([lines[place] for place in places])).split("\n")
    for place, text in zip(places, read, strict=False):
        lines[place] = text
    return lines


@cache
def _is_numeral() -> NDArray[np.bool_]:
    """By code point, whether it is one of NUMERALS."""
    table = np.zeros(sys.maxunicode + 1, dtype=bool)
    table[list(map(ord, NUMERALS))] = True
    return table


_NO_FORM = Form("", "", "", False)


@lru_cache(maxsize=_MOST_REMEMBERED)
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


def _numbers(lines: _Lines) -> tuple[list[str], Places, Places, list[str]]:
    """(what stands behind the head of each line with all digits made 0, how many numbers stand before that, the number
    of each, their texts).

    Numbers of more than five digits, which no shape has, are cut.
    """
    digits = np.flatnonzero((lines.codes >= _ZERO) & (lines.codes <= _NINE))
    codes = lines.codes.copy()
    codes[digits] = _ZERO
    masked = codes.tobytes().decode("utf-32-le")
    behind = [masked[one:end] for one, end in zip(lines.heads_end.tolist(), lines.ends.tolist(), strict=True)]
    # of the digits those that begin a number
    first = np.flatnonzero(np.diff(digits, prepend=-2) > 1)
    sizes = np.minimum(np.diff(first, append=len(digits)), _MOST_DIGITS)
    figures = np.append(lines.codes[digits], np.zeros(_MOST_DIGITS, dtype=np.uint32)).astype(np.int64) - _ZERO
    values = np.zeros(len(first), dtype=np.int64)
    for place in range(_MOST_DIGITS):
        values = np.where(place < sizes, values * 10 + figures[first + place], values)
    packed, runs = ticked_off(values * (_MOST_DIGITS + 1) + sizes)
    texts = ["", *(f"{one // (_MOST_DIGITS + 1):0{one % (_MOST_DIGITS + 1)}}" for one in packed.tolist())]
    return behind, np.searchsorted(digits[first], lines.heads_end), runs + 1, texts


def _figures(numeral: re.Match[str]) -> str:
    return _in_figures(numeral[0])


@lru_cache(maxsize=_MOST_REMEMBERED)
def _in_figures(numeral: str) -> str:
    value = parse_numeral(numeral)
    return numeral if value is None else str(value)
