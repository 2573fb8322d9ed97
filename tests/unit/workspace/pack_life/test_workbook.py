"""A pack tuned in Excel is installed like any other; what is wrong with it is told of its cells."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import openpyxl

from census_app.rulebook.export import export_workbook, read_source
from census_app.workspace.pack_life.install import InstallReport, install_pack
from census_app.workspace.runs.packs import load_active
from census_app.workspace.verification.verify import verify_workspace
from census_app.workspace.workspace import Workspace

from .sample import sample


def _tuned(tmp_path: Path, sheet: str, cell: str, value: str) -> Path:
    path = tmp_path / "规则包.xlsx"
    export_workbook(read_source(sample(tmp_path / "pack")), path)
    book = openpyxl.load_workbook(path)
    assert book["参数"]["D3"].value == "1"
    book[sheet][cell].value = value
    book.save(path)
    book.close()
    return path


def _install(workspace: Workspace, path: Path) -> InstallReport:
    return install_pack(workspace, path, accept_unsigned=True, now=datetime(2026, 11, 25, 9).astimezone())


def test_a_tuned_workbook(workspace: Workspace, tmp_path: Path) -> None:
    report = _install(workspace, _tuned(tmp_path, "参数", "D3", "1.05"))
    assert report.installed, report.lines()
    assert load_active(workspace).base.rule("S042").params["倍数"].value == "1.05"
    assert [path.suffix for path in (workspace.folder / "packs").iterdir()] == [".xlsx"]
    assert verify_workspace(workspace).faults == []


def test_a_slip_names_the_cell_and_installs_nothing(workspace: Workspace, tmp_path: Path) -> None:
    report = _install(workspace, _tuned(tmp_path, "分支", "D3", "运行容亮 > 合同容量 * :倍数"))
    assert not report.installed
    assert any("分支!D3" in line for line in report.lines()), report.lines()
