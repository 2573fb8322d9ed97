"""The workbook as the product really issues it, filled in and taken: the two sides agree on every row."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import Workbook as Book
from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from census_app.survey.forms import layout
from census_app.survey.forms.issued import find_form, form_rows
from census_app.survey.forms.issuing import issue_forms
from census_app.survey.results.submission import Standing
from census_app.survey.results.taking import TakeRequest, take_results
from census_app.workspace.verification.verify import verify_workspace
from census_app.workspace.workspace import Workspace
from tests.unit.survey.forms.walk import WEEK, county, dispatch

from .conftest import DAY, NOW

DAY_OF_VISIT = datetime.fromisoformat(DAY)
CONTENT = {"number": 315, "reading": 3412, "date": "2020-05-06", "phone": "13900002222", "place": "115.9 38.9",
           "code": "2206031502", "text": "现场写的", "photo": "T2648-0001-1"}  # fmt: skip


@pytest.fixture
def filled(tmp_path: Path) -> tuple[Workspace, Path]:
    """Two visits, everything answered as somebody would who agrees wherever that is offered."""
    workspace = Workspace.create(tmp_path / "W")
    county(workspace, 4)
    tasks = dispatch(workspace, [0, 1])
    report = issue_forms(workspace, WEEK, tmp_path / "forms")
    issued, _, path = report.files[0]
    book: Book = load_workbook(path)
    kinds = {row.row_code: row for row in form_rows(workspace, find_form(workspace, issued.form_no))}
    for name, result, value, code in (
        (layout.SURVEY_SHEET, layout.RESULT_COLUMN, layout.VALUE_COLUMN, layout.CODE_COLUMN),
        (layout.BATCH_SHEET, layout.BATCH_RESULT_COLUMN, layout.BATCH_VALUE_COLUMN, 9),
    ):
        page = book[name]
        for row in range(1, page.max_row + 1):
            form = kinds.get(str(page.cell(row, code).value))
            if form is None:
                continue
            if page.cell(row, result).value is None and page.cell(row, code - 6 if code == 9 else 3).value not in (
                layout.EMPTY_ORIGINAL,
            ):
                page.cell(row, result).value = layout.CONSISTENT
            elif page.cell(row, result).value is not None:
                page.cell(row, value).value = (
                    layout.chosen_value(form.choices[0]) if form.choices else CONTENT[form.answer]
                )
    for task in tasks:
        for row in range(1, book[layout.SURVEY_SHEET].max_row + 1):
            if str(book[layout.SURVEY_SHEET].cell(row, 9).value).startswith(f"{task}-V-"):
                for column, text in ((layout.OUTCOME_COLUMN, "已普查"), (layout.ARRIVED_COLUMN, "9:30"),
                                     (layout.LEFT_COLUMN, "9:50")):  # fmt: skip
                    book[layout.SURVEY_SHEET].cell(row, column).value = text
    for row in range(1, book[layout.TASKS_SHEET].max_row + 1):
        if book[layout.TASKS_SHEET].cell(row, 2).value in tasks:
            book[layout.TASKS_SHEET].cell(row, layout.VISIT_DAY_COLUMN).value = DAY_OF_VISIT
    book.save(tmp_path / "填好.xlsx")
    return workspace, tmp_path / "填好.xlsx"


def test_a_form_as_it_is_issued_comes_back_whole(filled: tuple[Workspace, Path], tmp_path: Path) -> None:
    workspace, path = filled
    with workspace:
        report = take_results(workspace, TakeRequest([path], tmp_path / "回"), now=NOW)
        outcome = report.files[0]
        # customer 0 runs more than its contract allows, and the surveyor found both figures right
        assert (report.count(Standing.REFUSED), report.count(Standing.CONFLICT)) == (0, 2)
        assert (outcome.surveyed, report.count(Standing.TAKEN) > 20) == (2, True)
        assert verify_workspace(workspace).faults == []
    copy = load_workbook(outcome.copy)
    assert copy.sheetnames[-1] == copy.active.title == "收回结果"
    assert copy[layout.SURVEY_SHEET]._images
    assert copy[layout.SURVEY_SHEET].protection.sheet
    assert copy[layout.SURVEY_SHEET].data_validations.dataValidation


def _empty(path: Path) -> tuple[Book, list[int]]:
    """The form with the answers of its first two rows that have an original taken out, and where those stand."""
    book: Book = load_workbook(path)
    page = book[layout.SURVEY_SHEET]
    chosen = [row for row in range(1, page.max_row + 1) if page.cell(row, layout.RESULT_COLUMN).value == "一致"][:2]
    for row in chosen:
        for column in (layout.RESULT_COLUMN, layout.VALUE_COLUMN):
            page.cell(row, column).value = None
    return book, chosen


def test_rows_that_were_only_coloured_and_words_in_comments_are_told(
    filled: tuple[Workspace, Path], tmp_path: Path
) -> None:
    workspace, path = filled
    book, (coloured, bare) = _empty(path)
    page = book[layout.SURVEY_SHEET]
    page.cell(coloured, layout.RESULT_COLUMN).fill = PatternFill("solid", fgColor="92D050")
    page.cell(bare, layout.VALUE_COLUMN).comment = Comment("没人", "张三")
    book.save(tmp_path / "coloured.xlsx")
    report = take_results(workspace, TakeRequest((tmp_path / "coloured.xlsx",), tmp_path / "out"), now=NOW)
    (outcome,) = report.files
    told = [note for note in outcome.notes if "颜色" in note or "批注" in note]
    letter = page.cell(bare, layout.VALUE_COLUMN).coordinate
    assert [note.partition("：")[0] for note in told] == [
        f"普查表 第 {coloured} 行只涂了颜色，没有写字",
        f"普查表 {letter} 有批注",
    ]


def test_the_colours_of_the_form_itself_are_nobodys_answer(filled: tuple[Workspace, Path], tmp_path: Path) -> None:
    workspace, path = filled
    book, _ = _empty(path)
    book.save(tmp_path / "bare.xlsx")
    report = take_results(workspace, TakeRequest((tmp_path / "bare.xlsx",), tmp_path / "out"), now=NOW)
    assert not [note for note in report.files[0].notes if "颜色" in note]
