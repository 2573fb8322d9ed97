"""Namesakes of one town: so many are left open that few of the others are expected to be somebody else's."""

from __future__ import annotations

import numpy as np
import pytest

from census_app.matching.comparing import Comparison, comparisons
from census_app.matching.namesakes import doubtful_namesakes
from census_app.matching.sources import shipped_sources

_COMPARED = comparisons(shipped_sources()["gov_population"])
_NAMESAKE = {"name": "equal", "name:rarity": "rare", "address": "same_town"}


def left_open(levels: list[dict[str, str]], chance: list[float], most: float, compared=_COMPARED) -> list[bool]:
    rows = [[one.levels.index(row[one.id]) + 1 if one.id in row else 0 for one in compared] for row in levels]
    shown = np.ones(len(rows), dtype=bool)
    return doubtful_namesakes(compared, np.asarray(rows, np.uint8), np.asarray(chance), shown, most).tolist()


def test_the_least_probable_are_left_open_until_few_strangers_are_expected():
    chance = [0.7, 0.95, 0.8, 0.7, 0.9]  # expected strangers: .05 + .1 + .2 + .6
    assert left_open([_NAMESAKE] * 5, chance, 1.0) == [False] * 5
    assert left_open([_NAMESAKE] * 5, chance, 0.4) == [True, False, False, True, False]
    assert left_open([_NAMESAKE] * 5, chance, 0.01) == [True] * 5


@pytest.mark.parametrize(
    "place",
    ["same_place", "number_differs", "neighbour"],
)
def test_in_a_village_where_no_house_is_told_a_namesake_is_met_as_in_the_town(place):
    assert left_open([{**_NAMESAKE, "address": place}] * 2, [0.7, 0.95], 0.1) == [True, False]


@pytest.mark.parametrize(
    "more",
    [
        {"phone": "equal"},
        {"identifier": "equal"},
        {"address": "same_door"},
        {"address": "different"},
        {"name": "swapped"},
    ],
)
def test_what_shares_more_or_less_than_name_and_town_is_no_such_pair(more):
    assert left_open([_NAMESAKE, {**_NAMESAKE, **more}], [0.7, 0.7], 0.1) == [True, False]


def test_without_names_there_are_no_namesakes():
    compared = tuple(one for one in _COMPARED if one.kind == "address")
    assert left_open([{"address": "same_town"}], [0.7], 0.0, compared) == [False]
    assert all(isinstance(one, Comparison) for one in compared)


def test_pairs_nobody_is_shown_count_for_nothing():
    rows = np.asarray([[0] * len(_COMPARED)], np.uint8)
    none = np.zeros(1, dtype=bool)
    assert not doubtful_namesakes(_COMPARED, rows, np.asarray([0.7]), none, 0.0).any()
