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
