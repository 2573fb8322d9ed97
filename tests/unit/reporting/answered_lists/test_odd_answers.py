"""Answers as people give them who never read the instructions: nothing is lost in silence, nothing guessed."""

from __future__ import annotations

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from census_app.foundation.errors import BadInput

from .conftest import County
from .filling import FIXED, RIGHT, columns_of, fill, rows_of, said, statuses, take, write_rows

ONE = ("R042", "1")
THREE = ("R042", "3")


@pytest.mark.parametrize("word", ["非异常。", "非异常√", "非异常 ✓", "非异常；"])
def test_a_tick_or_stop_behind_the_result_is_no_other_result(county: County, word: str) -> None:
    taken = take(county, fill(county.lists["0301"], county.folder / "a.xlsx", {ONE: {**RIGHT, "整改结果": word}}))
    assert statuses(taken)[ONE] == "taken"


@pytest.mark.parametrize(
    "day", ["２０２６－１１－１９", "26-11-19", "26/11/19", "26.11.19", "26年11月19日", "１１．１９"]
)
def test_days_in_full_width_or_with_a_short_year_are_read(county: County, day: str) -> None:
    taken = take(county, fill(county.lists["0301"], county.folder / "a.xlsx", {ONE: {**RIGHT, "整改日期": day}}))
    (row,) = (row for row in taken.files[0].rows if row.answer is not None)
    assert row.answer is not None and row.answer.day == "2026-11-19"


@pytest.mark.parametrize("day", ["25/11/19", "11/26/19", "31-11-19"])
def test_a_short_year_outside_the_list_is_not_guessed(county: County, day: str) -> None:
    taken = take(county, fill(county.lists["0301"], county.folder / "a.xlsx", {ONE: {**RIGHT, "整改日期": day}}))
    assert statuses(taken)[ONE] == "refused"


def test_a_day_a_spreadsheet_took_for_a_number_is_named_as_such(county: County) -> None:
    taken = take(county, fill(county.lists["0301"], county.folder / "a.xlsx", {ONE: {**RIGHT, "整改日期": 11.19}}))
    assert "被表格当成了数，写成 11-25" in said(taken)[ONE]


@pytest.mark.parametrize("column", ["整改人", "原因", "佐证", "整改日期", "整改结果"])
def test_ditto_marks_are_refused_once_and_by_cell(county: County, column: str) -> None:
    answers = {ONE: RIGHT, THREE: {**RIGHT, column: "同上"}}
    taken = take(county, fill(county.lists["0301"], county.folder / "a.xlsx", answers))
    assert (statuses(taken)[ONE], statuses(taken)[THREE]) == ("taken", "refused")
    assert said(taken)[THREE].count("“同上”") == 1 and f"{column}写了“同上”" in said(taken)[THREE]


def test_a_formula_as_result_is_told_once(county: County) -> None:
    answers = {ONE: {**RIGHT, "整改结果": '="非异常"'}}
    taken = take(county, fill(county.lists["0301"], county.folder / "a.xlsx", answers))
    assert "公式" in said(taken)[ONE] and "看不懂" not in said(taken)[ONE]


def test_titles_totals_and_signatures_are_no_refused_answers(county: County) -> None:
    first = openpyxl.load_workbook(fill(county.lists["0301"], county.folder / "a.xlsx", {ONE: RIGHT}))
    sheet, other = first["问题清单"], openpyxl.load_workbook(county.lists["0302"])["问题清单"]
    for cells in other.iter_rows(values_only=True):
        sheet.append(cells)
    place = columns_of(sheet)["整改结果"]
    sheet.append([None] * (place - 1) + ["已整改 1 条"])
    first.save(county.folder / "a.xlsx")
    taken = take(county, county.folder / "a.xlsx")
    assert "refused" not in statuses(taken).values()
    assert any("不是问题（标题、合计、签名一类），没有读" in note for note in taken.files[0].notes)


def test_an_answer_whose_number_was_wiped_out_is_still_refused(county: County) -> None:
    rows = rows_of(fill(county.lists["0301"], county.folder / "a.xlsx", {ONE: RIGHT}))
    place = next(number for number, title in enumerate(rows[0]) if title == "整改结果")
    bare = [cell if number >= place else None for number, cell in enumerate(rows[1])][:-1]
    answered = next(row for row in rows[1:] if row[place] == "非异常")
    bare[place : place + 6] = answered[place : place + 6]
    taken = take(county, write_rows(county.folder / "b.xlsx", [rows[0], *rows[1:], bare]))
    assert [row.status.value for row in taken.files[0].rows].count("refused") == 1


def test_answers_in_comments_are_named_by_cell(county: County) -> None:
    path = fill(county.lists["0301"], county.folder / "a.xlsx", {ONE: RIGHT})
    book = openpyxl.load_workbook(path)
    book["问题清单"]["O4"].comment = Comment("已整改", "刘洋")
    book.save(path)
    (note,) = (note for note in take(county, path).files[0].notes if "批注" in note)
    assert note.startswith("O4有批注")


def test_a_list_without_short_numbers_is_told_so_in_a_folder_too(county: County) -> None:
    rows = rows_of(fill(county.lists["0301"], county.folder / "x.xlsx", {ONE: RIGHT}))
    place = next(number for number, title in enumerate(rows[0]) if title == "问题短号")
    (county.folder / "x.xlsx").unlink()
    write_rows(county.folder / "a.xlsx", [row[:place] + row[place + 1 :] for row in rows])
    with pytest.raises(BadInput, match="“问题短号”一列没有了"):
        take(county, county.folder)


@pytest.mark.parametrize("name", ["回收.zip", "清单.ods", "清单.rar", "清单.html"])
def test_nothing_in_a_folder_that_may_be_a_list_is_passed_over(county: County, name: str) -> None:
    fill(county.lists["0301"], county.folder / "a.xlsx", {ONE: RIGHT})
    (county.folder / name).write_bytes(b"PK\x03\x04 broken")
    taken = take(county, county.folder)
    assert {file.name: bool(file.refused) for file in taken.files} == {"a.xlsx": False, name: True}


def test_rows_without_the_column_of_values_say_what_is_missing(county: County) -> None:
    rows = rows_of(fill(county.lists["0301"], county.folder / "x.xlsx", {ONE: RIGHT}))
    kept = [place for place, title in enumerate(rows[0]) if title in ("问题短号", "整改结果", "原因")]
    taken = take(county, write_rows(county.folder / "a.xlsx", [[row[place] for place in kept] for row in rows]))
    assert "没有校验码，系统列也不全" in "".join(row.why for row in taken.files[0].rows)


def test_photos_lie_as_deep_as_a_phone_keeps_them(county: County) -> None:
    photo = county.folder / "DCIM" / "Camera" / "IMG_1.jpg"
    photo.parent.mkdir(parents=True)
    photo.write_bytes(b"\xff\xd8\xff jpeg")
    answers = {ONE: {**FIXED, "佐证": "照片 IMG_1.jpg"}}
    taken = take(county, fill(county.lists["0301"], county.folder / "a.xlsx", answers))
    assert statuses(taken)[ONE] == "taken"


def test_rows_that_were_only_coloured_are_named(county: County) -> None:
    path = fill(county.lists["0301"], county.folder / "a.xlsx", {ONE: RIGHT})
    book = openpyxl.load_workbook(path)
    sheet = book["问题清单"]
    place = columns_of(sheet)["整改结果"]
    answered = next(row for row in range(3, sheet.max_row + 1) if sheet.cell(row, place).value)
    others = [row for row in range(3, sheet.max_row + 1) if row != answered]
    for row in (answered, others[0]):
        sheet.cell(row, place).fill = PatternFill("solid", fgColor="92D050")
    book.save(path)
    (note,) = (note for note in take(county, path).files[0].notes if "颜色" in note)
    assert note.startswith(f"第 {others[0]} 行只涂了颜色")


def test_the_colours_of_the_list_itself_are_nobodys_answer(county: County) -> None:
    taken = take(county, fill(county.lists["0301"], county.folder / "a.xlsx", {ONE: RIGHT}))
    assert not [note for note in taken.files[0].notes if "颜色" in note]
