"""Fills the real workbooks the way people do: by the words on the sheet, saved by another program."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from census_app.survey.forms import layout

READINGS = iter(range(1000, 10**7, 37))


class SurveyForm:
    """One surveyor's form: rows found by their codes, answers by the titles people read."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.book = load_workbook(path)
        self.sheet: Worksheet = self.book[layout.SURVEY_SHEET]
        self.batch: Worksheet = self.book[layout.BATCH_SHEET]
        self.rows: dict[str, dict[str, int]] = {}
        for place, code in self._codes(self.sheet):
            title = str(self.sheet.cell(place, 2).value or "").strip("★ ").split("（kVA")[0].split("·")[0]
            self.rows.setdefault(code.key, {})[title if code.row.isdigit() else code.row] = place

    def _codes(self, sheet: Worksheet) -> Iterator[tuple[int, layout.RowCode]]:
        for place in range(1, sheet.max_row + 1):
            code = layout.read_row_code(str(sheet.cell(place, layout.CODE_COLUMN).value or ""))
            if code is not None:
                yield place, code

    def customers(self) -> dict[str, str]:
        """户号 → task number, from the heads of the blocks."""
        found, texts = {}, (str(self.sheet.cell(place, 1).value or "") for place in range(1, self.sheet.max_row + 1))
        for text in texts:
            parts = text.split("　")
            if len(parts) > 3 and parts[3].startswith("户号 "):
                found[parts[3].removeprefix("户号 ")] = parts[1]
        return found

    def day(self, task: str, day: date) -> None:
        """到访日期 on 任务单."""
        sheet = self.book[layout.TASKS_SHEET]
        for place in range(layout.TASKS_HEADER_ROW + 1, sheet.max_row + 1):
            if sheet.cell(place, 2).value == task:
                sheet.cell(place, layout.VISIT_DAY_COLUMN).value = datetime(day.year, day.month, day.day)

    def visit(self, task: str, outcome: str, arrived: str = "", left: str = "") -> None:
        place = self.rows[task]["V"]
        for column, value in (
            (layout.OUTCOME_COLUMN, outcome),
            (layout.ARRIVED_COLUMN, arrived),
            (layout.LEFT_COLUMN, left),
        ):
            self.sheet.cell(place, column).value = value or None
        self.sheet.cell(self.rows[task]["S"], layout.SIGNATURE_COLUMN).value = "纸面已签"

    def answer(self, task: str, title: str, result: str = "", value: Any = None, reason: str = "", **more: str) -> int:
        """Fills one item; returns its row."""
        place = self.rows[task][title]
        if result and not self._stands(place):
            self.sheet.cell(place, layout.RESULT_COLUMN).value = result
        if value is not None:
            self.sheet.cell(place, layout.VALUE_COLUMN).value = value
        if reason:
            self.sheet.cell(place, layout.REASON_COLUMN).value = reason
        if "photo" in more:
            self.sheet.cell(place, layout.PHOTO_COLUMN).value = more["photo"]
        return place

    def _stands(self, place: int) -> bool:
        """抄录 or 直接选, written by the system."""
        return self.sheet.cell(place, layout.RESULT_COLUMN).value in (layout.TRANSCRIBED, layout.CHOSEN)

    def blind(self, task: str) -> list[str]:
        """Titles of the items whose original was left out."""
        return [
            title
            for title, place in self.rows[task].items()
            if self.sheet.cell(place, 3).value == layout.TRANSCRIBE_HERE
        ]

    def agree(self, task: str, truth: dict[str, str], occupant: str = "同一人", seal: str = "完好") -> None:
        """Everything is as the archive has it; what was left out is copied from the `truth` by title."""
        for title, place in self.rows[task].items():
            shown = self.sheet.cell(place, 3).value
            if title in ("V", "S"):
                continue
            if title == "表计示数（总）":
                self.answer(task, title, value=next(READINGS))
            elif title == "实际用电人与户名":
                self.answer(task, title, value=occupant)
            elif title == "封印":
                self.answer(task, title, value=seal)
            elif shown == layout.TRANSCRIBE_HERE:
                self.answer(task, title, value=truth[title])
            else:
                self.answer(task, title, layout.CONSISTENT)

    def agree_for_area(self, truth: dict[str, str]) -> None:
        """台区批量: the same for all."""
        for place, _ in self._codes(self.batch):
            title = str(self.batch.cell(place, 3).value)
            shown = self.batch.cell(place, 4).value
            result, value = layout.BATCH_RESULT_COLUMN, layout.BATCH_VALUE_COLUMN
            if shown == layout.TRANSCRIBE_HERE:
                self.batch.cell(place, value).value = truth[title]
            elif "安装方式" in title:
                self.batch.cell(place, value).value = "户外墙装"
            elif "信号" in title:
                self.batch.cell(place, value).value = "正常"
            elif shown == layout.EMPTY_ORIGINAL:
                self.batch.cell(place, result).value = layout.UNVERIFIABLE
                self.batch.cell(place, layout.BATCH_NOTE_COLUMN).value = "没有铭牌"
            else:
                self.batch.cell(place, result).value = layout.CONSISTENT

    def save(self, target: Path) -> Path:
        target.parent.mkdir(parents=True, exist_ok=True)
        self.book.save(target)
        return target


LIST_SHEET = "问题清单"
COLUMNS = {"结果": 15, "值": 16, "原因": 17, "人": 18, "日期": 19, "佐证": 20}


class WeeklyList:
    """One unit's list: rows by 户号."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.book = load_workbook(path)
        self.sheet: Worksheet = self.book[LIST_SHEET]
        self.rows = {
            str(self.sheet.cell(place, 5).value): place
            for place in range(3, self.sheet.max_row + 1)
            if self.sheet.cell(place, 2).value
        }

    def number(self, customer: str) -> str:
        return str(self.sheet.cell(self.rows[customer], 2).value)

    def answer(self, customer: str, day: date, person: str, **said: Any) -> None:
        place = self.rows[customer]
        values = {"人": person, "日期": datetime(day.year, day.month, day.day)} | said
        for name, value in values.items():
            self.sheet.cell(place, COLUMNS[name]).value = value

    def save(self, target: Path) -> Path:
        target.parent.mkdir(parents=True, exist_ok=True)
        self.book.save(target)
        return target
