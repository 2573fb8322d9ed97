"""`census report` and `census why` on the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from census_app.cli.main import run
from census_app.workspace.workspace import Workspace

from .conftest import WEEK


class Census:
    """One workspace's command line."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self._folder, self._capsys = folder, capsys

    def __call__(self, *words: str, code: int = 0) -> str:
        assert run([*words, "--workspace", str(self._folder)]) == code
        said = self._capsys.readouterr()
        return said.out + said.err

    def json(self, *words: str) -> dict[str, Any]:
        assert run([*words, "--workspace", str(self._folder), "--json"]) == 0
        loaded: dict[str, Any] = json.loads(self._capsys.readouterr().out)
        return loaded


@pytest.fixture
def census(county: Workspace, capsys: pytest.CaptureFixture[str]) -> Census:
    folder = county.folder
    county.close()
    return Census(folder, capsys)


def test_a_report_is_made_listed_and_asked_about(census: Census, tmp_path: Path) -> None:
    made = census.json("report", "units", "--week", WEEK, "--out", str(tmp_path / "o"), "--format", "html")
    assert [Path(name).name for name in made["files"]] == [f"单位下钻_{WEEK}.html"]
    listed = census.json("report", "list")
    assert {one["report"] for one in listed["reports"]} == {"daily", "bulletin", "monthly", "units", "board"}
    assert [one["report"] for one in listed["published"]] == ["bulletin", "units"]
    page = (tmp_path / "o" / f"单位下钻_{WEEK}.html").read_text(encoding="utf-8")
    code = page.split('class="code">')[1][:6]
    answer = census.json("why", code)
    assert answer["agrees"] and answer["reports"] == [f"单位下钻 {WEEK}"]
    said = census("why", code, "--rows", "2", "--out", str(tmp_path / "rows.csv"))
    assert "现数一遍：与印出的相符" in said
    rows = (tmp_path / "rows.csv").read_text(encoding="utf-8-sig").splitlines()
    assert rows[0].split(",") == answer["columns"] and len(rows) == 1 + len(answer["rows"])


def test_recoveries_are_entered(census: Census) -> None:
    number = census.json("problems", "--where", "未了结")["problems"][5]["problem_no"]
    before = census.json("report", "recover", number, "--amount", "0.01")
    again = census.json("report", "recover", number, "--amount", "0.01")
    assert (before["problems"], before["amount"]) == (3, "60.51") and again["act"] is None
    assert "不是数" in census("report", "recover", number, "--energy", "多", code=2)
    assert "写一个问题短号" in census("report", "recover", code=2)


def test_what_does_not_fit_is_said(census: Census, tmp_path: Path) -> None:
    assert "看不懂的周" in census("report", "bulletin", "--week", "48", "--out", str(tmp_path), code=2)
    assert "写错" in census("why", "AAAAAA", code=2)
    missing = ("--notes", str(tmp_path / "none.yaml"))
    assert "没有这个文件" in census("report", "board", "--week", WEEK, "--out", str(tmp_path), *missing, code=2)
