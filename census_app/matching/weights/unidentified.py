"""How many of those without an identifier are true, where no identifier tells: estimated without a single known pair.

Customers without a number are not like those with one. They were taken on by other clerks, whose names and addresses
are wrong more often, so more of their nearly equal names are one person's; or they were visited, so fewer have moved.
What is learned from those with a number counts as often as the others have the same fields, and is then moved,
agreement by agreement, by what these show:

- how often a record meets a stranger is a matter of the reference, not of the record's number. As many false best
  candidates are expected among those without a number as among those with one, for each set of fields they have;
- where a name is all that is shared, how common it is tells a stranger from the person, whoever took the customer on.
  The share of true pairs under which the names are as common as they are is the likeliest one (Saerens, Latinne and
  Decaestecker 2002).

Both are weighed together, against a shift of no bits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from census_app.matching.comparing import FREQUENCY_SUFFIX, RARITY_SUFFIX, Comparison
from census_app.matching.weights.likeness import Best, Bits, agreement_of, agreements
from census_app.matching.weights.model import bits_of, probability

_SHIFTS = np.arange(-3.0, 3.01, 0.05)
_WIDE_SHIFTS = np.arange(-6.0, 6.01, 0.05)
# A shift of so many bits is no surprise.
_USUAL_SHIFT = 1.0
# By so much (of itself) the number of strangers differs beside chance.
_OTHER_STRANGERS = 0.1
_FEWEST, _FEWEST_KNOWN = 60, 40
_FEWEST_NAMES = 100
# Namesakes come in families and clans, so many names tell less than as many drawn one by one.
_TRUST = 0.25
# How far off (in bits) the likeliest share may be, however many names tell it.
_NAMES_TELL = 0.5
# Names whose candidates are less likely are so common that they tell nothing.
_FAINTEST = -6.0
_LEAST_SHARE, _MOST_SHARE = 0.02, 0.95
# So many records with a number tell how often strangers are met by those with the same fields.
_FEWEST_RECORDS, _MOST_UNTOLD = 100, 0.1
_STEPS_A_BIT = 20
_LEAST_WEIGHT = 1e-3
_HALF = 0.5


def common_columns(comparisons: Sequence[Comparison]) -> list[int]:
    """The columns that tell how common a shared value is."""
    suffixes = (FREQUENCY_SUFFIX, RARITY_SUFFIX)
    return [column for column, one in enumerate(comparisons) if one.id.endswith(suffixes)]


@dataclass(frozen=True)
class LeftRecords:
    """Of each left record whether it has an identifier, and a number for the set of other fields it has."""

    identified: NDArray[np.bool_]
    fields: NDArray[np.intp]

    @staticmethod
    def of(present: Mapping[str, NDArray[np.bool_]], anchor: str) -> LeftRecords:
        """From the roles each record has a value of; `anchor` is the identifier's."""
        fields = np.zeros(len(present[anchor]), dtype=np.intp)
        for number, name in enumerate(sorted(present.keys() - {anchor})):
            fields += present[name].astype(np.intp) << number
        return LeftRecords(present[anchor], fields)

    def others_for_one(self) -> Bits | None:
        """Per left record how many without identifier there are for one with, among those that have the same fields;
        None when too few with identifier have the fields of those without."""
        sets = int(self.fields.max(initial=0)) + 1
        others = np.bincount(self.fields[~self.identified], minlength=sets)
        known = np.bincount(self.fields[self.identified], minlength=sets)
        if others[known < _FEWEST_RECORDS].sum() > _MOST_UNTOLD * others.sum():
            return None
        ratio: Bits = (others / np.maximum(known, 1))[self.fields]
        return ratio

    def weights(self, known: NDArray[np.intp]) -> Bits:
        """What the best candidates of these left records, all with identifier, count for so that their records have the
        same fields, as often, as those without."""
        ratio = self.others_for_one()
        return np.ones(len(known)) if ratio is None else np.maximum(ratio[known], _LEAST_WEIGHT)


def shifts(
    comparisons: Sequence[Comparison], known: Best, truth: Bits, weight: Bits, others: Best, lefts: LeftRecords
) -> dict[str, float]:
    """Bits to add to those of each agreement, where enough pairs of it were found on both sides.

    `known` pairs, each counting as its `weight` says, are of records with identifier, `others` of records without; the
    bits of both are corrected for what the known ones alike turned out to be.
    """
    common = common_columns(comparisons)
    both = np.concatenate([known.levels, others.levels])
    agreed, first, kind = np.unique(agreements(both, common), return_index=True, return_inverse=True)
    of_known, of_others = kind[: len(known.levels)], kind[len(known.levels) :]
    alone = share_a_name_alone(comparisons, both)
    ratio, false = lefts.others_for_one(), 1 - truth
    strangers = np.bincount(of_known, weights=false, minlength=len(agreed))
    expected = None if ratio is None else np.bincount(of_known, false * ratio[known.left], minlength=len(agreed))
    enough = (np.bincount(of_known, minlength=len(agreed)) >= _FEWEST_KNOWN) & (
        np.bincount(of_others, minlength=len(agreed)) >= _FEWEST
    )
    found: dict[str, float] = {}
    for place in np.flatnonzero(enough).tolist():
        levels, mine, theirs = both[first[place]], of_others == place, of_known == place
        likely = -0.5 * (_SHIFTS / _USUAL_SHIFT) ** 2
        if expected is not None:
            likely += _as_many_strangers(others.bits[mine], float(strangers[place]), float(expected[place]))
        if alone[first[place]]:
            likely += _trusted(_as_common_names(others.bits[mine], known.bits[theirs], truth[theirs], weight[theirs]))
        shift = float(_SHIFTS[np.argmax(likely)])
        if abs(shift) > 1 / _STEPS_A_BIT / 2:
            found[agreement_of(levels, common)] = round(shift, 2)
    return found


def likeliest_shift(bits: Bits, expected: float, spread: float) -> float:
    """The bits to add to these so that they leave as many false ones as are `expected`, weighed against no shift; 0 for
    less than half a step.

    How many are to be expected is known up to the standard deviation `spread`: a number counted, so that its rate is
    distributed as a gamma variable is (a few that were never met are hardly ever many; Gelman et al. 2013, 2.6).
    """
    shape = (expected / spread) ** 2
    left = np.maximum(_false(bits, _WIDE_SHIFTS) / expected, _LEAST_WEIGHT)
    likely = shape * (np.log(left) - left) - np.log1p((_WIDE_SHIFTS / _USUAL_SHIFT) ** 2 / 2)
    shift = float(_WIDE_SHIFTS[np.argmax(likely)])
    return round(shift, 2) if abs(shift) > 1 / _STEPS_A_BIT / 2 else 0.0


def _as_many_strangers(bits: Bits, strangers: float, expected: float) -> Bits:
    """How likely each shift is (in nats) by the number of false pairs it leaves, where so many are expected from those
    counted among the known ones."""
    left = _false(bits, _SHIFTS)
    uncertain = _OTHER_STRANGERS**2 + 1 / max(strangers, _HALF) + 1 / max(expected, _HALF)
    likely: Bits = -0.5 * np.log((left + _HALF) / (expected + _HALF)) ** 2 / uncertain
    return likely


def _as_common_names(bits: Bits, known: Bits, truth: Bits, weight: Bits) -> Bits:
    """How likely each shift is (in nats) by how common the names of the pairs are: the bits tell for each how many
    times more often true pairs look so than false ones."""
    usable = known > _FAINTEST
    bits = bits[bits > _FAINTEST]
    share = float(np.average(truth[usable], weights=weight[usable])) if usable.any() else 0.0
    if min(len(bits), int(usable.sum())) < _FEWEST_NAMES or not _LEAST_SHARE < share < _MOST_SHARE:
        return np.zeros(len(_SHIFTS))
    values, counts = _binned(bits)
    before = bits_of(share)
    times = np.exp2(np.minimum(values - before, 60))
    shares = probability(before + _SHIFTS)[:, None]
    likely: Bits = (counts * np.log(shares * times + 1 - shares)).sum(axis=1)
    return likely


def _trusted(names: Bits) -> Bits:
    """How likely each shift is by names: they tell less than as many drawn one by one, and however many they are, no
    more than their model is right."""
    peak = int(np.clip(np.argmax(names), 1, len(names) - 2))
    curve = float(2 * names[peak] - names[peak - 1] - names[peak + 1]) * _STEPS_A_BIT**2
    return names * min(_TRUST, 1 / max(curve * _NAMES_TELL**2, 1e-9))


def share_a_name_alone(comparisons: Sequence[Comparison], levels: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Which pairs agree at least in part in one field, whose rarity is told, and miss or differ in every other."""
    told = {one.id.removesuffix(RARITY_SUFFIX) for one in comparisons if one.id.endswith(RARITY_SUFFIX)}
    fields, names = np.zeros(len(levels), dtype=np.intp), np.zeros(len(levels), dtype=bool)
    for column, one in enumerate(comparisons):
        if ":" not in one.id:
            agree = (levels[:, column] > 0) & (levels[:, column] <= one.levels.index("different"))
            fields += agree
            names |= agree & (one.id in told)
    alone: NDArray[np.bool_] = (fields == 1) & names
    return alone


def _false(bits: Bits, shifts: Bits) -> Bits:
    """How many false ones these bits leave after each of the shifts."""
    values, counts = _binned(bits)
    left: Bits = (counts * (1 - probability(values + shifts[:, None]))).sum(axis=1)
    return left


def _binned(bits: Bits) -> tuple[Bits, NDArray[np.intp]]:
    """The bits in narrow steps, and how many pairs have each."""
    steps, counts = np.unique(np.rint(bits * _STEPS_A_BIT), return_counts=True)
    return steps / _STEPS_A_BIT, counts
