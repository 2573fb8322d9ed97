"""To-one relations: empty, dangling, several, not covered."""

from __future__ import annotations

from census_app.archive.fabricate import Masked
from census_app.archive.model import TableCoverage
from census_app.archive.snapshot import Snapshot
from tests.unit.checking.build import County

NULL = {"id": "R1", "table": "用电客户", "wrong": "台区 is null"}
DANGLING = {"id": "R2", "table": "用电客户", "wrong": "悬空(台区)"}
FIELD = {"id": "R3", "table": "用电客户", "wrong": "台区.运行状态 <> '运行'"}
CUSTOMERS = [
    {"cons_no": "1", "tg_no": "T1", "org_no": "1301"},
    {"cons_no": "2", "tg_no": None, "org_no": "1301"},
    {"cons_no": "3", "tg_no": "T9", "org_no": "1302"},
    {"cons_no": "4", "tg_no": Masked("T*"), "org_no": "1302"},
]
STATIONS = [{"tg_no": "T1", "run_status": "停运", "org_no": "1301"}]


def test_empty_and_dangling(county: County) -> None:
    checked = county.check({"customer": CUSTOMERS, "distribution_transformer": STATIONS}, [NULL, DANGLING, FIELD])
    assert checked.accused("R1") == ["2", "3"]
    assert checked.accused("R2") == ["3"]
    assert checked.accused("R3") == ["1"]
    assert checked.reasons("R1") == {"masked": 1}
    assert checked.reasons("R3") == {"masked": 1, "null": 2}


def test_a_table_never_imported_proves_nothing(county: County) -> None:
    checked = county.check({"customer": CUSTOMERS}, [NULL, DANGLING, FIELD])
    assert checked.accused("R1") == ["2"]
    assert checked.counted("R2") == (0, 1, 0, 3, 0)
    assert checked.reasons("R2") == {"not_covered": 3}
    assert checked.counted("R3") == (0, 0, 0, 4, 0)


def test_coverage_is_by_unit(county: County) -> None:
    covered = {"distribution_transformer": TableCoverage.model_validate({"completeness": "partial", "units": ["1301"]})}
    tables = {"customer": CUSTOMERS, "distribution_transformer": STATIONS}
    checked = county.check(tables, [NULL, DANGLING], coverage=covered)
    assert checked.accused("R1") == ["2"]
    assert checked.reasons("R2") == {"masked": 1, "not_covered": 1}


def test_a_unit_above_or_below_a_covered_one_is_covered(county: County) -> None:
    covered = {
        "distribution_transformer": TableCoverage.model_validate({"completeness": "partial", "units": ["130205"]})
    }
    tables = {"customer": CUSTOMERS, "distribution_transformer": STATIONS}
    assert county.check(tables, [DANGLING], coverage=covered).accused("R2") == ["3"]


def test_a_stale_table_does_not_prove_absence(county: County) -> None:
    stale = {"distribution_transformer": TableCoverage.model_validate({"completeness": "complete", "stale": True})}
    tables = {"customer": CUSTOMERS, "distribution_transformer": STATIONS}
    checked = county.check(tables, [DANGLING, FIELD], coverage=stale)
    assert checked.accused("R2") == []
    assert checked.accused("R3") == ["1"]


def test_several_targets_are_unknown(county: County) -> None:
    twice = [*STATIONS, {"tg_no": "T1", "run_status": "运行", "org_no": "1301"}]
    checked = county.check({"customer": CUSTOMERS[:1], "distribution_transformer": twice}, [NULL, FIELD])
    assert checked.counted("R1") == (0, 1, 0, 0, 0)
    assert checked.counted("R3") == (0, 0, 0, 1, 0)
    assert checked.reasons("R3") == {"ambiguous": 1}


def test_chains_of_relations(county: County) -> None:
    tables = {
        "customer": CUSTOMERS[:3],
        "distribution_transformer": [{"tg_no": "T1", "line_no": "L1"}, {"tg_no": "T9", "line_no": None}],
        "feeder": [{"line_no": "L1", "line_name": "甲线"}],
    }
    checked = county.check(
        tables,
        [
            {"id": "R1", "table": "用电客户", "wrong": "台区.线路.线路名称 = '甲线'", "says": "{台区.线路.线路名称}"},
            {"id": "R2", "table": "用电客户", "wrong": "台区.线路 is null"},
        ],
    )
    assert [row["message"] for row in checked.findings if row["rule_id"] == "R1"] == ["甲线"]
    assert checked.accused("R2") == ["3"]
    assert checked.counted("R2") == (1, 1, 0, 1, 0)


def test_the_unit_comes_over_relations(county: County) -> None:
    tables = {"customer": CUSTOMERS[:1], "meter": [{"asset_no": "M1", "cons_no": "1", "t_factor": "1"}]}
    checked = county.check(tables, [{"id": "R1", "table": "电能表", "wrong": "综合倍率 = 1", "says": "倍率"}])
    assert [(row["unit"], row["customer"]) for row in checked.findings] == [("1301", "1")]


def test_parts_without_a_join_column_prove_no_absence(county: County) -> None:
    with_station = county.snapshot({"customer": CUSTOMERS[:1]}, snapshot_id="a")
    without = county.snapshot({"customer": [{"cons_no": "8", "org_no": "1301"}]}, snapshot_id="b")
    stations = county.snapshot({"distribution_transformer": [{"tg_no": "T1"}, {"tg_no": "T2"}]}, snapshot_id="c")
    parts = {**with_station.parts, **without.parts, **stations.parts}
    customers = (*with_station.manifest.parts["customer"], *without.manifest.parts["customer"])
    manifest = stations.manifest.model_copy(
        update={
            "parts": {**stations.manifest.parts, "customer": customers},
            "coverage": {**stations.manifest.coverage, **with_station.manifest.coverage},
        }
    )
    joined = Snapshot(manifest, parts, stations.parts_folder)
    checked = county.check(
        joined,
        [
            {"id": "R1", "table": "台区", "wrong": "count(用电客户) = 0", "says": "x"},
            {"id": "R2", "table": "用电客户", "wrong": "为空(所属台区编号)"},
        ],
    )
    assert checked.reasons("R1") == {"not_covered": 2}
    assert checked.reasons("R2") == {"not_imported": 1}
