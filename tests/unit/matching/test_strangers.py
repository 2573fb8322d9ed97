"""Where telephones stand in for numbers, as many strangers are believed in as are met beside a partner."""

from __future__ import annotations

import numpy as np
import pytest

from census_app.matching.comparing import comparisons
from census_app.matching.sources import shipped_sources
from census_app.matching.weights.likeness import Best, agreement_of, row_of
from census_app.matching.weights.model import bits_of, probability
from census_app.matching.weights.strangers import Counted, absent, shifts_of
from census_app.matching.weights.unidentified import common_columns

_COMPARED = comparisons(shipped_sources()["gov_population"])
_COMMON = common_columns(_COMPARED)
_NAME = {"name": "equal", "address": "different"}
_DOOR = {"name": "looks_alike", "address": "same_door"}
_RARE, _USUAL = {**_NAME, "name:rarity": "rare"}, {**_NAME, "name:rarity": "very_common"}

Kind = tuple[dict[str, str], int, float]
"""Levels, how many best candidates have them, and the share of them said to be true."""


def row(levels: dict[str, str]) -> np.ndarray:
    return np.asarray([one.levels.index(levels[one.id]) + 1 if one.id in levels else 0 for one in _COMPARED], np.uint8)


def best(kinds: list[Kind]) -> Best:
    levels = np.asarray([row(levels) for levels, count, _ in kinds for _ in range(count)], dtype=np.uint8)
    bits = np.asarray([bits_of(share) for _, count, share in kinds for _ in range(count)])
    return Best(np.arange(len(levels)), levels.reshape(-1, len(_COMPARED)), np.zeros(len(levels), dtype=bool), bits)


def shown(levels: dict[str, str], share: float, beside: list[Kind], others: list[Kind], unmet: int = 1000) -> float:
    """What a share becomes when a thousand records are met, `unmet` are not, and these are their best candidates."""
    found = shifts_of(_COMPARED, Counted(best(beside), best(others), 1000, unmet))
    added = found.get(agreement_of(row(levels), _COMMON), 0.0) + found.get(row_of(row(levels), False), 0.0)
    return float(probability(np.asarray([bits_of(share) + added]))[0])


def test_as_many_strangers_as_are_met_beside_a_partner() -> None:
    # one in ten meets a namesake beside his own record: of a thousand not met some ninety do, and two hundred have one
    assert shown(_NAME, 0.9, [(_NAME, 100, 0.5)], [(_NAME, 200, 0.9)]) == pytest.approx(0.53, abs=0.06)
    assert shown(_NAME, 0.3, [(_NAME, 100, 0.5)], [(_NAME, 200, 0.3)]) == pytest.approx(0.53, abs=0.06)


def test_nobody_who_meets_a_better_one_meets_a_stranger() -> None:
    met_at_home = [(_DOOR, 800, 0.99), (_NAME, 200, 0.7)]
    assert shown(_NAME, 0.7, [(_NAME, 100, 0.5)], met_at_home) > 0.9


def test_nobody_looks_like_somebody_else_at_one_door() -> None:
    # of a thousand whose partner is known none met another so: of another thousand forty will not
    assert shown(_DOOR, 0.8, [], [(_DOOR, 200, 0.8)]) > 0.97
    assert shown(_DOOR, 0.999, [], [(_DOOR, 200, 0.999)]) > 0.997


def test_few_that_were_met_so_are_believed_against_most_of_what_was_said() -> None:
    # eight are to be expected among two hundred of which half were said to be strangers
    assert shown(_DOOR, 0.5, [(_DOOR, 10, 0.5)], [(_DOOR, 200, 0.5)]) == pytest.approx(0.95, abs=0.02)


def test_whoever_is_misspelt_meets_nobody_of_his_name_but_the_others_of_his_door() -> None:
    def strangers(levels: dict[str, str]) -> float:
        kinds = [(levels, 100, 0.5)]
        found = shifts_of(_COMPARED, Counted(best(kinds), best(kinds), 1000, 1000, misspelt=500))
        return 1 - float(probability(np.asarray([found.get(agreement_of(row(levels), _COMMON), 0.0)]))[0])

    assert strangers(_NAME) < strangers(_DOOR) - 0.1


def test_strangers_bear_common_names() -> None:
    beside, others = [(_RARE, 10, 0.5), (_USUAL, 190, 0.5)], [(_RARE, 200, 0.6), (_USUAL, 200, 0.6)]
    rare, usual = (shown(levels, 0.6, beside, others) for levels in (_RARE, _USUAL))
    assert rare > 0.85
    assert usual < 0.4


def test_a_name_nobody_else_bears_is_counted_as_one_of_two_beside_its_partner() -> None:
    one, two = ({**_RARE, "name:frequency": level} for level in ("unique", "up_to_2"))
    beside, others = [(two, 200, 0.5)], [(one, 300, 0.95), (two, 200, 0.5)]
    compared = [_COMPARED.index(column) for column in _COMPARED if column.id == "name"]
    # of a thousand whose partner is known 800 meet nobody else: 320 who meet nobody are those left of 400
    missing = absent(best(beside), best(others), 1000, 820, compared[0])
    assert missing == pytest.approx(400)
    found = shifts_of(_COMPARED, Counted(best(beside), best(others), 1000, 820, absent=missing))
    added = {level: found.get(row_of(row(levels), False), 0.0) for level, levels in (("one", one), ("two", two))}
    # 400 of nobody, a fifth of whom meets a stranger: 80 of the 300, who were believed to be 15
    assert added["one"] < -1
    assert added["one"] < added["two"]
    assert absent(best([(two, 950, 0.5)]), best(others), 1000, 820, compared[0]) is None


def test_few_pairs_and_nobody_met_tell_nothing() -> None:
    assert shown(_NAME, 0.9, [(_NAME, 100, 0.5)], [(_NAME, 19, 0.9)]) == pytest.approx(0.9)
    assert shifts_of(_COMPARED, Counted(best([]), best([(_NAME, 200, 0.9)]), 0, 1000)) == {}
