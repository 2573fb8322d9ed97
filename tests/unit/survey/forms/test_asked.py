"""What a task asks: problems first, scenes then, hints last; places as well as customers; one row a record."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from census_app.dictionary.loader import load_dictionary
from census_app.foundation.errors import BadInput
from census_app.foundation.weeks import week_days
from census_app.survey.forms import layout
from census_app.survey.forms.choosing import choose
from census_app.survey.forms.issued import FormRow, form_rows
from census_app.survey.forms.issuing import issue_forms
from census_app.survey.forms.layout import CHOSEN
from census_app.survey.forms.model import Block, Line
from census_app.survey.forms.model import Form as WrittenForm
from census_app.survey.forms.numbering import number_form
from census_app.survey.forms.problems import AskedProblem
from census_app.survey.forms.settings import form_settings
from census_app.survey.forms.workbook.workbook import write_form_workbook
from census_app.survey.scenes.load import load_scenes
from census_app.survey.scenes.model import AnswerKind
from census_app.survey.scenes.qualifying import Judged, Qualifying
from census_app.survey.tasks.model import Task
from census_app.survey.words import TaskKind, Trigger
from census_app.workspace.log.row_codes import RowCodes
from census_app.workspace.workspace import Workspace

from .walk import CUSTOMERS, SURVEYOR, WEEK, dispatch

BOOK = load_scenes(load_dictionary())
TASK = Task(
    **dict.fromkeys(Task.__dataclass_fields__.keys() - {"kind", "trigger", "route", "act", "state", "problems"}, ""),
    kind=TaskKind.VISIT, trigger=Trigger.PROBLEM, route=1, act=1,
)  # fmt: skip
TASK = replace(TASK, task_no="T2648-0001", customer="1", table="customer", record_key="1")


def found(*conditions: str) -> Qualifying:
    return Qualifying(BOOK, {("customer", "1"): Judged(frozenset(conditions))})


def problem(table: str, key: str, *fields: tuple[str, str]) -> AskedProblem:
    return AskedProblem("P1", table, key, fields, "R001 有错")


BASIC, APP = BOOK.scene("basic"), BOOK.scene("hint_app")


def test_what_a_problem_accuses_stands_behind_the_basic_items_and_before_hints() -> None:
    asked = choose(TASK, [problem("customer", "1", ("customer", "contract_cap"))], found(BASIC.of, APP.of), 80).asked
    names = [one.item.id for one in asked]
    assert names[-2:] == ["customer.contract_cap", "ask_app"]
    assert [one.accused for one in asked if one.item.id == "customer.contract_cap"] == [True]
    assert {one.scene for one in asked} == {"basic", "hint_app", ""}


def test_an_item_both_accused_and_basic_is_asked_once_in_its_place() -> None:
    asked = choose(TASK, [problem("customer", "1", ("customer", "mobile"))], found(BASIC.of), 80).asked
    assert [one.item.id for one in asked].count("customer.mobile") == 1
    assert [one.item.id for one in asked if one.accused] == ["customer.mobile"]


def test_over_the_limit_hints_go_first_and_accused_items_stay() -> None:
    accused = problem("customer", "1", ("customer", "contract_cap"), ("customer", "run_cap"))
    choice = choose(TASK, [accused], found(BASIC.of, APP.of), 4)
    names = [one.item.id for one in choice.asked]
    assert names == ["customer.cons_name", "ask_occupant", "customer.contract_cap", "customer.run_cap"]
    assert choice.left_out > 5


def test_a_scene_the_task_names_is_asked_whoever_qualifies() -> None:
    task = replace(TASK, scene="dedicated_line")
    assert len(choose(task, [], found(), 3).asked) == 7
    with pytest.raises(BadInput, match="dedicated_line"):
        choose(replace(TASK, scene="dedicated"), [], found(), 3)


def test_the_record_a_problem_is_about_is_the_one_asked() -> None:
    asked = choose(TASK, [problem("meter", "M2", ("meter", "inst_date"))], found(), 80).asked
    assert asked[0].records == ("M2",)


PLACES: dict[str, dict[str, Any]] = {
    "meters": {},
    "area": {"customer": "", "table": "residential_area", "record_key": "A1", "scene": "residential_area"},
    "hall": {"customer": "", "table": "business_hall", "record_key": "H1|2026-11-02"},
    "lost": {"customer": "99999", "record_key": "99999", "scene": "basic"},
    "line": {"scene": "dedicated_line"},
}
Form = tuple[list[FormRow], Worksheet]


@pytest.fixture(scope="module")
def forms(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Form]:
    """What each surveyor was given: rows and 普查表; every one is sent to another kind of place."""
    folder = tmp_path_factory.mktemp("asked")
    shutil.copytree(archive, folder / "W")
    with Workspace.open(folder / "W") as made:
        for number, (who, task) in enumerate(reversed(PLACES.items()), start=CUSTOMERS - len(PLACES)):
            dispatch(made, [number], who, **task)
        report = issue_forms(made, WEEK, folder / "forms")
        return {
            who: (form_rows(made, form), openpyxl.load_workbook(path)[layout.SURVEY_SHEET])
            for form, who, path in report.files
        }


def test_each_meter_has_its_row_and_none_of_several_is_left_out_blind(forms: dict[str, Form]) -> None:
    rows, sheet = forms["meters"]
    asked = [row for row in rows if row.item == "meter.asset_no"]
    assert [(row.record_key, row.title) for row in asked] == [
        ("220600000009", "电能表资产号（1/2）"), ("220699999999", "电能表资产号（2/2）"),
    ]  # fmt: skip
    assert not [row for row in asked if row.blind]
    assert "220600000009、220699999999" in sheet["A5"].value


def test_a_residential_area_is_asked_like_a_customer(forms: dict[str, Form]) -> None:
    rows, sheet = forms["area"]
    assert {(row.table, row.record_key) for row in rows} == {("residential_area", "A1")}
    assert "柳河花园" in sheet["A4"].value
    assert "480" in [sheet.cell(row, 3).value for row in range(7, 20)]


def test_a_hall_is_found_by_both_parts_of_its_key(forms: dict[str, Form]) -> None:
    rows, _ = forms["hall"]
    assert {row.scene for row in rows} == {"hall_fees", "hall_policy", "hall_agent", "hall_assets"}
    assert any(row.original_code for row in rows if row.item == "business_hall.asset_expected")


def test_a_task_about_a_record_the_archive_has_lost_still_has_its_block(forms: dict[str, Form]) -> None:
    rows, sheet = forms["lost"]
    assert next(row for row in rows if row.item == "customer.cons_name").original_code == ""
    assert "99999" in sheet["A4"].value


def test_defaults_are_brought_in_where_the_archive_has_none(forms: dict[str, Form]) -> None:
    rows, sheet = forms["line"]
    station = next(row for row in rows if row.item == "theme_dedicated_line.disp_station")
    assert (station.default, station.original_code, station.record_key) == ("柳河变", "", "")
    shown = {sheet.cell(row, 9).value: sheet.cell(row, 3).value for row in range(4, sheet.max_row + 1)}
    assert shown[station.row_code] == "柳河变（带入）"


def test_a_block_taller_than_a_page_goes_on_on_the_next(tmp_path: Path) -> None:
    line = Line("i", "封印", "", "", "", AnswerKind.CHOICE, "", "", "—", CHOSEN, ("完好", "缺失"))
    block = Block("T2648-0001", "赵*芳", "1", "前柳村", "T1", "T1", "", "", (), [replace(line) for _ in range(40)], "")
    monday, sunday = week_days(WEEK)
    form = WrittenForm(SURVEYOR, SURVEYOR, "0301", "柳河供电所", WEEK, monday, sunday, ("0301",), [block], [])
    number_form(form, "0301-2026W48-S01", RowCodes(b"k" * 32))
    write_form_workbook(form, form_settings().model_copy(update={"page_points": 300}), tmp_path / "f.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "f.xlsx")[layout.SURVEY_SHEET]
    assert len(sheet.row_breaks.brk) == 2
