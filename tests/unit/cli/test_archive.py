"""What `census import` is given: folders, links, lists of names, and what is no delivery at all."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from census_app.cli import archive
from census_app.cli.main import run

HEADER = "用户编号,用户名称,用户分类,供电单位编码"


def _customers(folder: Path, name: str, number: int) -> Path:
    source = folder / name
    source.write_text(f"{HEADER}\n{number:04d},张三,低压居民,1301001\n", encoding="utf-8")
    return source


def _preview(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, object]]:
    code = run(["import", *arguments, "--preview", "--json"])
    return code, json.loads(capsys.readouterr().out)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_odd_things_in_a_drop_are_rows_with_a_reason_and_stop_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = _customers(tmp_path, "用电客户.csv", 1)
    pipe, broken = tmp_path / "管道.csv", tmp_path / "断.csv"
    os.mkfifo(pipe)
    broken.symlink_to(tmp_path / "没有.csv")
    code, found = _preview(capsys, *map(str, (good, pipe, broken, "/dev/zero")))
    assert code == 1
    assert len(found["tables"]) == 1  # type: ignore[arg-type]
    assert [refused["file"] for refused in found["refused"]] == ["管道.csv", "断.csv", "zero"]  # type: ignore[attr-defined, index]


def test_the_day_of_the_data_is_told_with_where_it_was_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = _customers(tmp_path, "用电客户20261120.csv", 1)
    assert run(["import", str(source), "--workspace", str(tmp_path / "w")]) == 0
    assert "数据日期 2026-11-20：用电客户（取自名称“用电客户20261120.csv”）" in capsys.readouterr().out.splitlines()


def test_more_names_than_a_command_line_holds_come_in_a_list(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = [str(_customers(tmp_path, f"用电客户{number}.csv", number)) for number in range(3)]
    listed = tmp_path / "names.txt"
    listed.write_text("\n".join(names), encoding="utf-8")
    code, found = _preview(capsys, "--list", str(listed))
    assert code == 0
    assert len(found["tables"]) == 3  # type: ignore[arg-type]
    assert run(["import", "--preview", "--list", str(tmp_path / "没有.txt")]) == 2
    assert run(["import", "--preview"]) == 2


def test_a_folder_that_is_no_delivery_is_refused_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(archive, "MOST_FILES", 2)
    for number in range(3):
        _customers(tmp_path, f"{number}.csv", number)
    assert run(["import", "--preview", str(tmp_path)]) == 2
    assert "不像是导出的档案" in capsys.readouterr().err


def test_columns_left_out_are_named_with_the_reason(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "用电客户.csv"
    source.write_text(f"{HEADER},用户名称,怪列\n0001,张三,低压居民,1301001,李四,x\n", encoding="utf-8")
    assert run(["import", "--preview", str(source)]) == 0
    preview = capsys.readouterr().out
    assert run(["import", str(source), "--workspace", str(tmp_path / "县")]) == 0
    told = capsys.readouterr().out
    for text in (preview, told):
        assert "都是“用户名称”而内容不同" in text
        assert "用户名称、用户名称、怪列" in text
    assert "用电客户：读到 2 = 入库 1" in told


def test_a_preview_writes_the_mapping_to_be_corrected(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "用电客户_20261120.csv"
    source.write_text("用户编号,客户全称,用户分类,供电单位编码\n0001,张三,低压居民,1301001\n", encoding="utf-8")
    kept = tmp_path / "对应.yaml"
    assert run(["import", str(source), "--preview", "--save-mapping", str(kept)]) == 0
    kept.write_text(
        kept.read_text("utf-8").replace("header: 客户全称\n    field: null", "header: 客户全称\n    field: cons_name"),
        encoding="utf-8",
    )
    capsys.readouterr()
    _, found = _preview(capsys, str(source), "--mapping", str(kept))
    assert [column["field"] for column in found["tables"][0]["columns"]][1] == "cons_name"  # type: ignore[index]


def test_a_source_can_be_left_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = [str(_customers(tmp_path, f"用电客户{number}_20261120.csv", number)) for number in range(2)]
    workspace = str(tmp_path / "县")
    assert run(["import", *files, "--workspace", workspace, "--leave-out", "用电客户0_20261120.csv"]) == 0
    told = capsys.readouterr().out
    assert "用电客户：读到 2 = 入库 1" in told
    assert "未导入 用电客户0_20261120.csv：按要求不导入，2 行" in told
