"""The common shapes of an address read with one pattern; anything else is left to the full parser.

青岭县柳河镇王庄村3组12号, 人民路120号锦绣花园3号楼2单元1101室 and 阳光小区3-2-501 make up most of a county's archive.
The names in them are cut by the full parser, once for each spelling; the numbers need no judgement, because the shapes
admitted here leave only one reading of each.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from census_app.matching.text.numerals import parse_numeral

from . import kinds
from .canonical import canonical
from .lexer import BARE, NAMES_IN_DI, NUMERALS, is_one_run
from .model import COMPONENTS, Address
from .parser import NOWHERE, Parser
from .roles import compose
from .runs import Piece

_HAN = "[\u4e00-\u9fff]"
_ROOM = r"(?P<room>\d{3,4}+)室?"
_SHAPE = (
    rf"(?P<names>{_HAN}{{2,30}}+)(?:(?P<group>\d{{1,3}}+)(?:组|队|社|村民小组))?"
    rf"(?:(?P<number>\d{{1,5}}+)(?P<sort>号|户|$)(?P<estate>(?<=号){_HAN}{{2,14}}+)?)?"
    rf"(?:(?<={_HAN})(?:"
    rf"(?P<building>\d{{1,3}}+)(?P<house>号楼|#楼|幢|栋|楼(?=\d+(?:单元|门)))"
    rf"(?:(?P<unit>\d{{1,2}}+)(?:单元|门)(?:(?P<floor>\d{{1,2}}+)层(?P<on_floor>\d\d)室|{_ROOM})?"
    rf"|(?P<stair>\d{{1,2}}+)-(?P<flat>\d{{3,4}}+)|(?P<alone>\d{{3,4}}+)室?)?"
    r"|(?P<first>\d{1,2}+)[-#](?P<second>\d{1,2}+)-(?P<third>\d{3,4}+)"
    r"|(?P<tower>\d{1,2}+)[-#](?P<door>\d{3,4}+)))?"
)
_LINES = re.compile(f"^(?:{_SHAPE}$)|^.*$", re.MULTILINE)
# Numerals that are numbers wherever they stand, as the lexer reads them: before these classifiers, or at the end.
_SPOKEN = re.compile(
    rf"[{NUMERALS}](?<![{NUMERALS}负笫\d].)(?:"
    rf"[{NUMERALS}]{{0,4}}(?=组(?!团)|村民小组|户(?!口|籍|外)|号(?!\d{{1,3}}(?:号楼|#|[幢栋]))|单元|幢|栋|[社队](?:[{NUMERALS}\d]|$))"
    rf"|(?<=[楼幢栋].)[{NUMERALS}]{{0,4}}(?=门(?:[{NUMERALS}\d]|$))"
    rf"|(?:(?<=[十百])|(?<=[一二三四五六七八九])[十百])[{NUMERALS}]{{0,4}}$)",
    re.MULTILINE,
)
# What is often written behind an address: where the door is, whose it is.
_REMARK = re.compile(
    r"(?:\([\u4e00-\u9fff]{1,8}\)|[东西南北]侧|(?<!\d)(?:路[东西南北]|后院)|[东西南北]\d{1,4}米|[对旁][面边]|附近|院内|大棚|[一二三四]层)$"
)
_KINDS_OF_NUMBER = {"号": "number", "户": "household", "": BARE}
_ORDINAL = "第"
# A name that ends so may reach into the number behind it; a name that begins so may belong to the number before it.
_OPEN_ENDS = frozenset("第笫附临甲乙丙丁零〇一二两三四五六七八九十百东西南北往向走约号元杠至")
_OPEN_HEAD = re.compile(
    "[路街大国省县乡公支巷环线桥渠库仓馆地码站井泵变矿坝闸沟航车院门通出厂台楼幢栋写附之内店铺商摊档柜房米多余里好至杠弄组队社]"
    f"|机(?![械电修关])|一(?!中)|条|之(?=[{NUMERALS}])"
)
_PLATE, _FLOOR = "门牌", "层"
_NUMBERED = frozenset({kinds.ROAD, kinds.VILLAGE, kinds.GROUP, kinds.TOWN})
# What may stand behind divisions so that the two are composed apart from each other.
_BEHIND = frozenset({kinds.VILLAGE, kinds.ROAD, kinds.LANE, kinds.ESTATE, kinds.PART, kinds.GROUP})
_DIVISIONS = COMPONENTS.index(kinds.TOWN) + 1
_MOST_NAMES = 50_000


class Stem(NamedTuple):
    """An address of one of the shapes without its divisions and numbers, and the group where its name tells it.

    `tail`: what stands between a name and its number without being either (人民路门牌12号).
    """

    names: Address
    group: str
    tail: str = ""


class Reading(NamedTuple):
    """One address read: its place among the texts, its divisions, its stem, its numbers ("" for those it has not)."""

    place: int
    divisions: Address
    stem: Stem
    group: str
    number: str
    building: str
    unit: str
    floor: str
    room: str
    tail: str = ""

    def address(self) -> Address:
        """All components."""
        names, divisions = self.stem.names, self.divisions
        return Address(
            divisions.province or names.province,
            divisions.city or names.city,
            divisions.county or names.county,
            divisions.town or names.town,
            names.village,
            self.group or self.stem.group,
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
            self.whole_tail,
        )

    @property
    def whole_tail(self) -> str:
        """What stands before the number and behind all of them."""
        return f"{self.stem.tail} {self.tail}" if self.stem.tail and self.tail else self.stem.tail or self.tail


class _Split(NamedTuple):
    """Names cut behind a division the parser knows: the divisions, what stands behind, which the last division is.

    Without such a division everything stands behind. `within`: the divisions whose towns or villages are known.
    """

    divisions: Address
    rest: str
    last: str
    within: frozenset[str]


class _Form(NamedTuple):
    """Everything of an address but its numbers: its names, the classifiers that matter, which numbers are missing.

    `division`: the kind of the division before the names, `start` for none.
    """

    names: str
    division: str
    within: frozenset[str]
    sort: str
    estate: str
    house: str
    no_group: bool
    no_number: bool
    no_flat: bool
    no_pair: bool


class _Head(NamedTuple):
    """The names an address begins with, as an address of their own, and the kind of the last of them."""

    names: Address
    last: str


_NO_DIVISIONS = Address()


class Shortcuts:
    """Reads folded addresses of the common shapes; the same result as `Parser.parse`, or none."""

    def __init__(self, parser: Parser) -> None:
        self._parser = parser
        self._splits: dict[str, _Split] = {}
        self._divisions: dict[str, Address | None] = {}
        self._stems: dict[tuple[object, ...], Stem | None] = {}
        self._heads: dict[tuple[str, str, frozenset[str], str], _Head | None] = {}
        self._components: dict[tuple[str, str], str] = {}
        self._remarks: dict[tuple[object, ...], tuple[str, str] | None] = {}

    def parse(self, folded: str) -> Address | None:
        """The components, or None when the text has not one of the shapes read here."""
        found = self.readings([folded]) if "\n" not in folded else []
        return found[0].address() if found else None

    def readings(self, folded: Sequence[str]) -> list[Reading]:
        """Those of the texts (none with a line feed) that have one of the shapes read here, in any order."""
        found = self._rows(folded)
        read = {reading.place for reading in found}
        return found + self._with_remarks(folded, [place for place in range(len(folded)) if place not in read])

    def _rows(self, folded: Sequence[str]) -> list[Reading]:
        """Those that have one of the shapes, numerals read as numbers."""
        rows: list[Reading] = []
        stems, splits = self._stems, self._splits
        text = _SPOKEN.sub(_figures, "\n".join(folded))
        for place, shape in enumerate(_LINES.findall(text) if folded else ()):
            (names, group, number, sort, estate, building, house, unit, floor, on_floor, room,
             stair, flat, alone, first, second, third, tower, door) = shape  # fmt: skip
            if not names:
                continue
            divisions, rest, last, within = splits[names] if names in splits else self._split(names)
            key = (rest, last, within, sort, estate, house, not group, not number, not first, not tower)
            stem = stems[key] if key in stems else self._remembered(key, self._stem(_Form(*key)))
            if stem is None and divisions is not _NO_DIVISIONS:
                divisions, key = _NO_DIVISIONS, (names, kinds.START, NOWHERE, *key[3:])
                stem = stems[key] if key in stems else self._remembered(key, self._stem(_Form(*key)))
            if stem is not None:
                room = on_floor or room or flat or alone or third or door
                building, unit = building or first or tower, unit or stair or second
                rows.append(Reading(place, divisions, stem, group, number, building, unit, floor, room))
        return rows

    def _split(self, names: str) -> _Split:
        end, last = self._parser.known_division(names)
        divisions = self._divisions_of(names[:end])
        found = _Split(_NO_DIVISIONS, names, kinds.START, NOWHERE)
        if divisions:
            found = _Split(divisions, names[end:], last, self._parser.divisions_of(names[:end], names[end:]))
        if len(self._splits) >= _MOST_NAMES:
            self._splits.clear()
        self._splits[names] = found
        return found

    def _divisions_of(self, names: str) -> Address | None:
        """The divisions a text is made of, None when there is anything else in it."""
        if names not in self._divisions:
            found = compose(names, self._parser.cut_run(names, kinds.START, ""))[0] if names else _NO_DIVISIONS
            self._divisions[names] = found if any(found) and not any(found[_DIVISIONS:]) else None
        return self._divisions[names]

    def _remembered(self, key: tuple[object, ...], stem: Stem | None) -> Stem | None:
        if len(self._stems) >= _MOST_NAMES:
            self._stems.clear()
        self._stems[key] = stem
        return stem

    def _with_remarks(self, folded: Sequence[str], places: Sequence[int]) -> list[Reading]:
        """Those of the texts at `places` that have one of the shapes but for a remark behind it.

        What becomes of a remark depends on what stands before it, not on the names and numbers: the full parser reads
        the first of each form, and where it gives nothing but a tail or a floor the others have the same.
        """
        ends = [(place, found.start()) for place in places if (found := _REMARK.search(folded[place]))]
        rows = []
        for reading in self._rows([folded[place][:end] for place, end in ends]):
            place, end = ends[reading.place]
            text = folded[place]
            if reading.floor and text.endswith(_FLOOR):
                # whether a second floor says anything new depends on the first
                continue
            last = text[end - 1]
            form = (
                *map(bool, reading[3:]), *map(bool, reading.stem.names), bool(reading.stem.group), reading.stem.tail,
                "" if last.isdigit() else last, text[end:],
            )  # fmt: skip
            if form not in self._remarks:
                if len(self._remarks) >= _MOST_NAMES:
                    self._remarks.clear()
                self._remarks[form] = self._remark(text, reading)
            remark = self._remarks[form]
            if remark is not None:
                floor, tail = remark
                rows.append(reading._replace(place=place, floor=floor or reading.floor, tail=tail))
        return rows

    def _remark(self, text: str, reading: Reading) -> tuple[str, str] | None:
        """The (floor, tail) that what stands behind a reading gives; None where it changes anything else."""
        full = self._parser.parse(text)
        floor = "" if reading.floor else full.floor
        if full._replace(tail="", floor=reading.floor) != reading.address()._replace(tail=""):
            return None
        before = reading.stem.tail
        if full.tail == before:
            return floor, ""
        head = before + " " if before else ""
        return (floor, full.tail.removeprefix(head)) if full.tail.startswith(head) else None

    def _stem(self, form: _Form) -> Stem | None:
        names, division, within, sort, estate, house, no_group, no_number, no_flat, no_pair = form
        inside = "flat" if not no_flat else "" if not house else "floor" if house == "楼" else "building"
        if not no_pair:
            inside = BARE
        if not no_group and names[-1] == _ORDINAL and not names.endswith(NAMES_IN_DI):
            names = names[:-1]
        after = "group" if not no_group else _KINDS_OF_NUMBER[sort] if not no_number else inside
        tail = _PLATE if after == "number" and names.endswith(_PLATE) else ""
        if tail:
            names, after = names[: -len(_PLATE)], ""
        head = self._head(names, division, within, after) if len(names) > 1 else None
        if head is None or (not no_number and no_group and head.last not in _NUMBERED):
            return None
        known = head.names
        place = ""
        if estate:
            component = self._component(estate, inside)
            if known.estate or not component:
                return None
            if component == "place":
                estate, place = "", estate
        elif not no_flat and no_number and (not no_group or head.last != kinds.ESTATE):
            return None
        if not no_pair and not (estate or (no_number and no_group and head.last == kinds.ESTATE)):
            return None
        divisions = known.province, known.city, known.county, known.town, known.village
        return Stem(Address(*divisions, road=known.road, estate=estate or known.estate, place=place), known.group, tail)

    def _head(self, names: str, division: str, within: frozenset[str], after: str) -> _Head | None:
        key = (names, division, within, after)
        if key not in self._heads:
            if len(self._heads) >= _MOST_NAMES:
                self._heads.clear()
            self._heads[key] = self._read_head(*key)
        return self._heads[key]

    def _read_head(self, names: str, division: str, within: frozenset[str], after: str) -> _Head | None:
        pieces = self._pieces(names, division, after, within)
        last = kinds.plain(pieces[-1][2]) if pieces else ""
        if not pieces or (division != kinds.START and any(kinds.plain(one[2]) not in _BEHIND for one in pieces)):
            return None
        if len(pieces) == 1 and last in (kinds.VILLAGE, kinds.ROAD):
            return _Head(Address(**{last: canonical(last, names)}), last)
        address = compose(names, pieces)[0]
        if address.tail or address.place or address.lane or (address.group and after == "group"):
            return None
        return _Head(address, last)

    def _component(self, name: str, after: str) -> str:
        """What a name behind a road or village number is: `estate`, `place`, or "" when it is not one name."""
        key = (name, after)
        if key not in self._components:
            pieces = self._pieces(name, kinds.ROAD_NUMBER, after) if not _OPEN_HEAD.match(name) else []
            one = [kind for _, _, kind in pieces] == [kinds.ESTATE]
            self._components[key] = compose(name, pieces)[1][0].component if one else ""
        return self._components[key]

    def _pieces(self, name: str, before: str, after: str, within: frozenset[str] = NOWHERE) -> list[Piece]:
        """The pieces of a name; none when a number hides in it or it reaches into the one behind it."""
        if (after and name[-1] in _OPEN_ENDS and not name.endswith(NAMES_IN_DI)) or not is_one_run(name):
            return []
        if before in (kinds.TOWN, kinds.COUNTY):
            return self._parser.cut_behind(name, before, after, within)
        return self._parser.cut_run(name, before, after)


def _figures(numeral: re.Match[str]) -> str:
    value = parse_numeral(numeral[0])
    return numeral[0] if value is None else str(value)
