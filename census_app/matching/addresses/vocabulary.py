"""The word lists an address is read with, loaded once from `resources/matching/addresses/`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from census_app.foundation.kept import files_state, kept
from census_app.foundation.resources import read_yaml, resource

from .divisions import division_names
from .kinds import (
    CITY,
    COUNTRY,
    COUNTY,
    ESTATE,
    GROUP,
    JOINT,
    LANE,
    POSITION,
    PROVINCE,
    ROAD,
    SHORT_TOWN,
    TOWN,
    VILLAGE,
    ZONE,
    shortened,
)

_FOLDER = "matching/addresses"
_KIND_OF_GROUP = {
    "province": PROVINCE,
    "city": CITY,
    "county": COUNTY,
    "zone": ZONE,
    "town": TOWN,
    "village": VILLAGE,
    "group": GROUP,
    "road": ROAD,
    "lane": LANE,
    "place": ESTATE,
}
_FORMS_OF_ADDRESS = ("先生", "女士", "小姐", "师傅", "老师", "经理", "收")
_SECTIONS = ("东区", "西区", "城区", "郊区", "矿区")  # Counties in few cities, sections of estates everywhere.
_AREA = 0.3  # Less than the county of this name, where it may be one (晋城市城区), and more than one behind a county.
SURE = 5.0  # From this certainty on, the last characters of a place say what it is.

Scores = tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Everything known of the words of addresses.

    `endings`: last characters of a name → the kinds they end, with certainty; `ending_sizes`: last character → the
    lengths of the endings with it, longest first. `words`: two first characters → whole
    words (text, kind, certainty). `letters`: single characters that are words. `cuts` and `remarks`: words that
    interrupt a name wherever they stand. `continuations`: what makes a division before it part of a name (浙江|大学).
    """

    endings: dict[str, Scores]
    ending_sizes: dict[str, tuple[int, ...]]
    words: dict[str, tuple[tuple[str, str, float], ...]]
    letters: dict[str, tuple[str, float]]
    cuts: tuple[str, ...]
    remarks: tuple[str, ...]
    continuations: frozenset[str]
    points: tuple[str, ...]
    surnames: frozenset[str]
    institutions: tuple[str, ...]
    room_holders: tuple[str, ...]
    shops: tuple[str, ...]
    work_sites: tuple[str, ...]
    grounds: tuple[str, ...]
    parks: tuple[str, ...]
    annexes: tuple[str, ...]
    teams: tuple[str, ...]
    flats: frozenset[str]
    numbered: tuple[str, ...]
    sorts_of_place: tuple[str, ...]
    branches: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]

    def ending_before(self, text: str, end: int) -> tuple[int, Scores]:
        """Length of the longest ending of `text[:end]` and what it may end; (0, ()) when it ends in none."""
        for size in self.ending_sizes.get(text[end - 1 : end], ()):
            if size <= end:
                scores = self.endings.get(text[end - size : end])
                if scores:
                    return size, scores
        return 0, ()

    def is_branch(self, whole: str, name: str) -> bool:
        """Whether a name told behind a whole one is that of a part of it: 中国银行|城东支行, 浙江大学|明州医院."""
        return any(whole.endswith(wholes) and name.endswith(parts) for wholes, parts in self.branches)

    def surely_ends_place(self, name: str) -> bool:
        """Whether the last characters of `name` say that it is an estate, a building or an institution."""
        _, scores = self.ending_before(name, len(name))
        return any(kind == ESTATE and certainty >= SURE for kind, certainty in scores)

    def is_point(self, name: str) -> bool:
        """Whether `name` is a shop, a company, a well: something in or beside a place that holds no dwellings."""
        return name.endswith(self.points)

    def is_person(self, name: str) -> bool:
        """Whether `name` looks like a person: a surname with one or two characters behind it or a form of address."""
        if name.endswith(_FORMS_OF_ADDRESS) or "某" in name:
            return len(name) <= 5
        return 2 <= len(name) <= 3 and name[0] in self.surnames and not self.ending_before(name, len(name))[0]

    def is_institution(self, name: str) -> bool:
        """Whether `name` is a company, a school, an authority: what is often named after its division."""
        return name.endswith(self.institutions)


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """The shipped word lists, read anew only when they have changed."""
    folder = resource(_FOLDER)
    return kept("words_of_addresses", [files_state(folder, ".yaml"), files_state(folder, ".txt")], _read)


def _read() -> Vocabulary:
    lists: dict[str, Any] = read_yaml(resource(_FOLDER) / "words.yaml")
    words = [
        (name, kind if full else shortened(kind), _division_certainty(name, kind, full))
        for name, (kind, full) in division_names().items()
    ]
    words += [("中国", COUNTRY, 2.0)]
    never_short = frozenset(lists["never_short"])
    words = [word for word in words if word[0] not in never_short]
    words += [(town, SHORT_TOWN, 2.2) for town in _lines("towns.txt")]
    words += [(word, POSITION, 2.0) for word in lists["ending"] if len(word) > 1]
    words += [
        (f"{side}{number}段", POSITION, 2.0) for side in ("", *"东西南北中") for number in "一二三四五六七八九123456789"
    ]
    words += [(seat, ESTATE, SURE) for seat in lists["seats"]]
    words += [(area, ZONE, _AREA) for area in lists["areas"]]
    endings = _endings(read_yaml(resource(_FOLDER) / "suffixes.yaml"))
    return Vocabulary(
        endings=endings,
        ending_sizes=_sizes(endings),
        words=by_head(words),
        letters={word: (POSITION, 0.0 if word == "口" else -1.5) for word in lists["ending"] if len(word) == 1}
        | dict.fromkeys(lists["joints"], (JOINT, 0.5)),
        cuts=tuple(lists["cut"]),
        remarks=tuple(lists["remarks"]),
        continuations=frozenset(lists["continuations"]),
        points=tuple(lists["points"]),
        surnames=frozenset(lists["surnames"]),
        institutions=tuple(lists["institutions"]),
        work_sites=tuple(lists["work_sites"]),
        branches=tuple((tuple(one["of"]), tuple(one["named"])) for one in lists["branches"]),
        shops=tuple(lists["shops"]),
        room_holders=tuple(lists["room_holders"]),
        grounds=tuple(lists["grounds"]),
        parks=tuple(lists["parks"]),
        annexes=tuple(lists["annexes"]),
        teams=tuple(lists["teams"]),
        flats=frozenset(lists["flats"]),
        numbered=tuple(lists["numbered"]),
        sorts_of_place=tuple(lists["sorts_of_place"]),
    )


def by_head(words: Iterable[tuple[str, str, float]]) -> dict[str, tuple[tuple[str, str, float], ...]]:
    """Words grouped by their first two characters."""
    groups: dict[str, list[tuple[str, str, float]]] = {}
    for word in words:
        groups.setdefault(word[0][:2], []).append(word)
    return {head: tuple(group) for head, group in groups.items()}


def any_of(words: Iterable[str]) -> str:
    """A pattern for any of the words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def _division_certainty(name: str, kind: str, full: bool) -> float:
    if name in _SECTIONS:
        return 0.5
    if full:
        return 3.5 + 0.8 * len(name)
    return 2.6 if kind == COUNTY else 3.2


def _text(name: str) -> str:
    return (resource(_FOLDER) / name).read_text(encoding="utf-8")


def _lines(name: str) -> Iterator[str]:
    for line in _text(name).splitlines():
        if not line.startswith("#"):
            yield from line.split()


def _endings(groups: dict[str, dict[float, list[str]]]) -> dict[str, Scores]:
    """Each ending with every kind it may end; an ending listed twice for one kind keeps the surer entry."""
    found: dict[str, dict[str, float]] = {}
    for group, levels in groups.items():
        for certainty, words in levels.items():
            for word in words:
                scores = found.setdefault(word, {})
                kind = _KIND_OF_GROUP[group]
                scores[kind] = max(float(certainty), scores.get(kind, 0.0))
    return {word: tuple(scores.items()) for word, scores in found.items()}


def _sizes(endings: dict[str, Scores]) -> dict[str, tuple[int, ...]]:
    found: dict[str, set[int]] = {}
    for ending in endings:
        found.setdefault(ending[-1], set()).add(len(ending))
    return {last: tuple(sorted(sizes, reverse=True)) for last, sizes in found.items()}
