"""The cover of the next list says what became of the last one: answered, under review, claimed, returned, proven."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import openpyxl

from census_app.foundation.jobs import silent
from census_app.reporting.lists import write_lists
from census_app.reporting.outcomes import last_outcome
from census_app.reporting.standing import standing_at
from census_app.reporting.weekly.model import Outcome
from census_app.reporting.weekly.texts import weekly_texts
from census_app.workspace.problems.acts import move_problems
from census_app.workspace.problems.listing import problem_rows
from census_app.workspace.runs.run import run_check
from tests.unit.workspace.county import deliver
from tests.unit.workspace.rehearsal.test_rehearsal import customer

from .conftest import CUSTOMERS, UNITS, County
from .filling import APPEAL, FIXED, RIGHT, VISIT, columns_of, fill, take


def outcome(county: County, week: str) -> Outcome | None:
    with standing_at(county.workspace, week, "所", silent()) as standing:
        return last_outcome(standing, "0301", week)


def test_the_cover_tells_the_truth_after_a_take(county: County) -> None:
    assert outcome(county, "2026-W47") is None
    answers = {("R042", "1"): FIXED, ("R005", "1"): RIGHT, ("R001", "2"): APPEAL, ("R042", "3"): VISIT}
    take(county, fill(county.lists["0301"], county.folder / "a.xlsx", answers))
    assert outcome(county, "2026-W48") == Outcome("2026-W47", issued=4, answered=4, in_review=3, still_wrong=1)
    numbers = {
        (rule, key): number
        for number, rule, key in problem_rows(county.workspace).rows(["problem_no", "rule_id", "record_key"])
    }
    move_problems(county.workspace, "answer.accepted", [numbers["R042", "1"]])
    move_problems(county.workspace, "answer.returned", [numbers["R005", "1"]])
    assert outcome(county, "2026-W48") == Outcome("2026-W47", 4, 4, waiting=1, returned=1, in_review=1, still_wrong=1)
    deliver(county.workspace, date(2026, 11, 23), [customer(1, 0, 0), *CUSTOMERS[1:]], org_unit=UNITS)
    run_check(county.workspace)
    assert outcome(county, "2026-W48") == Outcome("2026-W47", 4, 4, proven=1, returned=1, in_review=1, still_wrong=1)


def _told(folder: Path) -> dict[str, str]:
    """Number → what the list of 0301 says beside what to do."""
    [book] = folder.glob("周清单_*_0301_*.xlsx")
    sheet = openpyxl.load_workbook(book)["问题清单"]
    columns = columns_of(sheet)
    return {row[columns["问题短号"] - 1].value: row[columns["怎么改"] - 1].value for row in sheet.iter_rows(min_row=3)}


def test_a_week_without_data_asks_nobody_again_for_what_was_answered(county: County, tmp_path: Path) -> None:
    answers = {("R042", "1"): FIXED, ("R005", "1"): FIXED, ("R001", "2"): APPEAL}
    take(county, fill(county.lists["0301"], county.folder / "a.xlsx", answers))
    numbers = {
        (rule, key): number
        for number, rule, key in problem_rows(county.workspace).rows(["problem_no", "rule_id", "record_key"])
    }
    move_problems(county.workspace, "answer.accepted", [numbers["R042", "1"]])
    move_problems(county.workspace, "answer.returned", [numbers["R005", "1"]], {"reason": "佐证不足"})
    write_lists(county.workspace, "2026-W49", tmp_path / "next", None, silent())
    told = _told(tmp_path / "next")
    assert told[numbers["R042", "1"]].endswith("已答已整改并审过，等新数据证实：不用再答")
    assert told[numbers["R005", "1"]].endswith("上次的答复被退回（佐证不足）：改好再答")
    assert told[numbers["R001", "2"]].endswith("已申诉，等县里答复：不用再答")
    [book] = (tmp_path / "next").glob("周清单_*_0301_*.xlsx")
    cover = [str(cell.value) for row in openpyxl.load_workbook(book)["封面"].iter_rows() for cell in row]
    assert any("2 条已答、不用再答" in text for text in cover)


def test_a_week_without_data_has_nothing_new(county: County, tmp_path: Path) -> None:
    report = write_lists(county.workspace, "2026-W49", tmp_path / "next", None, silent())
    [book] = (tmp_path / "next").glob("周清单_*_0301_*.xlsx")
    cover = [[cell.value for cell in row] for row in openpyxl.load_workbook(book)["封面"].iter_rows()]
    [captions] = (number for number, row in enumerate(cover) if "本周新发现" in row)
    place = cover[captions].index("本周新发现")
    assert (cover[captions - 1][place], cover[captions - 1][place + 1]) == (0, 4)
    subtitle = str(openpyxl.load_workbook(report.summary)["总览"]["A2"].value)
    assert "本周没有新数据，账与第47周相同，不是新发生的" in subtitle


def test_a_problem_said_to_be_fixed_that_is_not_says_so_in_the_next_list(county: County, tmp_path: Path) -> None:
    take(county, fill(county.lists["0301"], county.folder / "a.xlsx", {("R042", "1"): FIXED}))
    [claimed] = [
        number
        for number, rule, key in problem_rows(county.workspace).rows(["problem_no", "rule_id", "record_key"])
        if (rule, key) == ("R042", "1")
    ]
    move_problems(county.workspace, "answer.accepted", [claimed])
    later = date.today() + timedelta(days=1)
    deliver(county.workspace, later, CUSTOMERS, org_unit=UNITS)
    run_check(county.workspace)
    write_lists(county.workspace, f"{later:%G-W%V}", tmp_path / "next", None, silent())
    [next_list] = (tmp_path / "next").glob("周清单_*_0301_*.xlsx")
    sheet = openpyxl.load_workbook(next_list)["问题清单"]
    columns = columns_of(sheet)
    told = {row[columns["问题短号"] - 1].value: row[columns["怎么改"] - 1].value for row in sheet.iter_rows(min_row=3)}
    assert {number for number, remedy in told.items() if weekly_texts().standing["refuted"] in remedy} == {claimed}
