"""Names of places that the other side has another name for: a renamed street, an estate by the name it was sold under,
a village that was put into its neighbour.

People whose number stands on both sides live at one door. Where those of one street are met under another name, with
the numbers of their houses the same, the street has two names: somebody who moved has a house number of his own. Of a
village that most of its people are met in another of, the groups may be numbered on from those that were there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from census_app.matching.addresses.folding import fold_addresses
from census_app.matching.entries import MISSING, Codes, EntryTable
from census_app.matching.features import Features, RoleFeatures
from census_app.matching.kinds.kind import agree, clash
from census_app.matching.sources import Source

Renames = Mapping[str, Mapping[str, str]]
"""By sort (`road`, `estate`, `village`) the other name of each name; under `group` what is added to the groups of a
village."""

_COLUMNS = {"road": ("road",), "estate": ("estate", "place"), "village": ("village",)}
# So many different doors must be met under the other name, and this share of those who are met there at all.
_FEWEST_DOORS, _LEAST_SHARE = 4, 0.5
# Of a village no house need be told: so many of its people are met in the other, and this share of all.
_FEWEST_PEOPLE, _LEAST_OF_GROUPS = 8, 0.6
# Who has a number with more people than that is nobody.
_MOST_OF_A_NUMBER = 3


def learn_renames(features: Features, source: Source) -> dict[str, dict[str, str]]:
    """The names that people with one number on both sides show to be other names of a place; none without numbers."""
    address, number = (
        next((features.roles[name] for name, role in source.compared.items() if role.kind == kind), None)
        for kind in ("address", "identifier")
    )
    if address is None or number is None or source.within:
        return {}
    left, right = _same_people(number)
    left, right = address.left[left, 0], address.right[right, 0]
    both = (left != MISSING) & (right != MISSING)
    table, left, right = address.table, left[both], right[both]
    found = {sort: _by_doors(table, left, right, sort) for sort in _DOORS}
    found["village"], found["group"] = _by_people(table, left, right)
    return {sort: names for sort, names in found.items() if names}


def with_renames(one: Renames, other: Renames) -> dict[str, dict[str, str]]:
    """Those of both; where they differ the latter's."""
    return {sort: {**one.get(sort, {}), **other.get(sort, {})} for sort in {**one, **other}}


def rename(features: Features, source: Source, renames: Renames) -> None:
    """Have every address of both sides tell the one name of each place."""
    for name, role in source.roles.items():
        if role.kind == "address" and renames:
            _rename(features.roles[name].table, renames)


def renamed_between(renames: Renames, left: Sequence[str], right: Sequence[str]) -> list[tuple[str, str, str]]:
    """The names by which one side tells a place that the other calls otherwise, and what is added to its groups.

    Each as (name, other name, step or ""); `left` and `right` are the texts of one address role. A name counts where it
    stands in the texts of one side and the other name in those of the other only.
    """
    ours, theirs = ("\n".join(fold_addresses(texts)) for texts in (left, right))
    groups = renames.get("group", {})
    return [
        (name, other, groups.get(name, "") if sort == "village" else "")
        for sort in _COLUMNS
        for name, other in renames.get(sort, {}).items()
        if (name in ours and other in theirs and other not in ours)
        or (name in theirs and other in ours and other not in theirs)
    ]


def _same_people(number: RoleFeatures) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The rows of both sides that have one number, but for numbers of many."""
    codes = np.append(number.table.codes("value"), np.int32(MISSING))
    size = number.table.size("value")
    ours, theirs = (_holders(codes[slots], size) for slots in (number.left, number.right))
    met = np.flatnonzero((ours.counts > 0) & (theirs.counts > 0))
    met = met[np.maximum(ours.counts, theirs.counts)[met] <= _MOST_OF_A_NUMBER]
    pairs = [
        (ours.rows[ours.starts[met[has]] + one], theirs.rows[theirs.starts[met[has]] + other])
        for one in range(_MOST_OF_A_NUMBER)
        for other in range(_MOST_OF_A_NUMBER)
        for has in [(ours.counts[met] > one) & (theirs.counts[met] > other)]
    ]
    left, right = (np.concatenate(side) for side in zip(*pairs, strict=True))
    return left, right


class _Holders(NamedTuple):
    """Rows sorted by the value they have; those of a value begin at `starts`."""

    rows: NDArray[np.intp]
    starts: NDArray[np.intp]
    counts: NDArray[np.intp]


def _holders(values: Codes, size: int) -> _Holders:
    rows, slots = np.nonzero(values != MISSING)
    held = values[rows, slots]
    order = np.argsort(held, kind="stable")
    counts = np.bincount(held, minlength=size)
    return _Holders(rows[order], np.cumsum(counts) - counts, counts)


@dataclass(frozen=True)
class _Told:
    """Where two addresses tell what a rename of this sort would leave as it is, and where it is the same."""

    compared: Callable[[EntryTable, Codes, Codes], NDArray[np.bool_]]
    same: Callable[[EntryTable, Codes, Codes], NDArray[np.bool_]]
    door: tuple[str, ...]


def _both(column: str) -> Callable[[EntryTable, Codes, Codes], NDArray[np.bool_]]:
    return lambda table, left, right: (table.codes(column)[left] != MISSING) & (table.codes(column)[right] != MISSING)


_DOORS = {
    "road": _Told(
        _both("road_number"),
        lambda table, left, right: (
            agree(table, "road_number", left, right)
            & ~clash(table, "lane", left, right)
            & ~clash(table, "room", left, right)
        ),
        ("road_number", "lane"),
    ),
    "estate": _Told(
        lambda table, left, right: _both("building")(table, left, right) & _both("room")(table, left, right),
        lambda table, left, right: (
            agree(table, "building", left, right)
            & agree(table, "room", left, right)
            & ~clash(table, "unit", left, right)
        ),
        ("building", "room"),
    ),
}


def _by_doors(table: EntryTable, left: Codes, right: Codes, sort: str) -> dict[str, str]:
    """The roads or estates whose doors are met under one other name, and under no name as often."""
    told = _DOORS[sort]
    names, others = _named(table, sort, left), _named(table, sort, right)
    known = np.flatnonzero((names != MISSING) & (others != MISSING) & told.compared(table, left, right))
    left, right, names, others = left[known], right[known], names[known], others[known]
    same = told.same(table, left, right)
    met = np.bincount(names[same], minlength=table.size(_COLUMNS[sort][0]))
    doors = [table.codes(column)[left] for column in told.door]
    found: dict[str, str] = {}
    for name, other, places in _grouped(names, others):
        agreed = places[same[places]]
        enough = _LEAST_SHARE * max(len(places), int(met[name]))
        if name == other or len(agreed) < max(enough, _FEWEST_DOORS):
            continue
        different = {tuple(int(codes[place]) for codes in doors) for place in agreed.tolist()}
        if len(different) >= _FEWEST_DOORS:
            _add(found, *table.decode(_COLUMNS[sort][0], [name, other]))
    return found


def _by_people(table: EntryTable, left: Codes, right: Codes) -> tuple[dict[str, str], dict[str, str]]:
    """The villages most of whose people are met in one other, and what is to be added to their groups."""
    names, others = table.codes("village")[left], table.codes("village")[right]
    known = np.flatnonzero((names != MISSING) & (others != MISSING) & ~clash(table, "town", left, right))
    left, right, names, others = left[known], right[known], names[known], others[known]
    people = np.bincount(names, minlength=table.size("village"))
    villages: dict[str, str] = {}
    groups: dict[str, str] = {}
    for name, other, places in _grouped(names, others):
        if name == other or len(places) < max(_FEWEST_PEOPLE, _LEAST_SHARE * people[name]):
            continue
        steps = list(_steps(table, left[places], right[places]))
        usual, count = max(((step, steps.count(step)) for step in set(steps)), key=lambda one: one[1], default=(0, 0))
        if steps and count < _LEAST_OF_GROUPS * len(steps):
            continue
        first, second = table.decode("village", [name, other])
        if _add(villages, first, second) and usual:
            groups[first] = str(usual)
    return villages, {name: step for name, step in groups.items() if name in villages}


def _steps(table: EntryTable, left: Codes, right: Codes) -> Iterator[int]:
    """How far apart the groups of the pairs are that tell both."""
    codes = table.codes("group")
    both = (codes[left] != MISSING) & (codes[right] != MISSING)
    ours, theirs = table.decode("group", codes[left[both]]), table.decode("group", codes[right[both]])
    return (int(other) - int(one) for one, other in zip(ours, theirs, strict=True) if (one + other).isdecimal())


def _named(table: EntryTable, sort: str, entries: Codes) -> Codes:
    """What the entries are in: of the columns of a sort the first that tells anything."""
    found = np.full(len(entries), MISSING, dtype=np.int32)
    for column in reversed(_COLUMNS[sort]):
        codes = table.codes(column)[entries]
        found = np.where(codes != MISSING, codes, found)
    return found


def _grouped(names: Codes, others: Codes) -> Iterator[tuple[int, int, NDArray[np.intp]]]:
    """Each pair of names and the places that have it, those with most places first."""
    both = names.astype(np.int64) << 32 | others.astype(np.int64)
    order = np.argsort(both, kind="stable")
    values, starts, counts = np.unique(both[order], return_index=True, return_counts=True)
    for one in np.argsort(-counts, kind="stable").tolist():
        if counts[one] >= _FEWEST_DOORS:
            places = order[starts[one] : starts[one] + counts[one]]
            yield int(values[one] >> 32), int(values[one] & 0xFFFFFFFF), places


def _add(found: dict[str, str], name: str, other: str) -> bool:
    """Whether the name has another now: not one that has another itself, so that nothing goes in a circle."""
    if name in found or name in found.values() or other in found:
        return False
    found[name] = other
    return True


def _rename(table: EntryTable, renames: Renames) -> None:
    for name, step in renames.get("group", {}).items():
        _renumber(table, name, int(step))
    for sort, columns in _COLUMNS.items():
        names = renames.get(sort, {})
        for column in columns if names else ():
            changed = table.replace(column, names)
            locality = table.codes("locality")
            known = dict(zip(*_codes_of(table, "locality", names), strict=True))
            of_it = np.flatnonzero(changed & np.isin(locality, list(known)))
            table.put("locality", of_it, np.array([known[code] for code in locality[of_it].tolist()], dtype=np.int32))


def _codes_of(table: EntryTable, column: str, names: Mapping[str, str]) -> tuple[list[int], list[int]]:
    vocabulary = table.vocabularies[column]
    return vocabulary.encode(names).tolist(), vocabulary.encode(names.values()).tolist()


def _renumber(table: EntryTable, village: str, step: int) -> None:
    """Have the groups of a village counted on."""
    (code,) = table.vocabularies["village"].encode([village])
    groups = table.codes("group")
    places = np.flatnonzero((table.codes("village") == code) & (groups != MISSING))
    told = table.decode("group", groups[places])
    counted = [str(int(text) + step) if text.isdecimal() and int(text) + step > 0 else text for text in told]
    table.put("group", places, table.vocabularies["group"].encode(counted))
