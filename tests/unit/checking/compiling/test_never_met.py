"""What is asked of values that nobody has is not worked out, and judged as if it were."""

from __future__ import annotations

from typing import Any

import pytest

from census_app.checking.engine import Engine
from tests.unit.checking.build import County

TWO_WAYS = (
    "case when 确知(抄表周期 in ('双月', '单月')) then count(计量点) >= 1"
    " when not 确知(抄表周期 in ('双月', '单月')) then count(计量点) >= 2 end"
)
NOTE = {"id": "R1", "table": "用电客户", "wrong": TWO_WAYS}
POINTS = [{"mp_no": "1", "cons_no": "1"}, {"mp_no": "2", "cons_no": "2"}, {"mp_no": "3", "cons_no": "2"}]


def customers(cycle: str | None) -> list[dict[str, Any]]:
    """Two customers, the first of them read in this cycle."""
    return [{"cons_no": "1", "mr_cycle": cycle}, {"cons_no": "2", "mr_cycle": "每月一次"}]


@pytest.fixture
def scans(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The scans made from here on."""
    said: list[str] = []
    ask = Engine.rows

    def told(engine: Engine, statement: str, parameters: list[Any] | None = None) -> list[tuple[Any, ...]]:
        said.append(statement)
        return ask(engine, statement, parameters)

    monkeypatch.setattr(Engine, "rows", told)
    return said


@pytest.mark.parametrize(("cycle", "accused"), [("双月", ["1", "2"]), ("每月一次", ["2"]), (None, ["2"])])
def test_a_branch_counts_whoever_has_its_values(county: County, cycle: str | None, accused: list[str]) -> None:
    found = county.check({"customer": customers(cycle), "metering_point": POINTS}, [NOTE])
    assert found.accused("R1") == accused


def test_a_column_that_nobody_delivered_has_no_values(county: County) -> None:
    rows = [{"cons_no": "1"}, {"cons_no": "2"}]
    assert county.check({"customer": rows, "metering_point": POINTS}, [NOTE]).accused("R1") == ["2"]


def test_what_nobody_needs_is_not_in_the_scan(county: County, scans: list[str]) -> None:
    def literals() -> int:
        county.check({"customer": rows, "metering_point": POINTS}, [NOTE])
        (scan,) = (one for one in scans if one.startswith("CREATE OR REPLACE TEMP TABLE scanned"))
        scans.clear()
        return scan.count(">= 1")

    rows = customers("双月")
    assert literals() > 0
    rows = customers("每月一次")
    assert literals() == 0
