"""Weights: what fitting recovers, holds to, and never turns round."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from census_app.matching.comparing import Comparison
from census_app.matching.weights.fitting import fit, patterns
from census_app.matching.weights.model import Model, bits_of, probability
from census_app.matching.weights.stored import model_from, model_text

COMPARISONS = (Comparison("name", ("equal", "close", "different")), Comparison("phone", ("equal", "different")))
BLANK = Model(id="blank", prior=0, bits={})


def sample(count: int, seed: int = 3) -> tuple[np.ndarray, np.ndarray]:
    """Independent levels with known weights: 20 % true."""
    random = np.random.default_rng(seed)
    truth = random.random(count) < 0.2
    name_true, name_false = [0.7, 0.2, 0.1], [0.05, 0.15, 0.8]
    name = np.where(truth, random.choice([1, 2, 3], count, p=name_true), random.choice([1, 2, 3], count, p=name_false))
    phone = np.where(
        truth, random.choice([0, 1, 2], count, p=[0.3, 0.5, 0.2]), random.choice([0, 1, 2], count, p=[0.3, 0.02, 0.68])
    )
    return np.stack([name, phone], axis=1).astype(np.uint8), truth.astype(float)


def fitted(count: int = 60_000, **options: object) -> Model:
    levels, truth = sample(count)
    return fit(COMPARISONS, patterns(levels, truth), BLANK, name="m", trained_on="test", **options)


def test_differences_between_levels_are_the_log_likelihood_ratios_that_made_the_data():
    bits = fitted().bits
    assert bits["name"]["equal"] - bits["name"]["different"] == pytest.approx(np.log2(0.7 / 0.05 * 0.8 / 0.1), abs=0.3)
    assert bits["phone"]["equal"] - bits["phone"]["different"] == pytest.approx(
        np.log2(0.5 / 0.02 * 0.68 / 0.2), abs=0.3
    )


def test_probabilities_are_the_shares_observed():
    model = fitted()
    levels, truth = sample(60_000, seed=4)
    chance = probability(model.weigh(COMPARISONS, levels))
    for low, high in ((0, 0.05), (0.05, 0.4), (0.4, 0.9), (0.9, 1)):
        band = (chance >= low) & (chance < high)
        assert truth[band].mean() == pytest.approx(chance[band].mean(), abs=0.03)


def test_unseen_levels_keep_their_earlier_weight():
    earlier = Model(id="old", prior=0, bits={"name": {"close": 3.5}, "other": {"x": 1.0}})
    levels = np.asarray([[1, 1]] * 50 + [[3, 2]] * 50, dtype=np.uint8)
    model = fit(COMPARISONS, patterns(levels, np.repeat([1.0, 0.0], 50)), earlier, name="m", trained_on="t")
    assert model.bits["name"]["close"] == 3.5
    assert model.bits["other"] == {"x": 1.0}


def test_monotone_weights_never_rise_from_better_to_worse():
    random = np.random.default_rng(1)
    levels = random.integers(1, 4, (300, 1)).astype(np.uint8)
    truth = np.where(levels[:, 0] == 1, 0.4, np.where(levels[:, 0] == 2, 0.6, 0.2))
    model = fit(COMPARISONS[:1], patterns(levels, truth), BLANK, name="m", trained_on="t", monotone=["name"])
    values = [model.bits["name"][level] for level in COMPARISONS[0].levels]
    assert values == sorted(values, reverse=True)
    assert values[0] == values[1]


def test_a_model_survives_its_file():
    model = fitted(2000)
    again = model_from(model_text(model))
    assert again == model
    assert again.name == model.name
    assert replace(model, prior=model.prior + 1).name != model.name


def test_bits_and_probability_undo_each_other():
    assert probability(np.asarray([bits_of(0.93)]))[0] == pytest.approx(0.93)
    assert probability(np.asarray([-1e9, 1e9])).tolist() == [pytest.approx(0), 1.0]
