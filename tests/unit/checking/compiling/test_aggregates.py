"""Aggregates and quantifiers against the definition of *unknown is not wrong*, worked out in Python."""

from __future__ import annotations

import tempfile
from decimal import Decimal
from pathlib import Path
from statistics import median
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from census_app.archive.model import TableCoverage
from census_app.dictionary.loader import load_dictionary
from tests.unit.checking.build import County

FUNCTIONS = ("count", "sum", "min", "max", "avg", "median", "count_distinct", "any", "all", "none")
Member = tuple[bool | None, int | None]


def expected(function: str, members: list[Member]) -> Any:
    """The fold of the definition; None is unknown. A member is (condition, value)."""
    conditions = [condition for condition, _ in members]
    if function in ("any", "none", "all"):
        looked_for = function != "all"
        if looked_for in conditions:
            return function == "any"
        return None if None in conditions else function != "any"
    chosen = [value for condition, value in members if condition]
    if None in conditions or (function != "count" and None in chosen):
        return None
    values = [value for value in chosen if value is not None]
    if function == "count":
        return len(chosen)
    if function == "sum":
        return sum(values)
    if not values:
        return None
    folds = {"min": min, "max": max, "avg": lambda all_: sum(all_) / len(all_), "median": median}
    return len(set(values)) if function == "count_distinct" else folds[function](values)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.lists(st.tuples(st.sampled_from([True, False, None]), st.sampled_from([None, 1, 2, 5])), max_size=4),
        min_size=6,
        max_size=12,
    )
)
def test_every_fold_is_the_defined_one(groups: list[list[Member]]) -> None:
    status = {True: "运行", False: "停用", None: None}
    tables = {
        "customer": [{"cons_no": str(number)} for number in range(len(groups))],
        "receiving_equipment": [
            {
                "equip_no": f"{number}-{place}",
                "cons_no": str(number),
                "run_status": status[condition],
                "plate_cap": value,
            }
            for number, members in enumerate(groups)
            for place, (condition, value) in enumerate(members)
        ],
    }
    # members that fail the condition matter to `all` only: the other folds leave them unread when it is not asked
    for functions in (FUNCTIONS, tuple(function for function in FUNCTIONS if function != "all")):
        told = messages(tables, functions)
        for function in functions:
            for number, members in enumerate(groups):
                assert told[function, str(number)] == shown(expected(function, members)), (function, members)


def messages(tables: dict[str, list[dict[str, Any]]], functions: tuple[str, ...]) -> dict[tuple[str, str], str]:
    """What each fold gives for each customer."""
    notes = []
    for function in functions:
        source = "受电设备" if function in ("count", "any", "all", "none") else "受电设备.铭牌容量"
        fold = f"{function}({source}, 运行状态 = '运行')"
        says = f"{{{fold}}}"
        notes.append({"id": function, "table": "用电客户", "wrong": "用户编号 <> ''", "says": says})
    columns = {"receiving_equipment": ["equip_no", "cons_no", "run_status", "plate_cap"]}
    with tempfile.TemporaryDirectory() as folder:
        county = County(Path(folder), load_dictionary())
        checked = county.check(tables, notes, columns=columns)
    return {(row["rule_id"], row["record_key"]): row["message"] for row in checked.findings}


def shown(value: Any) -> str:
    if value is None:
        return "未知"
    if isinstance(value, bool):
        return "是" if value else "否"
    rounded = format(round(Decimal(str(value)), 4), "f")
    return rounded.rstrip("0").rstrip(".") if "." in rounded else rounded


POINTS = [
    {"mp_no": "a", "cons_no": "1", "tg_no": "T1"},
    {"mp_no": "b", "cons_no": "1", "tg_no": "T2"},
    {"mp_no": "c", "cons_no": "2", "tg_no": "T1"},
]
CUSTOMERS = [
    {"cons_no": "1", "tg_no": "T1", "org_no": "A", "line_no": "L1"},
    {"cons_no": "2", "tg_no": "T1", "org_no": "A", "line_no": "L1"},
    {"cons_no": "3", "tg_no": "T1", "org_no": "B", "line_no": "L2"},
]


def test_conditions_may_look_back_at_the_record(county: County) -> None:
    checked = county.check(
        {"customer": CUSTOMERS, "metering_point": POINTS},
        [{"id": "R1", "table": "用电客户", "wrong": "any(计量点, 计量点台区编号 <> 本户.所属台区编号)"}],
    )
    assert checked.accused("R1") == ["1"]
    assert checked.counted("R1") == (1, 2, 0, 0, 0)


def test_members_behind_a_to_one_relation(county: County) -> None:
    tables = {"customer": CUSTOMERS, "metering_point": POINTS, "feeder": [{"line_no": "L1"}, {"line_no": "L2"}]}
    checked = county.check(
        tables,
        [
            {"id": "R1", "table": "计量点", "wrong": "count(用户.计量点) > 1", "says": "{count(用户.计量点)}"},
            {"id": "R2", "table": "用电客户", "wrong": "count(线路.用电客户, 成员.用户编号 <> 本户.用户编号) > 0"},
        ],
    )
    assert checked.accused("R1") == ["a", "b"]
    assert checked.accused("R2") == ["1", "2"]


def test_members_that_are_not_covered_are_unknown(county: County) -> None:
    note = {"id": "R1", "table": "用电客户", "wrong": "count(计量点) = 0"}
    coverage = {"metering_point": TableCoverage.model_validate({"completeness": "partial", "units": ["A"]})}
    checked = county.check({"customer": CUSTOMERS, "metering_point": POINTS}, [note], coverage=coverage)
    assert checked.counted("R1") == (0, 2, 0, 1, 0)
    assert checked.reasons("R1") == {"not_covered": 1}
    assert county.check({"customer": CUSTOMERS}, [note]).reasons("R1") == {"not_covered": 3}
    assert county.check({"customer": CUSTOMERS, "metering_point": POINTS}, [note]).accused("R1") == ["3"]
