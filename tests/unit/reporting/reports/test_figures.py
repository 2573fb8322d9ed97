"""Numbers as they are spelt, codes, comparisons, the forecast."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as some

from census_app.reporting.reports.code_spelling import LENGTH, code_of, is_code
from census_app.reporting.reports.comparing import Compared, compared
from census_app.reporting.reports.forecast import NO_END, forecast
from census_app.reporting.reports.ledger import Ledger
from census_app.reporting.reports.numbers import Spelling, spelt
from census_app.reporting.reports.settings import report_settings
from census_app.workspace.problems.numbers import ALPHABET

FORECAST = report_settings().forecast


@pytest.mark.parametrize(
    ("value", "spelling", "text"),
    [
        (1047, Spelling.COUNT, "1,047"),
        (Fraction(428, 1575), Spelling.RATE, "27.2%"),
        (Fraction(216923, 221712), Spelling.FINE_RATE, "97.84%"),
        (-236, Spelling.CHANGE, "▼ 236"),
        (0, Spelling.CHANGE, "持平"),
        (Fraction(21, 10), Spelling.POINTS, "▲ 2.1 点"),
        (Fraction(1, 1000), Spelling.FINE_POINTS, "持平"),
        (Decimal("12340.50"), Spelling.ENERGY, "12,340.5"),
        (Decimal("100"), Spelling.ENERGY, "100"),
        (Decimal("8021.5"), Spelling.AMOUNT, "8,021.50"),
    ],
)
def test_spelling(value: int | Fraction | Decimal, spelling: Spelling, text: str) -> None:
    assert spelt(value, spelling) == text


@given(some.text(max_size=20), some.integers(0, LENGTH - 1), some.sampled_from(ALPHABET))
def test_a_wrong_character_is_no_code(meaning: str, place: int, other: str) -> None:
    code = code_of(meaning)
    assert is_code(code)
    changed = code[:place] + other + code[place + 1 :]
    assert is_code(changed) == (changed == code)


@given(some.text(max_size=20), some.integers(0, LENGTH - 2))
def test_swapped_neighbours_are_no_code(meaning: str, place: int) -> None:
    code = code_of(meaning)
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert is_code(swapped) == (swapped == code)


def test_a_taken_code_goes_to_nobody_else() -> None:
    first = Ledger().count("new", 3, steps=[["a", ""]])
    same = Ledger().count("new", 3, steps=[["a", ""]])
    other = Ledger(taken={first.code: "{}"}).count("new", 3, steps=[["a", ""]])
    assert first.code == same.code != other.code


def test_high_and_low_need_an_interval_that_leaves_the_whole_out() -> None:
    assert compared(128, 304, 428, 1575) is Compared.HIGH
    assert compared(38, 260, 428, 1575) is Compared.LOW
    assert compared(24, 79, 428, 1575) is Compared.LEVEL
    assert compared(12, 12, 428, 1575) is Compared.NOT_RANKED
    assert compared(30, 30, 0, 0) is Compared.NOT_RANKED


def test_a_steady_fall_ends_when_it_must() -> None:
    found = forecast("2026-W48", 1000, [(-100, 1)] * 8, FORECAST, "x")
    assert (found.early, found.middle, found.late) == (10, 10, 10)
    assert "2027-W05 至 2027-W05" in found.words
    assert forecast("2026-W48", 1000, [(-200, 2)] * 8, FORECAST, "x").middle == 10


def test_a_growing_backlog_has_no_end() -> None:
    found = forecast("2026-W48", 1000, [(20, 1), (-5, 1), (30, 1), (10, 1), (4, 1)], FORECAST, "x")
    assert found.middle is None and NO_END in found.words
    unsure = forecast("2026-W48", 300, [(-60, 1), (55, 1), (-40, 1), (35, 1), (-30, 1), (20, 1)], FORECAST, "x")
    assert unsure.late is None and NO_END in unsure.words


def test_too_little_is_said() -> None:
    assert "还不能预测" in forecast("2026-W48", 10, [(-1, 1)], FORECAST, "x").words
    assert "没有未整改" in forecast("2026-W48", 0, [], FORECAST, "x").words


def test_the_same_seed_gives_the_same_range() -> None:
    changes = [(-30, 1), (10, 1), (-50, 1), (-5, 1), (-20, 1)]
    ranges = {str(forecast("2026-W48", 400, changes, FORECAST, "run")) for _ in range(2)}
    assert len(ranges) == 1
