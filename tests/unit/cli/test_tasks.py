"""`census task …` over the county of `field`."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from census_app.cli.main import run
from census_app.workspace.workspace import Workspace
from tests.unit.survey.field import checked

Said = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tasks") / "W"
    with Workspace.create(folder) as workspace:
        checked(workspace)
    return folder


@pytest.fixture
def said(original: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Said:
    """Runs `census task` with `--json` on a copy of the county: exit code and object."""
    shutil.copytree(original, tmp_path / "W")

    def command(*arguments: str) -> tuple[int, dict[str, Any]]:
        capsys.readouterr()
        code = run(["task", *arguments, "--workspace", str(tmp_path / "W"), "--json"])
        return code, json.loads(capsys.readouterr().out)

    return command


def test_sorted_dispatched_listed_and_shown(said: Said) -> None:
    assert said("sort")[1]["problems"] == {"desk": 2, "call": 4, "visit": 8}
    week = ("--week", "2026-W48", "--start", "2026-11-23")
    code, preview = said("dispatch", *week, "--by", "台区", "--dry-run")
    assert (code, preview["tasks"], preview["act"]) == (0, 10, 0)
    code, given = said("dispatch", *week, "--kind", "上门")
    assert (code, given["tasks"], given["kinds"]) == (0, 8, {"visit": 8, "call": 0, "desk": 0})
    assert said("dispatch", *week, "--kind", "上门")[1]["tasks"] == 0
    listed = said("list", "--surveyor", "张志强")[1]
    assert [task["customer"] for task in listed["tasks"]] == ["C01", "C02"]
    story = said("show", "T2648-0001")[1]
    assert story["open_problems"] == len(story["problem_list"]) > 0
    code, refused = said("show", "T2648-0099")
    assert code == 2 and "没有这个任务" in refused["error"]


def test_what_is_not_understood_is_said(said: Said) -> None:
    assert said("dispatch", "--week", "48周")[0] == 2
    assert said("dispatch", "--week", "2026-W48", "--where", "不是条件")[0] == 2


def test_tasks_change_hands_and_every_act_can_be_undone(said: Said) -> None:
    said("dispatch", "--week", "2026-W48", "--start", "2026-11-23")
    (two,) = said("list", "--customer", "C06")[1]["tasks"]
    number, problem = two["task_no"], two["problems"][0]
    code, changed = said("change", number, "--surveyor", "王五", "--due", "2026-12-04", "--reason", "调岗")
    assert (code, changed["tasks"], said("show", number)[1]["surveyor"]) == (0, 1, "王五")
    split = said("split", number, "--problem", problem, "--kind", "电话", "--surveyor", "李芳")[1]
    assert said("show", split["part"])[1]["problems"] == [problem]
    merged = said("merge", split["rest"], split["part"])[1]
    assert said("undo", str(merged["act"]))[1]["undoes"] == merged["act"]
    recalled = said("recall", split["part"], "--reason", "不用去")[1]
    assert (recalled["opened"], recalled["on_lists"]) == (1, 0)
    assert said("list", "--state", "已撤回")[1]["count"] == 1
    assert said("change", "--auto")[1]["left"] != []
    code, refused = said("change", number, "--auto", "--surveyor", "李芳")
    assert code == 2 and "--auto" in refused["error"]
    assert said("recall", "T2648-0999")[0] == 2


def test_call_sheets_go_out_and_come_back(said: Said, tmp_path: Path) -> None:
    said("dispatch", "--week", "2026-W48", "--start", "2026-11-23")
    code, written = said("calls", "--out", str(tmp_path / "calls"), "--week", "2026-W48")
    assert (code, [sheet["customers"] for sheet in written["sheets"]], written["full"]) == (0, [2], False)
    code, taken = said("calls", "--take", written["sheets"][0]["file"])
    assert (code, taken["files"][0]["blank"], taken["files"][0]["act"]) == (0, 2, 0)
    assert said("calls")[0] == 2


def test_load_and_areas_are_told(said: Said, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said("dispatch", "--week", "2026-W48", "--start", "2026-11-23")
    units = said("load")[1]["units"]
    assert {one["name"] for one in units} == {"柳河供电所", "石桥供电所"} and sum(one["open"] for one in units) == 10
    nobody = next(one for one in units if one["code"] == "0302")["below"][0]
    assert (nobody["surveyor"], nobody["open"], nobody["nobody"]) == ("", 3, 3)
    areas = {one["tg_no"]: one for one in said("areas")[1]["areas"]}
    assert (areas["T1"]["name"], areas["T1"]["place"], areas["T1"]["surveyors"]) == (
        "前柳1#",
        [116.0, 38.0],
        ["张志强"],
    )
    assert sum(one["total"] for one in areas.values()) == 10
    assert {one["tg_no"] for one in said("areas", "--surveyor", "张志强")[1]["areas"]} == {"T1"}
    for words, seen in (
        (["load"], "没有人　在办 3"),
        (["areas"], "T1 前柳1#"),
        (["load", "--week", "2026-W01"], "没有在办的任务"),
    ):
        assert run(["task", *words, "--workspace", str(tmp_path / "W")]) == 0
        assert seen in capsys.readouterr().out
