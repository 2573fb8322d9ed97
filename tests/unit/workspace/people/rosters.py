"""Rosters as real workbooks: a county `03` with the stations 0301 and 0302, and the people in them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl

from census_app.workspace.people.roster.importing import RosterRequest, import_roster
from census_app.workspace.people.roster.report import RosterReport
from census_app.workspace.workspace import Workspace

UNIT_HEADER = ("单位编码", "单位名称", "级别", "上级编码")
UNITS: tuple[tuple[str, ...], ...] = (
    ("03", "青岭县供电公司", "县", ""),
    ("0301", "青岭县柳河供电所", "所", "03"),
    ("0302", "青岭县石桥供电所", "所", "03"),
    ("030101", "柳河营业一班", "班", "0301"),
)
HEADER = ("账号", "姓名", "单位", "角色", "手机")
PEOPLE: tuple[tuple[str, ...], ...] = (
    ("admin", "王管", "03", "管理员", "13800138000"),
    ("boss", "钱督", "03", "督察员", ""),
    ("head1", "赵所", "柳河供电所", "所长、审核员", "13800138001"),
    ("head2", "孙所", "0302", "单位负责人", ""),
    ("walk1", "李普", "030101", "普查员", "13800138002"),
)


def write(path: Path, sheets: dict[str, Sequence[Sequence[Any]]]) -> Path:
    """A workbook of these sheets."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path


def roster(
    path: Path,
    people: Sequence[Sequence[Any]] = PEOPLE,
    header: Sequence[str] = HEADER,
    units: Sequence[Sequence[Any]] = UNITS,
    unit_header: Sequence[str] = UNIT_HEADER,
) -> Path:
    """A roster with a sheet of people and one of units (none without units)."""
    sheets: dict[str, Sequence[Sequence[Any]]] = {"人员": [header, *people]}
    if units:
        sheets["单位"] = [unit_header, *units]
    return write(path, sheets)


def take(workspace: Workspace, path: Path, **options: Any) -> RosterReport:
    """The roster is imported."""
    return import_roster(workspace, RosterRequest(path, **options))


def enabled(workspace: Workspace, folder: Path, **options: Any) -> dict[str, str]:
    """People are enabled by the roster of this file; account → first code."""
    folder.mkdir(exist_ok=True)
    report = take(workspace, roster(folder / "roster.xlsx", **options), codes=folder / "codes.xlsx", enable=True)
    assert report.enabled, report.lines()
    return codes_of(folder / "codes.xlsx")


def codes_of(path: Path) -> dict[str, str]:
    """Account → first code, as the file says."""
    book = openpyxl.load_workbook(path)
    return {str(row[2]): str(row[3]) for row in book.active.iter_rows(min_row=3, values_only=True)}
