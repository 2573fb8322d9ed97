"""The sheet people fill in: fourteen system columns, six yellow ones, a row check code outside the print area.

Cells stay unlocked: Excel refuses to sort ranges that hold locked cells, so people would copy rows away.
Validation stops typing, the check code finds pasting (see `workspace.row_codes`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from census_app.foundation.text_width import display_width
from census_app.foundation.workbooks import palette
from census_app.foundation.workbooks.answer_sheets import Prompt, prompted
from census_app.foundation.workbooks.cells import PIXELS_PER_LINE, Styles, lines_needed
from census_app.reporting.weekly.days import answer_days
from census_app.reporting.weekly.model import SEVERITY_WORDS, ListProblem, WeeklyList
from census_app.reporting.weekly.texts import WeeklyTexts

SHEET = "问题清单"
HEADERS = (
    "序号",
    "问题短号",
    "级别",
    "规则",
    "户号",
    "户名",
    "用电地址",
    "台区",
    "台区\n经理",
    "改哪项",
    "问题与依据（系统值 / 比对值）",
    "怎么改",
    "挂账\n周数",
    "整改\n期限",
    "整改结果",
    "整改后值",
    "原因",
    "整改人",
    "整改\n日期",
    "佐证",
    "校验码",
)
WIDTHS = (4, 10, 5.5, 13.5, 12, 9.5, 10, 11, 7, 8.6, 27, 19.5, 5, 10.2, 8.5, 10.5, 11, 7.5, 7, 10.5, 11)
SYSTEM_COLUMNS = 14
ANSWER_COLUMNS = 6
FIRST_ROW = 2
LONG_STANDING_WEEKS = 4
ACCOUNT_COLUMN = 4
_WIDEST_ACCOUNT = 28
_WRAPPED = ((3, "rule"), (5, "customer_name"), (6, "address"), (7, "transformer"), (10, "message"), (11, "remedy"))
SEVERITY_CELLS = {
    "urgent": (palette.URGENT_GROUND, palette.URGENT_INK),
    "important": (palette.IMPORTANT_GROUND, palette.IMPORTANT_INK),
    "normal": (palette.NORMAL_GROUND, palette.NORMAL_INK),
}


def write_problem_sheet(workbook: xlsxwriter.Workbook, content: WeeklyList, texts: WeeklyTexts) -> None:
    """The sheet stands with its rows, validations, conditional formats and print set-up."""
    sheet = workbook.add_worksheet(SHEET)
    styles = Styles(workbook, 11)
    accounts = account_width(problem.customer for problem in content.problems)
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, accounts if column == ACCOUNT_COLUMN else width)
    _write_head(sheet, styles, content)
    _write_rows(sheet, styles, content)
    last = max(FIRST_ROW, FIRST_ROW + len(content.problems) - 1)
    _add_validations(sheet, content, texts, last)
    _add_missing_marks(sheet, workbook, last)
    sheet.freeze_panes(FIRST_ROW, 3)
    sheet.autofilter(1, 0, last, len(HEADERS) - 1)
    _set_up_print(sheet, content, last)
    sheet.protect("", _ALLOWED)


_ALLOWED = {
    "format_cells": True,
    "format_columns": True,
    "format_rows": True,
    "sort": True,
    "autofilter": True,
    "objects": True,
    "select_locked_cells": True,
    "select_unlocked_cells": True,
}


def _write_head(sheet: Worksheet, styles: Styles, content: WeeklyList) -> None:
    year, week = content.week.split("-W")
    title = f"{content.unit_name}　营销普查问题清单　{year}年第{int(week)}周　共 {len(content.problems)} 条"
    sheet.set_row(0, 24)
    sheet.merge_range(0, 0, 0, SYSTEM_COLUMNS - 1, title, styles.get(bold=True, font_size=13, locked=False))
    banner = styles.get(
        bold=True, bg_color=palette.ANSWER_BANNER, font_color=palette.AMBER, align="center", locked=False
    )
    last_answer = SYSTEM_COLUMNS + ANSWER_COLUMNS - 1
    sheet.merge_range(0, SYSTEM_COLUMNS, 0, last_answer, "▼ 黄色六列由本所填写（橙色 = 还缺）", banner)
    sheet.set_row(1, 32)
    common: dict[str, Any] = {"bold": True, "align": "center", "text_wrap": True, "locked": False, "font_size": 10}
    system = styles.boxed(**common, bg_color=palette.HEADER, font_color="#FFFFFF")
    answer = styles.get(**common, bg_color=palette.ANSWER_HEADER, border=1, border_color=palette.ANSWER_LINE)
    code = styles.get(**{**common, "bold": False}, font_color=palette.LINE)
    for column, header in enumerate(HEADERS):
        if column < SYSTEM_COLUMNS:
            style = system
        elif column < SYSTEM_COLUMNS + ANSWER_COLUMNS:
            style = answer
        else:
            style = code
        sheet.write_string(1, column, header, style)


def _write_rows(sheet: Worksheet, styles: Styles, content: WeeklyList) -> None:
    plain = styles.boxed(text_wrap=True, locked=False, font_size=10)
    centred = styles.boxed(text_wrap=True, align="center", locked=False, font_size=10)
    system = styles.boxed(align="center", locked=False, bg_color=palette.PANEL, font_size=10)
    number = styles.boxed(align="center", bold=True, font_name=palette.CODE_FONT, locked=False, bg_color=palette.PANEL)
    account = styles.boxed(
        text_wrap=True, align="center", locked=False, bg_color=palette.PANEL, font_size=10, num_format="@"
    )
    bold = styles.boxed(text_wrap=True, align="center", bold=True, locked=False, font_size=10)
    remedy = styles.boxed(text_wrap=True, font_color=palette.BLUE, locked=False, font_size=10)
    code = styles.get(font_name=palette.CODE_FONT, font_size=9, font_color=palette.LINE, locked=False, num_format="@")
    answers = _answer_formats(styles)
    severities = {
        level: styles.boxed(bg_color=ground, font_color=ink, bold=level != "normal", align="center", locked=False)
        for level, (ground, ink) in SEVERITY_CELLS.items()
    }
    weeks = _weeks_formats(styles)
    due = _due_formats(styles)
    text = sheet.write_string
    for index, problem in enumerate(content.problems):
        row = FIRST_ROW + index
        sheet.set_row(row, row_height(problem))
        sheet.write_number(row, 0, index + 1, system)
        text(row, 1, problem.problem_no, number)
        text(row, 2, SEVERITY_WORDS[problem.severity], severities[problem.severity])
        text(row, 3, problem.rule, plain)
        text(row, 4, problem.customer, account)
        text(row, 5, problem.customer_name, plain)
        text(row, 6, problem.address, plain)
        text(row, 7, problem.transformer, plain)
        text(row, 8, problem.manager, centred)
        text(row, 9, problem.accused, bold)
        text(row, 10, problem.message, plain)
        text(row, 11, problem.remedy, remedy)
        sheet.write_number(row, 12, problem.weeks, weeks[problem.weeks >= LONG_STANDING_WEEKS])
        if problem.due is None:
            sheet.write_blank(row, 13, None, due[False])
        else:
            sheet.write_datetime(row, 13, problem.due, due[problem.overdue])
        for offset, style in enumerate(answers):
            sheet.write_blank(row, SYSTEM_COLUMNS + offset, None, style)
        text(row, SYSTEM_COLUMNS + ANSWER_COLUMNS, problem.check_code, code)


def account_width(accounts: Iterable[str]) -> float:
    """Wide enough for the longest account number or key: cut digits name another customer."""
    longest = max(map(display_width, accounts), default=0)
    return max(WIDTHS[ACCOUNT_COLUMN], min(longest * 1.1 + 1, _WIDEST_ACCOUNT))


def row_height(problem: ListProblem) -> float:
    """Points tall enough for the longest wrapped cell; protected rows do not grow by themselves."""
    lines = 2
    for column, name in _WRAPPED:
        lines = max(lines, lines_needed(getattr(problem, name), WIDTHS[column] * 1.04))
    return min(lines, 12) * PIXELS_PER_LINE + 4


def _answer_formats(styles: Styles) -> list[Format]:
    base: dict[str, Any] = {
        "border": 1,
        "border_color": palette.ANSWER_LINE,
        "bg_color": palette.ANSWER_CELL,
        "text_wrap": True,
        "locked": False,
        "font_size": 10,
    }
    texts = styles.get(**base, num_format="@")
    return [styles.get(**base, align="center"), texts, texts, texts, styles.get(**base, num_format="mm-dd"), texts]


def _weeks_formats(styles: Styles) -> dict[bool, Format]:
    base: dict[str, Any] = {"align": "center", "locked": False, "bg_color": palette.PANEL, "font_size": 10}
    return {False: styles.boxed(**base), True: styles.boxed(**base, bold=True, font_color=palette.UP)}


def _due_formats(styles: Styles) -> dict[bool, Format]:
    base: dict[str, Any] = {"align": "center", "locked": False, "bg_color": palette.PANEL, "font_size": 10}
    return {
        False: styles.boxed(**base, num_format="mm-dd"),
        True: styles.boxed(**base, num_format='"超期"mm-dd', bold=True, font_color=palette.UP),
    }


def _prompted(prompt: Prompt, **validation: Any) -> dict[str, Any]:
    return {**validation, **prompted(prompt)}


def _add_validations(sheet: Worksheet, content: WeeklyList, texts: WeeklyTexts, last: int) -> None:
    prompts = texts.prompts
    first_date, last_date = answer_days(content.issued, texts)
    system = prompts["system"]
    stop = {
        "validate": "custom",
        "value": "=FALSE()",
        "error_title": system.title[:32],
        "error_message": system.text[:255],
    }
    sheet.data_validation(1, 0, last, SYSTEM_COLUMNS - 1, stop)
    result, value, reason, person, day, evidence = range(SYSTEM_COLUMNS, SYSTEM_COLUMNS + ANSWER_COLUMNS)

    def add(column: int, validation: dict[str, Any]) -> None:
        sheet.data_validation(FIRST_ROW, column, last, column, validation)

    add(result, _prompted(prompts["result"], validate="list", source=list(texts.results)))
    indirect = f'=INDIRECT("值_"&$J{FIRST_ROW + 1})'
    add(value, _prompted(prompts["value"], validate="list", source=indirect, show_error=False))
    add(reason, _prompted(prompts["reason"], validate="list", source="=原因表", error_type="warning"))
    if content.people:
        add(person, _prompted(prompts["person"], validate="list", source="=人员表", error_type="warning"))
    spoken = prompts["date"]
    error = spoken.error.format(first=first_date.isoformat(), last=last_date.isoformat())
    bounds = {"validate": "date", "criteria": "between", "minimum": first_date, "maximum": last_date}
    add(day, _prompted(spoken.model_copy(update={"error": error}), **bounds))
    add(evidence, _prompted(prompts["evidence"], validate="list", source="=佐证表", show_error=False))


def _add_missing_marks(sheet: Worksheet, workbook: xlsxwriter.Workbook, last: int) -> None:
    missing = workbook.add_format({"bg_color": palette.MISSING})
    chosen = workbook.add_format({"bg_color": palette.CHOSEN})
    row = FIRST_ROW + 1
    marks = (
        (14, 14, f"AND(LEN($O{row})=0,COUNTA($P{row}:$T{row})>0)", missing),
        (14, 14, f"LEN($O{row})>0", chosen),
        (15, 15, f'AND($O{row}="已整改",LEN($P{row})=0)', missing),
        (16, 16, f'AND(OR($O{row}="非异常",$O{row}="需现场",$O{row}="申诉"),LEN($Q{row})=0)', missing),
        (17, 18, f"AND(LEN($O{row})>0,LEN(R{row})=0)", missing),
        (19, 19, f'AND(OR($O{row}="已整改",$O{row}="非异常"),LEN($T{row})=0)', missing),
    )
    for first, final, formula, style in marks:
        rule = {"type": "formula", "criteria": f"={formula}", "format": style}
        sheet.conditional_format(FIRST_ROW, first, last, final, rule)


def _set_up_print(sheet: Worksheet, content: WeeklyList, last: int) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.32, right=0.32, top=0.55, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0, 1)
    sheet.print_area(0, 0, last, SYSTEM_COLUMNS + ANSWER_COLUMNS - 1)
    sheet.set_header(f"&L&8清单号 {content.list_no}&R&8数据日期 {content.data_date.isoformat()}　第 &P / &N 页")
    signatures = "填报人：__________　台区经理：__________　所长审核：__________　日期：____年__月__日"
    sheet.set_footer(f"&L&8{signatures}&R&8链头 {content.chain_head}")
