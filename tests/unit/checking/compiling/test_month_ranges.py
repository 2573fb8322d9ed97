"""Stored months compared as a range say what taking them apart says."""

from __future__ import annotations

import pytest

from census_app.archive.fabricate import Masked, Unreadable
from census_app.checking.compiling import compile as compiling
from census_app.checking.compiling.month_ranges import month_range
from tests.unit.checking.build import Checked, County

MONTHS = [f"{year}{month:02d}" for year in (2025, 2026, 2027) for month in range(1, 13)][10:26]
BACK = "月差({}结算年月, 最近完整账期)"
CUSTOMERS = [{"cons_no": "1"}, {"cons_no": "2"}, {"cons_no": "3"}]


def bills() -> list[dict[str, object]]:
    every = [{"cons_no": "1", "mp_no": "1-1", "ym": month, "read_pq": "5"} for month in MONTHS]
    unknown = [{"cons_no": "2", "mp_no": "2-1", "ym": month, "read_pq": "5"} for month in (None, Masked("2026**"))]
    return [*every, *unknown, {"cons_no": "3", "mp_no": "3-1", "ym": Unreadable("二〇二六"), "read_pq": "5"}]


def checked(county: County, low: str, high: str, **more: object) -> Checked:
    one, member = BACK.format(""), BACK.format("成员.")
    rules = [
        {"id": "R1", "table": "月账", "wrong": f"{one} between {low} and {high}"},
        {"id": "R2", "table": "月账", "wrong": f"{one} >= {low} and {one} <= {high}"},
        {"id": "R3", "table": "用电客户", "wrong": f"count(月账, {member} between {low} and {high}) > 1"},
        {"id": "R4", "table": "用电客户", "wrong": f"count(月账, {member} >= {low} and {member} <= {high}) > 1"},
    ]
    return county.check({"customer": CUSTOMERS, "billing_month": bills()}, [{**rule, **more} for rule in rules])


@pytest.mark.parametrize(
    ("low", "high", "months"),
    [("0", "0", 1), ("0", "2", 3), ("1", ":近 - 1", 5), ("3", ":近 + 9", 13), ("2", "1", 0)],
)
def test_a_range_of_months_is_the_months_taken_apart(county: County, low: str, high: str, months: int) -> None:
    more = {"params": {"近": {"value": "6", "unit": "月"}}} if ":近" in high else {}
    found = checked(county, low, high, **more)
    assert len(found.accused("R1")) == months
    assert found.accused("R1") == found.accused("R2")
    assert found.accused("R3") == found.accused("R4") == (["1"] if months > 1 else [])
    for one, two in (("R1", "R2"), ("R3", "R4")):
        assert found.counted(one) == found.counted(two)
        assert found.reasons(one) == found.reasons(two)


def test_ranges_are_texts_across_the_turn_of_the_year(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str | None] = []

    def noted(*given: object) -> str | None:
        made.append(month_range(*given))  # type: ignore[arg-type]
        return made[-1]

    monkeypatch.setattr(compiling, "month_range", noted)
    checked(county, "0", "2")
    assert made
    assert all(text is not None and text.endswith("_k_ym\" BETWEEN '202612' AND '202702')") for text in made)
