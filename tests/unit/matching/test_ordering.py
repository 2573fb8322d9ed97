"""Numbers are told apart as numpy tells them, by the quick way and by the other."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from census_app.matching.ordering import distinct_rows, in_order, told_apart


@given(st.lists(st.integers(0, 5)) | st.lists(st.integers(0, 2**63 - 1)))
def test_told_apart_as_numpy_does(given_values: list[int]) -> None:
    values = np.array(given_values, dtype=np.int64)
    expected = np.unique(values, return_index=True, return_inverse=True)
    for found, wanted in zip(told_apart(values), expected, strict=True):
        assert found.tolist() == wanted.tolist()


@pytest.mark.parametrize("large", [7, 2**62], ids=["with room for places", "without"])
def test_equal_ones_stay_as_they_stood(large: int) -> None:
    ordered, places = in_order(np.array([large, 3, large, 0, 3], dtype=np.int64))
    assert ordered.tolist() == [0, 3, 3, large, large]
    assert places.tolist() == [3, 1, 4, 0, 2]


def test_codes_of_32_bits_have_room_as_well() -> None:
    ordered, places = in_order(np.array([2**31 - 1, 0, 2**31 - 1], dtype=np.int32))
    assert ordered.tolist() == [0, 2**31 - 1, 2**31 - 1]
    assert places.tolist() == [1, 0, 2]


def test_distinct_rows_of_many_levels_are_told_like_those_of_few() -> None:
    some = np.random.default_rng(5).integers(0, 9, (40, 19)).astype(np.uint8)
    levels = some[np.random.default_rng(6).integers(0, 40, 3000)]
    rows, which = distinct_rows(levels)
    assert (rows[which] == levels).all()
    assert rows.tolist() == sorted(map(list, {tuple(row) for row in levels.tolist()}))
