"""The numbers of the bulletin equal a hand count of the rows; every code leads back to the rows it was counted from."""

from __future__ import annotations

import re
from collections import Counter
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from sqlalchemy import select

from census_app.foundation.canonical import sha256_file
from census_app.foundation.errors import DiskRefusal
from census_app.reporting.reports.publishing import Wanted, published_reports, write_report
from census_app.reporting.reports.why import Answer, resolve_code
from census_app.workspace import acts
from census_app.workspace.precision.acts import judge_problems
from census_app.workspace.precision.settings import Outcome
from census_app.workspace.problems.listing import problem_rows
from census_app.workspace.problems.model import OUTSTANDING
from census_app.workspace.runs.record import RunRecord, official_runs
from census_app.workspace.schema import anchors
from census_app.workspace.verification.verify import verify_workspace
from census_app.workspace.workspace import Workspace

from .conftest import WEEK
from .frames import read_frame

OPEN = {str(state) for state in OUTSTANDING}
LEFT = {"fixed", "left_scope", "gone", "cannot_judge", "withdrawn", "exempted"}


def frames(workspace: Workspace) -> tuple[list[RunRecord], list[pd.DataFrame]]:
    runs = official_runs(workspace)
    return runs, [read_frame(path) for run in runs if (path := run.states_path(workspace)) is not None]


def step(now: pd.DataFrame, before: pd.DataFrame) -> Counter[str]:
    """The account of one step, problem by problem in Python: nothing of the program's own counting is used."""
    was = dict(zip(before["problem_id"], before["state"], strict=True))
    counted: Counter[str] = Counter()
    for problem, state in zip(now["problem_id"], now["state"], strict=True):
        was_open, is_open = was.get(problem) in OPEN, state in OPEN
        counted["opening"] += was_open
        counted["new"] += problem not in was
        counted["reopened"] += problem in was and not was_open and is_open
        counted["closing"] += is_open
        if state in LEFT and (was_open or problem not in was):
            counted[state] += 1
    return counted


def printed(workspace: Workspace, report: str = "bulletin") -> list[dict[str, Any]]:
    return list(published_reports(workspace, report)[-1].payload["codes"].values())


def values(workspace: Workspace, figure: str, **picks: Any) -> set[str]:
    return {
        entry["value"]
        for entry in printed(workspace)
        if entry["figure"] == figure and all(entry.get(name) == pick for name, pick in picks.items())
    }


@pytest.fixture
def files(county_made: Path) -> dict[str, Path]:
    return {path.suffix: path for path in (county_made.parent / "out").iterdir()}


def printed_anchors(workspace: Workspace) -> list[tuple[str, str]]:
    with workspace.engine.connect() as connection:
        return [(row.hash, row.place) for row in connection.execute(select(anchors))]


def test_the_account_equals_a_hand_count(county: Workspace) -> None:
    runs, states = frames(county)
    assert [run.week for run in runs[-3:]] == ["2026-W40", "2026-W41", "2026-W42"]
    last, earlier = step(states[-1], states[-2]), step(states[-2], states[-3])
    both = [[runs[-2].run, runs[-3].run], [runs[-1].run, runs[-2].run]]
    for name in ("new", "reopened", *sorted(LEFT)):
        assert values(county, name, steps=both) == {str(last[name] + earlier[name])}, name
    assert values(county, "opening", steps=both) == {str(earlier["opening"])}
    leaving = sum(last[name] + earlier[name] for name in LEFT)
    assert values(county, "leaving", steps=both) == {str(leaving)}
    arrived = sum(last[name] + earlier[name] for name in ("new", "reopened"))
    assert earlier["opening"] + arrived - leaving == last["closing"]
    assert values(county, "closing", steps=both) == {str(last["closing"])}


def test_units_and_rates_equal_a_hand_count(county: Workspace) -> None:
    runs, states = frames(county)
    now, before = states[-1], states[-2]
    last = [[runs[-1].run, runs[-2].run]]
    for code in sorted(set(now["unit"])):
        ids = set(now.loc[now["unit"] == code, "problem_id"])
        counted = step(now[now["problem_id"].isin(ids)], before[before["problem_id"].isin(ids)])
        due = counted["opening"] + counted["new"] + counted["reopened"]
        assert values(county, "due", unit=code) == {str(due)}
        assert values(county, "fixed", unit=code) == {str(counted["fixed"])}
        rates = values(county, "completion", unit=code)
        assert rates == ({str(Fraction(counted["fixed"], due))} if due >= 30 else set())
    total = step(now, before)
    due = total["opening"] + total["new"] + total["reopened"]
    assert values(county, "completion", steps=last) >= {str(Fraction(total["fixed"], due))}
    standing = now[now["state"].isin(OPEN) & (now["weeks_running"] >= 4)]
    assert values(county, "long_standing", steps=last, severity=None, unit=None) == {str(len(standing))}
    assert values(county, "long_standing", severity="urgent") == {str((standing["severity"] == "urgent").sum())}


def test_overdue_steps_add_up(county: Workspace) -> None:
    runs, states = frames(county)
    now = states[-1][states[-1]["state"].isin(OPEN)]
    late = (pd.Timestamp(runs[-1].as_of) - pd.to_datetime(now["due_date"])).dt.days
    expected = {"remind": ((late >= 1) & (late <= 7)).sum(), "report": ((late >= 8) & (late <= 21)).sum()}
    expected["bulletin"] = (late > 21).sum()
    for name, count in expected.items():
        assert values(county, "ladder", ladder=name, unit=None) == {str(count)}
    assert values(county, "ladder_total") == {str((late > 0).sum())} == {str(sum(expected.values()))}


def test_quality_equals_a_hand_count(county: Workspace) -> None:
    runs, states = frames(county)
    findings = read_frame(runs[-1].file(county, "findings.parquet"))
    exempted = states[-1][states[-1]["state"] == "exempted"]
    excused = set(zip(exempted["rule_id"], exempted["record_key"], strict=True))
    accusing = {"basic": {"R001", "R002", "R012", "R043"}, "core": {"R001", "R012", "R043"}}
    for measure, rules in accusing.items():
        faults = findings[findings["rule_id"].isin(rules)]
        wrong = {
            key for rule, key in zip(faults["rule_id"], faults["record_key"], strict=True) if (rule, key) not in excused
        }
        only_excused = set(faults["record_key"]) - wrong
        judged = 300 - len(only_excused)
        entries = [one for one in printed(county) if one["figure"] == measure and one.get("run") == runs[-1].run]
        assert {(one["part"], one["whole"]) for one in entries if "part" in one} == {
            (str(judged - len(wrong)), str(judged))
        }
        assert only_excused


def test_precision_and_recoveries_are_counted(county: Workspace) -> None:
    judged = [one for one in printed(county) if one["figure"] == "precision_all"]
    assert [(one["part"], one["whole"]) for one in judged] == [("12", "15")]
    assert values(county, "energy") == {"120.50"}
    assert values(county, "amount") == {"60.50"}
    assert values(county, "recovered") == {"2"}


def test_each_code_counts_to_what_is_printed(county: Workspace) -> None:
    codes = published_reports(county)[-1].payload["codes"]
    kinds = {(one["figure"], "unit" in one, len(one.get("steps", ()))): code for code, one in codes.items()}
    assert len(kinds) > 25
    wrong = {}
    for code in kinds.values():
        answer = resolve_code(county, code)
        if answer.agrees is False:
            wrong[code] = (dict(answer.meaning), answer.behind.value)
    assert wrong == {}


def test_the_page_and_the_workbook_print_the_same_numbers(county: Workspace, files: dict[str, Path]) -> None:
    rows = openpyxl.load_workbook(files[".xlsx"])["查数码"].iter_rows(min_row=4, values_only=True)
    in_book = [(row[0], row[1]) for row in rows]
    html = files[".html"].read_text(encoding="utf-8")
    in_page = re.findall(r'<tr><td class="code">(\w+)</td><td>([^<]*)</td>', html)
    assert in_book == in_page
    assert len(in_book) > 60 and {code for code, _ in in_book} <= set(published_reports(county)[-1].payload["codes"])
    assert "http" not in html and "<script" not in html


def test_again_changes_nothing_and_the_head_is_an_anchor(
    county: Workspace, files: dict[str, Path], tmp_path: Path
) -> None:
    known = acts.list_acts(county.engine)
    again = write_report(county, Wanted("bulletin", WEEK), tmp_path / "again")
    assert again.act == known[-1].seq
    assert acts.list_acts(county.engine) == known
    assert again.files[1].read_bytes() == files[".html"].read_bytes()
    assert known[-1].payload["head"] in {anchor for anchor, _ in printed_anchors(county)}
    assert not verify_workspace(county).faults


def test_a_code_says_where_to_look(county: Workspace) -> None:
    codes = published_reports(county)[-1].payload["codes"]
    code = next(code for code, one in codes.items() if one["figure"] == "due" and one.get("unit") == "10010301")
    answer: Answer = resolve_code(county, code.lower())
    assert answer.unit_name == "杨树供电所"
    told = "\n".join(answer.lines(5))
    assert "现数一遍：与印出的相符" in told and "期初＋新发现＋反弹" in told
    assert all("赵小芳" not in str(cell) for row in answer.behind.rows for cell in row)


def test_of_a_report_that_could_not_be_written_nothing_stands(
    county: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known, out = len(published_reports(county)), tmp_path / "full"

    def full(_document: object, target: Path) -> None:
        raise DiskRefusal(f"磁盘已满，无法写入 {target}", "清理磁盘后重试；没有留下半个文件")

    with monkeypatch.context() as patch:
        patch.setattr("census_app.reporting.reports.page.writing.write_page", full)
        with pytest.raises(DiskRefusal, match=re.escape(str(out / f"双周通报_{WEEK}.html"))):
            write_report(county, Wanted("bulletin", WEEK, trend_weeks=3), out)
    assert list(out.iterdir()) == [] and len(published_reports(county)) == known
    report = write_report(county, Wanted("bulletin", WEEK, trend_weeks=3), out)
    assert sorted(out.iterdir()) == sorted(report.files) and len(published_reports(county)) == known + 1
    registered = published_reports(county)[-1].payload["files"]
    assert registered == {path.name: sha256_file(path) for path in report.files}


def test_what_was_judged_no_problem_since_the_run_is_said_and_can_be_counted_again(
    county: Workspace, tmp_path: Path
) -> None:
    def since() -> list[str]:
        report = write_report(county, Wanted("bulletin", WEEK, trend_weeks=3), tmp_path / "out")
        codes = next(act for act in acts.list_acts(county.engine) if act.seq == report.act).payload["codes"]
        return [code for code, meaning in codes.items() if meaning["figure"] == "exempted_since"]

    assert since() == []
    run = official_runs(county)[-1]
    waiting = [str(row[0]) for row in problem_rows(county, "未了结").rows(["problem_no"])]
    judge_problems(county, waiting[:2], Outcome.REFUTED, "不是问题")
    judge_problems(county, waiting[2:3], Outcome.CONFIRMED, "看过现场")
    (code,) = since()
    answer = resolve_code(county, code)
    assert answer.behind.value == 2 and sorted(row[0] for row in answer.behind.rows) == sorted(waiting[:2])
    assert official_runs(county)[-1] == run
