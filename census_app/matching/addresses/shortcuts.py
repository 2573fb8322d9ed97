"""The common shapes of an address read with one pattern; anything else is left to the full parser.

青岭县柳河镇王庄村3组12号, 人民路120号锦绣花园3号楼2单元1101室 and 阳光小区3-2-501 make up most of a county's archive.
The names in them are cut by the full parser, once for each spelling; the numbers need no judgement, because the shapes
admitted here leave only one reading of each.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from census_app.matching.ordering import told_apart

from .model import Address
from .parser import Parser
from .shapes import NUMBERS, Shapes, shapes_of
from .stems import Named, Stem, Stems

# What is often written behind an address: where the door is, whose it is.
_REMARK = re.compile(
    r"(?:\([\u4e00-\u9fff]{1,8}\)|[东西南北]侧|(?<!\d)(?:路[东西南北]|后院)|[东西南北]\d{1,4}米|[对旁][面边]|附近|院内|大棚|[一二三四]层)$"
)
_REMARK_ENDS = frozenset(")侧东西南北院米面边近内棚层")
_FLOOR = "层"
_FLOOR_OF_NUMBERS = NUMBERS.index("floor")
_ANY_FLOOR = 1 << _FLOOR_OF_NUMBERS
_MOST_FORMS = 50_000


class Reading(NamedTuple):
    """One address read: its place among the texts, its names, its numbers ("" for those it has not)."""

    place: int
    named: Named
    group: str
    number: str
    building: str
    unit: str
    floor: str
    room: str
    tail: str = ""

    def address(self) -> Address:
        """All components."""
        (divisions, stem), names = self.named, self.named.stem.names
        return Address(
            divisions.province or names.province,
            divisions.city or names.city,
            self.named.county,
            self.named.town,
            names.village,
            self.group or stem.group,
            names.road,
            self.number,
            "",
            "",
            names.estate,
            self.building,
            self.unit,
            self.floor,
            self.room,
            names.place,
            whole_tail(stem.tail, self.tail),
        )


def whole_tail(before: str, behind: str) -> str:
    """What stands before the number and behind all of them."""
    return f"{before} {behind}" if before and behind else before or behind


@dataclass(frozen=True)
class Readings:
    """Many addresses read, a column at a time: `places` are theirs among the texts, rising.

    `named[which]` are their names; `numbers` has a column for each of `NUMBERS`, whose values, like
    `tails`, point into `texts`, of which the first is "".
    """

    places: NDArray[np.intp]
    named: list[Named]
    which: NDArray[np.intp]
    numbers: NDArray[np.intp]
    tails: NDArray[np.intp]
    texts: list[str]

    def each(self) -> list[Reading]:
        """One by one."""
        columns = (*self.numbers.T.tolist(), self.tails.tolist())
        texts = [[self.texts[one] for one in column] for column in columns]
        named = [self.named[one] for one in self.which.tolist()]
        return list(map(Reading, self.places.tolist(), named, *texts))

    def taken(self, rows: NDArray[np.intp]) -> Readings:
        """Some of these."""
        return replace(
            self,
            places=self.places[rows],
            which=self.which[rows],
            numbers=self.numbers[rows],
            tails=self.tails[rows],
        )

    def and_also(self, others: Readings) -> Readings:
        """These and others of the same texts."""
        places = np.concatenate([self.places, others.places])
        order = np.argsort(places, kind="stable")
        size = len(self.texts)
        return Readings(
            places[order],
            self.named + others.named,
            np.concatenate([self.which, others.which + len(self.named)])[order],
            np.concatenate([self.numbers, others.numbers + size])[order],
            np.concatenate([self.tails, others.tails + size])[order],
            self.texts + others.texts,
        )


class _Remark(NamedTuple):
    """What a remark says: a floor, what is neither, and a place beside the address."""

    floor: str
    tail: str
    place: str


class Shortcuts:
    """Reads folded addresses of the common shapes; the same result as `Parser.parse`, or none."""

    def __init__(self, parser: Parser) -> None:
        self._parser = parser
        self._stems = Stems(parser)
        self._remarks: dict[tuple[object, ...], _Remark | None] = {}

    def parse(self, folded: str) -> Address | None:
        """The components, or None when the text has not one of the shapes read here."""
        found = self.readings([folded]).each() if "\n" not in folded else []
        return found[0].address() if found else None

    def readings(self, folded: Sequence[str]) -> Readings:
        """Those of the texts (none with a line feed) that have one of the shapes read here."""
        found = self._shaped(folded)
        others = np.delete(np.arange(len(folded)), found.places)
        return found.and_also(self._with_remarks(folded, others.tolist()))

    def _shaped(self, folded: Sequence[str]) -> Readings:
        """Those that have one of the shapes, numerals read as numbers."""
        shapes = shapes_of(folded)
        named, which = self._named(shapes)
        known = np.array([one is not None for one in named], dtype=bool)[which]
        return Readings(
            shapes.places[known],
            [one or _NOBODY for one in named],
            which[known],
            shapes.numbers[known],
            np.zeros(int(known.sum()), dtype=np.intp),
            shapes.texts,
        )

    def _named(self, shapes: Shapes) -> tuple[list[Named | None], NDArray[np.intp]]:
        """What the distinct pairs of names and forms say, and which of them each text has."""
        count = max(1, len(shapes.forms))
        packed, _, which = told_apart(shapes.name * count + shapes.form)
        named, named_of = self._stems.named(shapes.names, shapes.forms, *np.divmod(packed, count))
        return named, named_of[which]

    def _with_remarks(self, folded: Sequence[str], places: Sequence[int]) -> Readings:
        """Those of the texts at `places` that have one of the shapes but for a remark behind it.

        What becomes of a remark depends on what stands before it, not on the names and numbers: the full parser reads
        the first of each form, and where it gives nothing but a tail, a floor or a place the others have the same.
        """
        behind = [
            (place, found.start())
            for place in places
            if folded[place][-1:] in _REMARK_ENDS and (found := _REMARK.search(folded[place]))
        ]
        rows = self._shaped([folded[place][:end] for place, end in behind])
        texts = {text: number for number, text in enumerate(dict.fromkeys(rows.texts))}
        numbers, tails, which = rows.numbers.copy(), rows.tails.copy(), rows.which.copy()
        at = np.full(len(tails), -1, dtype=np.intp)
        named, in_places = list(rows.named), dict[tuple[int, str], int]()
        for row, remark in enumerate(self._remembered_remarks(folded, [behind[one] for one in rows.places], rows)):
            if remark is None:
                continue
            at[row], tails[row] = behind[rows.places[row]][0], texts.setdefault(remark.tail, len(texts))
            if remark.floor:
                numbers[row, _FLOOR_OF_NUMBERS] = texts.setdefault(remark.floor, len(texts))
            if remark.place:
                key = int(which[row]), remark.place
                if key not in in_places:
                    in_places[key] = len(named)
                    named.append(named[which[row]].with_place(remark.place))
                which[row] = in_places[key]
        kept = at >= 0
        return Readings(at[kept], named, which[kept], numbers[kept], tails[kept], list(texts))

    def _remembered_remarks(
        self, folded: Sequence[str], behind: Sequence[tuple[int, int]], rows: Readings
    ) -> list[_Remark | None]:
        """What stands behind each of the readings, of which the place and the end are given; None where the full parser
        must tell."""
        sorts = [(*map(bool, one.stem.names), bool(one.stem.group), one.stem.tail) for one in rows.named]
        told = (rows.numbers > 0) @ (1 << np.arange(len(NUMBERS)))
        found: list[_Remark | None] = []
        for row, ((place, end), which, numbers) in enumerate(
            zip(behind, rows.which.tolist(), told.tolist(), strict=True)
        ):
            text = folded[place]
            remark, last = text[end:], text[end - 1]
            if numbers & _ANY_FLOOR and remark.endswith(_FLOOR):
                # whether a second floor says anything new depends on the first
                found.append(None)
                continue
            form = (sorts[which], numbers, "" if last.isdigit() else last, remark)
            if form not in self._remarks:
                if len(self._remarks) >= _MOST_FORMS:
                    self._remarks.clear()
                (reading,) = rows.taken(np.array([row])).each()
                told_here = self._remark(text, reading)
                # whether a place follows a bare number, or begins with it, depends on the two
                self._remarks[form] = None if told_here and told_here.place and last.isdigit() else told_here
            found.append(self._remarks[form])
        return found

    def _remark(self, text: str, reading: Reading) -> _Remark | None:
        """What stands behind a reading; None where it changes anything else."""
        full, known = self._parser.parse(text), reading.address()
        floor, place = "" if reading.floor else full.floor, "" if known.place else full.place
        if full._replace(tail="", floor=known.floor, place=known.place if place else full.place) != known._replace(
            tail=""
        ):
            return None
        before = reading.named.stem.tail
        if full.tail == before:
            return _Remark(floor, "", place)
        head = before + " " if before else ""
        return _Remark(floor, full.tail.removeprefix(head), place) if full.tail.startswith(head) else None


_NOBODY = Named(Address(), Stem(Address(), ""))
