"""The daily, monthly, unit and board reports: their numbers against the rows, and what they say at the edges."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from census_app.foundation.errors import BadInput
from census_app.reporting.reports.kinds import REPORTS
from census_app.reporting.reports.notes import read_notes
from census_app.reporting.reports.publishing import Wanted, published_reports, write_report
from census_app.reporting.reports.why import resolve_code
from census_app.workspace.problems.model import OUTSTANDING
from census_app.workspace.runs.record import official_runs
from census_app.workspace.workspace import Workspace

from .conftest import TODAY, WEEK
from .frames import read_frame

OPEN = {str(state) for state in OUTSTANDING}


def made(workspace: Workspace, out: Path, report: str, period: str, **more: Any) -> dict[str, dict[str, Any]]:
    write_report(workspace, Wanted(report, period, today=TODAY, **more), out)
    codes: dict[str, dict[str, Any]] = published_reports(workspace, report)[-1].payload["codes"]
    return codes


def agreed(workspace: Workspace, codes: dict[str, dict[str, Any]]) -> None:
    """One code of each kind counts to what was printed."""
    kinds = {(one["figure"], "unit" in one, "category" in one): code for code, one in codes.items()}
    answers = [resolve_code(workspace, code) for code in kinds.values()]
    assert [dict(one.meaning) for one in answers if one.agrees is False] == []
    assert any(one.agrees for one in answers)


def states(workspace: Workspace, place: int) -> pd.DataFrame:
    path = official_runs(workspace)[place].states_path(workspace)
    assert path is not None
    return read_frame(path)


def test_units_add_up_from_station_to_province(county: Workspace, tmp_path: Path) -> None:
    codes = made(county, tmp_path, "units", WEEK)
    closing = {one["unit"]: int(one["value"]) for one in codes.values() if one["figure"] == "closing"}
    now = states(county, -1)
    by_unit = Counter(now.loc[now["state"].isin(OPEN), "unit"])
    assert {unit: count for unit, count in closing.items() if len(unit) == 8} == dict(by_unit)
    assert {closing[unit] for unit in ("10", "1001", "100103")} == {by_unit.total()}
    agreed(county, codes)


def test_the_board_counts_by_category(county: Workspace, tmp_path: Path) -> None:
    (tmp_path / "n.yaml").write_text("电价: 先改两部制\n", encoding="utf-8")
    notes = read_notes(county, tmp_path / "n.yaml")
    codes = made(county, tmp_path, "board", WEEK, notes=notes)
    now = states(county, -1)
    now = now[now["state"].isin(OPEN)]
    closing = {one["category"]: int(one["value"]) for one in codes.values() if one["figure"] == "closing"}
    assert closing["电价执行"] == (now["rule_id"] == "R012").sum()
    assert closing["客户基础档案"] == now["rule_id"].isin(["R001", "R002", "R003"]).sum()
    page = (tmp_path / f"13类看板_{WEEK}.html").read_text(encoding="utf-8")
    assert "先改两部制" in page and "没有启用的规则" in page
    agreed(county, codes)
    (tmp_path / "n.yaml").write_text("电: 两类都是\n没有这类: x\n", encoding="utf-8")
    with pytest.raises(BadInput, match="没有类别"):
        read_notes(county, tmp_path / "n.yaml")


def test_the_month_is_the_sum_of_its_weeks(county: Workspace, tmp_path: Path) -> None:
    codes = made(county, tmp_path, "monthly", "2026-09")
    runs = official_runs(county)
    inside = [place for place, run in enumerate(runs) if f"{run.data_date:%Y-%m}" == "2026-09"]
    fixed = 0
    for place in inside:
        before = dict(zip(*(states(county, place - 1)[name] for name in ("problem_id", "state")), strict=True))
        now = states(county, place)
        fixed += sum(
            state == "fixed" and before.get(problem) in OPEN
            for problem, state in zip(now["problem_id"], now["state"], strict=True)
        )
    steps = [[runs[place].run, runs[place - 1].run] for place in inside]
    printed = {one["value"] for one in codes.values() if one["figure"] == "fixed" and one["steps"] == steps}
    assert printed - {"0"} >= {str(fixed)} and fixed > 0
    agreed(county, codes)


def test_the_day_shows_what_stands_with_whom(county: Workspace, tmp_path: Path) -> None:
    codes = made(county, tmp_path, "daily", date.today().isoformat())
    now = states(county, -1)
    total = [one for one in codes.values() if one["figure"] == "standing_now" and len(one["states"]) == len(OPEN)]
    assert [int(one["value"]) for one in total if "unit" not in one] == [now["state"].isin(OPEN).sum()]
    assert {one["value"] for one in codes.values() if one["figure"] == "answers_day"} == {"0"}
    assert made(county, tmp_path, "daily", date.today().isoformat()) == codes
    assert len(published_reports(county, "daily")) == 1
    agreed(county, codes)


def test_what_is_wrong_is_said_and_nothing_written(county: Workspace, tmp_path: Path) -> None:
    known = len(published_reports(county))
    for report, period, words in (
        ("nothing", WEEK, "没有这种报表"),
        ("bulletin", "2026-W60", "看不懂的周"),
        ("bulletin", "0001-W01", "看不懂的周"),
        ("bulletin", "9999-W52", "看不懂的周"),
        ("monthly", "2026-13", "看不懂的月份"),
        ("daily", "昨天", "看不懂的日期"),
        ("bulletin", "2026-W01", "之前没有正式校验"),
    ):
        with pytest.raises(BadInput, match=words):
            write_report(county, Wanted(report, period), tmp_path / "out")
    with pytest.raises(BadInput, match="不是文件夹"):
        (tmp_path / "file").write_text("")
        write_report(county, Wanted("bulletin", WEEK), tmp_path / "file")
    assert len(published_reports(county)) == known
    for code, words in (("ABCDEF", "写错"), ("B2222B", "写错"), ("", "写错")):
        with pytest.raises(BadInput, match=words):
            resolve_code(county, code)


def told(workspace: Workspace, out: Path, report: str, period: str) -> str:
    """All texts and figures of the page, row by row."""
    write_report(workspace, Wanted(report, period, today=TODAY), out)
    page = openpyxl.load_workbook(next(out.glob("*.xlsx"))).worksheets[0]
    return "\n".join(
        " ".join(str(cell) for cell in row if cell is not None) for row in page.iter_rows(values_only=True)
    )


def test_two_weeks_without_a_check_claim_no_change(county: Workspace, tmp_path: Path) -> None:
    """What the last bulletin told was told again as what the two weeks had brought."""
    text = told(county, tmp_path, "bulletin", "2026-W44")
    assert "（第 42 周的数据），两周内没有正式校验，没有新的变化" in text
    assert "两周前" not in text and "第 42 周那次校验，已通报过" in text


def test_a_gap_before_the_two_weeks_is_named(county: Workspace, tmp_path: Path) -> None:
    assert "比上次校验（第 38 周） " in told(county, tmp_path / "gap", "bulletin", "2026-W41")
    assert "比两周前 " in told(county, tmp_path / "none", "bulletin", "2026-W42")


def test_a_month_without_a_check_claims_no_change(county: Workspace, tmp_path: Path) -> None:
    text = told(county, tmp_path, "monthly", "2026-11")
    assert "本月没有正式校验：未整改仍是 " in text and "问题怎么离开的（最近一次校验）" in text
    assert "本月未整改由" not in text and "月初" not in text


def test_the_last_month_of_the_calendar_ends() -> None:
    assert REPORTS["monthly"].period("9999-12").last == date(9999, 12, 31)


@pytest.mark.parametrize("text", ["电价: 2026-02-30\n", "电价: " + "[" * 20_000, f"电价: {'9' * 6000}\n"], ids=len)
def test_notes_that_cannot_be_read_are_refused(county: Workspace, tmp_path: Path, text: str) -> None:
    (tmp_path / "n.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match=r"n\.yaml 读不了"):
        read_notes(county, tmp_path / "n.yaml")
