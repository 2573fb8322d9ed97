"""What is told before a check: what is covered, what cannot be judged, whether the run may be official."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from census_app.checking.readiness import source_of
from census_app.foundation.errors import BadInput
from census_app.workspace.check_plan import plan_check
from census_app.workspace.profile import profile_check
from census_app.workspace.runs import run_check
from census_app.workspace.workspace import Workspace

from . import in_force, probe
from .county import deliver

TWO_TABLES = (
    probe.RULE
    + """
- id: R500
  version: 1
  title: {zh: 户号在计量点里没有}
  category: 供电电源与受电设备
  severity: normal
  table: 用电客户
  wrong:
    - id: 没有
      when: count(计量点) = 0
      accuses: [用户编号]
      says: {zh: 没有计量点}
  remedy: {zh: 核对}
  source: {kind: engineering}
"""
)


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.create(tmp_path / "县") as workspace:
        in_force.put_in_force(workspace, probe.write_pack(tmp_path / "包", TWO_TABLES))
        yield workspace


def test_before_the_first_import_there_is_nothing_to_plan(made: Workspace) -> None:
    with pytest.raises(BadInput):
        plan_check(made)


def test_the_plan_names_what_is_missing_and_what_it_stops(made: Workspace) -> None:
    deliver(made, probe.W1)
    plan = plan_check(made)
    assert (plan.rules, plan.hindered, plan.previous, plan.checked, plan.refusal) == (2, ("R500",), "", False, "")
    tables = {table.table: table for table in plan.tables}
    assert not tables["customer"].absent and tables["customer"].rules == ("R042", "R500")
    assert tables["metering_point"].absent and tables["metering_point"].rules == ("R500",)
    run = run_check(made)
    assert (plan_check(made).previous, plan_check(made).checked) == (run.run, True)


def test_a_derived_table_is_told_as_the_one_whose_files_it_comes_from(made: Workspace) -> None:
    deliver(made, probe.W1)
    latest = next(table for table in made.dictionary.tables.values() if table.latest is not None)
    assert latest.latest is not None
    assert source_of(latest) == latest.latest.source
    monthly = next(table for table in made.dictionary.tables.values() if table.periods is not None)
    assert monthly.periods is not None
    assert source_of(monthly) == monthly.periods.source
    assert source_of(made.dictionary.table("customer")) == "customer"


def test_older_data_could_only_be_tried(made: Workspace) -> None:
    deliver(made, probe.W2)
    run = run_check(made)
    deliver(made, probe.W1)
    refusal = plan_check(made).refusal
    assert run.run in refusal and "2026-11-16" in refusal


def test_the_rules_in_force_are_timed_and_nothing_is_written(made: Workspace) -> None:
    deliver(made, probe.W1)
    before = sorted(made.folder.rglob("*"))
    report = profile_check(made, sample=2)
    assert {one.rule for one in report.rules} == {"R042", "R500"}
    assert report.as_json()["rules"][0]["table_name"] == "用电客户"
    assert any("R042" in line for line in report.lines())
    assert [path for path in sorted(made.folder.rglob("*")) if "census.db" not in path.name] == [
        path for path in before if "census.db" not in path.name
    ]
