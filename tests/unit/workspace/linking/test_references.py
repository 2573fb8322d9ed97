"""How old a register is: by its data date, and by the last date in its rows, which no copying makes newer."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from census_app.cli.main import run
from census_app.workspace.workspace import Workspace

CUSTOMERS = "户号,户名,证件类型,证件号码,用电地址\n0301,张三,居民身份证,11010519491231002X,青岭县柳河镇王庄村1组1号\n"
PEOPLE = (
    "记录号,姓名,公民身份号码,核验结果,核验日期\n"
    "P1,张三,11010519491231002X,不一致,{}\nP2,李四,110105194912310038,一致,{}\n"
)


def _added(tmp_path: Path, first: str, second: str, *more: str) -> Path:
    customers, people = tmp_path / "用电客户_20261127.csv", tmp_path / "公安.csv"
    customers.write_text(CUSTOMERS, encoding="utf-8")
    people.write_text(PEOPLE.format(first, second), encoding="utf-8")
    os.utime(people, (1795824000, 1795824000))  # 2026-11-28
    workspace = tmp_path / "工作区"
    assert run(["import", str(customers), "--workspace", str(workspace)]) == 0
    assert run(["reference", "add", "公安人口", str(people), *more, "--workspace", str(workspace)]) == 0
    return workspace


@pytest.mark.parametrize(
    ("first", "second", "more", "told"),
    [
        ("2026-03-05", "2025-12-30", [], "注意：公安人口里最晚的核验日期是 2026-03-05，比档案早 267 天"),
        ("2026-03-05", "2026-11-20", [], ""),
        ("", "", [], ""),
        ("2026-03-05", "2027-01-01", [], "注意：公安人口里最晚的核验日期是 2026-03-05"),
        ("2026-03-05", "2026-03-05", ["--data-date", "2026-03-06"], "注意：公安人口是 2026-03-06 的数据，比档案早"),
    ],
)
def test_an_old_file_saved_again_is_told_when_it_is_added(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], first: str, second: str, more: list[str], told: str
) -> None:
    workspace = _added(tmp_path, first, second, *more)
    said = capsys.readouterr().out
    assert (told in said) if told else ("注意：公安" not in said)
    assert run(["reference", "list", "--workspace", str(workspace)]) == 0
    listed = capsys.readouterr().out
    assert (told in listed) if told else ("注意" not in listed)


def test_columns_with_cells_nobody_could_read_are_told_by_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _added(tmp_path, "不知道", "2026-11-20")
    assert "读不出的单元格 1 个（核验日期 1 个），按空入库" in capsys.readouterr().out


def test_a_file_of_another_register_is_told_as_what_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    workspace = _added(tmp_path, "2026-11-20", "2026-11-20")
    assert run(["reference", "add", "标准地址库", str(tmp_path / "公安.csv"), "--workspace", str(workspace)]) == 2
    assert "说是标准地址库，而列名是公安人口核验结果的" in capsys.readouterr().err
    (tmp_path / "螺丝.csv").write_text("日期,品名,数量\n2026-11-01,螺丝,3\n", encoding="utf-8")
    assert run(["reference", "add", "标准地址库", str(tmp_path / "螺丝.csv"), "--workspace", str(workspace)]) == 2
    told = capsys.readouterr().err
    assert "没有找到表头" in told and "列名是" not in told


def test_a_register_added_by_mistake_is_withdrawn_and_comes_back(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    workspace = _added(tmp_path, "2026-11-20", "2026-11-20")
    assert run(["link", "--workspace", str(workspace)]) == 0
    assert run(["check", "--workspace", str(workspace)]) == 0
    with Workspace.open(workspace) as opened:
        before = opened.catalogue.open().manifest
    assert _verdict(workspace, "R088", capsys) == "wrong"
    assert run(["reference", "withdraw", "公安人口", "--reason", "导成了邻县的", "--workspace", str(workspace)]) == 0
    assert "已撤下公安人口：2 条不再是工作区的数据" in capsys.readouterr().out
    assert run(["link", "--workspace", str(workspace)]) in (0, 2)
    assert run(["check", "--workspace", str(workspace)]) == 0
    assert _verdict(workspace, "R088", capsys) == "cannot_judge"
    with Workspace.open(workspace) as opened:
        after = opened.catalogue.open()
        assert (after.rows("gov_population"), after.rows("customer")) == (0, 1)
        assert after.manifest.data_date == before.data_date
        assert "gov_population" not in after.manifest.coverage
    capsys.readouterr()
    assert run(["log", "--workspace", str(workspace)]) == 0
    assert "理由：导成了邻县的" in capsys.readouterr().out
    assert run(["verify", "--workspace", str(workspace)]) == 0
    people = str(tmp_path / "公安.csv")
    assert run(["reference", "add", "公安人口", people, "--workspace", str(workspace)]) == 0
    with Workspace.open(workspace) as opened:
        again = opened.catalogue.open().manifest
    assert (again.snapshot, again.parts) == (before.snapshot, before.parts)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["公安人口"], "撤下参照数据必须写明理由"),
        (["不动产登记", "--reason", "错"], "没有导入过不动产登记"),
        (["customer", "--reason", "错"], "customer 不是参照数据，不能撤下"),
    ],
)
def test_what_cannot_be_withdrawn_is_said_and_nothing_changes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str], told: str
) -> None:
    workspace = _added(tmp_path, "2026-11-20", "2026-11-20")
    with Workspace.open(workspace) as opened:
        before = opened.catalogue.open().manifest
    assert run(["reference", "withdraw", *words, "--workspace", str(workspace)]) == 2
    assert told in capsys.readouterr().err
    with Workspace.open(workspace) as opened:
        assert opened.catalogue.open().manifest == before


def test_the_only_table_of_a_workspace_is_not_withdrawn(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    people, workspace = tmp_path / "公安.csv", tmp_path / "工作区"
    people.write_text(PEOPLE.format("2026-11-20", "2026-11-20"), encoding="utf-8")
    assert run(["reference", "add", "公安人口", str(people), "--workspace", str(workspace)]) == 0
    assert run(["reference", "withdraw", "公安人口", "--reason", "错", "--workspace", str(workspace)]) == 2
    assert "撤下就什么也没有了" in capsys.readouterr().err


def _verdict(workspace: Path, rule: str, capsys: pytest.CaptureFixture[str]) -> str:
    """What the newest run says of the one customer."""
    capsys.readouterr()
    assert run(["explain", rule, "0301", "--json", "--workspace", str(workspace)]) == 0
    return str(json.loads(capsys.readouterr().out)["verdict"])
