"""Measured shares: the curve recovers them, rises, and claims nothing it cannot tell."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from census_app.matching.weights.calibrating import calibrated, measure
from census_app.matching.weights.model import probability


def sample(count: int = 40_000) -> tuple[np.ndarray, np.ndarray]:
    """Nominal bits that promise twice as much as is true."""
    random = np.random.default_rng(2)
    nominal = random.uniform(-12, 12, count)
    return nominal, (random.random(count) < probability(nominal / 2)).astype(float)


def test_overconfident_bits_are_brought_down_to_what_was_measured():
    knots = measure(*sample())
    for nominal, true in ((-8.0, -4.0), (-3.0, -1.5), (0.0, 0.0), (4.0, 2.0), (8.0, 4.0)):
        shown = probability(calibrated(np.asarray([nominal]), knots))[0]
        assert shown == pytest.approx(probability(np.asarray([true]))[0], abs=0.03)


@given(st.lists(st.floats(-60, 60), min_size=2, max_size=50))
def test_more_bits_never_mean_less(bits):
    ordered = np.sort(np.asarray(bits))
    assert (np.diff(calibrated(ordered, measure(*sample(4000)))) >= -1e-9).all()


def test_bins_without_errors_only_keep_the_offset():
    random = np.random.default_rng(5)
    nominal = random.uniform(-6, 30, 8000)
    truth = (random.random(8000) < probability(nominal)).astype(float)
    assert calibrated(np.asarray([25.0]), measure(nominal, truth))[0] > 20


def test_one_bin_that_tells_its_share_is_no_curve():
    nominal = np.concatenate([np.full(200, -15.0), np.linspace(5, 20, 2000)])
    truth = np.concatenate([np.tile([1.0, 0.0, 0.0, 0.0], 50), np.ones(2000)])
    assert measure(nominal, truth) == ()


def test_too_few_pairs_measure_nothing():
    nominal, truth = sample(60)
    assert measure(nominal, truth) == ()
    assert calibrated(nominal, ()).tolist() == nominal.tolist()
