"""Drop-downs, bounds and prompts of the cells people fill in: one validation for all cells of a kind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from census_app.survey.forms.layout import CODES_SHEET, RESULTS
from census_app.survey.forms.model import Line
from census_app.survey.scenes.model import AnswerKind

MOST_TYPED = 255
MOST_RANGES = 150
LONGEST_ANSWER = 200
LARGEST_READING = 9_999_999
LARGEST_NUMBER = 1_000_000_000_000
SHORTEST_ASSET, LONGEST_ASSET = 8, 24
ASSET = "asset_no"
_TITLE, _BODY = 32, 255
_NOT_LISTED = "选项里没有，仍要这样填吗？请在备注说明。"
_FIRST_DAY, _LAST_DAY = date(1949, 10, 1), date(2099, 12, 31)

Range = tuple[int, int, int, int]


class CodeLists:
    """Drop-downs too long to be typed into a cell's validation; they stand on a hidden sheet under a name."""

    def __init__(self) -> None:
        self._names: dict[tuple[str, ...], str] = {}

    def source(self, options: tuple[str, ...]) -> list[str] | str:
        """What a validation gives as its list."""
        if len(",".join(options)) <= MOST_TYPED:
            return list(options)
        if options not in self._names:
            self._names[options] = f"选项_{len(self._names) + 1}"
        return f"={self._names[options]}"

    def write(self, workbook: xlsxwriter.Workbook) -> None:
        """The hidden sheet, one list a column; nothing when no list is long."""
        if not self._names:
            return
        sheet = workbook.add_worksheet(CODES_SHEET)
        listed = list(self._names)
        for row in range(max(map(len, listed))):
            for column, options in enumerate(listed):
                if row < len(options):
                    sheet.write_string(row, column, options[row])
        for column, options in enumerate(listed):
            letter = xlsxwriter.utility.xl_col_to_name(column)
            workbook.define_name(self._names[options], f"='{CODES_SHEET}'!${letter}$1:${letter}${len(options)}")
        sheet.protect("")
        sheet.hide()


@dataclass(frozen=True)
class Kind:
    """Cells that are answered alike."""

    answer: AnswerKind
    options: tuple[str, ...]
    asset: bool
    prompt: str


def kind_of(line: Line) -> Kind:
    """How the value of the line is answered."""
    return Kind(line.answer, line.options, line.field == ASSET, line.hint)


class Validations:
    """Collects cells by what is asked of them, then writes one validation for each kind."""

    def __init__(self, lists: CodeLists) -> None:
        self._lists = lists
        self._values: dict[Kind, list[Range]] = {}
        self._others: list[tuple[dict[str, Any], list[Range]]] = []

    def value(self, line: Line, row: int, column: int) -> None:
        """The cell answers the line."""
        ranges = self._values.setdefault(kind_of(line), [])
        if ranges and ranges[-1][2] == row - 1 and ranges[-1][1] == column:
            ranges[-1] = (ranges[-1][0], column, row, column)
        else:
            ranges.append((row, column, row, column))

    def add(self, validation: dict[str, Any], ranges: list[Range]) -> None:
        """The cells are held to this validation."""
        if ranges:
            self._others.append((validation, ranges))

    def write(self, sheet: Worksheet) -> None:
        """All validations stand on the sheet."""
        for kind, ranges in self._values.items():
            for chunk in _chunks(ranges):
                validation = self._of(kind, chunk[0])
                if validation is not None:
                    _put(sheet, validation, chunk)
        for validation, ranges in self._others:
            for chunk in _chunks(ranges):
                _put(sheet, validation, chunk)

    def _of(self, kind: Kind, first: Range) -> dict[str, Any] | None:
        prompt = {"input_title": "看什么、怎么问"[:_TITLE], "input_message": kind.prompt[:_BODY]} if kind.prompt else {}
        if kind.options:
            warned = {"error_type": "warning", "error_message": _NOT_LISTED}
            return {"validate": "list", "source": self._lists.source(kind.options), **warned, **prompt}
        if kind.answer in _NUMBERS:
            low, high, said = _NUMBERS[kind.answer]
            return {"validate": "decimal", "criteria": "between", "minimum": low, "maximum": high,
                    "error_message": said, **prompt}  # fmt: skip
        if kind.answer is AnswerKind.DATE:
            return {"validate": "date", "criteria": "between", "minimum": _FIRST_DAY, "maximum": _LAST_DAY,
                    "error_message": "写成 2026-11-20 这样的日期", **prompt}  # fmt: skip
        if kind.asset:
            cell = xlsxwriter.utility.xl_rowcol_to_cell(first[0], first[1])
            formula = f"=AND(LEN({cell})>={SHORTEST_ASSET},LEN({cell})<={LONGEST_ASSET})"
            said = f"资产号 {SHORTEST_ASSET} 至 {LONGEST_ASSET} 位，仍要这样填吗？"
            return {"validate": "custom", "value": formula, "error_type": "warning", "error_message": said, **prompt}
        return {"validate": "length", "criteria": "<=", "value": LONGEST_ANSWER,
                "error_message": f"最多 {LONGEST_ANSWER} 个字，多的写在备注", **prompt}  # fmt: skip


_NUMBERS = {
    AnswerKind.READING: (0, LARGEST_READING, f"请填 0 到 {LARGEST_READING} 的数字"),
    AnswerKind.NUMBER: (-LARGEST_NUMBER, LARGEST_NUMBER, "请填数字，不带单位"),
}

RESULT_VALIDATION: dict[str, Any] = {
    "validate": "list",
    "source": list(RESULTS),
    "error_message": "、".join(RESULTS),
}


def reason_validation(lists: CodeLists, reasons: tuple[str, ...]) -> dict[str, Any]:
    """Why it could not be verified; other words may be written."""
    return {"validate": "list", "source": lists.source(reasons), "error_type": "warning", "error_message": _NOT_LISTED}


def _chunks(ranges: list[Range]) -> list[list[Range]]:
    return [ranges[start : start + MOST_RANGES] for start in range(0, len(ranges), MOST_RANGES)]


def _put(sheet: Worksheet, validation: dict[str, Any], ranges: list[Range]) -> None:
    more = {"other_cells": [list(one) for one in ranges[1:]]} if len(ranges) > 1 else {}
    sheet.data_validation(*ranges[0], {**validation, **more})
