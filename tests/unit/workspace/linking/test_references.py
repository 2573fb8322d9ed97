"""How old a register is: by its data date, and by the last date in its rows, which no copying makes newer."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from census_app.cli.main import run

CUSTOMERS = "户号,户名,身份证号,用电地址\n0301,张三,11010519491231002X,青岭县柳河镇王庄村1组1号\n"
PEOPLE = "记录号,姓名,公民身份号码,核验日期\nP1,张三,11010519491231002X,{}\nP2,李四,110105194912310038,{}\n"


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
