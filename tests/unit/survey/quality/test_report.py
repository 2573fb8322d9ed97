"""The report as people and programs get it: blind cells, weeks, permissions' absence, workbook, command line."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from census_app.cli.main import run
from census_app.foundation.errors import BadInput
from census_app.survey.forms.layout import original_code
from census_app.survey.quality.by_task import signs_by_task
from census_app.survey.quality.chance import at_least_of_both, at_most, words
from census_app.survey.quality.report import NOT_VERDICTS, survey_quality
from census_app.survey.quality.settings import quality_settings
from census_app.survey.quality.signs import SIGNS
from census_app.survey.words import AnswerOutcome
from census_app.workspace.log.row_codes import RowCodes
from census_app.workspace.workspace import Workspace
from tests.unit.workspace.county import deliver

from .field_days import FieldDays

SAME, READ = AnswerOutcome.CONSISTENT, AnswerOutcome.TRANSCRIBED
FORMULA = "=HYPERLINK(1)"


@pytest.fixture
def copied(workspace: Workspace, days: FieldDays) -> Workspace:
    """`copier` says everything agrees where the original stands, and is wrong in 6 of 10 cells where it does not;
    `looker` is wrong in 1 of 10, all spelt differently."""
    codes = RowCodes.of(workspace)
    for surveyor, wrong in (("copier", 6), ("looker", 1)):
        for number in range(10):
            task = days.visit(surveyor, f"{8 + number}:00", f"{8 + number}:20")
            days.answer(task, SAME, SAME, SAME)
            code = original_code(codes, "meter", str(number), "asset_no", f"AB{number}")
            said = "CD" if number < wrong else f" ＡＢ{number} "
            days.answer(
                task, READ, value=said, table="meter", record_key=str(number), field="asset_no", blind="yes",
                original_code=code,
            )  # fmt: skip
    task = days.visit(FORMULA, day="2026-11-24")
    days.answer(
        task, READ, value="已改", table="customer", record_key="1", field="phone", blind="yes", original_code="x"
    )
    days.store(workspace)
    return workspace


def test_blind_cells_tell_who_copies(copied: Workspace) -> None:
    found = {
        person.account: one
        for person in survey_quality(copied).surveyors
        for one in person.observations
        if one.sign == "blind_cells"
    }
    assert found.keys() == {"copier", "looker"}
    copier, looker = found["copier"], found["looker"]
    assert (copier.seen, copier.judged, copier.look) == (6, 10, True)
    assert (copier.low, copier.high) == ("0.3127", "0.8318")
    assert "给了原值的 30 格里 0 格说“不一致”" in copier.words
    assert (looker.seen, looker.judged, looker.look) == (1, 10, False)
    assert "AB" not in json.dumps([row.words for row in copier.evidence], ensure_ascii=False)


def test_a_week_holds_its_own_visits(copied: Workspace) -> None:
    assert {one.account for one in survey_quality(copied, "2026-W48").surveyors} == {FORMULA}
    assert survey_quality(copied, "2026-W30").surveyors == ()
    with pytest.raises(BadInput, match="看不懂的周"):
        survey_quality(copied, "W48")


def test_a_visit_sent_again_counts_once(workspace: Workspace, days: FieldDays) -> None:
    task = days.visit("one", distance="10")
    days.visits.append(days.visits[0] | {"digest": "f" * 64, "distance": "900"})
    days.store(workspace)
    (person,) = survey_quality(workspace).surveyors
    (seen,) = [one for one in person.observations if one.sign == "outside_radius"]
    assert (person.visits, seen.seen, seen.judged, seen.evidence[0].task_no) == (1, 1, 1, task)


def test_the_command_says_reasons_and_never_verdicts(
    copied: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = tmp_path / "质量.xlsx"
    command = ["survey", "quality", "--workspace", str(copied.folder)]
    assert run([*command, "--out", str(book)]) == 0
    shown = capsys.readouterr().out
    assert NOT_VERDICTS in shown
    assert "也可能：" in shown
    assert "怎么核实：" in shown
    assert run([*command, "--json", "--week", "2026-W47"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["visits"] == 20
    assert set(told["signs"]) == set(SIGNS)
    sheets = openpyxl.load_workbook(book)
    assert sheets.sheetnames == ["值得看一看", "依据", "全部计数", "迹象说明"]
    cells = [cell for sheet in sheets for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    rows = [row for row in sheets["依据"].iter_rows(min_row=4, values_only=True) if row[1] == "没给原值的格对不上"]
    assert len(rows) == 7


def test_an_empty_survey_is_no_error(workspace: Workspace, tmp_path: Path) -> None:
    assert run(["survey", "quality", "--workspace", str(workspace.folder), "--out", str(tmp_path / "q.xlsx")]) == 0


def test_settings_say_what_is_wrong(tmp_path: Path) -> None:
    assert quality_settings().signs.burst.visits > 1
    (tmp_path / "quality.yaml").write_text("confidence: 2", encoding="utf-8")
    with pytest.raises(BadInput, match="普查质量参数文件读不了"):
        quality_settings(tmp_path / "quality.yaml")


def test_chance() -> None:
    assert at_most(0, 20, 0.3) == pytest.approx(0.7**20)
    assert at_most(20, 20, 0.3) == at_most(3, 20, 0.0) == 1
    assert at_most(3, 20, 1.0) == 0
    assert at_most(7, 20, 0.3) == pytest.approx(0.7723, abs=1e-4)
    # Fisher's tea tasting
    assert at_least_of_both(3, 4, 1, 4) == pytest.approx(17 / 70)
    assert at_least_of_both(0, 4, 0, 0) == 1
    assert words(1e-9) == "不到万分之一"


def test_signs_are_told_at_the_tasks_they_were_seen_at(copied: Workspace) -> None:
    report = survey_quality(copied)
    found = signs_by_task(report)
    looked = {row.task_no for one in report.surveyors for seen in one.looks for row in seen.evidence}
    assert set(found) == looked and looked
    for signs in found.values():
        assert all(sign.title and sign.words and sign.innocent and sign.check for sign in signs)


def test_units_without_a_roster_are_called_as_the_data_call_them(copied: Workspace) -> None:
    unit = survey_quality(copied).surveyors[0].units[0]
    deliver(copied, date(2026, 11, 23), org_unit=[{"org_no": unit, "org_name": "柳河供电所"}])
    assert {one.units for one in survey_quality(copied).surveyors} == {("柳河供电所",)}
