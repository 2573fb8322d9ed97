"""`census pack test` never says that all is well of examples it did not run, and names every one that does not fit."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from census_app.cli.main import run
from tests.unit.workspace.in_force import write_pack
from tests.unit.workspace.pack_life.sample import BASELINE, HEAD, RULES, sample


def test_examples_of_a_rule_that_cannot_run_are_not_passed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = str(sample(tmp_path / "包", "1.0.0", ("运行容量 > 合同容量 * :倍数", "运行容亮 > 合同容量 * :倍数")))
    assert run(["pack", "test", folder]) == 1
    assert "规则 S042 写得不对，例子没有运行" in capsys.readouterr().out
    assert run(["pack", "test", folder, "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["rules_not_run"] == ["S042"]


def test_drafts_are_tested_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    draft = ("severity: important", "severity: important\n  status: draft")
    folder = sample(tmp_path / "包", "1.0.0", draft, ('record: {合同容量: "500"}', 'record: {合同容量: "5"}'))
    assert run(["pack", "test", str(folder)]) == 1
    assert "S043 例“有错（过大）”：应为有错（过大），得到正确" in capsys.readouterr().out


def test_every_fault_of_the_examples_is_told_with_its_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    changes = (('record: {运行容量: "400"}', "record: {运行容量: 四百}"), ('户名数: "1"', "户名数: 一"))
    assert run(["pack", "test", str(sample(tmp_path / "包", "1.0.0", *changes))]) == 2
    said = capsys.readouterr().err
    assert "例子有 2 处写得不对：" in said
    assert "S042 例 1：“运行容量”的值“四百”不对（要数字）" in said
    assert "S044 例 3：参数“户名数”的值不全是数字" in said


def test_a_fault_of_the_baseline_has_a_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    baseline = BASELINE.replace('合同容量: "100"', "合同容量: 一百")
    folder = write_pack(tmp_path / "包", pack=HEAD, baseline=baseline, rules=RULES)
    assert run(["pack", "test", str(folder)]) == 2
    assert "baseline.yaml:7 基准记录 用电客户：“合同容量”的值“一百”不对" in capsys.readouterr().err


def test_a_pack_without_rules_is_refused_and_one_of_drafts_remarked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    empty = write_pack(tmp_path / "空", pack=HEAD, baseline=BASELINE, rules="")
    assert run(["pack", "lint", str(empty)]) == 1
    assert "包里一条规则也没有" in capsys.readouterr().out
    drafts = write_pack(
        tmp_path / "草稿", pack=HEAD, baseline=BASELINE, rules=RULES.replace("  table:", "  status: draft\n  table:")
    )
    run(["pack", "lint", str(drafts)])
    assert "没有一条规则是启用的" in capsys.readouterr().out


def test_a_parameter_that_is_written_wrongly_is_not_called_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    dated = ("{倍数: {value: 1}}", "{倍数: {value: 1, dated: [{since: 2026-1-1, value: 2}]}}")
    assert run(["pack", "lint", str(sample(tmp_path / "包", "1.0.0", dated))]) == 1
    said = capsys.readouterr().out
    assert "参数“:倍数”本身写得不对" in said and "没有参数" not in said
    assert said.index("生效日期“2026-1-1”不对") < said.index("参数“:倍数”本身写得不对"), "the cause comes first"


def test_a_bracket_that_is_not_closed_is_named_where_it_opens(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = sample(tmp_path / "包", "1.0.0", ("title: {zh: 运行容量大于合同容量}", "title: {zh: 运行容量大于合同容量"))
    assert run(["pack", "lint", str(folder)]) == 2
    assert "第 4 行的花括号 {没有结束" in capsys.readouterr().err
