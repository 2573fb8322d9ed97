"""What people do to a form before they send it back: nothing is lost, everything is said."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook as Book

from census_app.foundation.database import reading, writing
from census_app.survey.results.submission import Standing
from census_app.survey.results.taking import TakeRequest, take_results
from census_app.survey.tasks.model import task_in
from census_app.survey.words import AnswerStanding, TaskState
from census_app.workspace.acts import list_acts
from census_app.workspace.log.sealed_rows import append_with_rows

from .conftest import DAY, Survey
from .issuing import T1, T2, basic, dispatch, fill, fill_well, issue, row_of, visit, workbook

NAME, MOBILE, TG = "customer.cons_name", "customer.mobile", "customer.tg_no"


def changed(survey: Survey, *changes: dict[str, str]) -> None:
    with writing(survey.workspace.engine) as connection:
        append_with_rows(connection, "tasks.changed", "", {}, {"task_changes": list(changes)})


def test_a_formula_in_an_answer_goes_back(survey: Survey) -> None:
    book = survey.book()
    row = fill(book, survey.form, T1, MOBILE, result="不一致", value='="139"&"00002222"')
    report = survey.take(book)
    assert survey.said(report, row) == ("退回", f"E{row} 是公式：复制后选择性粘贴为数值")
    assert survey.answers() == {}


def test_answers_merged_over_rows_go_back(survey: Survey) -> None:
    book = survey.book()
    row = fill(book, survey.form, T1, NAME, result="一致")
    book["普查表"].merge_cells(start_row=row, start_column=4, end_row=row + 2, end_column=4)
    report = survey.take(book)
    assert survey.said(report, row)[0] == "退回"
    assert "合并的单元格" in survey.said(report, row + 1)[1]
    assert survey.answers() == {}


def test_rows_in_another_order_are_found_by_their_codes(survey: Survey) -> None:
    book = survey.book()
    fill_well(book, survey.form, T1)
    page = book["普查表"]
    first, last = row_of(book, survey.form.code(T1, NAME)), row_of(book, survey.form.code(T1, "customer.cert_no"))
    texts = [[page.cell(row, column).value for column in range(1, 10)] for row in range(first, last + 1)]
    for row, cells in zip(range(first, last + 1), reversed(texts), strict=True):
        for column, text in enumerate(cells, start=1):
            page.cell(row, column).value = text
    report = survey.take(book)
    assert report.count(Standing.TAKEN) == 9
    assert survey.answers()[(T1, MOBILE)].value == "13900002222"


def test_only_some_columns_sorted_is_noticed(survey: Survey) -> None:
    book = survey.book()
    row = fill(book, survey.form, T1, NAME, result="一致")
    page = book["普查表"]
    page.cell(row, 2).value, page.cell(row + 2, 2).value = page.cell(row + 2, 2).value, page.cell(row, 2).value
    report = survey.take(book)
    assert survey.said(report, row) == (
        "退回", "普查项和行号对不上：行被改过，或者只排了一部分列；把答复填回原表的那一行",
    )  # fmt: skip


def test_columns_moved_are_found_and_columns_deleted_are_told(survey: Survey) -> None:
    book = survey.book()
    fill(book, survey.form, T1, NAME, result="一致")
    book["普查表"].insert_cols(2)
    assert survey.take(book).count(Standing.TAKEN) == 1
    book["普查表"].delete_cols(10)
    outcome = survey.take(book).files[0]
    assert outcome.refused.endswith("的“普查表”少了列：行号")


def test_an_edited_original_is_noticed(survey: Survey) -> None:
    book = survey.book()
    row = fill(book, survey.form, T1, NAME, result="一致")
    book["普查表"].cell(row, 3).value = "赵大芳"
    report = survey.take(book)
    assert "“档案原值”被改过" in survey.said(report, row)[1]


def test_a_row_from_another_county_goes_back(survey: Survey) -> None:
    book = survey.book()
    fill(book, survey.form, T1, NAME, result="一致")
    page = book["普查表"]
    row = page.max_row + 1
    for column, text in enumerate((1, "户名", "钱*", "一致", None, None, None, None, f"{T1}-01-0123456789"), start=1):
        page.cell(row, column, text)
    report = survey.take(book)
    assert (report.count(Standing.TAKEN), report.count(Standing.REFUSED)) == (1, 1)
    assert "别的县" in survey.said(report, row)[1]


def test_a_whole_form_from_another_county_is_refused(survey: Survey, tmp_path: Path) -> None:
    from census_app.workspace.workspace import Workspace

    with Workspace.create(tmp_path / "other") as other:
        foreign = issue(other, {T1: basic("4")}, form_no="0901-2026W48-S07")
        book = workbook(other, foreign)
        fill_well(book, foreign, T1)
    before = len(list_acts(survey.workspace.engine))
    outcome = survey.take(book).files[0]
    assert "没有一行的行号是这个工作区发出的" in outcome.refused
    assert len(list_acts(survey.workspace.engine)) == before


def test_a_row_without_its_code_is_not_guessed(survey: Survey) -> None:
    book = survey.book()
    row = fill(book, survey.form, T1, NAME, result="一致")
    book["普查表"].cell(row, 9).value = None
    report = survey.take(book)
    assert survey.said(report, row)[1].startswith("行号没有了")


def test_a_copied_row_with_another_answer_is_a_conflict_of_both(survey: Survey) -> None:
    book = survey.book()
    row = fill(book, survey.form, T1, MOBILE, result="不一致", value="13900002222")
    page = book["普查表"]
    copy = page.max_row + 1
    for column in range(1, 10):
        page.cell(copy, column).value = page.cell(row, column).value
    assert survey.take(book).count(Standing.TAKEN) == 1
    page.cell(copy, 5).value = "13900003333"
    report = survey.take(book)
    assert survey.said(report, copy)[0] == "有冲突"
    assert f"第 {row} 行是同一行" in survey.said(report, copy)[1]


def test_two_people_who_disagree_leave_both_versions(survey: Survey) -> None:
    other = issue(survey.workspace, {T1: basic("4")}, form_no="0301-2026W48-S02", surveyor="李梅")
    first, second = survey.book(), workbook(survey.workspace, other, {T1: DAY})
    fill(first, survey.form, T1, MOBILE, result="不一致", value="13900002222")
    row = fill(second, other, T1, MOBILE, result="不一致", value="13900003333")
    fill(first, survey.form, T1, NAME, result="一致")
    fill(second, other, T1, NAME, result="一致")
    report = survey.take(first, second)
    label, says = survey.said(report, row, file=1)
    assert label == "有冲突"
    assert "张志强" in says and "139****2222" in says and "139****3333" in says and "13900002222" not in says
    assert report.files[1].counts[Standing.TAKEN] == 1
    newest = survey.answers()[(T1, MOBILE)]
    assert (newest.standing, newest.person, newest.value) == (AnswerStanding.CONFLICT, "李梅", "13900003333")


@pytest.mark.parametrize(
    ("state", "says"), [("recalled", "已经撤回"), ("split", "已经拆成"), ("accepted", "已经审核通过")]
)
def test_answers_for_a_closed_task_go_back(survey: Survey, state: str, says: str) -> None:
    changed(survey, {"task_no": T1, "state": state})
    book = survey.book()
    row = fill(book, survey.form, T1, NAME, result="一致")
    report = survey.take(book)
    assert survey.said(report, row)[0] == "退回"
    assert says in survey.said(report, row)[1]


def test_answers_for_a_merged_task_count_for_the_one_it_went_into(survey: Survey) -> None:
    changed(survey, {"task_no": T1, "state": "merged", "into_task": T2})
    book = survey.book()
    fill_well(book, survey.form, T1)
    survey.take(book)
    assert (T2, MOBILE) in survey.answers()
    with reading(survey.workspace.engine) as connection:
        assert task_in(connection, T2).state is TaskState.SURVEYED


def test_a_task_that_moved_to_somebody_else_is_told(survey: Survey) -> None:
    changed(survey, {"task_no": T1, "surveyor": "李梅"})
    book = survey.book()
    row = fill(book, survey.form, T1, NAME, result="一致")
    report = survey.take(book)
    assert survey.said(report, row) == ("已收", "任务已改派给 李梅，这里是 张志强 答的")


def test_a_time_that_cannot_be_goes_back(survey: Survey) -> None:
    book = survey.book()
    row = visit(book, T1, "已普查", "4:30", "9:00")
    report = survey.take(book)
    assert survey.said(report, row) == ("退回", "到达时间 04:30 不在 05:00–22:00 之间")


@pytest.mark.parametrize(
    ("days", "says"), [(-9, "在派发"), (5, "还没有到")], ids=["before the task was given out", "clock ahead"]
)
def test_days_that_cannot_be(survey: Survey, days: int, says: str) -> None:
    day = (date.fromisoformat(DAY) + timedelta(days=days)).isoformat()
    book = survey.book({T1: day})
    row = visit(book, T1)
    report = survey.take(book)
    assert survey.said(report, row)[0] == "退回"
    assert says in survey.said(report, row)[1]


def test_a_transformer_the_archive_does_not_know_is_left_to_review(survey: Survey) -> None:
    book = survey.book()
    row = fill(book, survey.form, T1, TG, result="不一致", value="T77")
    report = survey.take(book)
    assert survey.said(report, row)[0] == "有冲突"
    assert survey.answers()[(T1, TG)].standing is AnswerStanding.CONFLICT


def test_nobody_at_home_who_answered_everything(survey: Survey) -> None:
    book = survey.book()
    fill_well(book, survey.form, T1)
    visit(book, T1, "无人")
    report = survey.take(book)
    assert report.count(Standing.CONFLICT) == 4
    assert "却填了现场值" in survey.said(report, row_of(book, survey.form.code(T1, MOBILE)))[1]


def test_a_copy_that_came_back_corrected_is_read_like_the_form(survey: Survey) -> None:
    from openpyxl import load_workbook

    book = survey.book()
    fill_well(book, survey.form, T1)
    row = fill(book, survey.form, T1, MOBILE, value="139")
    report = survey.take(book)
    copy = load_workbook(report.files[0].copy)
    assert copy.active.title == "收回结果"
    copy["普查表"].cell(row, 5).value = "13900002222"
    second = survey.take(copy)
    assert second.files[0].counts[Standing.TAKEN] == 1
    assert survey.said(second, row) == ("已收", "")


def test_what_is_no_form_is_told_and_stops_nothing(survey: Survey) -> None:
    book = survey.book()
    fill(book, survey.form, T1, NAME, result="一致")
    good = survey.save(book, "好.xlsx")
    bad, torn = survey.folder / "清单.csv", survey.folder / "坏.xlsx"
    bad.write_text("户号,户名\n1,赵\n", encoding="utf-8")
    torn.write_bytes(good.read_bytes()[:3000])
    (survey.folder / "旧.xls").write_bytes(b"\xd0\xcf\x11\xe0")
    report = survey.take(survey.folder)
    refused = {one.file: one.refused for one in report.files}
    assert "不是普查表" in refused["清单.csv"]
    assert "读不了" in refused["坏.xlsx"]
    assert "既不是普查表" in refused["旧.xls"]
    assert refused["好.xlsx"] == ""


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    texts=st.lists(
        st.one_of(
            st.text(max_size=40),
            st.sampled_from(["=cmd|' /C calc'!A0", "x" * 10_000, "😀" * 50, "\u202e倒", "1e400", "NaN", "0" * 30]),
        ),
        min_size=5, max_size=5,
    )
)  # fmt: skip
def test_whatever_stands_in_the_cells_nothing_breaks(survey: Survey, texts: list[str]) -> None:
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    book: Book = survey.book()
    for item in (NAME, MOBILE, "ask_reading", "customer.elec_type", "customer.cert_no"):
        row = row_of(book, survey.form.code(T2, item))
        for column, text in zip(range(4, 9), texts, strict=True):
            cell = book["普查表"].cell(row, column)
            cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)
            cell.data_type = "s"
    report = survey.take(book)
    assert report.files[0].refused == ""
    assert sum(report.files[0].counts.values()) >= 5


def test_unknown_tasks_are_dispatched_later(survey: Survey) -> None:
    """A form whose task the workspace lost is refused row by row, and taken once the task exists."""
    form = issue(survey.workspace, {"T2648-0009": basic("2")}, form_no="0301-2026W48-S09")
    book = workbook(survey.workspace, form, {"T2648-0009": DAY})
    fill_well(book, form, "T2648-0009")
    path = survey.save(book)
    assert survey.take(path).count(Standing.REFUSED) == 9
    dispatch(survey.workspace, {"task_no": "T2648-0009", "customer": "2"})
    assert survey.take(path).count(Standing.TAKEN) == 9


def test_a_cancelled_take_says_what_was_taken_before(survey: Survey, monkeypatch: pytest.MonkeyPatch) -> None:
    from census_app.foundation.errors import Cancelled
    from census_app.foundation.jobs import JobContext
    from census_app.survey.results import taking

    context = JobContext()
    first, second = survey.book(), survey.book()
    fill(first, survey.form, T1, NAME, result="一致")
    fill(second, survey.form, T2, NAME, result="一致")
    store = taking.store
    monkeypatch.setattr(taking, "store", lambda *given: (store(*given), context.cancel())[0])
    with pytest.raises(Cancelled, match="1 份已经收下"):
        survey.take(first, second, context=context)
    assert set(survey.answers()) == {(T1, NAME)}


def test_a_visit_row_written_twice_with_different_words_goes_back(survey: Survey) -> None:
    book = survey.book()
    row = visit(book, T1)
    page = book["普查表"]
    copy = page.max_row + 1
    for column in range(1, 10):
        page.cell(copy, column).value = page.cell(row, column).value
    page.cell(copy, 3).value = "无人"
    report = survey.take(book)
    assert survey.said(report, copy) == ("退回", "这一户的到访结果写了两遍，两遍不一样：留一行")


def test_what_was_taken_stays_taken_when_its_copy_cannot_be_written(
    survey: Survey, monkeypatch: pytest.MonkeyPatch
) -> None:
    from census_app.foundation.errors import BadInput
    from census_app.survey.results.returned.copies import Copies

    def refuse(*_: object) -> Path:
        raise BadInput("没有写入权限：回", "关闭正在使用它的程序")

    book = survey.book()
    fill(book, survey.form, T1, NAME, result="一致")
    with monkeypatch.context() as patched:
        patched.setattr(Copies, "of_document", refuse)
        outcome = survey.take(book).files[0]
    assert (outcome.copy, len(survey.answers())) == ("", 1)
    assert "再收一次会补写" in outcome.notes[-1]
    (survey.folder / "文件").write_text("x", encoding="utf-8")
    with pytest.raises(BadInput, match="不是文件夹"):
        take_results(survey.workspace, TakeRequest([survey.save(book)], survey.folder / "文件"))
