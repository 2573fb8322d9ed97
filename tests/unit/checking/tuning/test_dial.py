"""One scan for many values says what a check for each value would say."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from census_app.archive.fabricate import Masked
from census_app.archive.snapshot import Snapshot
from census_app.checking.model import EngineLimits
from census_app.checking.requirements import with_required
from census_app.checking.tuning.dial import Dial, DialCount, scan_dial
from census_app.checking.tuning.monotone import Direction, direction_of
from census_app.foundation.engines import kept_engine
from census_app.foundation.errors import Cancelled, CensusError
from census_app.foundation.jobs import JobContext, silent
from tests.unit.checking.build import County, pack_of

AS_OF = date(2026, 11, 25)
CUSTOMERS = [
    {
        "cons_no": f"{number:03d}",
        "cons_name": f"用户{number % 4}",
        "contract_cap": None if number % 11 == 0 else str(number % 9 * 10),
        "run_cap": Masked("*") if number % 13 == 0 else str(number % 7 * 15),
        "cons_sort": "高压" if number % 3 == 0 else "低压居民",
        "mobile": f"1390000000{number % 5}",
        "org_no": f"03{number % 2}",
        "tg_no": f"T{number % 6}",
    }
    for number in range(60)
]
EQUIPMENT = [
    {"equip_no": f"E{number}", "cons_no": f"{number % 50:03d}", "plate_cap": str(number % 12 * 10)}
    for number in range(110)
]
TABLES = {"customer": CUSTOMERS, "receiving_equipment": EQUIPMENT}

COMPARED = {"id": "R1", "table": "用电客户", "wrong": "运行容量 > 合同容量 + :容差", "params": {"容差": {"value": "5"}}}
SCALED = {"id": "R1", "table": "用电客户", "wrong": "运行容量 > 合同容量 * :容差", "params": {"容差": {"value": "1.5"}}}
FOLDED = {
    "id": "R1", "table": "用电客户", "wrong": "count(受电设备, 铭牌容量 > :容差) >= 2",
    "params": {"容差": {"value": "30"}},
}  # fmt: skip
LOOKING_BACK = {
    "id": "R1", "table": "用电客户", "wrong": "any(受电设备, 铭牌容量 > 本户.合同容量 + :容差)",
    "params": {"容差": {"value": "30"}},
}  # fmt: skip
SCOPED = {
    "id": "R1", "table": "用电客户", "scope": "合同容量 >= :容差", "wrong": "运行容量 > 20",
    "params": {"容差": {"value": "30"}},
}  # fmt: skip
CLAUSES = {
    "id": "R1", "table": "用电客户", "scope": "用户分类 = '高压'", "params": {"容差": {"value": "30"}},
    "wrong": [{"id": "大", "when": "运行容量 > :容差"}, {"id": "无", "when": "为空(合同容量)"}],
}  # fmt: skip
GROUPED = {
    "id": "R1", "table": "用电客户", "params": {"容差": {"value": "3"}},
    "group": {"by": ["移动电话"], "grain": "each", "wrong": "count() > :容差"},
}  # fmt: skip
FIRST_OF_GROUP = {**GROUPED, "group": {**GROUPED["group"], "grain": "one"}}  # type: ignore[dict-item]
GROUPED_IN_SCOPE = {
    "id": "R1", "table": "用电客户", "scope": "合同容量 >= :容差", "params": {"容差": {"value": "30"}},
    "group": {"by": ["移动电话"], "grain": "each", "wrong": "count() > 5"},
}  # fmt: skip
REPEATED = {
    "id": "R1", "table": "用电客户", "scope": "合同容量 > :容差", "unique": ["移动电话", "用户名称"],
    "params": {"容差": {"value": "30"}},
}  # fmt: skip
SUMMED = {
    "id": "R1", "table": "用电客户", "wrong": "运行容量 > :容差", "params": {"容差": {"value": "30"}},
    "summary": {"by": ["所属台区编号"], "least": 3},
}  # fmt: skip
KINDS = [COMPARED, SCALED, FOLDED, LOOKING_BACK, SCOPED, CLAUSES, GROUPED, FIRST_OF_GROUP, GROUPED_IN_SCOPE, REPEATED,
         SUMMED]  # fmt: skip
VALUES = [Decimal(0), Decimal("1.5"), 3, 30, 60]


def scanned(
    county: County,
    tables: dict[str, Any] | Snapshot,
    notes: Sequence[dict[str, Any]],
    values: Sequence[Any] = VALUES,
    name: str = "容差",
    **given: Any,
) -> list[DialCount]:
    snapshot = tables if isinstance(tables, Snapshot) else county.snapshot(tables)
    pack = pack_of(county.dictionary, notes)
    dial = Dial(pack.rule("R1"), name, tuple(values))
    required = [rule for rule in with_required(pack.rules, dial.rule.rule.requires) if rule.id != "R1"]
    context = given.pop("context", None) or silent()
    limits = EngineLimits(threads=1)
    return scan_dial(snapshot, dial, required, county.dictionary, AS_OF, limits, context, **given)


def totals(counts: Sequence[DialCount], values: Sequence[Any] = VALUES) -> list[int]:
    return [
        sum(count.records for count in counts if count.hit >> place & 1 or count.other) for place in range(len(values))
    ]


def separately(county: County, snapshot: Snapshot, notes: Sequence[dict[str, Any]]) -> list[int]:
    found = []
    for value in VALUES:
        changed = [
            {**note, "params": {"容差": {"value": str(value)}}} if note["id"] == "R1" else note for note in notes
        ]
        found.append(len(county.check(snapshot, changed, as_of=AS_OF).accused("R1")))
    return found


@pytest.mark.parametrize("note", KINDS, ids=lambda note: str(note.get("wrong", note.get("unique", note.get("group")))))
def test_every_kind_of_rule(county: County, note: dict[str, Any]) -> None:
    snapshot = county.snapshot(TABLES)
    expected = separately(county, snapshot, [note])
    assert totals(scanned(county, snapshot, [note])) == expected
    assert len(set(expected)) > 1


def test_rules_that_block_are_heard(county: County) -> None:
    snapshot = county.snapshot({**TABLES, "meter": [
        {"asset_no": f"M{number}", "cons_no": f"{number:03d}", "t_factor": str(number % 20)} for number in range(70)
    ]})  # fmt: skip
    blocking = [
        {"id": "R0", "table": "用电客户", "wrong": "用户名称 = '用户3'"},
        {"id": "R2", "table": "用电客户", "wrong": "合同容量 > 30", "requires": ["R0"]},
    ]
    here = [*blocking, {**COMPARED, "requires": ["R2"]}]
    assert totals(scanned(county, snapshot, here)) == separately(county, snapshot, here)
    meters = {
        "id": "R1", "table": "电能表", "wrong": "综合倍率 > :容差", "requires": ["R2"],
        "params": {"容差": {"value": "3"}}, "says": "x",
    }  # fmt: skip
    elsewhere = [*blocking, meters]
    expected = separately(county, snapshot, elsewhere)
    assert totals(scanned(county, snapshot, elsewhere)) == expected
    free = totals(scanned(county, snapshot, [*blocking, {**meters, "requires": []}]))
    assert 0 < expected[0] < free[0]


def test_hits_by_unit_and_by_clause(county: County) -> None:
    counts = scanned(county, TABLES, [CLAUSES], [30, 60])
    by_unit = {
        unit: [sum(one.records for one in counts if one.unit == unit and one.hit >> place & 1) for place in (0, 1)]
        for unit in ("030", "031")
    }
    high = [row for row in CUSTOMERS if row["cons_sort"] == "高压" and isinstance(row["run_cap"], str)]
    for unit, found in by_unit.items():
        caps = [int(str(row["run_cap"])) for row in high if row["org_no"] == unit]
        assert found == [sum(cap > 30 for cap in caps), sum(cap > 60 for cap in caps)]
    empty = [row for row in CUSTOMERS if row["cons_sort"] == "高压" and row["contract_cap"] is None]
    assert sum(one.records for one in counts if one.other) == len(empty)


def test_more_values_than_fit_a_word(county: County) -> None:
    values = list(range(150))
    counts = scanned(county, TABLES, [CLAUSES], values)
    caps = [int(str(row["run_cap"])) for row in CUSTOMERS
            if row["cons_sort"] == "高压" and isinstance(row["run_cap"], str)]  # fmt: skip
    found = [sum(one.records for one in counts if one.hit >> place & 1) for place in values]
    assert found == [sum(cap > value for cap in caps) for value in values]


def test_judged_records_keep_their_truth(county: County) -> None:
    judged = county.folder / "judged.parquet"
    with kept_engine(1) as connection:
        connection.execute(
            "COPY (SELECT * FROM (VALUES ('003', 'confirmed'), ('006', 'refuted'), ('777', 'refuted')) "
            f"t(record_key, outcome)) TO '{judged.as_posix()}'"
        )
    everything = scanned(county, TABLES, [CLAUSES], [0, 100], judged=judged)
    assert totals(everything, [0, 100]) == totals(scanned(county, TABLES, [CLAUSES], [0, 100]), [0, 100])
    only = scanned(county, TABLES, [CLAUSES], [0, 100], judged=judged, only_judged=True)
    assert sorted((one.outcome, one.hit, one.records) for one in only) == [("confirmed", 1, 1), ("refuted", 1, 1)]


def test_a_rule_that_raises_is_unknown_there_and_judged_elsewhere(county: County) -> None:
    note = {**COMPARED, "wrong": "合同容量 * 合同容量 * 合同容量 * 合同容量 * 合同容量 > :容差"}
    rows = [{"cons_no": "1", "contract_cap": "999999999999"}, {"cons_no": "2", "contract_cap": "2"}]
    assert totals(scanned(county, {"customer": rows}, [note])) == [1, 1, 1, 1, 0]


def test_an_entry_of_a_map(county: County) -> None:
    note = {
        "id": "R1", "table": "用电客户", "wrong": "运行容量 > :上限[用户分类]",
        "params": {"上限": {"value": {"高压": "1000", "低压居民": "1000"}}},
    }  # fmt: skip
    values = [{"高压": 1000, "低压居民": limit} for limit in (1000, 60, 0)]
    counts = scanned(county, TABLES, [note], values, name="上限")
    low = [int(str(row["run_cap"])) for row in CUSTOMERS
           if row["cons_sort"] == "低压居民" and isinstance(row["run_cap"], str)]  # fmt: skip
    assert totals(counts, values) == [0, sum(cap > 60 for cap in low), sum(cap > 0 for cap in low)]


def test_cancelled_at_once(county: County) -> None:
    context = JobContext()
    context.cancel()
    with pytest.raises(Cancelled):
        scanned(county, TABLES, [COMPARED], context=context)


def test_a_rule_that_cannot_run_at_all_says_so(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("census_app.checking.tuning.dial._Scan.sql", lambda _self, _blocking: "SELECT nowhere")
    with pytest.raises(CensusError, match="规则 R1 在这批数据上出错"):
        scanned(county, TABLES, [COMPARED])


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        ("运行容量 > 合同容量 + :容差", Direction.FALLING),
        ("not (运行容量 > 合同容量 + :容差)", Direction.RISING),
        ("运行容量 > 合同容量 - 2 * :容差", Direction.RISING),
        ("运行容量 between 0 and :容差", Direction.RISING),
        ("运行容量 > :容差 or 运行容量 < 0 - :容差", Direction.FALLING),
        ("运行容量 > :容差 or 运行容量 < :容差", None),
        ("运行容量 > 合同容量 * :容差", None),
        ("运行容量 = :容差", None),
        ("any(受电设备, 铭牌容量 > :容差)", Direction.FALLING),
        ("none(受电设备, 铭牌容量 > :容差)", Direction.RISING),
        ("count(受电设备, 铭牌容量 > :容差) = 0", None),
        ("count(受电设备, 铭牌容量 > :容差) >= 2", Direction.FALLING),
        ("count(受电设备, 铭牌容量 > :容差 and 运行状态 <> '拆除') >= 2", None),
        ("sum(受电设备.铭牌容量, 铭牌容量 > :容差) > 100", None),
    ],
)
def test_what_the_expression_proves(county: County, wrong: str, expected: Direction | None) -> None:
    note = {**COMPARED, "wrong": wrong}
    rule = pack_of(county.dictionary, [note]).rule("R1")
    assert direction_of(rule, "容差", [0]) is expected
    if expected is None:
        return
    for count in scanned(county, TABLES, [note]):
        hit = [count.hit >> place & 1 for place in range(len(VALUES))]
        assert hit == sorted(hit, reverse=expected is Direction.FALLING)
