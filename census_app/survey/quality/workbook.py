"""The quality report as a small workbook: who, which reasons, every row behind them, what the signs mean."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from census_app.foundation.files import publish
from census_app.foundation.workbooks import palette
from census_app.foundation.workbooks.cells import PIXELS_PER_LINE, Styles, lines_needed, open_workbook
from census_app.survey.quality.report import NOT_VERDICTS, QualityReport
from census_app.survey.quality.signs import SIGNS

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

_PEOPLE = (
    ("普查员", 10),
    ("单位", 15),
    ("到访户", 7),
    ("理由", 13),
    ("看到什么", 44),
    ("也可能", 30),
    ("怎么核实", 28),
)
_ROWS = (
    ("普查员", 10), ("理由", 13), ("任务号", 12), ("户号", 13), ("到访日", 11), ("看到什么", 54), ("普查表", 20),
    ("行", 6),
)  # fmt: skip
_COUNTS = (
    ("普查员", 10), ("单位", 15), ("迹象", 13), ("看到", 6), ("判过", 6), ("区间低", 7), ("区间高", 7), ("值得看", 8),
    ("说明", 66),
)  # fmt: skip
_SIGNS = (("迹象", 13), ("看什么", 42), ("也可能", 42), ("怎么核实", 42))
_HEAD_ROWS = 3
_LONGEST = 32_000
_USED = 0.85


def write_quality_workbook(report: QualityReport, target: Path) -> None:
    """`target` is the workbook; it appears whole or not at all. No cell holds a formula or a link."""
    with publish(target) as temporary, open_workbook(temporary) as workbook:
        styles = Styles(workbook)
        title = f"普查质量　{report.week or '全部各周'}　到访 {report.visits:,} 户"
        _sheet(workbook, styles, "值得看一看", title, _PEOPLE, _people(report))
        _sheet(workbook, styles, "依据", title, _ROWS, _rows(report))
        _sheet(workbook, styles, "全部计数", title, _COUNTS, _counts(report))
        _sheet(workbook, styles, "迹象说明", title, _SIGNS, _signs(report))


def _people(report: QualityReport) -> Iterable[Sequence[object]]:
    for one in report.surveyors:
        for seen in one.looks:
            texts = report.settings.texts(seen.sign)
            units = "、".join(one.units)
            yield one.name or one.account, units, one.visits, texts.title, seen.words, texts.innocent, texts.check


def _rows(report: QualityReport) -> Iterable[Sequence[object]]:
    for one in report.surveyors:
        for seen in one.observations:
            for row in seen.evidence:
                title = report.settings.texts(seen.sign).title
                where = (row.task_no, row.customer, row.day, row.words, row.document, row.source_row)
                yield one.name or one.account, title, *where


def _counts(report: QualityReport) -> Iterable[Sequence[object]]:
    for one in report.surveyors:
        for seen in one.observations:
            ends = [f"{float(end):.0%}" if end else "" for end in (seen.low, seen.high)]
            who = (one.name or one.account, "、".join(one.units), report.settings.texts(seen.sign).title)
            yield *who, seen.seen, seen.judged, *ends, "看一看" if seen.look else "", seen.words


def _signs(report: QualityReport) -> Iterable[Sequence[object]]:
    for sign in SIGNS:
        texts = report.settings.texts(sign)
        yield texts.title, texts.looks_at, texts.innocent, texts.check


def _sheet(
    workbook: Workbook, styles: Styles, name: str, title: str, columns: Sequence[tuple[str, int]],
    rows: Iterable[Sequence[object]],
) -> None:  # fmt: skip
    sheet = workbook.add_worksheet(name)
    for column, (_, width) in enumerate(columns):
        sheet.set_column(column, column, width)
    sheet.set_row(0, 28)
    sheet.write_string(0, 0, title, styles.get(bold=True, font_size=16))
    sheet.write_string(1, 0, NOT_VERDICTS, styles.get(font_color=palette.MUTE))
    header = styles.boxed(bold=True, bg_color=palette.HEADER, font_color="#FFFFFF", align="center")
    for column, (text, _) in enumerate(columns):
        sheet.write_string(2, column, text, header)
    written = 0
    for row in rows:
        _write_row(sheet, styles, _HEAD_ROWS + written, row, columns)
        written += 1
    sheet.freeze_panes(_HEAD_ROWS, 1)
    sheet.autofilter(_HEAD_ROWS - 1, 0, _HEAD_ROWS - 1 + max(1, written), len(columns) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0, 2)
    sheet.set_footer("&R&8 第 &P / &N 页")


def _write_row(
    sheet: Worksheet, styles: Styles, place: int, row: Sequence[Any], columns: Sequence[tuple[str, int]]
) -> None:
    text = styles.boxed(text_wrap=True, valign="top")
    number = styles.boxed(valign="top")
    # some room spare: programs break lines earlier than widths say
    lines = max(lines_needed(str(value), width * _USED) for value, (_, width) in zip(row, columns, strict=True))
    sheet.set_row_pixels(place, max(20, round(min(lines, 24) * PIXELS_PER_LINE) + 5))
    for column, value in enumerate(row):
        if isinstance(value, int):
            sheet.write_number(place, column, value, number)
        else:
            sheet.write_string(place, column, str(value)[:_LONGEST], text)
