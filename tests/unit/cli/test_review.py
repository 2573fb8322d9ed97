"""`census review …` and `census survey corrections …` from end to end, as people type them."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from census_app.cli.main import run
from census_app.foundation.jobs import silent
from census_app.reporting.list_rows import unit_rows
from census_app.reporting.standing import standing_at
from census_app.survey.words import AnswerOutcome
from census_app.workspace.workspace import Workspace
from tests.unit.survey.review.field import dispatched, listed, numbers, surveyed

TASK = "T2648-0001"


def said(capsys: pytest.CaptureFixture[str], workspace: Path, *words: str, code: int = 0) -> dict[str, Any]:
    assert run([*words, "--workspace", str(workspace), "--json"]) == code
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_a_week_of_reviewing(county: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = listed(county, "6", AnswerOutcome.APPEALED, person="孙梅", reason="不属本单位")
    dispatched(county, TASK, "4")
    surveyed(
        county,
        TASK,
        "4",
        ("addr_road", AnswerOutcome.DIFFERENT, "柳河路"),
        ("contract_cap", AnswerOutcome.DIFFERENT, "160"),
    )
    where = county.folder
    assert said(capsys, where, "review", "queue")["waiting"] == 3
    assert run(["review", "queue", "--workspace", str(where)]) == 0
    assert "要两人审：核心字段" in capsys.readouterr().out
    moved = said(capsys, where, "review", "appeal", first, "--to", "0301", "--by", "李梅")
    undone = said(
        capsys, where, "review", "undo", *(str(one) for one in moved["acts"]), "--reason", "错了", "--by", "李梅"
    )
    assert undone["undone"] == moved["acts"]
    assert said(capsys, where, "review", "decide", TASK, "--decision", "通过", "--by", "张志强", code=2)["exit"] == 2
    for reviewer in ("李梅", "王强"):
        report = said(capsys, where, "review", "decide", TASK, "--decision", "passed", "--by", reviewer)
    assert report["accepted_tasks"] == [TASK]
    assert said(capsys, where, "review", "export", "--out", str(tmp_path / "审核.xlsx"))["rows"] == 1
    assert said(capsys, where, "review", "take", str(tmp_path / "审核.xlsx"))["blank"] == 1
    made = said(capsys, where, "survey", "corrections", "make")
    assert len(made["made"]) == 2
    done = said(capsys, where, "survey", "corrections", "export", "--out", str(tmp_path / "out"))["batches"][0]
    assert Path(done["workbook"]).is_file() and Path(done["csv"]).is_file()
    assert said(capsys, where, "survey", "corrections", "list")["batches"][0]["exported"] is True
    assert said(capsys, where, "review", "claims")["claims"][0]["outcome"] == "waiting"
    assert said(capsys, where, "review", "sample", "plan", "--confidence", "0.9")["plan"]["size"] == 1
    drawn = said(capsys, where, "review", "sample", "draw", "--seed", "一", "--by", "王强")
    assert said(capsys, where, "review", "sample", "results", drawn["sample_no"])["verdict"] == "unfinished"
    for words in (
        ["review", "claims"],
        ["survey", "corrections", "list"],
        ["review", "sample", "results", drawn["sample_no"]],
    ):
        assert run([*words, "--workspace", str(where)]) == 0
    assert "还没有查完" in capsys.readouterr().out


def standing(capsys: pytest.CaptureFixture[str], where: Path, number: str) -> dict[str, Any]:
    told = said(capsys, where, "problems", "--where", f"问题短号 = '{number}'")
    (problem,) = told["problems"]
    found: dict[str, Any] = problem
    return found


def test_what_is_no_problem_is_left_alone_until_the_day_the_reviewer_says(
    county: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = listed(county, "6", AnswerOutcome.NOT_ABNORMAL, person="孙梅", reason="正在办延期")
    number = numbers(county)["6"]
    where, day = county.folder, (date.today() + timedelta(days=12)).isoformat()
    decide = ("review", "decide", answer, "--decision", "通过", "--by", "李梅")
    past = (date.today() - timedelta(days=1)).isoformat()
    assert "已经过去" in said(capsys, where, *decide, "--until", past, code=2)["error"]
    back = (*decide[:4], "退回", "--reason", "佐证不足", *decide[5:])
    assert "没有到期日" in said(capsys, where, *back, "--until", day, code=2)["error"]
    assert run([*decide, "--until", day, "--workspace", str(where)]) == 0
    assert f"到 {day} 不再列出" in capsys.readouterr().out
    assert standing(capsys, where, number)["exempt_until"] == day


def test_an_exemption_is_approved_and_taken_back(county: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    number = numbers(county)["6"]
    where, day = county.folder, (date.today() + timedelta(days=30)).isoformat()
    exempt = ("review", "exempt", number, "--reason", "批文 2026-7")
    assert said(capsys, where, *exempt, code=2)["exit"] == 2
    assert said(capsys, where, *exempt, "--until", day)["until"] == day
    assert standing(capsys, where, number)["state"] == "exempted"
    assert said(capsys, where, *exempt, "--revoke")["problems"] == [number]
    assert standing(capsys, where, number)["state"] == "in_review"
    assert run([*exempt, "--until", day, "--workspace", str(where)]) == 0
    assert f"豁免到 {day}" in capsys.readouterr().out


def test_an_exemption_taken_back_waits_beside_what_was_answered_and_is_not_called_answered(
    county: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = listed(county, "6", AnswerOutcome.NOT_ABNORMAL, person="孙梅", reason="正在办延期")
    number, where = numbers(county)["6"], county.folder
    assert said(capsys, where, "review", "decide", answer, "--decision", "通过", "--by", "李梅")
    said(capsys, where, "review", "exempt", number, "--revoke", "--reason", "批文作废")
    assert standing(capsys, where, number)["reason"] == "exemption_revoked"
    (entry,) = said(capsys, where, "review", "queue")["entries"]
    assert entry["notes"][0] == "豁免撤销了"
    assert entry["notes"][1].startswith("豁免前 孙梅 ") and "非异常，正在办延期" in entry["notes"][1]
    with standing_at(county, "2026-W48", "county", silent()) as stands:
        rows = [one for unit in unit_rows(stands, {}, None, date.today()) for one in unit.problems]
    row = next(one for one in rows if one.problem_no == number)
    assert not row.is_answered and "豁免撤销了：重新核对后再答" in row.remedy
