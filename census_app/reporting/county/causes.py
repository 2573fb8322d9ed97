"""共因: which problems are one and the same thing, how many they are, and the one action that settles them."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from census_app.foundation.text_width import lines_needed
from census_app.foundation.workbooks import palette
from census_app.foundation.workbooks.cells import PIXELS_PER_LINE, Styles
from census_app.reporting.county.frame import header_style, set_up_page, write_title
from census_app.reporting.county.model import CountySummary
from census_app.workspace.root_causes.model import Cause
from census_app.workspace.root_causes.settings import cause_settings
from census_app.workspace.root_causes.telling import rule_words, unit_words

SHEET = "共因"
_COLUMNS = (
    ("序", 4), ("共因编号", 12), ("种类", 13), ("共因", 26), ("问题数", 8), ("占未整改", 9), ("规则", 28), ("单位", 22),
    ("一步做法", 32), ("为什么不是碰巧", 44),
)  # fmt: skip
_POINTS_PER_LINE = PIXELS_PER_LINE * 0.75
_HIGHEST = 409


def cause_line(summary: CountySummary) -> str:
    """How many problems are how many causes, in one sentence."""
    report = summary.causes
    if report is None or report.note:
        return "共因：" + (report.note if report is not None else "没有算")
    if not report.causes:
        return "共因：没有超出碰巧的共同点，逐条处理"
    rest = f"；其余 {report.individual:,} 条各自处理" if report.individual else ""
    return f"{report.explained:,} 条归为 {len(report.causes):,} 个共因，每个一步做法了结一批{rest}"


def write_causes(sheet: Worksheet, styles: Styles, summary: CountySummary) -> None:
    """One row per cause, the largest first, as many as the settings say; the rest is counted below."""
    for column, (_, width) in enumerate(_COLUMNS):
        sheet.set_column(column, column, width)
    last = len(_COLUMNS) - 1
    write_title(sheet, styles, summary, "共因：哪些问题其实是一件事", last, cause_line(summary))
    for column, (name, _) in enumerate(_COLUMNS):
        sheet.write_string(3, column, name, header_style(styles))
    causes = summary.causes.causes if summary.causes is not None else ()
    shown = causes[: cause_settings().shown]
    total = summary.causes.total if summary.causes is not None else 0
    for place, cause in enumerate(shown):
        _write_cause(sheet, styles, 4 + place, place + 1, cause, total)
    sheet.set_row(5 + len(shown), 30)
    sheet.merge_range(
        5 + len(shown), 0, 5 + len(shown), last, _note(summary, len(causes) - len(shown)),
        styles.get(font_size=9, font_color=palette.MUTE, text_wrap=True),
    )  # fmt: skip
    sheet.freeze_panes(4, 4)
    sheet.repeat_rows(3)
    set_up_page(sheet, summary)


def _write_cause(sheet: Worksheet, styles: Styles, row: int, place: int, cause: Cause, total: int) -> None:
    texts = {3: cause.name, 6: rule_words(cause), 7: unit_words(cause), 8: cause.action, 9: cause.why}
    centre, wrapped = styles.boxed(align="center"), styles.boxed(text_wrap=True)
    sheet.write_number(row, 0, place, centre)
    sheet.write_string(row, 1, cause.id, styles.boxed(align="center", font_name=palette.CODE_FONT))
    sheet.write_string(row, 2, cause.kind_name, centre)
    sheet.write_number(row, 4, cause.problems, styles.boxed(bold=True, align="center", num_format="#,##0"))
    sheet.write_number(row, 5, cause.problems / total, styles.boxed(align="center", num_format="0.0%"))
    for column, text in texts.items():
        bold = column == 3
        sheet.write_string(row, column, text, styles.boxed(text_wrap=True, bold=True) if bold else wrapped)
    lines = max(lines_needed(text, _COLUMNS[column][1] - 1) for column, text in texts.items())
    sheet.set_row(row, min(_HIGHEST, 10 + lines * _POINTS_PER_LINE))


def _note(summary: CountySummary, more: int) -> str:
    settings = cause_settings()
    hidden = f"另有 {more:,} 个较小的共因没有列出，用 census causes 看全部。" if more > 0 else ""
    old = summary.causes.not_rechecked if summary.causes is not None else 0
    unseen = f"{old:,} 条这次没有复验的不参与。" if old else ""
    return (
        f"{hidden}{unseen}同一个值的成员里有问题的比例要远高于别处，"
        f"全部比较里出现一个假共因的机会不到 {settings.false_alarm:.1%}；每个问题只归一个共因。"
        "共因是线索，不是定性：先按“一步做法”核实一处，再成批处理。"
    )
