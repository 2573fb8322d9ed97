"""The workbook that carries first codes to people: the only place they ever stand in clear."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from census_app.workspace.people.model import Directory

HEADERS = ("单位", "姓名", "账号", "开通码", "有效至")
_NOTE = "开通码只能用一次：用账号和开通码登录，设自己的 PIN（census people pin）。发完请删除本文件。"
_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def write_codes(
    target: Path, codes: Mapping[str, str], directory: Directory, names: Mapping[str, str], until: str
) -> None:
    """`target` lists the codes by unit, one person a row, ready to be cut into strips."""
    import xlsxwriter

    def place(account: str) -> tuple[str, str]:
        return directory.people[account].unit, account

    with xlsxwriter.Workbook(str(target), _OPTIONS) as workbook:
        sheet = workbook.add_worksheet("开通码")
        bold = workbook.add_format({"bold": True, "bg_color": "#E4E8EE"})
        text = workbook.add_format({"num_format": "@"})
        code = workbook.add_format({"num_format": "@", "font_name": "Consolas", "bold": True})
        sheet.set_column(0, 2, 20)
        sheet.set_column(3, 4, 22)
        sheet.write_string(0, 0, _NOTE)
        for column, header in enumerate(HEADERS):
            sheet.write_string(1, column, header, bold)
        sheet.freeze_panes(2, 0)
        for row, account in enumerate(sorted(codes, key=place), start=2):
            unit = directory.unit_name(directory.people[account].unit)
            cells = (unit, names.get(account, ""), account, codes[account], until[:10])
            for column, value in enumerate(cells):
                sheet.write_string(row, column, value, code if column == 3 else text)
