"""Records without identifier: their share of true pairs is found without knowing one of them."""

from __future__ import annotations

import numpy as np
import pytest

from census_app.matching.comparing import comparisons
from census_app.matching.sources import shipped_sources
from census_app.matching.weights.likeness import Best, agreement_of
from census_app.matching.weights.model import bits_of, probability
from census_app.matching.weights.unidentified import LeftRecords, common_columns, shifts

_COMPARED = comparisons(shipped_sources()["gov_population"])
_COMMON = common_columns(_COMPARED)
_DOOR = {"name": "one_missing", "address": "same_door"}
_NAME = {"name": "equal", "address": "different"}
_RARE = {"name:frequency": "unique", "name:rarity": "rare"}
_USUAL = {"name:frequency": "up_to_9", "name:rarity": "common"}
# of pairs that share a name alone
_RARE_TRUE, _USUAL_TRUE = 0.9, 0.1

Kind = tuple[dict[str, str], int, float]
"""Levels, how many pairs have them, and the share of them said to be true."""


def row(levels: dict[str, str]) -> list[int]:
    return [one.levels.index(levels[one.id]) + 1 if one.id in levels else 0 for one in _COMPARED]


def best(kinds: list[Kind], start: int) -> Best:
    levels = np.asarray([row(levels) for levels, count, _ in kinds for _ in range(count)], dtype=np.uint8)
    bits = np.asarray([bits_of(share) for _, count, share in kinds for _ in range(count)])
    return Best(np.arange(start, start + len(levels)), levels, np.zeros(len(levels), dtype=bool), bits)


def shift(levels: dict[str, str], known: list[Kind], others: list[Kind], without_phone: int = 0) -> float:
    """What is added for an agreement when each best candidate belongs to one of 10,000 records with identifier, or one
    of as many without, `without_phone` of which are the only ones to have no phone."""
    identified = np.arange(20_000) < 10_000
    present = {"identifier": identified, "phone": np.arange(20_000) < 20_000 - without_phone}
    of_known = best(known, 0)
    truth = probability(of_known.bits)
    lefts = LeftRecords.of(present, "identifier")
    found = shifts(_COMPARED, of_known, truth, lefts.weights(of_known.left), best(others, 10_000), lefts)
    return found.get(agreement_of(np.asarray(row(levels), dtype=np.uint8), _COMMON), 0.0)


def shown(share: float, added: float) -> float:
    return float(probability(np.asarray([bits_of(share) + added]))[0])


def test_as_many_strangers_are_met_without_identifier_as_with_one() -> None:
    # forty of the thousand are false, and are forty again when there are two thousand
    assert shown(0.96, shift(_DOOR, [(_DOOR, 1000, 0.96)], [(_DOOR, 2000, 0.96)])) == pytest.approx(0.98, abs=0.004)
    assert shift(_DOOR, [(_DOOR, 1000, 0.96)], [(_DOOR, 1000, 0.96)]) == 0


def test_strangers_are_not_counted_where_nobody_with_identifier_has_the_same_fields() -> None:
    assert shift(_DOOR, [(_DOOR, 1000, 0.96)], [(_DOOR, 2000, 0.96)], without_phone=5000) == 0


def test_names_tell_how_many_are_true_where_nothing_else_is_shared() -> None:
    known = [(_NAME | _RARE, 2000, _RARE_TRUE), (_NAME | _USUAL, 2000, _USUAL_TRUE)]
    # of 2,000 true pairs with identifier 1,800 have rare names, of 2,000 false ones 200
    moved = [(_NAME | _RARE, 1000, _RARE_TRUE), (_NAME | _USUAL, 3000, _USUAL_TRUE)]
    likely = shift(_NAME, known, moved, without_phone=5000)
    true = (1000 * shown(_RARE_TRUE, likely) + 3000 * shown(_USUAL_TRUE, likely)) / 4000
    # x true pairs would show 0.9 x + 0.1 (4,000 - x) = 1,000 rare names
    assert true == pytest.approx(750 / 4000, abs=0.03)
    assert shift(_NAME, known, known, without_phone=5000) == 0


def test_few_pairs_move_nothing() -> None:
    assert shift(_DOOR, [(_DOOR, 1000, 0.96)], [(_DOOR, 50, 0.5)]) == 0
    assert shift(_DOOR, [(_DOOR, 30, 0.5)], [(_DOOR, 2000, 0.5)]) == 0


def test_records_with_identifier_count_for_those_without_that_have_the_same_fields() -> None:
    identified = np.arange(1000) < 600
    with_phone = np.arange(1000) % 3 > 0
    lefts = LeftRecords.of({"identifier": identified, "phone": with_phone | (np.arange(1000) >= 900)}, "identifier")
    weights = lefts.weights(np.arange(600))
    others = np.flatnonzero(~identified)
    phones = int((with_phone[others] | (others >= 900)).sum())
    assert weights[with_phone[:600]].sum() == pytest.approx(phones)
    assert weights[~with_phone[:600]].sum() == pytest.approx(len(others) - phones)


def test_however_many_names_tell_they_do_not_outweigh_strangers_that_were_counted() -> None:
    # by their names 750 of the 4,000 are true; as many strangers as with a number, 2,000, would leave 2,000
    known = [(_NAME | _RARE, 2000, _RARE_TRUE), (_NAME | _USUAL, 2000, _USUAL_TRUE)]
    moved = [(_NAME | _RARE, 1000, _RARE_TRUE), (_NAME | _USUAL, 3000, _USUAL_TRUE)]
    names_alone, both = (shift(_NAME, known, moved, without_phone=count) for count in (5000, 0))
    assert names_alone + 0.3 < both < 0
