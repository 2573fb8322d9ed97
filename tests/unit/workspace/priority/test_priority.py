"""Risk scores counted by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from census_app.archive.fabricate import Masked
from census_app.foundation.errors import BadInput
from census_app.workspace.precision.acts import judge_problems
from census_app.workspace.precision.settings import Outcome
from census_app.workspace.priority.report import RankedCustomer
from census_app.workspace.priority.scores import priority_file, rank_customers
from census_app.workspace.priority.settings import PrioritySettings, priority_settings
from census_app.workspace.problems.exemptions import approve_exemption
from census_app.workspace.problems.listing import problem_rows
from census_app.workspace.workspace import Workspace
from tests.unit.workspace.county import PACK, check, deliver, use_pack
from tests.unit.workspace.fixtures import finding, read_rows, verdict

W1, W2, W3 = date(2026, 11, 9), date(2026, 11, 16), date(2026, 11, 30)
CUSTOMERS: list[dict[str, Any]] = [
    {"cons_no": "1", "cons_name": "赵小芳", "org_no": "0301", "contract_cap": 8, "run_cap": 8, "rrio_level": None},
    {"cons_no": "2", "cons_name": "柳河第一冷库", "org_no": "0301", "contract_cap": None, "run_cap": 630,
     "rrio_level": "二级"},
    {"cons_no": "3", "cons_name": "孙梅", "org_no": "0302", "contract_cap": None, "run_cap": None, "rrio_level": None},
    {"cons_no": "4", "cons_name": "青岭医院", "org_no": "0302", "contract_cap": 1000, "run_cap": 1000,
     "rrio_level": None},
]  # fmt: skip
IMPORTANT = [{"cons_no": "4", "rrio_level": "一级"}, {"cons_no": "2", "rrio_level": "临时性"}]
BILLS = [
    *({"cons_no": "1", "ym": f"2026{month:02d}", "mp_no": "P1", "settle_pq": 100} for month in range(1, 11)),
    {"cons_no": "2", "ym": "202609", "mp_no": "P2", "settle_pq": 12000},
    {"cons_no": "2", "ym": "202609", "mp_no": "P3", "settle_pq": 10000},
    {"cons_no": "2", "ym": "202610", "mp_no": "P2", "settle_pq": Masked("*")},
    {"cons_no": "2", "ym": "202510", "mp_no": "P2", "settle_pq": 9000000},
]
SECOND = PACK.rules[0].model_copy(update={"id": "R060", "category": "电价"})
TWO_RULES = PACK.model_copy(update={"rules": (PACK.rules[0], SECOND)})


@pytest.fixture
def county(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    use_pack(monkeypatch, TWO_RULES)
    deliver(workspace, W1, CUSTOMERS, important_customer=IMPORTANT, billing_month=BILLS)
    return workspace


def ranked(workspace: Workspace) -> dict[str, RankedCustomer]:
    return {one.customer: one for one in rank_customers(workspace, 100).customers}


def parts(one: RankedCustomer) -> dict[str, str]:
    return {part.part: str(part.points) for part in one.contributions if part.points}


def test_every_point_is_told_and_they_add_up(county: Workspace) -> None:
    check(county, [
        finding("1", severity="urgent"),
        finding("2", severity="normal"), finding("2", rule_id="R060", severity="important"),
        finding("3", severity="important", unit="0302"), finding("4", severity="normal", unit="0302"),
        finding("tg", customer=None, table="distribution_transformer"),
    ])  # fmt: skip
    found = ranked(county)
    assert parts(found["1"]) == {"rule:R043": "8.00"}
    assert parts(found["2"]) == {
        "rule:R060": "3.20", "rule:R043": "0.80", "kinds": "2.00", "energy": "4.00", "capacity": "4.00",
        "importance": "8.00",
    }  # fmt: skip
    assert parts(found["3"]) == {"rule:R043": "3.20", "energy": "1.00"}
    assert parts(found["4"]) == {"rule:R043": "0.80", "energy": "1.00", "capacity": "6.00", "importance": "10.00"}
    for one in found.values():
        assert sum((part.points for part in one.contributions), Decimal(0)) == one.score
    assert list(found) == ["2", "4", "1", "3"]
    assert rank_customers(county, 2).total == 4


def test_unknown_energy_is_unknown_not_zero(county: Workspace) -> None:
    check(county, [finding("1"), finding("2"), finding("3")])
    found = ranked(county)
    assert (found["1"].energy, found["2"].energy, found["3"].energy) == (Decimal(100), Decimal(22000), None)
    assert (found["1"].capacity, found["2"].capacity, found["3"].capacity) == (Decimal(8), Decimal(630), None)
    lines = rank_customers(county, 10).lines()
    assert "      +1.00   电量未知（没有账单）" in lines
    assert "      +4.00   月均电量 22,000 kWh（1 个月）" in lines
    assert "             容量未知" in lines


def test_measured_precision_weighs(county: Workspace) -> None:
    check(county, [finding("1", severity="urgent"), *(finding(f"x{n}", customer="9") for n in range(4))])
    known: dict[str, str] = dict(problem_rows(county).rows(["record_key", "problem_no"]))  # type: ignore[arg-type]
    judge_problems(county, [known[f"x{n}"] for n in range(4)], Outcome.REFUTED, "共用表", today=W1)
    one = ranked(county)["1"]
    assert parts(one)["rule:R043"] == "4.00"
    assert one.contributions[0].says == "R043 容量不符 1 条（紧急，查实率按 40% 计，核实过 4 条）"


def test_many_problems_of_one_rule_count_less_and_less(county: Workspace) -> None:
    check(county, [
        finding("a", customer="1", severity="normal"), finding("b", customer="1", severity="urgent"),
        finding("c", customer="1", severity="important"),
        *(finding(f"n{number}", customer="1", severity="normal") for number in range(20)),
    ])  # fmt: skip
    one = ranked(county)["1"]
    expected = (Decimal(10) + Decimal("0.25") * 4 + Decimal("0.25") * 3) * Decimal("0.8")
    assert parts(one) == {"rule:R043": str(expected.quantize(Decimal("0.01")))}
    assert one.contributions[0].says.startswith("R043 容量不符 23 条（紧急")


def test_age_and_coming_back(county: Workspace) -> None:
    check(county, [finding("1"), finding("2")])
    deliver(county, W2, CUSTOMERS)
    check(county, [finding("1")], [verdict("2", "right")])
    deliver(county, W3, CUSTOMERS)
    check(county, [finding("1"), finding("2")])
    found = ranked(county)
    assert parts(found["1"])["age"] == "1.50"
    assert parts(found["2"])["reopened"] == "3.00" and "age" not in parts(found["2"])


def test_what_is_settled_does_not_count(county: Workspace) -> None:
    check(county, [finding("1"), finding("2")])
    known: dict[str, str] = dict(problem_rows(county).rows(["record_key", "problem_no"]))  # type: ignore[arg-type]
    assert set(ranked(county)) == {"1", "2"}
    approve_exemption(county, [known["1"]], "改造在途", date(2027, 1, 1), today=W1)
    assert set(ranked(county)) == {"2"}


def test_the_file_is_the_same_every_time_and_made_once(county: Workspace) -> None:
    check(county, [finding(str(number), customer=str(number % 40)) for number in range(300)])
    file = priority_file(county)
    first, made = file.read_bytes(), file.stat().st_mtime_ns
    assert priority_file(county).stat().st_mtime_ns == made
    file.unlink()
    assert priority_file(county).read_bytes() == first
    rows = read_rows(file)
    assert [row["customer"] for row in rows] == [
        row["customer"] for row in sorted(rows, key=lambda row: (-row["score"], row["customer"]))
    ]


def test_without_the_snapshot_the_rest_still_counts(county: Workspace) -> None:
    check(county, [finding("2", severity="urgent")])
    for part in {part for names in county.catalogue.open().manifest.parts.values() for part in names}:
        county.catalogue.prune(part)
    assert parts(ranked(county)["2"]) == {"rule:R043": "8.00", "energy": "1.00"}


def test_before_the_first_run_and_with_nothing_open(county: Workspace) -> None:
    assert "还没有正式校验" in rank_customers(county, 5).lines()[0]
    check(county, [])
    assert rank_customers(county, 5).lines() == ["没有哪个用户有未了结的问题"]


def test_problems_in_the_order_of_risk(county: Workspace, tmp_path: Path) -> None:
    check(county, [finding("1", severity="urgent"), finding("4", severity="normal"), finding("tg", customer=None)])
    rows = problem_rows(county, by_risk=True)
    assert list(rows.rows(["record_key", "risk"])) == [("4", Decimal("17.80")), ("1", Decimal("8.00")), ("tg", None)]
    assert [key for (key,) in problem_rows(county).rows(["record_key"])] == ["1", "tg", "4"]


@pytest.mark.parametrize(
    "changes",
    [
        {"severity": {"urgent": 10, "important": 4}},
        {"severity": {"urgent": -1, "important": 4, "normal": 1}},
        {"energy": {"months": 12, "unknown": 1, "bands": [{"from": 10, "points": 1}, {"from": 5, "points": 2}]}},
        {"same_rule": {"share": 2, "further": 4}},
        {"unheard_of": 1},
    ],
)
def test_weights_that_make_no_sense_are_refused(changes: dict[str, Any]) -> None:
    given = priority_settings().model_dump(mode="json", by_alias=True)
    PrioritySettings.model_validate(given)
    with pytest.raises(ValidationError):
        PrioritySettings.model_validate(given | changes)


def test_a_broken_weights_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "priority.yaml").write_text("severity: {}\n", encoding="utf-8")
    with pytest.raises(BadInput, match="风险分参数文件读不了"):
        priority_settings(tmp_path / "priority.yaml")
