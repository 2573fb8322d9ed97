"""Lists filled in like people do, and what a take says about each row."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl

from census_app.reporting.answered_lists.model import RowResult, TakenLists
from census_app.reporting.answered_lists.take import take_lists

from .conftest import TODAY, County

HEADER_ROW, FIRST_ROW = 2, 3
Key = tuple[str, str]
_DONE: dict[str, Any] = {"整改人": "张三", "整改日期": "11-19", "佐证": "工单 12345"}
FIXED: dict[str, Any] = {"整改结果": "已整改", "整改后值": "7", **_DONE}
RIGHT: dict[str, Any] = {"整改结果": "非异常", "原因": "核实无误，档案正确", **_DONE}
VISIT: dict[str, Any] = {"整改结果": "需现场", "原因": "须看铭牌或表箱", "整改人": "张三", "整改日期": "11-27"}
APPEAL: dict[str, Any] = {"整改结果": "申诉", "原因": "不属本单位", "整改人": "张三", "整改日期": "11-19"}


def fill(source: Path, target: Path, answers: Mapping[Key, Mapping[str, Any]]) -> Path:
    """The list with these cells by (rule, account); columns are named as people see them."""
    book = openpyxl.load_workbook(source)
    sheet = book["问题清单"]
    columns = columns_of(sheet)
    for row in sheet.iter_rows(min_row=FIRST_ROW):
        key = (str(row[columns["规则"] - 1].value)[:4], str(row[columns["户号"] - 1].value))
        for name, value in answers.get(key, {}).items():
            row[columns[name] - 1].value = value
    book.save(target)
    return target


def columns_of(sheet: Any) -> dict[str, int]:
    return {"".join(str(cell.value).split()): cell.column for cell in sheet[HEADER_ROW]}


def rows_of(source: Path) -> list[list[Any]]:
    """The cells of the problem sheet from its header on."""
    sheet = openpyxl.load_workbook(source)["问题清单"]
    return [[cell.value for cell in row] for row in sheet.iter_rows(min_row=HEADER_ROW)]


def write_rows(target: Path, rows: list[list[Any]], title: str = "Sheet1") -> Path:
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    book.save(target)
    return target


def take(county: County, *files: Path) -> TakenLists:
    return take_lists(county.workspace, files, county.folder.parent / "out", today=TODAY)


def statuses(taken: TakenLists) -> dict[Key, str]:
    """(rule, account) → what became of the row; of several rows the last."""
    return {key_of(row): row.status.value for file in taken.files for row in file.rows}


def said(taken: TakenLists) -> dict[Key, str]:
    return {key_of(row): row.why for file in taken.files for row in file.rows}


def key_of(row: RowResult) -> Key:
    return row.row.text("rule")[:4], row.row.text("customer")
