"""One unit's weekly list as one file."""

from __future__ import annotations

from pathlib import Path

from census_app.foundation.files import publish
from census_app.foundation.workbooks.cells import open_workbook
from census_app.reporting.weekly.cover import write_cover
from census_app.reporting.weekly.instructions import write_code_sheet, write_instructions
from census_app.reporting.weekly.model import WeeklyList
from census_app.reporting.weekly.problem_sheet import write_problem_sheet
from census_app.reporting.weekly.texts import weekly_texts


def write_weekly_workbook(content: WeeklyList, target: Path) -> None:
    """`target` durably holds the list: whole, or not at all."""
    texts = weekly_texts()
    with publish(target) as temporary, open_workbook(temporary) as workbook:
        workbook.set_properties({"title": f"{content.unit_name} {content.week} {texts.title}", "author": "营销普查"})
        write_cover(workbook, content, texts)
        write_problem_sheet(workbook, content, texts)
        write_instructions(workbook, texts)
        write_code_sheet(workbook, content, texts)
        workbook.worksheets()[0].activate()
