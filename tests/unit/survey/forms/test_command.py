from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from census_app.cli.main import run
from census_app.workspace.workspace import Workspace

from .walk import SURVEYOR, WEEK, dispatch


@pytest.fixture(scope="module")
def folder(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    copied = tmp_path_factory.mktemp("command") / "W"
    shutil.copytree(archive, copied)
    with Workspace.open(copied) as made:
        dispatch(made, [0, 1], kind="visit")
        dispatch(made, [2], surveyor="")
        dispatch(made, [3], kind="call")
    return copied


def test_forms_are_told_as_one_object(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(folder, tmp_path / "W")
    arguments = ["survey", "xlsform", "--workspace", str(tmp_path / "W"), "--week", WEEK, "--out", str(tmp_path / "o")]
    assert run([*arguments, "--surveyor", SURVEYOR, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["issued"], told["unassigned"]) == (1, 1)
    form = told["forms"][0]
    assert form["tasks"] == 2
    assert Path(form["file"]).is_file()
    assert Path(form["phone_file"]).is_file()
    assert run([*arguments, "--surveyor", "李四"]) == 2
    assert "没有要上门的任务" in capsys.readouterr().err


def test_nobody_to_visit_is_said(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["--workspace", str(folder), "--week", "2026-W01", "--out", str(tmp_path / "o")]
    assert run(["survey", "forms", *arguments]) == 0
    assert "没有要上门的任务" in capsys.readouterr().out


@pytest.mark.parametrize("week", ["2026-48", "W48", "2026-W54"])
def test_a_wrong_week_is_refused(folder: Path, tmp_path: Path, week: str) -> None:
    assert run(["survey", "forms", "--workspace", str(folder), "--week", week, "--out", str(tmp_path / "o")]) == 2
    assert not (tmp_path / "o").exists()


def test_scenes_are_told_with_who_qualifies(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["survey", "scenes", "--workspace", str(folder), "--count", "--json"]) == 0
    told = {scene["id"]: scene for scene in json.loads(capsys.readouterr().out)["scenes"]}
    assert len(told) == 18
    assert (told["basic"]["qualify"], told["hint_app"]["qualify"]) == (10, 5)
    assert run(["survey", "scenes", "dedicated_line", "--workspace", str(folder)]) == 0
    said = capsys.readouterr().out
    assert "调度厂站" in said
    assert "质量标准" in said
    assert run(["survey", "scenes", "dedicated", "--workspace", str(folder)]) == 2
    assert "dedicated_line" in capsys.readouterr().err


def test_a_wrong_scene_stops_the_forms_and_says_where(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(folder, tmp_path / "W")
    (tmp_path / "W" / "scenes").mkdir(exist_ok=True)
    (tmp_path / "W" / "scenes" / "bad.yaml").write_text("id: bad\nzh: 坏\nitems: [x.y]\n", encoding="utf-8")
    arguments = ["--workspace", str(tmp_path / "W"), "--week", WEEK, "--out", str(tmp_path / "o")]
    assert run(["survey", "forms", *arguments]) == 2
    assert "bad.yaml" in capsys.readouterr().err
    assert not list((tmp_path / "o").glob("*.xlsx"))
