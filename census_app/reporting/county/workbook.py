"""The county summary as one file. Nothing in it is protected: the county works on with it."""

from __future__ import annotations

from pathlib import Path

import xlsxwriter

from census_app.foundation.files import publish
from census_app.foundation.workbooks.cells import WORKBOOK_OPTIONS, Styles
from census_app.reporting.county import causes, detail, flows, matrix, overview, ranking, trend
from census_app.reporting.county.model import CountySummary


def write_county_workbook(summary: CountySummary, target: Path) -> None:
    """`target` durably holds the summary: whole, or not at all."""
    options = {**WORKBOOK_OPTIONS, "constant_memory": False}
    with publish(target) as temporary, xlsxwriter.Workbook(str(temporary), options) as workbook:
        styles = Styles(workbook)
        modules = (overview, flows, causes, matrix, ranking, detail, trend)
        sheets = {module.SHEET: workbook.add_worksheet(module.SHEET) for module in modules}
        overview.write_overview(workbook, sheets[overview.SHEET], styles, summary)
        flows.write_flows(sheets[flows.SHEET], styles, summary)
        causes.write_causes(sheets[causes.SHEET], styles, summary)
        matrix.write_matrix(sheets[matrix.SHEET], styles, summary)
        ranking.write_ranking(sheets[ranking.SHEET], styles, summary)
        detail.write_detail(sheets[detail.SHEET], styles, summary)
        trend.write_trend(sheets[trend.SHEET], styles, summary)
