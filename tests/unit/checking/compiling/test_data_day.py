"""数据日: each record is judged by the day its own data were last delivered for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from census_app.archive.snapshot import Snapshot
from census_app.checking.explaining.explain import Explanation, explain
from tests.unit.checking.build import Checked, County, pack_of
from tests.unit.checking.rehearsal.rehearsing import change, fates, rehearsed

OLD, NEW = date(2026, 11, 13), date(2026, 11, 20)
LATE = {
    "id": "R1", "table": "业扩工单", "wrong": "流程状态 = '在途' and 业务受理时间 < 数据日 - 7", "says": "到 {数据日}",
}  # fmt: skip
TABLES: dict[str, list[dict[str, Any]]] = {
    "customer": [{"cons_no": "1", "org_no": "A", "build_date": "2026-11-05"}],
    "connection_order": [
        {"app_no": "o1", "cons_no": "1", "accept_time": "2026-11-01 09:00:00", "proc_status": "在途"},
        {"app_no": "o2", "cons_no": "1", "accept_time": "2026-11-09 09:00:00", "proc_status": "在途"},
    ],
    "contract": [{"contract_no": "k1", "cons_no": "1", "sign_date": "2020-01-01", "expire_date": "2026-11-16"}],
}


def aged(snapshot: Snapshot, *tables: str, day: date = OLD) -> Snapshot:
    """The snapshot with tables inherited from an older delivery."""
    parts = {
        name: part.model_copy(update={"data_date": day}) if part.table in tables else part
        for name, part in snapshot.parts.items()
    }
    return replace(snapshot, parts=parts)


def both(first: Snapshot, second: Snapshot, table: str) -> Snapshot:
    """The second snapshot, in which the table has the rows of the first before its own."""
    parts = {table: (*first.manifest.parts[table], *second.manifest.parts[table])}
    manifest = second.manifest.model_copy(update={"parts": second.manifest.parts | parts})
    return replace(second, manifest=manifest, parts=first.parts | second.parts)


def checked(county: County, snapshot: Snapshot, *notes: dict[str, Any], as_of: date = NEW) -> Checked:
    return county.check(snapshot, notes, as_of=as_of)


def delivered(county: County, **given: Any) -> Snapshot:
    return county.snapshot(TABLES, data_date=NEW, **given)


def test_of_the_newest_delivery_it_is_today(county: County) -> None:
    found = checked(county, delivered(county), LATE)
    assert found.accused("R1") == ["o1", "o2"]
    assert {row["message"] for row in found.findings} == {"到 2026-11-20"}


def test_what_was_told_a_week_ago_is_judged_by_that_day(county: County) -> None:
    found = checked(county, aged(delivered(county), "connection_order"), LATE)
    assert found.accused("R1") == ["o1"], "o2 was open a week ago, and nobody has told since"
    assert found.findings[0]["message"] == "到 2026-11-13"
    assert found.counted("R1") == (1, 1, 0, 0, 0)


def test_the_same_bytes_delivered_again_are_told_again(county: County) -> None:
    old = aged(delivered(county), "connection_order")
    (part,) = old.manifest.parts["connection_order"]
    again = replace(old, manifest=old.manifest.model_copy(update={"delivered": {part: NEW}}))
    assert checked(county, again, LATE).accused("R1") == ["o1", "o2"]


def test_each_row_has_the_day_of_its_own_part(county: County) -> None:
    first = aged(delivered(county, snapshot_id="first"), "connection_order")
    second = county.snapshot(
        {**TABLES, "connection_order": [row | {"app_no": f"n{row['app_no']}"} for row in TABLES["connection_order"]]},
        data_date=NEW,
        snapshot_id="second",
    )
    found = checked(county, both(first, second, "connection_order"), LATE)
    told = {row["record_key"]: row["message"] for row in found.findings}
    assert told == {"o1": "到 2026-11-13", "no1": "到 2026-11-20", "no2": "到 2026-11-20"}


@pytest.mark.parametrize(
    ("as_of", "accused"),
    [(date(2026, 12, 31), ["o1"]), (NEW, ["o1"]), (date(2026, 11, 10), ["o1"]), (date(2026, 11, 8), [])],
)
def test_an_older_delivery_tells_nothing_of_later_days(county: County, as_of: date, accused: list[str]) -> None:
    assert checked(county, aged(delivered(county), "connection_order"), LATE, as_of=as_of).accused("R1") == accused


def test_of_the_newest_delivery_the_given_day_counts(county: County) -> None:
    soon = {"id": "R1", "table": "业扩工单", "wrong": "业务受理时间 < 数据日 - 30"}
    assert checked(county, delivered(county), soon).accused("R1") == []
    assert checked(county, delivered(county), soon, as_of=date(2026, 12, 9)).accused("R1") == ["o1"]


def test_a_register_dated_later_than_the_archive_is_of_today(county: County) -> None:
    late = aged(delivered(county), "connection_order", day=date(2026, 11, 25))
    found = checked(county, late, LATE)
    assert {row["message"] for row in found.findings} == {"到 2026-11-20"}


def test_a_rehearsal_keeps_the_day_of_every_row(county: County) -> None:
    first = aged(delivered(county, snapshot_id="first"), "connection_order")
    newer = [row | {"app_no": f"n{row['app_no']}"} for row in TABLES["connection_order"]]
    second = county.snapshot({**TABLES, "connection_order": newer}, data_date=NEW, snapshot_id="second")
    told = rehearsed(
        county,
        both(first, second, "connection_order"),
        [LATE],
        change("业扩工单", "o1", "业务受理时间", "2026-11-07 09:00:00"),
        change("业扩工单", "no1", "业务受理时间", "2026-11-07 09:00:00"),
    )
    assert fates(told) == {("R1", "o1"): "right", ("R1", "no1"): "left"}, "nobody knows of o1 after its own day"


CONTRACT = {
    "id": "R2",
    "table": "用电客户",
    "wrong": "最新合同.合同到期日期 < 数据日(最新合同)",
    "says": "{数据日(最新合同)}",
}


def test_the_day_of_a_record_reached_is_its_own(county: County) -> None:
    assert checked(county, delivered(county), CONTRACT).accused("R2") == ["1"]
    old = aged(delivered(county), "contract")
    assert checked(county, old, CONTRACT).counted("R2") == (0, 1, 0, 0, 0)
    own = {"id": "R2", "table": "用电客户", "wrong": "最新合同.合同到期日期 < 数据日"}
    assert checked(county, old, own).accused("R2") == ["1"], "the customers came this week"


@pytest.mark.parametrize("old", [(), ("contract",)])
def test_there_is_no_day_where_there_is_no_record(county: County, old: tuple[str, ...]) -> None:
    tables = {**TABLES, "customer": [*TABLES["customer"], {"cons_no": "2", "org_no": "A"}]}
    note = {"id": "R2", "table": "用电客户", "wrong": "数据日(最新合同) is not null", "says": "{数据日(最新合同)}"}
    found = checked(county, aged(county.snapshot(tables, data_date=NEW), *old), note)
    assert found.accused("R2") == ["1"]


def test_members_have_their_own_day_and_the_accused_record_has_its_own(county: County) -> None:
    old = aged(delivered(county), "connection_order")
    member = {"id": "R3", "table": "用电客户", "wrong": "count(业扩工单, 成员.业务受理时间 < 数据日 - 7) = 1"}
    assert checked(county, old, member).accused("R3") == ["1"]
    assert checked(county, delivered(county), member).accused("R3") == []
    compared = {"id": "R3", "table": "用电客户", "wrong": "any(业扩工单, 本户.立户日期 < 数据日 - 7)"}
    assert checked(county, old, compared).accused("R3") == ["1"]
    assert checked(county, aged(delivered(county), "customer"), compared).accused("R3") == ["1"]
    assert checked(county, aged(delivered(county), "connection_order", day=OLD.replace(day=12)), compared).counted(
        "R3"
    ) == (0, 1, 0, 0, 0)
    folded = {"id": "R3", "table": "用电客户", "wrong": "min(天差(业扩工单.业务受理时间, 数据日)) = 11"}
    assert checked(county, old, folded).accused("R3") == ["1"], "outside the condition a bare name is the customer's"


def explained(county: County, snapshot: Snapshot, note: dict[str, Any], key: str) -> Explanation:
    return explain(snapshot, pack_of(county.dictionary, [note]), county.dictionary, note["id"], key, NEW)


def test_the_explanation_says_which_day_was_used(county: County) -> None:
    told = explained(county, aged(delivered(county), "connection_order"), LATE, "o2")
    assert told.data_days == {"业扩工单": "2026-11-13"}
    assert "数据日：业扩工单 2026-11-13，之后没有再交来，办没办、改没改不知道，按那一天判" in told.lines()
    assert any("数据日 ＝ 2026-11-13" in line for line in told.lines())
    fresh = explained(county, delivered(county), LATE, "o2")
    assert fresh.verdict == "wrong" and "数据日：业扩工单 2026-11-20" in fresh.lines()
    reached = explained(county, aged(delivered(county), "contract"), CONTRACT, "1")
    assert reached.data_days == {"最新合同": "2026-11-13"}
