"""Sure pairs that are alike: their own measured share goes before the curve, where there are enough of them."""

from __future__ import annotations

import numpy as np
import pytest

from census_app.matching.weights.likeness import alike, correction
from census_app.matching.weights.model import Model, bits_of, probability

SURER, FALSER, FEW, UNSURE = [1, 0, 2], [1, 3, 0], [2, 2, 2], [4, 0, 0]


def known() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Levels, calibrated bits and truth: the curve says .97 of the first three kinds and .5 of the last."""
    counts = {tuple(SURER): 2000, tuple(FALSER): 1000, tuple(FEW): 10, tuple(UNSURE): 1000}
    levels = np.asarray([row for row, count in counts.items() for _ in range(count)], dtype=np.uint8)
    bits = np.where(levels[:, 0] == UNSURE[0], 0.0, bits_of(0.97))
    truth = np.ones(len(levels))
    truth[2000:2100] = 0  # a tenth of the second kind
    return levels, bits, truth


def model() -> Model:
    return Model(id="known", prior=0.0, bits={}, alike=alike(*known()))


def shown(row: list[int]) -> float:
    """The probability of a pair of the curve's .97."""
    added = correction(model(), np.asarray([row], dtype=np.uint8))
    return float(probability(bits_of(0.97) + added)[0])


def test_pairs_are_as_sure_as_those_alike_were() -> None:
    assert shown(SURER) == pytest.approx(1, abs=1e-3)
    assert shown(FALSER) == pytest.approx(0.9, abs=0.005)


def test_few_and_unsure_pairs_and_those_never_seen_stay_with_the_curve() -> None:
    assert correction(model(), np.asarray([FEW, UNSURE, [9, 9, 9]], dtype=np.uint8)).tolist() == [0, 0, 0]


def test_a_row_of_pairs_is_corrected_one_by_one() -> None:
    together = correction(model(), np.asarray([FEW, FALSER, SURER], dtype=np.uint8))
    assert together[0] == 0
    assert together[1] < 0 < together[2]


def test_a_model_of_other_comparisons_corrects_nothing() -> None:
    assert correction(model(), np.asarray([[1, 0], [1, 3]], dtype=np.uint8)).tolist() == [0, 0]


def test_what_was_measured_is_part_of_the_models_name() -> None:
    assert model().name != model().model_copy(update={"alike": {}}).name
    assert Model.model_validate_json(model().model_dump_json()) == model()
