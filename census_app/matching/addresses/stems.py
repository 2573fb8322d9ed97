"""The names of an address of one of the common shapes, cut by the full parser once for each spelling."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from census_app.matching.ordering import told_apart

from . import kinds
from .canonical import canonical
from .lexer import BARE, NAMES_IN_DI, NUMERALS, is_one_run
from .model import COMPONENTS, Address
from .numbering import numbered
from .parser import NOWHERE, Parser
from .roles import compose
from .runs import Piece
from .vocabulary import vocabulary

_ORDINAL = "第"
_OF_NAMES = frozenset({"number", "household", BARE})
# A name that ends so may reach into the number behind it; a name that begins so may belong to the number before it.
_OPEN_ENDS = frozenset("第笫附临副特甲乙丙丁零〇一二两三四五六七八九十百东西南北往向走约号元杠至")
_OPEN_HEAD = re.compile(
    "[路街大国省县乡公支巷环线桥渠库仓馆地码站井泵变矿坝闸沟航车院门通出厂台楼幢栋写附之内店铺商摊档柜房米多余里好至杠弄组队社甲乙丙丁]"
    "|杆|电?表|电[线杆]|水(?:泥杆|表)|计量|分支|配电|开闭|环网|[专配箱]变|专用变"
    f"|机(?![械电修关])|一(?!中)|条|[首底][楼层]|之(?=[{NUMERALS}])"
)
_PLATE = "门牌"
_NUMBERED = frozenset({kinds.ROAD, kinds.VILLAGE, kinds.GROUP, kinds.TOWN})
# What may stand behind divisions so that the two are composed apart from each other.
_BEHIND = frozenset({kinds.VILLAGE, kinds.ROAD, kinds.LANE, kinds.ESTATE, kinds.PART, kinds.GROUP})
_DIVISIONS = COMPONENTS.index(kinds.TOWN) + 1
_MOST_NAMES = 200_000
NO_DIVISIONS = Address()


class Stem(NamedTuple):
    """An address of one of the shapes without its divisions and numbers, and the group where its name tells it.

    `tail`: what stands between a name and its number without being either (人民路门牌12号).
    """

    names: Address
    group: str
    tail: str = ""


class Form(NamedTuple):
    """What the numbers behind the names say of them, and no more, so that few forms stand for all.

    `after`: the kind of the number directly behind the names. `estate`: the name behind a road or village number, and
    `inside` the kind of the number behind that. `in_estate`: nothing but an estate has such numbers (3-2-501, 3-501).
    """

    after: str
    estate: str
    inside: str
    in_estate: bool


class Named(NamedTuple):
    """The divisions an address begins with, and what its other names say."""

    divisions: Address
    stem: Stem

    @property
    def county(self) -> str:
        """Of the divisions, else of the other names."""
        return self.divisions.county or self.stem.names.county

    @property
    def town(self) -> str:
        """Of the divisions, else of the other names."""
        return self.divisions.town or self.stem.names.town

    def with_place(self, place: str) -> Named:
        """The same with a place beside the address."""
        return Named(self.divisions, self.stem._replace(names=self.stem.names._replace(place=place)))


class _Behind(NamedTuple):
    """Names behind a division of this kind (`start` for none); `within`: those whose towns or villages are known."""

    names: str
    division: str
    within: frozenset[str]


class _Split(NamedTuple):
    """Names cut behind a division the parser knows; without such a division everything stands behind."""

    divisions: Address
    behind: _Behind


class _Head(NamedTuple):
    """The names an address begins with, as an address of their own, and the kind of the last of them; `alone`: what
    they say when nothing but numbers is behind them."""

    names: Address
    last: str
    alone: Stem

    @staticmethod
    def of(names: Address, last: str) -> _Head:
        """With the stem they make alone."""
        return _Head(names, last, _stem_of(names, names.estate, "", ""))


def _stem_of(known: Address, estate: str, place: str, tail: str) -> Stem:
    divisions = known.province, known.city, known.county, known.town, known.village
    return Stem(Address(*divisions, road=known.road, estate=estate, place=place), known.group, tail)


class Stems:
    """Tells the names of addresses from the text before their first number and the form of what is behind it."""

    def __init__(self, parser: Parser) -> None:
        self._parser = parser
        self._splits: dict[str, _Split] = {}
        self._divisions: dict[str, Address | None] = {}
        self._stems: dict[tuple[_Behind, Form], Stem | None] = {}
        self._heads: dict[tuple[str, str, frozenset[str], str], _Head | None] = {}
        self._composed: dict[tuple[str, tuple[Piece, ...]], Address] = {}
        self._one_run: dict[str, bool] = {}
        self._components: dict[tuple[str, str], str] = {}

    def named(
        self, names: Sequence[str], forms: Sequence[Form], name: NDArray[np.intp], form: NDArray[np.intp]
    ) -> tuple[list[Named | None], NDArray[np.intp]]:
        """What `names[name]` say before numbers of `forms[form]`, and which of it each pair of the two says; None where
        only the full parser can tell."""
        splits = [self._splits.get(one) or self._split(one) for one in names]
        stems, stem = self._behind(splits, forms, name, form)
        divided = np.array([one.divisions is not NO_DIVISIONS for one in splits], dtype=bool)[name]
        told = np.array([one is not None for one in stems], dtype=bool)
        # where it cannot be told what stands behind divisions, the stem of all names counts
        undivided = np.flatnonzero(divided & ~told[stem])
        for place, one, number in zip(
            undivided.tolist(), name[undivided].tolist(), form[undivided].tolist(), strict=True
        ):
            stem[place] = len(stems)
            stems.append(self._stem(_Behind(names[one], kinds.START, NOWHERE), forms[number]))
        divided[undivided] = False
        # what was read once is one object; telling objects apart is quicker than comparing all that is in them
        _, object_of = numbered(list(map(id, stems)))
        _, head_of = numbered([id(one.divisions) for one in splits])
        packed = (np.where(divided, head_of[name] + 1, 0) * len(stems)) + object_of[stem]
        _, first, which = told_apart(packed)
        found = [
            None if behind is None else Named(splits[one].divisions if known else NO_DIVISIONS, behind)
            for one, known, behind in zip(
                name[first].tolist(), divided[first].tolist(), [stems[one] for one in stem[first].tolist()], strict=True
            )
        ]
        return found, which

    def _behind(
        self, splits: Sequence[_Split], forms: Sequence[Form], name: NDArray[np.intp], form: NDArray[np.intp]
    ) -> tuple[list[Stem | None], NDArray[np.intp]]:
        """The stems of what stands behind the divisions, and which of them each pair of names and form has."""
        behind, behind_of = numbered([split.behind for split in splits])
        count = max(1, len(forms))
        packed, _, which = told_apart(behind_of[name] * count + form)
        places, form_of = np.divmod(packed, count)
        pairs = zip(places.tolist(), form_of.tolist(), strict=True)
        return [self._stem(behind[place], forms[number]) for place, number in pairs], which

    def _split(self, names: str) -> _Split:
        end, last = self._parser.known_division(names)
        divisions = self._divisions_of(names[:end])
        found = _Split(NO_DIVISIONS, _Behind(names, kinds.START, NOWHERE))
        if divisions:
            within = self._parser.divisions_of(names[:end], names[end:])
            found = _Split(divisions, _Behind(names[end:], last, within))
        if len(self._splits) >= _MOST_NAMES:
            self._splits.clear()
        self._splits[names] = found
        return found

    def _divisions_of(self, names: str) -> Address | None:
        """The divisions a text is made of, None when there is anything else in it."""
        if names not in self._divisions:
            found = compose(names, self._parser.cut_run(names, kinds.START, ""))[0] if names else NO_DIVISIONS
            self._divisions[names] = found if any(found) and not any(found[_DIVISIONS:]) else None
        return self._divisions[names]

    def _stem(self, behind: _Behind, form: Form) -> Stem | None:
        """The stem of names, remembered."""
        key = (behind, form)
        if key in self._stems:
            return self._stems[key]
        if len(self._stems) >= _MOST_NAMES:
            self._stems.clear()
        stem = self._stems[key] = self._read_stem(*key)
        return stem

    def _read_stem(self, behind: _Behind, form: Form) -> Stem | None:
        names, division, within = behind
        after, estate, inside, in_estate = form
        if after == "group" and names[-1] == _ORDINAL and not names.endswith(NAMES_IN_DI):
            names = names[:-1]
        tail = _PLATE if after == "number" and names.endswith(_PLATE) else ""
        if tail:
            names, after = names[: -len(_PLATE)], ""
        component = self._component(estate, inside) if estate else ""
        if (estate and not component) or len(names) <= 1:
            return None
        head = self._head(names, division, within, after)
        if head is None or (form.after in _OF_NAMES and not in_estate and head.last not in _NUMBERED):
            return None
        known = head.names
        place = ""
        if estate:
            if known.estate:
                return None
            if component == "place":
                estate, place = "", estate
        elif in_estate and head.last != kinds.ESTATE:
            return None
        return _stem_of(known, estate or known.estate, place, tail) if estate or place or tail else head.alone

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
            return _Head.of(Address(**{last: canonical(last, names)}), last)
        if len(pieces) == 1 and pieces[0][2] == kinds.ESTATE:
            return None if vocabulary().is_point(names) else _Head.of(Address(estate=canonical(last, names)), last)
        address = self._compose(names, pieces)
        if address.tail or address.place or address.lane or (address.group and after == "group"):
            return None
        return _Head.of(address, last)

    def _compose(self, names: str, pieces: list[Piece]) -> Address:
        """The address of these pieces: most kinds of number behind names cut them alike."""
        key = (names, tuple(pieces))
        if key not in self._composed:
            if len(self._composed) >= _MOST_NAMES:
                self._composed.clear()
            self._composed[key] = compose(names, pieces)[0]
        return self._composed[key]

    def _is_one_run(self, name: str) -> bool:
        if name not in self._one_run:
            if len(self._one_run) >= _MOST_NAMES:
                self._one_run.clear()
            self._one_run[name] = is_one_run(name)
        return self._one_run[name]

    def _component(self, name: str, after: str) -> str:
        """What a name behind a road or village number is: `estate`, `place`, or "" when it is not one name."""
        key = (name, after)
        if key not in self._components:
            # 王某 behind a number is a person, alone a place
            odd = _OPEN_HEAD.match(name) or "某" in name
            pieces = self._pieces(name, kinds.ROAD_NUMBER, after) if not odd else []
            one = [kind for _, _, kind in pieces] == [kinds.ESTATE]
            self._components[key] = compose(name, pieces)[1][0].component if one else ""
        return self._components[key]

    def _pieces(self, name: str, before: str, after: str, within: frozenset[str] = NOWHERE) -> list[Piece]:
        """The pieces of a name; none when a number hides in it or it reaches into the one behind it."""
        if (after and name[-1] in _OPEN_ENDS and not name.endswith(NAMES_IN_DI)) or not self._is_one_run(name):
            return []
        if before in (kinds.TOWN, kinds.COUNTY):
            return self._parser.cut_behind(name, before, after, within)
        return self._parser.cut_run(name, before, after)
