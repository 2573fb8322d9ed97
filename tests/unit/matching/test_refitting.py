"""Weights from few decided pairs: near the model in use, better levels never lighter, what nobody showed untouched."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from census_app.matching.comparing import Comparison
from census_app.matching.weights.fitting import patterns
from census_app.matching.weights.model import Model, probability
from census_app.matching.weights.refitting import refit

NAME = Comparison("name", ("equal", "alike", "different"))
PHONE = Comparison("phone", ("equal", "different"))
BOTH = (NAME, PHONE)
CURRENT = Model(
    id="base",
    prior=-4,
    bits={"name": {"equal": 8, "alike": 4, "different": -6}, "phone": {"equal": 7, "different": -2}},
)


def _refit(levels: list[tuple[int, int]], truth: list[bool], current: Model = CURRENT, strength: float = 2.0) -> Model:
    seen = patterns(np.asarray(levels, dtype=np.uint8).reshape(-1, 2), np.asarray(truth, dtype=np.float64))
    return refit(BOTH, seen, current, strength=strength, prior_strength=5.0, name="mine", trained_on="test")


def test_decisions_move_weights_their_way() -> None:
    learned = _refit([(2, 2)] * 40, [False] * 40)
    assert learned.bits["name"]["alike"] < CURRENT.bits["name"]["alike"]
    assert learned.bits["name"]["equal"] == CURRENT.bits["name"]["equal"]
    levels = np.asarray([[2, 2]], dtype=np.uint8)
    assert probability(learned.weigh(BOTH, levels))[0] < probability(CURRENT.weigh(BOTH, levels))[0]


def test_more_strength_stays_nearer() -> None:
    moved = [
        abs(_refit([(2, 2)] * 20, [False] * 20, strength=force).bits["name"]["alike"] - 4) for force in (1.0, 50.0)
    ]
    assert moved[0] > moved[1] > 0


def test_the_calibration_is_reckoned_with() -> None:
    # the curve already says that these pairs are hardly ever true: nothing is left to learn
    levels, truth = [(2, 2)] * 100, [True] * 3 + [False] * 97
    calibrated = replace(CURRENT, calibration=((-3.0, -6.0), (-2.0, -5.0), (3.0, 0.0)))
    plain, aware = _refit(levels, truth), _refit(levels, truth, calibrated)
    assert abs(aware.bits["name"]["alike"] - 4) < 0.2 < abs(plain.bits["name"]["alike"] - 4)
    assert aware.calibration == calibrated.calibration


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2), st.booleans()), max_size=60))
def test_better_levels_never_weigh_less(rows: list[tuple[int, int, bool]]) -> None:
    learned = _refit([(name, phone) for name, phone, _ in rows], [truth for _, _, truth in rows])
    for comparison in BOTH:
        weights = [learned.bits[comparison.id][level] for level in comparison.levels]
        assert all(better >= worse for better, worse in pairwise(weights))
        assert all(np.isfinite(weights))
    if not rows:
        assert (learned.prior, learned.bits) == (CURRENT.prior, CURRENT.bits)
