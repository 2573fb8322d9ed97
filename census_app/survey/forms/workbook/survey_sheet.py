"""普查表: one block per customer, all on one sheet, two to a page where they fit.

System cells are really locked here: nobody sorts a walk, and Tab then goes from one cell to fill in to the next.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import time
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from census_app.foundation.workbooks import palette
from census_app.foundation.workbooks.cells import PIXELS_PER_LINE, lines_needed
from census_app.survey.forms import layout
from census_app.survey.forms.model import Block, Form, Line
from census_app.survey.forms.numbering import SIGNATURE_TITLE, VISIT_TITLE
from census_app.survey.forms.settings import FormSettings
from census_app.survey.forms.workbook.answers import (
    RESULT_VALIDATION,
    CodeLists,
    Range,
    Validations,
    reason_validation,
)
from census_app.survey.forms.workbook.looks import Looks
from census_app.survey.forms.workbook.pictures import place_qr
from census_app.survey.words import VISIT_LABELS

WIDTHS = (4, 28, 28, 11, 31, 26, 17, 25, 30)
SCALE = 76
MARGIN = {"left": 0.32, "right": 0.32, "top": 0.3, "bottom": 0.52}
ITEM_HEIGHT, VISIT_HEIGHT, SIGNATURE_HEIGHT, GAP = 18.0, 19.5, 22.5, 7.5
HEAD_HEIGHTS = (23.25, 18.0, 18.75)
HEAD_SIZES = (12, 10, 10)
QR_POINTS = 54.0
_BODY_SIZE, _LINE_OF_SIZE = 10, 1.5
_HEAD_WIDTH = sum(WIDTHS[:7])
_TALLEST_LINES = 8
_STARTED = 2
_TIMES = {
    "validate": "time",
    "criteria": "between",
    "minimum": time(5, 0),
    "maximum": time(22, 0),
}
_RESULT, _VALUE, _REASON = layout.RESULT_COLUMN - 1, layout.VALUE_COLUMN - 1, layout.REASON_COLUMN - 1
_PHOTO, _NOTE, _CODE = layout.PHOTO_COLUMN - 1, layout.NOTE_COLUMN - 1, layout.CODE_COLUMN - 1


def write_survey_sheet(
    workbook: xlsxwriter.Workbook, form: Form, settings: FormSettings, looks: Looks, lists: CodeLists
) -> dict[str, int]:
    """The sheet stands; returns the 1-based row where each task's block begins."""
    sheet = workbook.add_worksheet(layout.SURVEY_SHEET)
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    _write_head(sheet, form, looks)
    writer = _Blocks(sheet, looks, Validations(lists), settings)
    for number, block in enumerate(form.blocks, start=1):
        writer.write(number, block)
    writer.finish(workbook, lists)
    sheet.freeze_panes(layout.SURVEY_HEADER_ROW, 3)
    _set_up_print(sheet, form, writer)
    sheet.protect("", {"format_columns": True, "format_rows": True})
    return writer.starts


def _write_head(sheet: Worksheet, form: Form, looks: Looks) -> None:
    year, week = form.week.split("-W")
    title = f"现场普查表　{form.surveyor_name}　{year}年第{int(week)}周　{form.unit_name}"
    sheet.set_row(0, 24)
    sheet.merge_range(0, 0, 0, 7, title, looks.title)
    sheet.write_string(0, _CODE, form.form_no, looks.code)
    sheet.set_row(1, 6)
    sheet.set_row(2, 22)
    for column, header in enumerate(layout.SURVEY_HEADERS):
        look = looks.system_header if column < _RESULT else looks.answer_header
        sheet.write_string(2, column, header, looks.code if column == _CODE else look)


class _Blocks:
    """Writes block under block and remembers where pages may break."""

    def __init__(self, sheet: Worksheet, looks: Looks, validations: Validations, settings: FormSettings) -> None:
        self.sheet = sheet
        self.looks = looks
        self.validations = validations
        self.settings = settings
        self.row = layout.SURVEY_HEADER_ROW
        self.used = 0.0
        self.starts: dict[str, int] = {}
        self.breaks: list[int] = []
        self.answers: list[Range] = []
        self.outcomes: list[Range] = []
        self.times: list[Range] = []
        self.signatures: list[Range] = []
        self.open_blocks: list[tuple[int, int, int]] = []

    def write(self, number: int, block: Block) -> None:
        """The block stands below the last one, on a new page when it does not fit."""
        heights = [item_height(line) for line in block.lines]
        head = head_texts(number, block)
        tall = sum(height for _, height in head) + sum(heights) + VISIT_HEIGHT + SIGNATURE_HEIGHT
        if self.used and self.used + GAP + tall > self.settings.page_points:
            self._break()
        elif self.used:
            self._advance(GAP)
        self.starts[block.task_no] = self.row + 1
        self._write_head(block, head)
        first = self.row
        for line, height in zip(block.lines, heights, strict=True):
            if self.used + height > self.settings.page_points:
                self._break()
            self._write_line(line)
            self._advance(height)
        if block.lines:
            self._remember(block, first, self.row - 1)
        self._write_visit(block)

    def finish(self, workbook: xlsxwriter.Workbook, lists: CodeLists) -> None:
        """Validations and conditional formats stand over all blocks."""
        add = self.validations.add
        columns = [(row, last) for row, _, last, _ in self.answers]
        add(RESULT_VALIDATION, [(row, _RESULT, last, _RESULT) for row, last in columns])
        add(reason_validation(lists, self.settings.reasons), [(row, _REASON, last, _REASON) for row, last in columns])
        labels = list(VISIT_LABELS.values())
        add({"validate": "list", "source": labels, "error_message": "请从下拉里选到访结果"}, self.outcomes)
        add({**_TIMES, "error_message": "写成 9:35，5:00 到 22:00 之间"}, self.times)
        add({"validate": "list", "source": list(layout.SIGNATURES)}, self.signatures)
        self.validations.write(self.sheet)
        self._mark(workbook)

    def _advance(self, height: float) -> None:
        self.sheet.set_row(self.row, height)
        self.used += height
        self.row += 1

    def _break(self) -> None:
        self.breaks.append(self.row)
        self.used = 0.0

    def _write_head(self, block: Block, texts: list[tuple[str, float]]) -> None:
        looks = self.looks
        problem = looks.head_problem if block.problems or block.also else looks.head_place
        told = ((looks.head_name, looks.head_top), (looks.head_place, looks.head), (problem, looks.head))
        for (text, height), (look, beside) in zip(texts, told, strict=True):
            self.sheet.merge_range(self.row, 0, self.row, _PHOTO, text, look)
            self.sheet.write_blank(self.row, _NOTE, None, beside)
            self._advance(height)
        place_qr(self.sheet, self.row - len(told), _NOTE, block.qr, QR_POINTS, 60)

    def _write_line(self, line: Line) -> None:
        sheet, looks, row = self.sheet, self.looks, self.row
        sheet.write_number(row, 0, line.row_no, looks.number)
        sheet.write_string(row, 1, line.heading, looks.title_of(line.accused))
        sheet.write_string(row, 2, line.shown, looks.original_of(line.blind))
        if line.result:
            sheet.write_string(row, _RESULT, line.result, looks.written)
        else:
            sheet.write_blank(row, _RESULT, None, looks.choice)
        sheet.write_blank(row, _VALUE, None, looks.value(line.answer))
        for column in (_REASON, _PHOTO, _NOTE):
            sheet.write_blank(row, column, None, looks.answer)
        sheet.write_string(row, _CODE, line.row_code, looks.code)
        self.validations.value(line, row, _VALUE)

    def _remember(self, block: Block, first: int, last: int) -> None:
        self.answers.append((first, _RESULT, last, _RESULT))
        self.open_blocks.append((first, last, sum(bool(line.result) for line in block.lines)))

    def _write_visit(self, block: Block) -> None:
        looks, answer = self.looks, self.looks.choice
        if self.used + VISIT_HEIGHT + SIGNATURE_HEIGHT > self.settings.page_points:
            self._break()
        self._labelled(VISIT_TITLE, answer, "到达时间", looks.time, "离开时间", looks.time, block.visit_code)
        self.outcomes.append((self.row, 2, self.row, 2))
        self.times += [(self.row, _VALUE, self.row, _VALUE), (self.row, _PHOTO, self.row, _PHOTO)]
        self._advance(VISIT_HEIGHT)
        blank = looks.signature
        self._labelled(SIGNATURE_TITLE, blank, "签字情况", answer, "普查人签字", blank, block.signature_code)
        self.signatures.append((self.row, _VALUE, self.row, _VALUE))
        self._advance(SIGNATURE_HEIGHT)

    def _labelled(self, one: str, first: Any, two: str, second: Any, three: str, third: Any, code: str) -> None:
        sheet, label, row = self.sheet, self.looks.label, self.row
        sheet.merge_range(row, 0, row, 1, one, label)
        sheet.write_blank(row, 2, None, first)
        sheet.write_string(row, _RESULT, two, label)
        sheet.write_blank(row, _VALUE, None, second)
        sheet.write_string(row, _REASON, three, label)
        sheet.merge_range(row, _PHOTO, row, _NOTE, "", third)
        sheet.write_string(row, _CODE, code, self.looks.code)

    def _mark(self, workbook: xlsxwriter.Workbook) -> None:
        """Orange is what is still missing, green what was chosen."""
        if not self.answers:
            return
        missing = workbook.add_format({"bg_color": palette.MISSING})
        chosen = workbook.add_format({"bg_color": palette.CHOSEN})
        first, last = layout.SURVEY_HEADER_ROW, self.row
        line = first + 1
        marks = (
            (_VALUE, f'AND($D{line}="{layout.DIFFERENT}",LEN($E{line})=0)', missing),
            (_REASON, f'AND($D{line}="{layout.UNVERIFIABLE}",LEN($F{line})=0)', missing),
            (_RESULT, _any_of(line, layout.RESULTS), chosen),
        )
        for column, formula, look in marks:
            rule = {"type": "formula", "criteria": f"={formula}", "format": look}
            self.sheet.conditional_format(first, column, last, column, rule)
        for top, bottom, written in self.open_blocks:
            if written:
                self._mark_written(top, bottom, written, missing)

    def _mark_written(self, top: int, bottom: int, written: int, missing: Any) -> None:
        """Values to copy or choose are missing only once somebody has begun to fill in the block."""
        words = _any_of(top + 1, (layout.TRANSCRIBED, layout.CHOSEN))
        begun = f"COUNTA($D${top + 1}:$E${bottom + 1})>={written + _STARTED}"
        formula = f"=AND({words},LEN($E{top + 1})=0,{begun})"
        rule = {"type": "formula", "criteria": formula, "format": missing}
        self.sheet.conditional_format(top, _VALUE, bottom, _VALUE, rule)


def _any_of(row: int, words: Iterable[str]) -> str:
    """The formula: 核对结果 of the row is one of the words."""
    return "OR(" + ",".join(f'$D{row}="{word}"' for word in words) + ")"


def item_height(line: Line) -> float:
    """Points tall enough for the longest wrapped cell; locked rows do not grow by themselves."""
    lines = max(lines_needed(line.heading, WIDTHS[1] - 2), lines_needed(line.shown, WIDTHS[2] - 2))
    return ITEM_HEIGHT if lines == 1 else min(lines, _TALLEST_LINES) * PIXELS_PER_LINE + 4


def head_texts(number: int, block: Block) -> list[tuple[str, float]]:
    """The three head lines of a block, each with the points it takes."""
    who = (str(number), block.task_no, block.name, f"{block.called} {block.customer}", block.address)
    boxes = (f"表箱：{block.box_no}" if block.box_no else "", f"表号：{block.meter_no}" if block.meter_no else "")
    texts = (
        "　".join(filter(None, who)),
        "　　".join(filter(None, (f"台区：{block.transformer}", *boxes))),
        block.purpose,
    )
    return [
        (text, _head_height(text, size, least))
        for text, size, least in zip(texts, HEAD_SIZES, HEAD_HEIGHTS, strict=True)
    ]


def _head_height(text: str, size: float, least: float) -> float:
    lines = min(_TALLEST_LINES, lines_needed(text, (_HEAD_WIDTH - 4) * _BODY_SIZE / size))
    return least if lines == 1 else lines * size * _LINE_OF_SIZE + 4


def _set_up_print(sheet: Worksheet, form: Form, writer: _Blocks) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(**MARGIN)
    # with breaks of our own, fitting to the page's width would make Excel ignore them
    sheet.set_print_scale(SCALE)
    sheet.repeat_rows(0, layout.SURVEY_HEADER_ROW - 1)
    sheet.print_area(0, 0, writer.row, _NOTE)
    if writer.breaks:
        sheet.set_h_pagebreaks(writer.breaks)
    middle = "审核人：____________　日期：________"
    sheet.set_footer(
        f"&L&8黄色格现场填写；“{layout.TRANSCRIBE_HERE}”处看实物填&C&8{middle}&R&8表号 {form.form_no}　第 &P / &N 页",
        {"margin": 0.22},
    )
