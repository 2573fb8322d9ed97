"""What hangs on a row that many rows share says the same, joined to that row or to the many."""

from __future__ import annotations

import pytest

from census_app.checking.compiling.frame import Frame, Place
from tests.unit.checking.build import County

WRONG = [
    "计量点.台区.台区名称 = '台1'",
    "计量点.用户.用户名称 = '王2'",
    "计量点.上级计量点.计量点名称 = '点0'",
    "用户.台区 is null",
    "悬空(计量点.台区)",
    "count(计量点.互感器) = 0",
    "count(用户.计量点) > 1",
    "any(用户.计量点, 成员.计量点名称 = '点3' and 本户.结算年月 = '202610')",
    "sum(用户.月电量.抄见电量, 月序 <= 2) > 20",
    "计量点 is null",
]
RULES = [
    {"id": f"R{number}", "table": "电费账务(月)", "wrong": wrong, "says": "{用户编号} {计量点.台区.台区名称}"}
    for number, wrong in enumerate(WRONG)
]


def county_rows() -> dict[str, list[dict[str, object]]]:
    """Bills of more points than there are rows: some dangle, one point stands twice, one has no customer."""
    points = [
        {"mp_no": f"{n}", "cons_no": f"{n // 2}", "tg_no": f"t{n % 4}", "parent_mp_no": "0", "mp_name": f"点{n}"}
        for n in range(8)
    ]
    return {
        "customer": [{"cons_no": f"{n}", "cons_name": f"王{n}", "tg_no": f"t{n}"} for n in range(4)],
        "metering_point": [*points, points[7], {**points[5], "mp_no": "8", "cons_no": None, "parent_mp_no": None}],
        "distribution_transformer": [{"tg_no": f"t{n}", "tg_name": f"台{n}"} for n in range(3)],
        "instrument_transformer": [{"mp_no": f"{n}", "asset_no": f"h{n}"} for n in range(0, 8, 2)],
        "billing_month": [
            {"cons_no": f"{n // 2}", "mp_no": None if n == 11 else f"{n}", "ym": ym, "read_pq": f"{n}"}
            for n in range(12)
            for ym in ("202609", "202610")
        ],
    }


def test_joined_to_the_shared_row_or_to_the_many(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    shared: set[Place] = set()
    decided = Frame._is_shared

    def told(self: Frame, start: Place, target: str) -> bool:
        found = decided(self, start, target)
        shared.update([(*start,)] if found else [])
        return found

    monkeypatch.setattr(Frame, "_is_shared", told)
    snapshot = county.snapshot(county_rows())
    together = county.check(snapshot, RULES)
    assert {len(start) for start in shared} == {0, 1}
    monkeypatch.setattr(Frame, "_is_shared", lambda self, start, target: False)
    apart = county.check(snapshot, RULES)
    assert together.result.errors == {}
    assert {row["rule_id"] for row in apart.findings} == {rule["id"] for rule in RULES}
    assert together.result.digest == apart.result.digest
    assert together.counts == apart.counts
