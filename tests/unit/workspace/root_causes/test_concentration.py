"""The bounds against exact figures."""

from __future__ import annotations

from math import comb, exp, isclose

from hypothesis import given
from hypothesis import strategies as st

from census_app.workspace.root_causes.concentration import chance_bound, wilson_low


def tail(accused: int, members: int, chance: float) -> float:
    """P(X ≥ accused) of a binomial, exactly."""
    return sum(
        comb(members, k) * chance**k * (1 - chance) ** (members - k) for k in range(accused, members + 1)
    )  # fmt: skip


def hypergeometric_tail(accused: int, members: int, all_accused: int, all_members: int) -> float:
    ways = sum(
        comb(all_accused, k) * comb(all_members - all_accused, members - k)
        for k in range(accused, min(members, all_accused) + 1)
    )
    return ways / comb(all_members, members)


@given(st.integers(1, 60), st.data())
def test_the_bound_never_promises_too_much(members: int, data: st.DataObject) -> None:
    accused = data.draw(st.integers(0, members))
    chance = data.draw(st.floats(0.001, 0.999))
    assert exp(chance_bound(accused, members, members * chance)) >= tail(accused, members, chance) * (1 - 1e-9)


@given(st.integers(1, 30), st.integers(1, 60), st.data())
def test_nor_for_draws_without_replacement(members: int, others: int, data: st.DataObject) -> None:
    everyone = members + others
    all_accused = data.draw(st.integers(1, everyone))
    accused = data.draw(st.integers(0, min(members, all_accused)))
    bound = exp(chance_bound(accused, members, members * all_accused / everyone))
    assert bound >= hypergeometric_tail(accused, members, all_accused, everyone) * (1 - 1e-9)


def test_wilson_against_published_figures() -> None:
    """Brown, Cai & DasGupta 2001: 0 of 10 and 10 of 10 at 95 %."""
    assert isclose(wilson_low(10, 10, 0.95), 0.7225, abs_tol=1e-4)
    assert wilson_low(0, 10, 0.95) == 0.0
    assert isclose(wilson_low(5, 10, 0.95), 0.2366, abs_tol=1e-4)


@given(st.integers(1, 500), st.data())
def test_wilson_lies_below_the_share(members: int, data: st.DataObject) -> None:
    accused = data.draw(st.integers(0, members))
    assert 0 <= wilson_low(accused, members, 0.95) <= accused / members + 1e-12
