"""Who wins, what is automatic, what a person must settle, and what is left open."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from census_app.matching.deciding import (
    Scored,
    Thresholds,
    automatic_from,
    best_of_each,
    compete,
    decide,
    net_bits,
)
from census_app.matching.decisions import Decision
from census_app.matching.weights.model import probability


def scored(rows: list[tuple[int, int, float]]) -> Scored:
    left, right, bits = zip(*rows, strict=True)
    return Scored(np.asarray(left), np.asarray(right), np.asarray(bits, dtype=float))


def test_two_equally_good_candidates_leave_neither_probable():
    alone = compete(scored([(0, 1, 10.0)]), many=False)
    tied = compete(scored([(0, 1, 10.0), (0, 2, 10.0)]), many=False)
    assert alone[0] > 0.99
    assert tied == pytest.approx([0.5, 0.5], abs=0.001)
    assert compete(scored([(0, 1, 10.0), (0, 2, 10.0)]), many=True) == pytest.approx([alone[0]] * 2)


def test_a_far_better_candidate_is_not_hurt_by_others():
    chance = compete(scored([(0, 1, 12.0), (0, 2, -3.0), (1, 1, 12.0)]), many=False)
    assert chance[0] > 0.999
    assert chance[1] < 0.001
    assert chance[2] == pytest.approx(probability(np.asarray([12.0]))[0])


def test_the_best_of_each_goes_by_probability_then_by_the_order_of_the_source():
    left, right = np.asarray([3, 3, 3, 7]), np.asarray([9, 2, 4, 1])
    best = best_of_each(left, np.asarray([0.5, 0.5, 0.4, 0.1]), right)
    assert sorted(zip(left[best].tolist(), right[best].tolist(), strict=True)) == [(3, 2), (7, 1)]
    assert len(best_of_each(left[:0], np.empty(0), right[:0])) == 0


def test_automatic_links_keep_their_expected_share_of_errors():
    chance = np.asarray([1.0] * 900 + [0.99] * 100)
    assert automatic_from(chance, Thresholds(automatic_error=0.002)) == 0.99
    assert automatic_from(chance, Thresholds(automatic_error=0.0005)) == 1.0
    assert automatic_from(np.asarray([0.98]), Thresholds(automatic_error=0.0005)) > 1


@given(st.lists(st.floats(0, 1), max_size=60))
def test_what_is_automatic_never_depends_on_order(values):
    chance = np.asarray(values)
    everybody = np.ones(len(chance), dtype=bool)
    decided = decide(chance, everybody, everybody, Thresholds())
    again = decide(chance[::-1], everybody, everybody, Thresholds())[::-1]
    assert decided.tolist() == again.tolist()
    automatic = decided == Decision.AUTO.value
    assert all(value >= Thresholds().automatic for value in chance[automatic])
    assert (1 - chance[automatic]).sum() <= Thresholds().automatic_error * max(1, automatic.sum()) + 1e-9


def test_only_what_may_be_automatic_is():
    chance = np.asarray([1.0, 1.0, 0.8, 0.6])
    kept, automatic = np.asarray([True, True, True, True]), np.asarray([True, False, True, True])
    assert decide(chance, kept, automatic, Thresholds()).tolist() == ["auto", "review", "review", ""]
    assert decide(chance, ~kept, automatic, Thresholds()).tolist() == [""] * 4


def test_net_bits_undo_probability():
    bits = np.asarray([-20.0, -1.0, 0.0, 6.0, 30.0])
    assert net_bits(probability(bits)) == pytest.approx(bits, abs=1e-6)
