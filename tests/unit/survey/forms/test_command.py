from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from census_app.cli.main import run
from census_app.foundation.errors import BadInput, Cancelled, WorkspaceBusy
from census_app.foundation.jobs import JobContext
from census_app.survey.forms.issued import forms_of_week
from census_app.survey.forms.issuing import FORMS_LEASE, issue_forms
from census_app.workspace.people.model import Identity
from census_app.workspace.people.session import Session, use_session
from census_app.workspace.workspace import Workspace
from tests.unit.workspace.people.rosters import enabled

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


def test_only_the_head_of_the_unit_gives_out_its_forms(archive: Path, tmp_path: Path) -> None:
    shutil.copytree(archive, tmp_path / "W")
    with Workspace.open(tmp_path / "W") as workspace:
        dispatch(workspace, [0, 1], "walk1")
        enabled(workspace, tmp_path / "people")
        use_session(workspace, Session("head2", Identity.PIN))
        with pytest.raises(BadInput, match="下发普查表"):
            issue_forms(workspace, WEEK, tmp_path / "o")
        assert not (tmp_path / "o").exists()
        use_session(workspace, Session("head1", Identity.PIN))
        form, name, path = issue_forms(workspace, WEEK, tmp_path / "o", "李普").files[0]
        assert (form.surveyor, name) == ("walk1", "李普")
        assert path.name == "普查表_柳河供电所_李普_2026-W48_S01.xlsx"


def test_forms_are_given_out_by_one_at_a_time(archive: Path, tmp_path: Path) -> None:
    shutil.copytree(archive, tmp_path / "W")
    with Workspace.open(tmp_path / "W") as workspace:
        dispatch(workspace, [0])
        with workspace.lease(FORMS_LEASE, what="出普查表"), pytest.raises(WorkspaceBusy):
            issue_forms(workspace, WEEK, tmp_path / "o")


def test_a_job_that_is_cancelled_issues_nothing(archive: Path, tmp_path: Path) -> None:
    shutil.copytree(archive, tmp_path / "W")
    with Workspace.open(tmp_path / "W") as workspace:
        dispatch(workspace, [0], "甲")
        dispatch(workspace, [1], "乙")
        context = JobContext(lambda done, total, text: context.cancel() if "写普查表" in text else None)
        with pytest.raises(Cancelled):
            issue_forms(workspace, WEEK, tmp_path / "o", context=context)
        assert forms_of_week(workspace, WEEK) == []
        report = issue_forms(workspace, WEEK, tmp_path / "o")
        assert [form.form_no for form, _, _ in report.files] == ["0301-2026W48-S01", "0301-2026W48-S02"]
