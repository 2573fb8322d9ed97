"""The solver against trying everything."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from census_app.checking.localisation.cover import lightest_covers

ELEMENTS = "abcdefg"
sets_of = st.lists(st.frozensets(st.sampled_from(ELEMENTS), min_size=0, max_size=4), max_size=7)
weights_of = st.fixed_dictionaries({one: st.sampled_from([0.5, 1.0, 1.5, 2.0, 3.0, 6.0]) for one in ELEMENTS})


def all_covers(sets: list[frozenset[str]], weights: dict[str, float]) -> dict[frozenset[str], float]:
    covers = [
        frozenset(chosen)
        for size in range(len(ELEMENTS) + 1)
        for chosen in combinations(ELEMENTS, size)
        if all(one & frozenset(chosen) for one in sets)
    ]
    least = [one for one in covers if not any(other < one for other in covers)]
    return {one: sum(weights[element] for element in one) for one in least}


@settings(deadline=None)
@given(sets_of, weights_of)
def test_every_irredundant_cover_once_and_in_order(sets: list[frozenset[str]], weights: dict[str, float]) -> None:
    result = lightest_covers(sets, weights, most=1000)
    assert result.proved
    assert {one.elements: round(one.weight, 6) for one in result.found} == {
        chosen: round(weight, 6) for chosen, weight in all_covers(sets, weights).items()
    }
    assert len({one.elements for one in result.found}) == len(result.found)
    paid = [one.weight for one in result.found]
    assert paid == sorted(paid)


@settings(deadline=None)
@given(sets_of, weights_of, st.integers(1, 3))
def test_the_first_ones_are_the_lightest(sets: list[frozenset[str]], weights: dict[str, float], most: int) -> None:
    result = lightest_covers(sets, weights, most)
    lightest = sorted(round(weight, 6) for weight in all_covers(sets, weights).values())
    assert [round(one.weight, 6) for one in result.found] == lightest[:most]


def test_one_shared_field_before_three_single_ones() -> None:
    sets = [frozenset({"x", "a"}), frozenset({"x", "b"}), frozenset({"x", "c"})]
    weights = {"x": 2.0, "a": 1.0, "b": 1.0, "c": 1.0}
    assert [one.elements for one in lightest_covers(sets, weights, 2).found] == [frozenset("x"), frozenset("abc")]


def test_a_search_cut_short_says_so() -> None:
    sets = [frozenset({f"{place}{letter}" for letter in "abcd"}) for place in range(8)]
    weights = {element: 1.0 for one in sets for element in one}
    result = lightest_covers(sets, weights, most=3, steps=4)
    assert not result.proved and result.found == ()


def test_large_cases_stay_small() -> None:
    sets = [frozenset({"shared", *(f"{place}.{number}" for number in range(6))}) for place in range(30)]
    weights = {element: 1.0 for one in sets for element in one} | {"shared": 4.0}
    result = lightest_covers(sets, weights, most=1)
    assert result.proved and result.found[0].elements == {"shared"}
