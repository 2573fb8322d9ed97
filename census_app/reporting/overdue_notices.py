"""催办单: for each unit one workbook of what is late, step by step, with who is asked for what until when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from census_app.foundation.files import publish, said_plainly
from census_app.foundation.jobs import JobContext, silent
from census_app.foundation.workbooks import palette
from census_app.foundation.workbooks.cells import PIXELS_PER_LINE, Styles, lines_needed, open_workbook
from census_app.reporting.overdue import overdue_by_unit
from census_app.survey.overdue_settings import overdue_settings

if TYPE_CHECKING:
    from census_app.survey.overdue import OverdueLadder, OverdueProblem
    from census_app.workspace.workspace import Workspace

_COLUMNS = (("阶梯", 8), ("超几天", 7), ("期限", 11), ("问题短号", 11), ("级别", 6), ("规则", 30), ("户号", 14),
            ("台区经理", 10), ("状态", 10), ("要做什么", 46), ("完成日期和责任人（请填）", 26))  # fmt: skip
_FILLED = len(_COLUMNS) - 1
_UNSAFE = '\\/:*?"<>|'
_NOBODY = "未归属"


@dataclass
class NoticeReport:
    """The notices written, by unit; `problems` are those pressed for in them."""

    folder: Path
    files: list[Path] = field(default_factory=list)
    problems: int = 0

    def as_json(self) -> dict[str, Any]:
        """The command line's JSON object."""
        return {"folder": str(self.folder), "files": [str(path) for path in self.files], "problems": self.problems}

    def lines(self) -> list[str]:
        """For the terminal."""
        if not self.files:
            return ["没有要催的问题，不写催办单"]
        return [f"催办单 {len(self.files)} 份，{self.problems:,} 条：{self.folder}"]


def write_notices(
    workspace: Workspace, out: Path, week: str | None = None, context: JobContext | None = None
) -> NoticeReport:
    """One workbook per unit that has something to be pressed for stands in `out`; nothing else is written.

    Deferred problems are left out: nobody presses for them. `week` as for the ladder. `BadInput` when the folder cannot
    be written.
    """
    context = context or silent()
    ladder = overdue_by_unit(workspace, week, context)
    report = NoticeReport(out)
    deferred = overdue_settings().deferred.id
    with said_plainly(out):
        out.mkdir(parents=True, exist_ok=True)
    for unit, name in ladder.units().items():
        context.raise_if_cancelled()
        pressed = [one for one in ladder.problems if one.unit == unit and one.step != deferred]
        if not pressed:
            continue
        called = name or unit or _NOBODY
        safe = "".join("_" if one in _UNSAFE else one for one in called)
        path = out / f"催办单_{safe}_{unit or '0'}_{ladder.day.isoformat()}.xlsx"
        with publish(path) as temporary, open_workbook(temporary, small=True) as workbook:
            _write(workbook, ladder, called, pressed)
        report.files.append(path)
        report.problems += len(pressed)
        context.progress(len(report.files), len(ladder.units()), f"催办单：{called}")
    return report


def _write(workbook: xlsxwriter.Workbook, ladder: OverdueLadder, unit: str, problems: Sequence[OverdueProblem]) -> None:
    sheet, styles = workbook.add_worksheet("催办单"), Styles(workbook)
    for column, (_, width) in enumerate(_COLUMNS):
        sheet.set_column(column, column, width)
    last = len(_COLUMNS) - 1
    sheet.set_row(0, 28)
    sheet.merge_range(0, 0, 0, last, f"{unit}　超期问题催办单", styles.get(bold=True, font_size=16))
    counted = {step.id: sum(one.step == step.id for one in problems) for step in overdue_settings().steps}
    figures = "　".join(f"{step.zh} {counted[step.id]:,}" for step in overdue_settings().steps)
    told = (
        f"到 {ladder.day.isoformat()}，超期 {len(problems):,} 条：{figures}。填好最后一列报县里；改好的写进周清单发回。"
    )
    sheet.merge_range(1, 0, 1, last, told, styles.get(font_color=palette.MUTE))
    head = styles.boxed(bold=True, align="center", bg_color=palette.HEADER, font_color="#FFFFFF", text_wrap=True)
    asked = styles.boxed(bold=True, align="center", bg_color=palette.ANSWER_HEADER, text_wrap=True)
    sheet.set_row(2, 32)
    for column, (name, _) in enumerate(_COLUMNS):
        sheet.write_string(2, column, name, asked if column == _FILLED else head)
    for place, one in enumerate(problems, start=3):
        _write_row(sheet, styles, place, one)
    sheet.freeze_panes(3, 0)
    sheet.autofilter(2, 0, 2 + len(problems), last)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(2)


def _write_row(sheet: Worksheet, styles: Styles, place: int, one: OverdueProblem) -> None:
    words = {step.id: step.zh for step in overdue_settings().steps}
    cells = (words[one.step], "", one.due.isoformat(), one.problem_no, one.severity, one.rule, one.customer,
             one.manager, one.state, one.asks, "")  # fmt: skip
    lines = max(lines_needed(text[:500], width) for text, (_, width) in zip(cells, _COLUMNS, strict=True))
    sheet.set_row(place, max(1, lines) * PIXELS_PER_LINE + 4)
    plain, code = styles.boxed(text_wrap=True), styles.boxed(bold=True, font_name=palette.CODE_FONT, align="center")
    for column, text in enumerate(cells):
        style = styles.boxed(bg_color=palette.ANSWER_CELL) if column == _FILLED else code if column == 3 else plain
        sheet.write_string(place, column, text[:500], style)
    sheet.write_number(place, 1, one.days, styles.boxed(align="center"))
