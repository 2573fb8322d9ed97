"""The weekly list as a file: what Excel will allow, show and never compute."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from census_app.foundation.errors import BadInput
from census_app.reporting.weekly.problem_sheet import ACCOUNT_COLUMN, HEADERS, WIDTHS, account_width, row_height
from census_app.reporting.weekly.workbook import write_weekly_workbook
from tests.unit.reporting.factory import LIST, PROBLEM

HOSTILE = "=cmd|' /C calc'!A0"


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("list") / "清单.xlsx"
    hostile = replace(PROBLEM, message=HOSTILE, customer="http://example.test", accused="+1+1")
    write_weekly_workbook(replace(LIST, problems=(*LIST.problems, hostile)), target)
    return target


def test_sheets_in_order_with_the_code_sheet_hidden(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["封面", "问题清单", "填写说明", "码表"]
    assert [sheet.sheet_state for sheet in book] == ["visible", "visible", "visible", "hidden"]


def test_no_cell_becomes_a_formula_or_a_link(path: Path) -> None:
    with zipfile.ZipFile(path) as package:
        sheets = [package.read(name).decode() for name in package.namelist() if "worksheets/sheet" in name]
    assert sum(len(re.findall(r"<f[ >]", sheet)) for sheet in sheets) == 0
    assert not any("<hyperlink" in sheet for sheet in sheets)
    assert openpyxl.load_workbook(path)["问题清单"]["K5"].value == HOSTILE


def test_problem_sheet_can_be_sorted_and_filtered_though_protected(path: Path) -> None:
    sheet = openpyxl.load_workbook(path)["问题清单"]
    assert [cell.value for cell in sheet[2]] == list(HEADERS)
    assert sheet.freeze_panes == "D3"
    assert sheet.auto_filter.ref == "A2:U5"
    assert sheet.protection.sheet
    assert not sheet.protection.sort and not sheet.protection.autoFilter
    assert all(not cell.protection.locked for row in sheet["A2:U5"] for cell in row)
    assert sheet.print_title_rows == "$1:$2"


def test_answers_are_validated_and_system_columns_guarded(path: Path) -> None:
    validations = {str(v.sqref): v for v in openpyxl.load_workbook(path)["问题清单"].data_validations.dataValidation}
    assert validations["A2:N5"].formula1 == "FALSE()"
    assert validations["O3:O5"].formula1 == '"已整改,非异常,需现场,申诉"'
    assert validations["P3:P5"].formula1 == 'INDIRECT("值_"&$J3)'
    assert validations["Q3:Q5"].errorStyle == "warning"
    assert all(len(v.prompt or "") <= 255 and len(v.promptTitle or "") <= 32 for v in validations.values())


def test_names_exist_only_for_fields_with_options(path: Path) -> None:
    names = set(openpyxl.load_workbook(path).defined_names)
    assert {"原因表", "人员表", "佐证表", "值_用电类别"} <= names
    assert "值_综合倍率" not in names


def test_overdue_stays_a_date_and_identifiers_text(path: Path) -> None:
    sheet = openpyxl.load_workbook(path)["问题清单"]
    assert sheet["N4"].is_date and "超期" in sheet["N4"].number_format
    assert sheet["E3"].value == "0301160044"
    assert sheet["C3"].fill.start_color.rgb == "FFC8372D"


def test_the_cover_counts_new_problems_one_way(tmp_path: Path) -> None:
    waiting = replace(PROBLEM, is_new=False, weeks=1)
    write_weekly_workbook(replace(LIST, problems=(PROBLEM, waiting)), tmp_path / "a.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["封面"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    head = next(row for row in rows if "最早期限" in row)
    total = next(row for row in rows if "合计" in row)
    assert [total[head.index(name)] for name in ("新发现", "挂账 3 周以内", "挂账 4 周以上")] == [1, 1, 0]


def test_cover_says_counts_reply_day_stock_and_chain_head(path: Path) -> None:
    sheet = openpyxl.load_workbook(path)["封面"]
    words = " ".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None)
    assert "11-27（周五）17:00" in words
    assert "另有 7 条在库" in words and "7f3a 91c2 e04b" in words
    assert [sheet.cell(5, column).value for column in range(2, 7)] == [3, 2, 2, 1, 1]


def test_rows_grow_with_their_longest_cell() -> None:
    assert row_height(replace(PROBLEM, message="字" * 200)) > row_height(PROBLEM)


def test_the_account_column_holds_the_longest_number_whole() -> None:
    assert account_width(["0304010000602", "1"]) > 13 * 1.05
    assert account_width(["9" * 200]) < 40
    assert account_width([]) == WIDTHS[ACCOUNT_COLUMN]


def test_an_empty_list_is_still_a_whole_workbook(tmp_path: Path) -> None:
    target = tmp_path / "空.xlsx"
    write_weekly_workbook(replace(LIST, problems=(), people=(), outcome=None), target)
    assert openpyxl.load_workbook(target)["问题清单"].max_row >= 2


def test_refused_folder_leaves_nothing(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    with pytest.raises((BadInput, OSError)):
        write_weekly_workbook(LIST, blocked / "清单.xlsx")
    assert [child.name for child in tmp_path.iterdir()] == ["file"]
