"""The cover: what this list is, how many, until when, how to fill it, which data it rests on."""

from __future__ import annotations

from datetime import timedelta

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from census_app.foundation.weeks import earlier_week
from census_app.foundation.workbooks import palette
from census_app.foundation.workbooks.cells import Styles
from census_app.reporting.weekly.model import SEVERITY_ORDER, SEVERITY_WORDS, WeeklyList
from census_app.reporting.weekly.texts import WeeklyTexts

SHEET = "封面"
_WIDTHS = {0: 2, 1: 13, 2: 12, 3: 12, 4: 12, 5: 12, 6: 3, 7: 18, 8: 16, 9: 16, 10: 22}
_WEEKDAYS = "一二三四五六日"
_COVERAGE_ROWS = 6


def write_cover(workbook: xlsxwriter.Workbook, content: WeeklyList, texts: WeeklyTexts) -> None:
    """The cover stands on one landscape page, locked. Rows are written in order: the workbook keeps none in memory."""
    sheet = workbook.add_worksheet(SHEET)
    styles = Styles(workbook)
    for column, width in _WIDTHS.items():
        sheet.set_column(column, column, width)
    sheet.hide_gridlines(2)
    _write_title(sheet, styles, content, texts)
    _write_figures(sheet, styles, content, texts)
    _write_steps_and_coverage(sheet, styles, content, texts)
    _write_standing_and_contacts(sheet, styles, content, texts)
    small = styles.get(font_size=8, font_color=palette.MUTE)
    line = "　｜　".join(
        (content.pack_label, content.run_label, f"日志链头 {content.chain_head}（留存本页即可对账）", texts.small_print)
    )
    sheet.merge_range(23, 1, 23, 10, line, small)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.5)
    sheet.fit_to_pages(1, 1)
    sheet.set_footer(f"&R&8 {content.list_no}")
    sheet.protect("", {"format_columns": True, "format_rows": True})


def _write_title(sheet: Worksheet, styles: Styles, content: WeeklyList, texts: WeeklyTexts) -> None:
    reply = content.first_day + timedelta(days=texts.reply.weekday - 1)
    deadline = f"回填后请于 {reply:%m-%d}（周{_WEEKDAYS[reply.weekday()]}）{texts.reply.time} 前发回"
    sheet.set_row(1, 40)
    sheet.merge_range(1, 1, 1, 8, texts.title, styles.get(bold=True, font_size=22))
    sheet.merge_range(
        1, 9, 1, 10, deadline, styles.get(bold=True, bg_color=palette.ACCENT, font_color="#FFFFFF", align="center")
    )
    year, week = content.week.split("-W")
    parts = (
        f"{content.county}　{content.unit_name}",
        f"{year}年第{int(week)}周（{content.first_day:%m-%d} 至 {content.last_day:%m-%d}）",
        f"清单号 {content.list_no}",
        "本清单只发本所，一条问题只在一份清单里",
    )
    sheet.set_row(2, 22)
    sheet.merge_range(2, 1, 2, 10, "　｜　".join(parts), styles.get(font_color=palette.MUTE))


def _write_figures(sheet: Worksheet, styles: Styles, content: WeeklyList, texts: WeeklyTexts) -> None:
    new = sum(problem.is_new for problem in content.problems)
    figures = (
        (len(content.problems), "本周应答", palette.INK),
        (content.count("urgent"), "其中紧急", palette.UP),
        (new, "本周新发现", palette.BLUE),
        (len(content.problems) - new, "以前未整改", palette.AMBER),
        (sum(problem.overdue for problem in content.problems), "已超期", palette.UP),
    )
    sheet.set_row(4, 38)
    for index, (value, _, colour) in enumerate(figures):
        style = styles.get(
            bold=True,
            font_size=22,
            font_color=colour,
            align="center",
            top=1,
            left=1,
            right=1,
            border_color=palette.LINE,
        )
        sheet.write_number(4, 1 + index, value, style)
    outcome = styles.get(bold=True, font_color=palette.PROVEN, bg_color=palette.PROVEN_GROUND, align="center", border=1,
                         border_color=palette.LINE, text_wrap=True)  # fmt: skip
    sheet.merge_range(4, 7, 4, 10, _outcome_words(content), outcome)
    sheet.set_row(5, 22)
    caption = styles.get(
        font_size=9, font_color=palette.MUTE, align="center", bottom=1, left=1, right=1, border_color=palette.LINE
    )
    for index, (_, label, _) in enumerate(figures):
        sheet.write_string(5, 1 + index, label, caption)
    hint = styles.get(font_size=9, font_color=palette.MUTE, align="center")
    sheet.merge_range(5, 7, 5, 10, texts.proof_hint, hint)


def _outcome_words(content: WeeklyList) -> str:
    stock = f"　｜　另有 {content.stock} 条在库，以后各周按轻重下发" if content.stock else ""
    answered = sum(problem.is_answered for problem in content.problems)
    stock += f"　｜　{answered} 条已答、不用再答" if answered else ""
    done = content.outcome
    if done is None:
        return f"首次下发，还没有以前的回单{stock}"
    otherwise = f" ｜ 其他 {done.otherwise}" if done.otherwise else ""
    return (
        f"{earlier_week(done.week, content.week)}下发 {done.issued} 条，答复 {done.answered} 条{stock}\n"
        f"已证实 {done.proven} ｜ 仍有错 {done.still_wrong} ｜ 退回 {done.returned} ｜ "
        f"待复核 {done.in_review} ｜ 待新数据 {done.waiting}{otherwise}"
    )


def _write_steps_and_coverage(sheet: Worksheet, styles: Styles, content: WeeklyList, texts: WeeklyTexts) -> None:
    heading = styles.get(bold=True, font_size=11, font_color=palette.ACCENT, bottom=2, border_color=palette.ACCENT)
    head = styles.boxed(font_color=palette.MUTE, bg_color=palette.PANEL, align="center")
    cell, centre = styles.boxed(), styles.boxed(align="center")
    step = styles.get(text_wrap=True)
    hint = styles.get(bold=True, font_size=9, font_color=palette.ACCENT)
    sheet.set_row(7, 20)
    sheet.merge_range(7, 1, 7, 5, "怎么填（四步）", heading)
    sheet.merge_range(7, 7, 7, 10, "数据到哪天、覆盖到哪", heading)
    left = [(text, step) for text in texts.steps] + [(texts.steps_hint, hint)]
    for index in range(_COVERAGE_ROWS + 1):
        row = 8 + index
        sheet.set_row(row, 25)
        if index < len(left):
            sheet.merge_range(row, 1, row, 5, *left[index])
        if index == 0:
            for offset, name in enumerate(("数据", "数据日期", "行数", "说明")):
                sheet.write_string(row, 7 + offset, name, head)
        elif index <= len(content.coverage):
            line = content.coverage[index - 1]
            sheet.write_string(row, 7, line.table, cell)
            sheet.write_string(row, 8, f"{line.data_date:%m-%d}" if line.data_date else "—", centre)
            sheet.write_string(row, 9, f"{line.rows:,}", centre)
            sheet.write_string(row, 10, line.note, cell)


def _write_standing_and_contacts(sheet: Worksheet, styles: Styles, content: WeeklyList, texts: WeeklyTexts) -> None:
    heading = styles.get(bold=True, font_size=11, font_color=palette.ACCENT, bottom=2, border_color=palette.ACCENT)
    sheet.set_row(15, 10)
    sheet.set_row(16, 22)
    sheet.merge_range(16, 1, 16, 5, "按级别和挂账周数", heading)
    sheet.merge_range(16, 7, 16, 10, "有问题找谁", heading)
    head = styles.boxed(font_color=palette.MUTE, bg_color=palette.PANEL, align="center")
    centre = styles.boxed(align="center")
    red = styles.boxed(align="center", bold=True, font_color=palette.UP)
    bold = {"bold": True, "align": "center"}
    levels = {
        "urgent": styles.boxed(**bold, bg_color=palette.URGENT_GROUND, font_color=palette.URGENT_INK),
        "important": styles.boxed(**bold, bg_color=palette.IMPORTANT_GROUND, font_color=palette.IMPORTANT_INK),
        "normal": styles.boxed(font_color=palette.NORMAL_INK, align="center"),
    }
    standing = _standing(content)
    for index in range(5):
        row = 17 + index
        sheet.set_row(row, 22)
        if index == 0:
            for offset, name in enumerate(("级别", "最早期限", "新发现", "挂账 3 周以内", "挂账 4 周以上")):
                sheet.write_string(row, 1 + offset, name, head)
        else:
            level, due, new, middle, long = standing[index - 1]
            sheet.write_string(row, 1, SEVERITY_WORDS.get(level, "合计"), levels.get(level, centre))
            sheet.write_string(row, 2, due, centre)
            sheet.write_number(row, 3, new, centre)
            sheet.write_number(row, 4, middle, centre)
            sheet.write_number(row, 5, long, red if long else centre)
        who, where, how = texts.contacts[index]
        cell = styles.boxed(text_wrap=True)
        sheet.write_string(row, 7, who, cell)
        sheet.merge_range(row, 8, row, 9, where, cell)
        sheet.write_string(row, 10, how, cell)


def _standing(content: WeeklyList) -> list[tuple[str, str, int, int, int]]:
    rows: list[tuple[str, str, int, int, int]] = []
    for level in SEVERITY_ORDER:
        chosen = [problem for problem in content.problems if problem.severity == level]
        dues = [problem.due for problem in chosen if problem.due is not None]
        rows.append(
            (
                level,
                f"{min(dues):%m-%d}" if dues else "—",
                sum(problem.is_new for problem in chosen),
                sum(not problem.is_new and problem.weeks < 4 for problem in chosen),
                sum(not problem.is_new and problem.weeks >= 4 for problem in chosen),
            )
        )
    rows.append(("", "", *(sum(row[column] for row in rows) for column in (2, 3, 4))))  # type: ignore[arg-type,misc]
    return rows
