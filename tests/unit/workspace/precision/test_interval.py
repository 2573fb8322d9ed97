from __future__ import annotations

from decimal import Decimal
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from census_app.workspace.precision.interval import share_of
from census_app.workspace.precision.settings import precision_settings

CONFIDENCE = Decimal("0.95")
counts = st.integers(1, 5000).flatmap(lambda judged: st.tuples(st.integers(0, judged), st.just(judged)))


@given(counts)
def test_the_interval_holds_the_share_and_stays_inside_0_and_1(case: tuple[int, int]) -> None:
    confirmed, judged = case
    share = share_of(confirmed, judged, CONFIDENCE)
    assert 0 <= share.low <= Decimal(confirmed) / judged + Decimal("0.0001")
    assert Decimal(confirmed) / judged - Decimal("0.0001") <= share.high <= 1


@given(counts)
def test_one_more_confirmed_never_lowers_either_end(case: tuple[int, int]) -> None:
    confirmed, judged = case
    less, more = share_of(max(confirmed - 1, 0), judged, CONFIDENCE), share_of(confirmed, judged, CONFIDENCE)
    assert less.low <= more.low and less.high <= more.high


@given(counts, st.integers(2, 20))
def test_more_cases_of_the_same_share_narrow_it(case: tuple[int, int], times: int) -> None:
    confirmed, judged = case
    few, many = share_of(confirmed, judged, CONFIDENCE), share_of(confirmed * times, judged * times, CONFIDENCE)
    assert many.high - many.low < few.high - few.low


@given(counts)
def test_confirmed_and_refuted_mirror_each_other(case: tuple[int, int]) -> None:
    confirmed, judged = case
    one, other = share_of(confirmed, judged, CONFIDENCE), share_of(judged - confirmed, judged, CONFIDENCE)
    assert abs(one.low - (1 - other.high)) <= Decimal("0.0002")


@pytest.mark.parametrize("judged", [3, 5, 8, 13, 20, 40, 100])
def test_it_covers_the_truth_about_as_often_as_it_says(judged: int) -> None:
    """Exact: over all outcomes of `judged` cases, for true shares spread evenly over (0, 1)."""
    shares = [share_of(confirmed, judged, CONFIDENCE) for confirmed in range(judged + 1)]
    truths = [(index + 0.5) / 400 for index in range(400)]
    covered = [
        sum(
            comb(judged, confirmed) * truth**confirmed * (1 - truth) ** (judged - confirmed)
            for confirmed, share in enumerate(shares)
            if float(share.low) <= truth <= float(share.high)
        )
        for truth in truths
    ]
    assert 0.94 < sum(covered) / len(covered) < 0.97
    assert min(covered) > 0.8


def test_known_values() -> None:
    """Wilson's interval for 0 of 10, 8 of 10, 10 of 10 and 81 of 263 (Newcombe 1998, table I: 0.2553–0.3662)."""
    ends = [(share.low, share.high) for share in (share_of(k, n, CONFIDENCE) for k, n in
            ((0, 10), (8, 10), (10, 10), (81, 263)))]  # fmt: skip
    assert ends == [
        (Decimal(0), Decimal("0.2775")),
        (Decimal("0.4902"), Decimal("0.9433")),
        (Decimal("0.7225"), Decimal(1)),
        (Decimal("0.2553"), Decimal("0.3662")),
    ]


def test_nothing_judged_says_nothing_and_impossible_counts_are_refused() -> None:
    share = share_of(0, 0, CONFIDENCE)
    assert (share.low, share.high) == (0, 1) and not share.demote(precision_settings())
    with pytest.raises(ValueError):
        share_of(3, 2, CONFIDENCE)


def test_no_bare_percentage_for_few_cases() -> None:
    settings = precision_settings()
    assert share_of(3, 4, CONFIDENCE).words(settings) == "4 条里 3 条属实（区间 30%–95%）"
    assert share_of(15, 20, CONFIDENCE).words(settings) == "75%（区间 53%–89%，15/20）"
    assert share_of(0, 0, CONFIDENCE).words(settings) == "还没有核实过"


def test_demoted_only_when_the_whole_interval_lies_below() -> None:
    settings = precision_settings()
    assert not share_of(0, 8, CONFIDENCE).demote(settings)
    assert share_of(0, 9, CONFIDENCE).demote(settings)
    assert not share_of(10, 40, CONFIDENCE).demote(settings)


def test_little_known_stays_near_what_is_assumed() -> None:
    settings = precision_settings()
    assert share_of(0, 0, CONFIDENCE).expected(settings) == Decimal("0.8000")
    assert share_of(0, 1, CONFIDENCE).expected(settings) == Decimal("0.6400")
    assert share_of(0, 96, CONFIDENCE).expected(settings) == Decimal("0.0320")
