"""What requires a rule that an earlier run judged finds the same without judging it again."""

from __future__ import annotations

import shutil
from datetime import date
from typing import Any

import pytest

from census_app.checking.known_wrong import KnownWrong
from census_app.checking.model import CheckResult, EngineLimits
from census_app.checking.run import check_snapshot
from census_app.foundation.jobs import silent
from tests.unit.checking.build import County, pack_of, read

TABLES: dict[str, list[dict[str, Any]]] = {
    "customer": [
        {"cons_no": str(number), "contract_cap": None if number % 3 == 0 else "5", "run_cap": str(number)}
        for number in range(9)
    ],
    "meter": [{"asset_no": f"M{number}", "cons_no": str(number), "t_factor": "3"} for number in range(12)],
}
EMPTY = {"id": "R1", "table": "用电客户", "wrong": "为空(合同容量)"}
# R1 accuses 0, 3 and 6, of which R2 speaks no more
LARGE = {"id": "R2", "table": "用电客户", "wrong": "运行容量 > 4", "requires": ["R1"]}
NOTES = [
    EMPTY,
    LARGE,
    {"id": "R3", "table": "用电客户", "wrong": "运行容量 > 2", "requires": ["R2"]},
    {"id": "R4", "table": "电能表", "wrong": "综合倍率 = 3", "says": "x", "requires": ["R1"]},
]


def judged(
    county: County, notes: list[dict[str, Any]], rules: set[str] | None = None, known: KnownWrong | None = None
) -> CheckResult:
    return check_snapshot(
        county.snapshot(TABLES),
        pack_of(county.dictionary, notes),
        county.dictionary,
        date(2026, 11, 25),
        county.folder / "out",
        EngineLimits(threads=1),
        silent(),
        rules=rules,
        counting=known is None,
        known=known,
    )


def known_of(county: County, result: CheckResult, *rules: str) -> KnownWrong:
    kept = county.folder / "before.parquet"
    shutil.copyfile(result.findings_file, kept)
    return KnownWrong(kept, frozenset(rules))


@pytest.mark.parametrize("wanted", ["R2", "R3", "R4"])
def test_the_same_is_found(county: County, wanted: str) -> None:
    before = judged(county, NOTES)
    expected = [row for row in read(before.findings_file) if row["rule_id"] == wanted]
    known = known_of(county, before, "R1", "R2", "R3", "R4")
    again = judged(county, NOTES, {wanted}, known)
    assert set(again.rules) == {wanted}
    assert read(again.findings_file) == expected != []


def test_what_only_a_known_rule_requires_is_not_judged(county: County) -> None:
    known = known_of(county, judged(county, NOTES), "R2")
    assert set(judged(county, NOTES, {"R3"}, known).rules) == {"R3"}


def test_a_summary_is_judged_again(county: County) -> None:
    """Its findings name groups, not rows."""
    summary = {**EMPTY, "summary": {"by": ["供电单位编码"]}}
    notes = [summary, LARGE]
    before = judged(county, notes)
    again = judged(county, notes, {"R2"}, known_of(county, before, "R1"))
    assert set(again.rules) == {"R1", "R2"}
    assert [row for row in read(again.findings_file) if row["rule_id"] == "R2"] == [
        row for row in read(before.findings_file) if row["rule_id"] == "R2"
    ]
