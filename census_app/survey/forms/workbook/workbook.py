"""One surveyor's form as one file."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import xlsxwriter

from census_app.foundation.files import publish
from census_app.foundation.workbooks.cells import WORKBOOK_OPTIONS, Styles
from census_app.survey.forms import layout
from census_app.survey.forms.model import Form
from census_app.survey.forms.settings import FormSettings
from census_app.survey.forms.workbook.answers import CodeLists
from census_app.survey.forms.workbook.batch_sheet import write_batch_sheet
from census_app.survey.forms.workbook.looks import Looks
from census_app.survey.forms.workbook.survey_sheet import write_survey_sheet
from census_app.survey.forms.workbook.tasks_sheet import write_tasks_sheet

# a surveyor's week is small, and 任务单 is written after the sheet it links to
_OPTIONS = {**WORKBOOK_OPTIONS, "constant_memory": False, "in_memory": True}


def write_form_workbook(form: Form, settings: FormSettings, target: Path) -> None:
    """`target` durably holds the form: whole, or not at all. The same form gives the same bytes."""
    with publish(target) as temporary, xlsxwriter.Workbook(str(temporary), _OPTIONS) as workbook:
        workbook.set_properties(
            {
                "title": f"{form.surveyor_name} {form.week} 现场普查表",
                "author": "营销普查",
                "created": datetime.combine(form.first_day, datetime.min.time()),
            }
        )
        looks, lists = Looks(Styles(workbook)), CodeLists()
        tasks = workbook.add_worksheet(layout.TASKS_SHEET)
        write_batch_sheet(workbook, form, looks, lists)
        starts = write_survey_sheet(workbook, form, settings, looks, lists)
        write_tasks_sheet(workbook, form, settings, starts, looks)
        lists.write(workbook)
        tasks.activate()
