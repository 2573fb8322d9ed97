"""The common shapes of an address read with one pattern; anything else is left to the full parser.

青岭县柳河镇王庄村3组12号, 人民路120号锦绣花园3号楼2单元1101室 and 阳光小区3-2-501 make up most of a county's archive.
The names in them are cut by the full parser, once for each spelling; the numbers need no judgement, because the shapes
admitted here leave only one reading of each.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from . import kinds
from .lexer import BARE, NAMES_IN_DI, RUN, tokenize
from .model import Address
from .parser import Parser
from .roles import compose
from .runs import Piece

_HAN = "[\u4e00-\u9fff]"
_ROOM = r"(?P<room>\d{3,4}+)室?"
_SHAPE = re.compile(
    rf"(?P<names>{_HAN}{{2,30}}+)(?:(?P<group>\d{{1,3}}+)(?:组|队|社|村民小组))?"
    rf"(?:(?P<number>\d{{1,5}}+)(?P<sort>号|户|$)(?P<estate>(?<=号){_HAN}{{2,14}}+)?)?"
    rf"(?:(?<={_HAN})(?:"
    rf"(?P<building>\d{{1,3}}+)(?P<house>号楼|#楼|幢|栋|楼(?=\d+(?:单元|门)))"
    rf"(?:(?P<unit>\d{{1,2}}+)(?:单元|门)(?:(?P<floor>\d{{1,2}}+)层(?P<on_floor>\d\d)室|{_ROOM})?"
    rf"|(?P<stair>\d{{1,2}}+)-(?P<flat>\d{{3,4}}+)|(?P<alone>\d{{3,4}}+)室?)?"
    r"|(?P<first>\d{1,2}+)[-#](?P<second>\d{1,2}+)-(?P<third>\d{3,4}+)))?"
)
_KINDS_OF_NUMBER = {"号": "number", "户": "household", "": BARE}
_ORDINAL = "第"
# A name that ends so may reach into the number behind it; a name that begins so may belong to the number before it.
_OPEN_ENDS = frozenset("第笫附临甲乙丙丁零〇一二两三四五六七八九十百东西南北往向走约号元杠至")
_OPEN_HEADS = frozenset(
    "路街大国省县乡公支巷环线桥渠库仓馆地码站井泵机变矿坝闸沟航车院门通出厂台楼幢栋写附之内店铺商摊档柜房米多余里好至杠一弄组队社"
)
_NUMBERED = frozenset({kinds.ROAD, kinds.VILLAGE, kinds.GROUP, kinds.TOWN})
_MOST_NAMES = 50_000


class _Head(NamedTuple):
    """The names an address begins with, as an address of their own, and the kind of the last of them."""

    names: Address
    last: str


class Shortcuts:
    """Reads folded addresses of the common shapes; the same result as `Parser.parse`, or None."""

    def __init__(self, parser: Parser) -> None:
        self._parser = parser
        self._heads: dict[tuple[str, str], _Head | None] = {}
        self._components: dict[tuple[str, str], str] = {}

    def parse(self, folded: str) -> Address | None:
        """The components, or None when the text has not one of the shapes read here."""
        shape = _SHAPE.fullmatch(folded)
        if not shape:
            return None
        found = shape.groupdict("")
        names, group, number, estate = found["names"], found["group"], found["number"], found["estate"]
        building, first = found["building"], found["first"]
        inside = "flat" if first else "" if not building else "floor" if found["house"] == "楼" else "building"
        if group and names[-1] == _ORDINAL and not names.endswith(NAMES_IN_DI):
            names = names[:-1]
        head = self._head(names, "group" if group else _KINDS_OF_NUMBER[found["sort"]] if number else inside)
        if head is None or (number and not group and head.last not in _NUMBERED):
            return None
        known = head.names
        place = ""
        if estate:
            component = self._component(estate, inside)
            if known.estate or not component:
                return None
            if component == "place":
                estate, place = "", estate
        elif first and not number and (group or head.last != kinds.ESTATE):
            return None
        return Address(
            known.province,
            known.city,
            known.county,
            known.town,
            known.village,
            group or known.group,
            known.road,
            number,
            "",
            "",
            estate or known.estate,
            building or first,
            found["unit"] or found["stair"] or found["second"],
            found["floor"],
            found["on_floor"] or found["room"] or found["flat"] or found["alone"] or found["third"],
            place,
        )

    def _head(self, names: str, after: str) -> _Head | None:
        key = (names, after)
        if key not in self._heads:
            if len(self._heads) >= _MOST_NAMES:
                self._heads.clear()
            self._heads[key] = self._read_head(names, after)
        return self._heads[key]

    def _read_head(self, names: str, after: str) -> _Head | None:
        pieces = self._pieces(names, kinds.START, after)
        if not pieces:
            return None
        address = compose(names, pieces)[0]
        last = kinds.plain(pieces[-1][2])
        if address.tail or address.place or address.lane or (address.group and after == "group"):
            return None
        return _Head(address, last)

    def _component(self, name: str, after: str) -> str:
        """What a name behind a road or village number is: `estate`, `place`, or "" when it is not one name."""
        key = (name, after)
        if key not in self._components:
            pieces = self._pieces(name, kinds.ROAD_NUMBER, after) if name[0] not in _OPEN_HEADS else []
            one = [kind for _, _, kind in pieces] == [kinds.ESTATE]
            self._components[key] = compose(name, pieces)[1][0].component if one else ""
        return self._components[key]

    def _pieces(self, name: str, before: str, after: str) -> list[Piece]:
        """The pieces of a name; none when a number hides in it or it reaches into the one behind it."""
        if (after and name[-1] in _OPEN_ENDS and not name.endswith(NAMES_IN_DI)) or [
            token.kind for token in tokenize(name)
        ] != [RUN]:
            return []
        return self._parser.cut_run(name, before, after)
