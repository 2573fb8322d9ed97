from __future__ import annotations

from census_app.foundation.database import reading
from census_app.survey.forms import layout
from census_app.survey.results.submission import Standing
from census_app.survey.tasks.model import task_in
from census_app.survey.words import AnswerOutcome, TaskState
from census_app.workspace.acts import list_acts
from census_app.workspace.problems.listing import problem_rows

from .conftest import DAY, Survey
from .issuing import SURVEYOR, T1, T2, fill, fill_well, visit


def state(survey: Survey, task_no: str) -> TaskState:
    with reading(survey.workspace.engine) as connection:
        return task_in(connection, task_no).state


def test_a_well_filled_form_is_taken_whole(survey: Survey) -> None:
    book = survey.book()
    for task_no in (T1, T2):
        fill_well(book, survey.form, task_no)
    report = survey.take(book)
    outcome = report.files[0]
    assert (outcome.counts[Standing.TAKEN], outcome.counts[Standing.EMPTY]) == (18, 1)
    assert (outcome.surveyed, outcome.unreached, report.refused) == (2, 0, False)
    answer = survey.answers()[(T1, "customer.mobile")]
    assert (answer.outcome, answer.value, answer.day, answer.person, answer.document) == (
        AnswerOutcome.DIFFERENT, "13900002222", DAY, SURVEYOR, survey.form.form_no,
    )  # fmt: skip
    assert survey.answers()[(T1, "meter.asset_no")].evidence == f"{T1}-1"
    assert survey.answers()[(T1, "meter.asset_no")].blind == "yes"
    assert state(survey, T1) is TaskState.SURVEYED
    states = dict(problem_rows(survey.workspace).rows(["problem_no", "state"]))
    assert states[survey.problem] == "in_review"


def test_the_same_file_twice_changes_nothing_and_says_so(survey: Survey) -> None:
    book = survey.book()
    fill_well(book, survey.form, T1)
    path = survey.save(book)
    survey.take(path)
    before = len(list_acts(survey.workspace.engine))
    again = survey.take(path)
    assert len(list_acts(survey.workspace.engine)) == before
    assert again.files[0].unchanged
    assert again.files[0].counts[Standing.KNOWN] == 9
    assert "什么都没有变" in again.lines()[0]


def test_saved_again_by_another_program_it_is_still_known(survey: Survey) -> None:
    book = survey.book()
    fill_well(book, survey.form, T1)
    survey.take(book)
    book.properties.title = "另存"
    again = survey.take(book)
    assert again.files[0].counts[Standing.TAKEN] == 0
    assert len(survey.answers()) == 8


def test_a_refused_row_goes_back_and_comes_in_corrected(survey: Survey) -> None:
    book = survey.book()
    fill_well(book, survey.form, T1)
    row = fill(book, survey.form, T1, "customer.mobile", result="不一致", value="139")
    report = survey.take(book)
    assert survey.said(report, row) == ("退回", "号码应为 11 位手机号，或带区号的固定电话")
    assert state(survey, T1) is TaskState.DISPATCHED
    fill(book, survey.form, T1, "customer.mobile", value="13900002222")
    second = survey.take(book)
    assert second.files[0].counts[Standing.TAKEN] == 1
    assert state(survey, T1) is TaskState.SURVEYED


def test_a_task_is_not_surveyed_before_what_its_problem_accuses_is_answered(survey: Survey) -> None:
    book = survey.book()
    fill_well(book, survey.form, T1)
    row = fill(book, survey.form, T1, "customer.mobile", result="一致")
    for column in (layout.RESULT_COLUMN, layout.VALUE_COLUMN):
        book[layout.SURVEY_SHEET].cell(row, column).value = None
    report = survey.take(book)
    assert report.files[0].counts[Standing.REFUSED] == 0
    assert [note for note in report.files[0].notes if "★" in note and "联系电话" in note], report.files[0]
    assert state(survey, T1) is TaskState.DISPATCHED
    assert dict(problem_rows(survey.workspace).rows(["problem_no", "state"]))[survey.problem] != "in_review"
    fill(book, survey.form, T1, "customer.mobile", result="一致")
    survey.take(book)
    assert state(survey, T1) is TaskState.SURVEYED


def test_nobody_there_leaves_the_task_to_its_surveyor(survey: Survey) -> None:
    book = survey.book()
    visit(book, T2, "无人", "10:00", "10:05")
    report = survey.take(book)
    assert (report.files[0].unreached, report.files[0].surveyed) == (1, 0)
    with reading(survey.workspace.engine) as connection:
        task = task_in(connection, T2)
    assert (task.state, task.reason) == (TaskState.UNREACHED, "无人")


def test_answers_without_a_visit_row_are_kept_and_told(survey: Survey) -> None:
    book = survey.book()
    fill(book, survey.form, T1, "customer.cons_name", result="一致")
    report = survey.take(book)
    assert len(survey.answers()) == 1
    assert any("没有填到访结果" in note and T1 in note for note in report.files[0].notes)


def test_the_shared_row_holds_for_every_household_but_the_one_that_differs(survey: Survey) -> None:
    book = survey.book()
    fill(book, survey.form, "T1", "distribution_transformer.tg_cap", sheet="台区批量", result="不一致", value="400")
    path = survey.save(book)
    report = survey.take(path)
    found = survey.answers()
    assert {found[(task, "distribution_transformer.tg_cap")].value for task in (T1, T2)} == {"400"}
    assert survey.said(report, 5, "台区批量") == ("已收", "用到 2 户")
    again = survey.take(path).files[0]
    assert again.unchanged
    assert "以前收过" in again.lines()[0]
