"""任务单: the walk with a link to each block, what to do on the spot, what to say."""

from __future__ import annotations

from datetime import timedelta

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from census_app.foundation.workbooks.cells import PIXELS_PER_LINE, lines_needed
from census_app.survey.forms import layout
from census_app.survey.forms.model import Block, Form
from census_app.survey.forms.settings import FormSettings
from census_app.survey.forms.workbook.looks import Looks
from census_app.survey.forms.workbook.pictures import place_qr

WIDTHS = (6, 13, 27, 16, 36, 8, 14, 12, 28)
_QR_POINTS = 50.0
_HEIGHT, _STEP = 22.5, 21.0
_SCALE = 80
_PAGE_POINTS, _HEAD_POINTS, _STEPS_POINTS = 640.0, 117.0, 135.0
"""What fits on a page, what stands above the first task, what the steps take beside themselves."""
_LAST = len(WIDTHS) - 1
_WEEK = timedelta(days=7)
_SIGNATURES = "　　　".join(f"{who}：______________" for who in ("普查人", "同行人", "班组长"))


def write_tasks_sheet(
    workbook: xlsxwriter.Workbook, form: Form, settings: FormSettings, starts: dict[str, int], looks: Looks
) -> None:
    """The sheet stands; `starts` are the 1-based rows of the blocks on 普查表."""
    sheet = workbook.get_worksheet_by_name(layout.TASKS_SHEET)
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    _write_head(sheet, form, looks)
    row, used, breaks = layout.TASKS_HEADER_ROW, _HEAD_POINTS, []
    for number, block in enumerate(form.blocks, start=1):
        height = _write_task(sheet, row, number, block, starts[block.task_no], looks)
        if used + height > _PAGE_POINTS:
            breaks.append(row)
            used = _HEIGHT
        used += height
        row += 1
    if used + _STEPS_POINTS + _STEP * len(settings.steps) > _PAGE_POINTS:
        breaks.append(row)
    sheet.set_h_pagebreaks(breaks)
    last = _write_steps(sheet, row + 1, form, settings, looks)
    bounds = {"validate": "date", "criteria": "between", "minimum": form.first_day, "maximum": form.last_day + _WEEK}
    said = f"请写 {form.first_day:%m-%d} 到 {form.last_day + _WEEK:%m-%d} 之间的日期"
    column = layout.VISIT_DAY_COLUMN - 1
    sheet.data_validation(
        layout.TASKS_HEADER_ROW, column, max(row - 1, layout.TASKS_HEADER_ROW), column,
        {**bounds, "error_message": said},
    )  # fmt: skip
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.5, right=0.5, top=0.45, bottom=0.6)
    sheet.set_print_scale(_SCALE)
    sheet.print_area(0, 0, last, _LAST)
    sheet.repeat_rows(layout.TASKS_HEADER_ROW - 1)
    sheet.set_footer(f"&L&8链头 {form.head}&R&8表号 {form.form_no}　第 &P / &N 页")
    sheet.protect("", {"format_columns": True, "format_rows": True})


def _write_head(sheet: Worksheet, form: Form, looks: Looks) -> None:
    year, week = form.week.split("-W")
    due = max((block.due for block in form.blocks), default="")
    told = (
        form.unit_name,
        f"{year}年第{int(week)}周",
        f"{len(form.blocks)} 户 {form.problems} 个问题",
        f"请于 {due[5:]} 前完成并发回" if due else "请本周完成并发回",
    )
    sheet.set_row(0, 33.75)
    sheet.merge_range(0, 0, 0, 6, f"现场普查任务单　{form.surveyor_name}", looks.title)
    sheet.write_string(0, _LAST, f"任务单 {form.form_no}", looks.form_no)
    place_qr(sheet, 0, 7, form.qr, _QR_POINTS, 14)
    sheet.set_row(1, 20.25)
    sheet.merge_range(1, 0, 1, 6, "　｜　".join(told), looks.subtitle)
    sheet.write_string(1, _LAST, "手机扫码只认编号，不含个人信息", looks.note)
    sheet.set_row(3, 24)
    sheet.merge_range(3, 0, 3, _LAST, "走访顺序（点“任务号”跳到该户）", looks.heading)
    sheet.set_row(4, 24)
    for column, header in enumerate(layout.TASKS_HEADERS):
        own = column < layout.VISIT_DAY_COLUMN - 1
        sheet.write_string(4, column, header, looks.system_header if own else looks.answer_header)


def _write_task(sheet: Worksheet, row: int, number: int, block: Block, start: int, looks: Looks) -> float:
    """Returns the points the row takes."""
    texts = (block.transformer, block.name, block.address)
    lines = max(lines_needed(text, WIDTHS[column] - 1) for column, text in enumerate(texts, start=2))
    height = _HEIGHT if lines == 1 else lines * PIXELS_PER_LINE + 4
    sheet.set_row(row, height)
    sheet.write_number(row, 0, number, looks.centred)
    sheet.write_url(row, 1, f"internal:'{layout.SURVEY_SHEET}'!A{start}", looks.link, block.task_no)
    for column, text in enumerate(texts, start=2):
        sheet.write_string(row, column, text, looks.centred)
    sheet.write_number(row, 5, len(block.problems), looks.centred)
    sheet.write_string(row, 6, f"上门，{block.due[5:]} 前" if block.due else "上门", looks.centred)
    sheet.write_blank(row, layout.VISIT_DAY_COLUMN - 1, None, looks.day)
    sheet.write_blank(row, layout.TASK_NOTE_COLUMN - 1, None, looks.answer)
    return height


def _write_steps(sheet: Worksheet, row: int, form: Form, settings: FormSettings, looks: Looks) -> int:
    """Returns the last row."""
    task = form.blocks[0].task_no if form.blocks else ""
    sheet.set_row(row, 24)
    sheet.merge_range(row, 0, row, _LAST, "到现场怎么做", looks.heading)
    for step in settings.steps:
        row += 1
        words = step.replace("{task}", task)
        sheet.set_row(row, max(_STEP, lines_needed(words, sum(WIDTHS) - 4) * PIXELS_PER_LINE + 5))
        sheet.merge_range(row, 0, row, _LAST, words, looks.step)
    sheet.set_row(row + 2, 27)
    sheet.merge_range(row + 2, 0, row + 2, _LAST, settings.safe_words, looks.safe)
    sheet.set_row(row + 4, 27)
    signatures = f"{_SIGNATURES}　　　日期：______年____月____日"
    sheet.merge_range(row + 4, 0, row + 4, _LAST, signatures, looks.step)
    return row + 4
