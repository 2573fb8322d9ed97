"""What is told before a check: what is covered, what cannot be judged, whether the run may be official."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from census_app.checking.readiness import source_of
from census_app.cli.main import run
from census_app.foundation.errors import BadInput
from census_app.workspace.runs.plan import plan_check
from census_app.workspace.runs.profile import profile_check
from census_app.workspace.runs.run import run_check
from census_app.workspace.workspace import Workspace
from tests.unit.workspace import in_force, probe
from tests.unit.workspace.county import deliver

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


READS = {
    "R601": ("true", "合同容量 > 100", "fully"),
    "R602": ("true", "合同容量 > 100 and count(计量点) = 0", "not"),
    "R603": ("true", "合同容量 > 100 or count(计量点) = 0", "partly"),
    "R604": ("true", "not (合同容量 <= 100 or count(计量点) > 0)", "not"),
    "R605": ("true", "证件号码 is null", "not"),
    "R610": ("在册(用户状态)", "合同容量 > 100", "partly"),
    "R606": ("证件号码 is not null", "合同容量 > 100", "not"),
    "R607": ("true", "台区.台区容量 > 10", "not"),
    "R608": ("true", "case when 运行容量 > 100 then 合同容量 > 100 else 证件号码 is null end", "partly"),
    "R609": ("true", "any(计量点, 计量点状态 = '在用') and 合同容量 > 100", "not"),
}
"""Rule → scope, condition, how far it can be judged where only 合同容量 and 运行容量 of customers are there."""


def test_what_the_plan_says_of_a_rule_is_what_a_run_finds(tmp_path: Path) -> None:
    rules = "".join(
        f"""
- id: {rule}
  version: 1
  title: {{zh: {rule}}}
  category: 供电电源与受电设备
  severity: normal
  table: 用电客户
  scope: {scope}
  wrong:
    - id: 是
      when: {when}
      accuses: [用户编号]
      says: {{zh: 是}}
  remedy: {{zh: 核对}}
  source: {{kind: engineering}}
"""
        for rule, (scope, when, _) in READS.items()
    )
    with Workspace.create(tmp_path / "县") as workspace:
        in_force.put_in_force(workspace, probe.write_pack(tmp_path / "包", rules))
        rows = [
            {"cons_no": str(n), "org_no": "0301", "contract_cap": cap, "run_cap": cap} for n, cap in ((1, 50), (2, 150))
        ]
        deliver(workspace, probe.W1, rows)
        plan = plan_check(workspace)
        said = {one.rule: one.judging.value for one in plan.outlook.readiness.rules}
        assert said == {rule: judging for rule, (_, _, judging) in READS.items()}
        counts = run_check(workspace).rules
    for rule, judging in said.items():
        assert (counts[rule]["wrong"] > 0) == (judging != "not"), rule
        assert judging != "fully" or not counts[rule]["cannot_judge"], rule
    assert any("查不出 6" in line for line in plan.lines()) and plan.as_json()["outlook"]["fully"] == ["R601"]


def test_what_is_said_before_the_import_is_what_the_plan_says_after_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = "\n".join(f"{number:010d},张三,正常用电客户,普通工业,0301,{number}" for number in range(1, 4))
    one, two = tmp_path / "用电客户_柳河.csv", tmp_path / "用电客户_石桥.csv"
    one.write_text(f"用户编号,用户名称,用户状态,用电类别,供电单位编码,合同容量\n{rows}\n", encoding="utf-8")
    two.write_text(
        "用户编号,用户名称,用户状态,用电类别,供电单位编码\n0000000009,李四,正常用电客户,普通工业,0301\n",
        encoding="utf-8",
    )
    words = ["import", str(one), str(two), "--workspace", str(tmp_path / "县")]
    assert run([*words, "--preview", "--json"]) == 0
    before = json.loads(capsys.readouterr().out)["outlook"]
    assert before["partly"] and before["not"]
    assert {"table": "customer", "field": "contract_cap", "partial": True}.items() <= {
        key: value
        for blocker in before["blockers"]
        if blocker["field"] == "contract_cap"
        for key, value in blocker.items()
    }.items()
    assert run([*words, "--preview"]) == 0
    assert "导入以后 112 条规则" in capsys.readouterr().out
    assert run(words) == 0
    capsys.readouterr()
    assert run(["check", "--plan", "--workspace", str(tmp_path / "县"), "--json"]) == 0
    after = json.loads(capsys.readouterr().out)["outlook"]
    assert after == before
    assert run([*words, "--preview", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["outlook"]["kept_tables"] == []


def test_files_of_a_delivery_that_come_one_after_another_are_judged_together(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = "\n".join(f"{number:010d},张三,正常用电客户,普通工业,0301,{number}" for number in range(1, 40))
    low, high = tmp_path / "低压_20261120.csv", tmp_path / "高压_20261120.csv"
    low.write_text(f"用户编号,用户名称,用户状态,用电类别,供电单位编码,合同容量\n{rows}\n", encoding="utf-8")
    high.write_text(
        "用户编号,用户名称,用户状态,用电类别,供电单位编码\n0000000099,某厂,正常用电客户,普通工业,0301\n",
        encoding="utf-8",
    )
    rest = ["import", str(high), "--workspace", str(tmp_path / "县")]
    assert run(["import", str(low), "--workspace", str(tmp_path / "县")]) == 0
    capsys.readouterr()
    assert run([*rest, "--preview", "--json"]) == 0
    before = json.loads(capsys.readouterr().out)["outlook"]
    (lack,) = (one for one in before["blockers"] if (one["table"], one["field"]) == ("customer", "contract_cap"))
    assert lack["partial"], "the rows that stand have the column"
    assert run(rest) == 0
    capsys.readouterr()
    with Workspace.open(tmp_path / "县") as workspace:
        assert workspace.catalogue.open().rows("customer") == 40
        after = plan_check(workspace).outlook.as_json()
    assert {name: after[name] for name in ("fully", "not")} == {name: before[name] for name in ("fully", "not")}
    whole = tmp_path / "用电客户_20261127.csv"
    bare = "\n".join(line.rsplit(",", 1)[0] for line in rows.splitlines())
    whole.write_text(f"用户编号,用户名称,用户状态,用电类别,供电单位编码\n{bare}\n", encoding="utf-8")
    assert run(["import", str(whole), "--workspace", str(tmp_path / "县"), "--preview", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)["outlook"]["blockers"]
    (lack,) = (one for one in told if (one["table"], one["field"]) == ("customer", "contract_cap"))
    assert not lack["partial"], "a whole new edition without the column has it no more"
