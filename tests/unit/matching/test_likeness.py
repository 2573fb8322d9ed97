"""Pairs that are alike: their own measured share goes before the curve, where there are enough of them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from census_app.matching.comparing import Comparison
from census_app.matching.weights.likeness import Best, agreement_of, alike, correction, turned_out, with_more
from census_app.matching.weights.model import Model, bits_of, mark_of, probability
from census_app.matching.weights.stored import model_from, model_text

# two fields and, between them, how common what the first ones share is
COMMON = [1]
SURER, FALSER, FEW = [1, 1, 0], [1, 1, 3], [2, 1, 2]
RARE, USUAL = [1, 1, 4], [1, 2, 4]


def best(kinds: list[tuple[list[int], int, bool]]) -> Best:
    """So many pairs of each row of levels, claimed or free, of all of which the curve says .97."""
    levels = np.asarray([row for row, count, _ in kinds for _ in range(count)], dtype=np.uint8)
    claimed = np.asarray([taken for _, count, taken in kinds for _ in range(count)])
    return Best(np.arange(len(levels)), levels, claimed, np.full(len(levels), bits_of(0.97)))


def model() -> Model:
    free = [(SURER, 2000, False), (FALSER, 1000, False), (FEW, 10, False), (RARE, 600, False), (USUAL, 600, False)]
    known = best([*free, (USUAL, 600, True)])
    truth = np.ones(len(known.levels))
    truth[2000:2100] = 0  # a tenth of the second kind
    truth[3610:3910] = 0  # half of those whose name is usual and whose record is free, and all whose record is claimed
    truth[4210:] = 0
    return Model(id="known", prior=0.0, bits={}, alike=alike(known, truth, COMMON))


def shown(row: list[int], claimed: bool = False) -> float:
    """The probability of a pair of the curve's .97."""
    added = correction(model(), np.asarray([row], dtype=np.uint8), np.asarray([claimed]))
    return float(probability(bits_of(0.97) + added)[0])


def test_pairs_are_as_sure_as_those_that_agree_in_the_same_were() -> None:
    assert shown(SURER) == pytest.approx(1, abs=1e-3)
    assert shown(FALSER) == pytest.approx(0.9, abs=0.005)


def test_how_common_a_value_is_and_whether_the_record_is_claimed_tells_more() -> None:
    assert shown(RARE) == pytest.approx(0.99, abs=0.015)
    assert shown(USUAL) == pytest.approx(0.5, abs=0.03)
    assert shown(USUAL, claimed=True) == pytest.approx(0.02, abs=0.02)


def test_few_pairs_and_those_never_seen_stay_with_the_curve() -> None:
    rows = np.asarray([FEW, [9, 9, 9]], dtype=np.uint8)
    assert correction(model(), rows, np.zeros(2, dtype=bool)).tolist() == [0, 0]


def test_no_error_among_few_does_not_make_the_sure_surer() -> None:
    levels = np.asarray([SURER] * 150, dtype=np.uint8)
    known = Best(np.arange(150), levels, np.zeros(150, dtype=bool), np.full(150, bits_of(0.998)))
    told = Model(id="known", prior=0.0, bits={}, alike=alike(known, np.ones(150), COMMON))
    added = correction(told, levels[:1], np.asarray([False]))
    # a third of an error was to be expected
    assert 0.998 <= float(probability(bits_of(0.998) + added)[0]) < 0.9989


def test_a_row_never_seen_is_like_its_agreement() -> None:
    seen = model().alike[agreement_of(np.asarray(FALSER, dtype=np.uint8), COMMON)]
    added = correction(model(), np.asarray([[1, 5, 3]], dtype=np.uint8), np.asarray([False]))
    assert added.tolist() == [pytest.approx(seen)]


def test_rows_are_corrected_one_by_one() -> None:
    together = correction(model(), np.asarray([FEW, FALSER, SURER], dtype=np.uint8), np.zeros(3, dtype=bool))
    assert together[0] == 0
    assert together[1] < 0 < together[2]


def test_a_model_of_other_comparisons_corrects_nothing() -> None:
    levels = np.asarray([[1, 0], [1, 3]], dtype=np.uint8)
    assert correction(model(), levels, np.zeros(2, dtype=bool)).tolist() == [0, 0]


def test_more_bits_add_to_those_told() -> None:
    assert with_more({"1.*": 0.5, "1.2": 1.0}, {"1.*": -0.7, "2.*": 0.1}) == {"1.*": -0.2, "1.2": 1.0, "2.*": 0.1}


def test_what_was_measured_is_part_of_the_models_name() -> None:
    assert model().name != replace(model(), alike={}).name
    assert model_from(model_text(model())) == model()


def test_pairs_count_as_much_as_is_said() -> None:
    known = best([(FALSER, 400, False), (FALSER, 400, False)])
    truth = np.asarray([1.0] * 400 + [0.0] * 400)
    told = [alike(known, truth, COMMON, np.asarray([weight] * 400 + [1.0] * 400)) for weight in (1.0, 3.0)]
    rows, free = np.asarray([FALSER], dtype=np.uint8), np.zeros(1, dtype=bool)
    shares = [
        float(probability(bits_of(0.97) + correction(replace(model(), alike=one), rows, free))[0]) for one in told
    ]
    assert shares == [pytest.approx(0.5, abs=0.02), pytest.approx(0.75, abs=0.02)]


def test_an_identifier_against_a_pair_takes_its_bits_from_what_the_rest_turned_out_to_mean() -> None:
    compared = Comparison("door", ("same", "other")), Comparison("number", ("equal", "different"))
    bits = {"door": {"same": 9.0, "other": -3.0}, "number": {"equal": 20.0, "different": -7.0}}
    curve = ((-10.0, -6.0), (2.0, 1.0), (9.0, 12.0))
    learned = Model(id="m", prior=0.0, bits=bits, calibration=curve, anchor="number")
    levels = np.asarray([[1, 0], [1, 2], [1, 1], [2, 0]], dtype=np.uint8)
    net = learned.weigh(compared, levels)
    nobody = np.zeros(len(levels), dtype=bool)
    found = turned_out(learned, compared, net, levels, nobody)
    assert found[0] == 12
    assert found[1] == 12 - 7
    assert found[2] == 9 + 20 + 3, "what speaks for a pair stays in the sum"
    whole = turned_out(replace(learned, anchor=""), compared, net, levels, nobody)
    assert whole[1] == pytest.approx(1.0), "the curve at two bits"
    assert whole[[0, 2, 3]].tolist() == found[[0, 2, 3]].tolist()


def test_the_anchor_is_part_of_the_models_name() -> None:
    plain = Model(id="m", prior=0.0, bits={})
    assert plain.name != replace(plain, anchor="number").name


def test_what_pairs_alike_turned_out_to_be_holds_for_the_levels_it_was_told_of() -> None:
    compared = (Comparison("door", ("same", "other")),)
    learned = Model(id="m", prior=0.0, bits={}, alike={"1": 3.0}, alike_of=mark_of(compared))
    levels, nobody = np.asarray([[1]], dtype=np.uint8), np.zeros(1, dtype=bool)
    assert turned_out(learned, compared, np.zeros(1), levels, nobody).tolist() == [3.0]
    renumbered = (Comparison("door", ("same_group", "same", "other")),)
    assert turned_out(learned, renumbered, np.zeros(1), levels, nobody).tolist() == [0.0]
    unmarked = replace(learned, alike_of="")
    assert turned_out(unmarked, compared, np.zeros(1), levels, nobody).tolist() == [0.0], "of an earlier version"
