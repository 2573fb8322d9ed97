"""The library as a workbook for people to read, filter and print; it is not taken back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from census_app.foundation.errors import BadInput
from census_app.foundation.files import publish
from census_app.foundation.workbooks.cells import PIXELS_PER_LINE, Styles, lines_needed, open_workbook
from census_app.workspace.library.model import Entry, Status, Vote
from census_app.workspace.library.reading import read_library
from census_app.workspace.library.sending import ExportReport, exportable
from census_app.workspace.library.telling import part_text

if TYPE_CHECKING:
    from census_app.dictionary.model import Dictionary
    from census_app.workspace.workspace import Workspace

SHEET = "经验库"
_COLUMNS = (
    ("编号", 15), ("种类", 6), ("标题", 34), ("正文", 80), ("规则", 14), ("普查项", 26), ("来源", 30), ("单位", 14),
    ("县", 10), ("第几版", 7), ("有用", 6), ("日期", 11),
)  # fmt: skip
_HEADER_FILL = "#E8EEF4"
_HIGHEST_ROW = 409  # the most a spreadsheet takes


def write_library_workbook(workspace: Workspace, target: Path, rule: str = "") -> ExportReport:
    """`target` durably holds every published entry (of one rule, when given), shipped ones too; entries with
    personal data are left out and said. `BadInput` when there is none."""
    _, refused = exportable(workspace, rule)
    left_out = {one.partition("：")[0] for one in refused}
    chosen = [
        entry
        for entry in read_library(workspace).values()
        if entry.status is Status.PUBLISHED and entry.id not in left_out and (not rule or rule in entry.content.rules)
    ]
    if not chosen:
        raise BadInput("没有可以写出的经验", "去掉 --rule，或先发布几条")
    with publish(target) as temporary, open_workbook(temporary) as workbook:
        sheet, styles = workbook.add_worksheet(SHEET), Styles(workbook)
        sheet.freeze_panes(1, 3)
        heading, cell = styles.boxed(bold=True, bg_color=_HEADER_FILL), styles.boxed(text_wrap=True, valign="top")
        for column, (label, width) in enumerate(_COLUMNS):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, label, heading)
        for row, entry in enumerate(chosen, start=1):
            cells = _cells(entry, workspace.dictionary)
            lines = max(lines_needed(text, width - 1) for text, (_, width) in zip(cells, _COLUMNS, strict=True))
            sheet.set_row(row, min(lines * PIXELS_PER_LINE, _HIGHEST_ROW))
            for column, text in enumerate(cells):
                sheet.write_string(row, column, text, cell)
        sheet.autofilter(0, 0, len(chosen), len(_COLUMNS) - 1)
        sheet.repeat_rows(0)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
    return ExportReport(target, "", len(chosen), refused)


def _cells(entry: Entry, dictionary: Dictionary) -> list[str]:
    parts = [
        part_text(entry.content, part, dictionary)
        for part in ("kind", "title", "text", "rules", "items", "source", "unit", "county")
    ]
    return [entry.id, *parts, str(len(entry.versions)), str(entry.count(Vote.HELPFUL)), entry.head.at[:10]]
