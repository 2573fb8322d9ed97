"""How many of those met by no number are strangers: counted on those whose partner is known, that partner left out.

Where a telephone stands in for the identifier, it tells who some records are, and of the others nothing: theirs may
have changed, or they are not in the reference at all. But how often a record meets somebody else, a namesake elsewhere,
a brother at its door, is a matter of the reference. As many strangers are to be expected among the best candidates of
those nobody was found for as the others meet beside their partner, for what agrees and differs, and for how rare the
names are. Each agreement, and each row of levels in it, is moved by the bits that leave so many.

A name that nobody else bears is no stranger's beside a partner, who bears it too: it is counted as what was met beside
a partner under a name of two. Whoever meets one so is not in the reference himself. How many are not is told by how
many meet nobody at all, and how often those whose partner is known meet nobody else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from census_app.matching.claims import with_claims
from census_app.matching.comparing import FREQUENCY_SUFFIX, RARITY_SUFFIX, Comparison, Pairs
from census_app.matching.deciding import Scored
from census_app.matching.kinds.kind import MISSING_LEVEL
from census_app.matching.ordering import distinct_rows
from census_app.matching.weights.likeness import Best, Bits, against, agreement_of, agreements, row_of, with_more
from census_app.matching.weights.measuring import best_of, corrected, taken_by_others, weighed
from census_app.matching.weights.model import Model
from census_app.matching.weights.unidentified import common_columns, likeliest_shift

Rows = NDArray[np.intp]
_NAME = "name"
_HOW_COMMON = (RARITY_SUFFIX, FREQUENCY_SUFFIX)
_FEWEST = 20
# By so much (of itself) the number of strangers differs beside chance.
_OTHERWISE = 0.15
# What is further from a link than this nobody is asked about.
_FAINTEST = -6.0
_EQUAL = 1
# Levels of how common a name is: one record bears it, or two.
_ONE, _TWO = 1, 2
# Where fewer of those whose partner is known meet nobody else, it does not tell how many have none.
_LEAST_ALONE = 0.1
_HALF = 0.5


def with_strangers(
    comparisons: Sequence[Comparison],
    pairs: Pairs,
    same: NDArray[np.bool_],
    told_by: Sequence[int],
    named: NDArray[np.bool_],
    model: Model,
) -> Model:
    """The model fitted to the left records that are in none of the `same` pairs.

    `told_by` are the columns by which the `same` pairs are known. Counted are the left records that are `named`, with
    or without a candidate: whoever hides part of his name meets strangers in another way than who tells it.
    """
    met = np.zeros(len(named), dtype=bool)
    met[pairs.left[same]] = True
    taken = taken_by_others(comparisons, pairs, model)
    levels = pairs.levels.copy()
    levels[:, told_by] = MISSING_LEVEL
    scored = weighed(comparisons, Pairs(pairs.left, pairs.right, pairs.keys, levels), *distinct_rows(levels), model)
    scored = with_claims(scored, taken, model.claims)

    def best(among: NDArray[np.bool_]) -> Best:
        places = np.flatnonzero(among)
        found, bits = best_of(Scored(scored.left[places], scored.right[places], scored.bits[places]), many=False)
        kept = places[found]
        measured = corrected(model, pairs.left[kept], levels[kept], taken[kept], bits)
        return replace(measured, bits=measured.bits + against(model, comparisons, pairs.levels[kept]))

    beside, others = best((met & named)[pairs.left] & ~same), best((named & ~met)[pairs.left])
    name = next(place for place, one in enumerate(comparisons) if one.id == _NAME)
    told, untold = int((met & named).sum()), int((named & ~met).sum())
    intact = np.zeros(len(named), dtype=bool)
    intact[pairs.left[same & (levels[:, name] == 1)]] = True
    if not (met & named & intact).any():
        # masks are met by what they show, and how many others show it is no matter of the name's being rare
        counted = Counted(beside, others, told, untold)
    else:
        # whose name is misspelt, and was not found by how it reads or sounds, meets nobody of that name
        misspelt = untold * (1 - int((met & named & intact).sum()) / max(1, told))
        misspelt -= int(((others.levels[:, name] > 1) & (others.bits > 0)).sum())
        misspelt = max(0, round(misspelt))
        counted = Counted(beside, others, told, untold, misspelt, absent(beside, others, told, untold - misspelt, name))
    return replace(model, alike=with_more(model.alike, shifts_of(comparisons, counted)))


@dataclass(frozen=True)
class Counted:
    """The best candidates of records whose partner is known, that one left out (`beside`), and those of the `others`;
    how many records of either kind there are, with a candidate or without (`met`, `unmet`), how many of the latter meet
    nobody of their name because it is `misspelt`, and how many are of nobody in the reference (`absent`; None when
    nothing tells)."""

    beside: Best
    others: Best
    met: int
    unmet: int
    misspelt: int = 0
    absent: float | None = None

    def times(self, here: Rows, strangers: Rows, same_name: bool) -> float:
        """For how many strangers among the others' candidates at the places `here` each of those at the places
        `strangers`, found beside a partner, stands; `same_name` where all share the whole name."""
        bits = self.others.bits
        worst, among = float(bits[here].mean()), len(here)
        # whoever meets a better one meets no stranger so, nor do half of those whose partner looks the same
        unmet = (
            self.unmet
            - (self.misspelt if same_name else 0)
            - int((bits > worst).sum())
            + int((bits[here] > worst).sum())
        )
        better = self.beside.bits > worst
        met = max(1, self.met - int(better.sum()) + int(better[strangers].sum()))
        often = min(1.0, len(strangers) / met)
        return max(0.0, (unmet - among / 2) / met / (1 - often / 2))


def absent(beside: Best, others: Best, met: int, unmet: int, name: int) -> float | None:
    """How many of the `unmet` records have no partner in the reference: those who meet nobody of the name (in the
    column `name`), for each that would have met no stranger; None when nearly everybody meets one."""
    same = others.levels[:, name] == 1
    found = int(same.sum()) + int((~same & (others.bits > 0)).sum())
    alone = 1 - int((beside.levels[:, name] == 1).sum()) / max(1, met)
    return min(float(unmet), max(0, unmet - found) / alone) if alone >= _LEAST_ALONE else None


@dataclass(frozen=True)
class Expected:
    """How many strangers are to be expected, and the standard deviation of the number counted."""

    number: float
    by_chance: float

    @property
    def spread(self) -> float:
        """The standard deviation of the number expected."""
        return float(np.hypot(self.by_chance, _OTHERWISE * self.number))

    @staticmethod
    def of(counted: int, times: float) -> Expected:
        """Where so many were `counted`, each of which stands for so many `times`: none counted are not none at all
        (Jeffreys)."""
        return Expected((counted + _HALF) * times, (counted + _HALF) ** 0.5 * times)

    def without(self, others: Expected) -> Expected:
        """Those that are left without the `others`."""
        by_chance = float(np.hypot(self.by_chance, others.by_chance))
        return Expected(max(self.number - others.number, by_chance), by_chance)


def shifts_of(comparisons: Sequence[Comparison], counted: Counted) -> dict[str, float]:
    """Bits to add to the others' pairs of each agreement, and of each row of levels, that enough of them show."""
    common = common_columns(comparisons)
    ids = [one.id for one in comparisons]
    name, rarity, frequency = (ids.index(_NAME + one) if _NAME + one in ids else None for one in ("", *_HOW_COMMON))
    beside, others = counted.beside, counted.others
    agreed = agreements(others.levels, common)
    met_so = agreements(beside.levels, common)
    found: dict[str, float] = {}
    for number in np.unique(agreed) if counted.met else ():
        here, strangers = np.flatnonzero(agreed == number), np.flatnonzero(met_so == number)
        if len(here) < _FEWEST or others.bits[here].max() < _FAINTEST:
            continue
        times = counted.times(here, strangers, name is not None and others.levels[here[0], name] == _EQUAL)
        shift = _shift(others.bits[here], Expected.of(len(strangers), times))
        if shift:
            found[agreement_of(others.levels[here[0]], common)] = shift
        if rarity is not None and len(strangers) >= _FEWEST:
            for band in np.unique(others.levels[here, rarity]).tolist():
                places = here[others.levels[here, rarity] == band]
                of_band = strangers[beside.levels[strangers, rarity] == band]
                for rows, expected in _of_one_and_more(counted, places, of_band, times, frequency):
                    found |= _of_rows(others, rows, shift, expected)
    return found


def _of_one_and_more(
    counted: Counted, places: Rows, strangers: Rows, times: float, frequency: int | None
) -> Iterator[tuple[Rows, Expected]]:
    """The others' candidates at these places apart by whether one record bears the name or more, each with how many
    strangers are to be expected among them. Each of the `strangers` stands for so many `times` to be expected."""
    expected = Expected.of(len(strangers), times)
    if frequency is None or counted.absent is None:
        yield places, expected
        return
    one = counted.others.levels[places, frequency] == _ONE
    of_two = int((counted.beside.levels[strangers, frequency] == _TWO).sum())
    alone = Expected.of(of_two, counted.absent / counted.met)
    yield places[one], alone
    yield places[~one], expected.without(alone)


def _of_rows(others: Best, places: Rows, shift: float, expected: Expected) -> dict[str, float]:
    """Bits to add to the rows at these places besides the `shift` of their agreement, for so many `expected`."""
    if len(places) < _FEWEST:
        return {}
    more = _shift(others.bits[places] + shift, expected)
    if not more:
        return {}
    rows = zip(others.levels[places], others.claimed[places].tolist(), strict=True)
    return {row_of(levels, claimed): more for levels, claimed in rows}


def _shift(bits: Bits, expected: Expected) -> float:
    return likeliest_shift(bits, expected.number, expected.spread) if expected.number > 0 else 0.0
