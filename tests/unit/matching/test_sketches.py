"""A glance at the characters of two texts never tells more edits than there are."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from census_app.matching.text.sketches import may_be_within, sketches

NUMBERS = st.text(alphabet="0123456789X*ÄÖ", max_size=20)


@given(st.lists(st.tuples(NUMBERS, NUMBERS), min_size=1, max_size=30), st.integers(0, 3))
def test_what_edits_may_suffice_for_is_not_ruled_out(pairs: list[tuple[str, str]], edits: int) -> None:
    ones, others = ([pair[side] for pair in pairs] for side in (0, 1))
    open_ones = may_be_within(edits, sketches(ones), sketches(others))
    for (one, other), is_open in zip(pairs, open_ones.tolist(), strict=True):
        assert is_open or OSA.distance(one, other) > edits


def test_other_numbers_are_told_at_a_glance() -> None:
    one, other = sketches(["13931165027"]), sketches(["15880042244"])
    assert may_be_within(1, one, other).tolist() == [False]
    assert may_be_within(1, one, sketches(["13931156027"])).tolist() == [True]
    assert np.array_equal(sketches(["", "123"]), sketches(["", "321"]))
