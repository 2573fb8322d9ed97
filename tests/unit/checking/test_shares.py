"""Big tables give what small ones give: read in shares, or looking back only at the records that matter."""

from __future__ import annotations

import pytest

from census_app.checking import shares
from census_app.checking.compiling import aggregates
from census_app.checking.compiling.frame import Frame, Place
from census_app.rulebook.expression import Hop
from tests.unit.checking.build import County

RULES = [
    {"id": "R1", "table": "用电客户", "wrong": "count(计量点, 计量点状态 = '在用') = 0", "says": "{用户编号}"},
    {"id": "R2", "table": "用电客户", "wrong": "最新合同.合同约定容量 > 5", "says": "{最新合同.合同约定容量}"},
    {"id": "R3", "table": "用电客户", "wrong": "any(计量点, 成员.计量点状态 = '撤销' and 本户.合同容量 > 3)"},
    {"id": "R4", "table": "用电客户", "unique": ["移动电话"], "says": "{移动电话}"},
    {
        "id": "R6",
        "table": "用电客户",
        "group": {"by": ["移动电话"], "grain": "each", "wrong": "count_distinct(用户名称) > 1"},
        "says": "{移动电话} 有 {count()} 户",
    },
    {
        "id": "R7",
        "table": "用电客户",
        "scope": "合同容量 > 1",
        "wrong": "用户名称 <> '王3' and any(供用电合同, 成员.合同约定容量 > 本户.合同容量)",
        "says": "{用户编号}",
    },
    {"id": "R5", "table": "用电客户", "wrong": "sum(月电量.抄见电量, 月序 <= 2) > 10"},
]


def county_rows() -> dict[str, list[dict[str, object]]]:
    numbers = range(40)
    return {
        "customer": [
            {
                "cons_no": f"{n}",
                "cons_name": f"王{n % 11}",
                "mobile": f"1380000{n % 25:04d}",
                "contract_cap": str(n % 7),
            }
            for n in numbers
        ]
        + [{"cons_no": number, "cons_name": "王无号", "mobile": "13800000000"} for number in (None, "", "\U0010fffd")],
        "metering_point": [
            {"mp_no": f"{n}-{k}", "cons_no": f"{n}", "mp_status": "在用" if (n + k) % 3 else "撤销"}
            for n in numbers
            for k in range(n % 3)
        ],
        "contract": [
            {"contract_no": f"c{n}", "cons_no": f"{n}", "effect_date": "2020-01-01", "contract_cap": str(n % 9)}
            for n in numbers
            if n % 4
        ],
        "billing_month": [
            {"cons_no": f"{n}", "mp_no": f"{n}-0", "ym": month, "read_pq": str(n)}
            for n in numbers
            for month in ("202609", "202610")
        ],
    }


@pytest.mark.parametrize("at_once", [6, 13])
def test_shares_change_nothing(county: County, monkeypatch: pytest.MonkeyPatch, at_once: int) -> None:
    whole = county.check(county_rows(), RULES)
    monkeypatch.setattr(shares, "ROWS_AT_ONCE", at_once)
    parts = county.check(county_rows(), RULES)
    assert {row["rule_id"] for row in whole.findings} == {rule["id"] for rule in RULES}
    assert parts.result.digest == whole.result.digest
    assert [parts.counted(rule["id"]) for rule in RULES] == [whole.counted(rule["id"]) for rule in RULES]


@pytest.mark.parametrize("members", [0, 4])
def test_looking_back_only_at_records_that_matter_changes_nothing(
    county: County, monkeypatch: pytest.MonkeyPatch, members: int
) -> None:
    whole = county.check(county_rows(), RULES)
    monkeypatch.setattr(aggregates, "_MANY_ROWS", 0)
    monkeypatch.setattr(aggregates, "_MANY_MEMBERS", members)
    few = county.check(county_rows(), RULES)
    assert few.accused("R7")
    assert few.result.digest == whole.result.digest
    assert [few.counted(rule["id"]) for rule in RULES] == [whole.counted(rule["id"]) for rule in RULES]


def test_records_that_outnumber_members_are_read_once_for_all_that_look_back_at_them(
    county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = {
        "id": "R8",
        "table": "用电客户",
        "wrong": "用户名称 = '王3' and none(供用电合同, 成员.合同约定容量 < 本户.合同容量 + 1)",
        "says": "{用户编号}",
    }
    rules = [*RULES, other]
    whole = county.check(county_rows(), rules)
    made: list[str] = []
    of_pass = aggregates.Pass.__init__

    def counted(self: aggregates.Pass, frame: Frame, prefix: Place, hop: Hop, looking_back: bool) -> None:
        if looking_back and frame.table.id == "customer":
            made.append(hop.target)
        of_pass(self, frame, prefix, hop, looking_back)

    monkeypatch.setattr(aggregates.Pass, "__init__", counted)
    monkeypatch.setattr(aggregates, "_MANY_ROWS", 0)
    few = county.check(county_rows(), rules)
    assert made.count("contract") == 1
    assert few.accused("R7")
    assert few.accused("R8")
    assert few.result.digest == whole.result.digest
    assert [few.counted(rule["id"]) for rule in rules] == [whole.counted(rule["id"]) for rule in rules]
