"""Corrections in files: our own list filled in, plain tables, and what cannot be taken."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from census_app.checking.rehearsal.corrections import Action
from census_app.foundation.errors import BadInput
from census_app.foundation.jobs import silent
from census_app.reporting.corrections.model import ReadCorrections
from census_app.reporting.corrections.read import read_corrections
from census_app.reporting.lists import write_lists
from census_app.workspace.problems.listing import problem_rows
from census_app.workspace.runs.run import run_check
from census_app.workspace.workspace import Workspace
from tests.unit.workspace.county import deliver
from tests.unit.workspace.in_force import put_in_force, write_pack
from tests.unit.workspace.rehearsal.test_rehearsal import PACK, RULES, customer

HEADER_ROW, FIRST_ROW = 2, 3


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Workspace, Path]]:
    """A checked workspace and the list of its one unit."""
    folder = tmp_path_factory.mktemp("corrections")
    with Workspace.create(folder / "W") as workspace:
        put_in_force(workspace, write_pack(folder / "probe", pack=PACK, rules=RULES))
        deliver(workspace, date(2026, 11, 16), [customer(1, 8, 0), customer(2, 5, 9, name="甲"), customer(3, 9, 8)])
        run_check(workspace)
        report = write_lists(workspace, "2026-W47", folder / "lists", None, silent())
        yield workspace, next(iter(report.files.values()))


def filled(source: Path, target: Path, values: dict[tuple[str, str], str], **cells: Any) -> Path:
    """The list with 整改后值 by (rule, account); `cells` overwrite columns of the row of account 3."""
    book = openpyxl.load_workbook(source)
    sheet = book["问题清单"]
    columns = {str(cell.value).replace("\n", ""): cell.column for cell in sheet[HEADER_ROW]}
    for row in sheet.iter_rows(min_row=FIRST_ROW):
        account, rule = str(row[columns["户号"] - 1].value), str(row[columns["规则"] - 1].value)[:4]
        if (rule, account) in values:
            row[columns["整改后值"] - 1].value = values[rule, account]
        if account == "3":
            for name, value in cells.items():
                row[columns[name] - 1].value = value
    book.save(target)
    return target


def read(county: tuple[Workspace, Path], *files: Path) -> ReadCorrections:
    return read_corrections(county[0], files, silent())


def test_an_answered_list(county: tuple[Workspace, Path], tmp_path: Path) -> None:
    target = filled(county[1], tmp_path / "a.xlsx", {("R005", "1"): "１０", ("R042", "3"): "7", ("R001", "2"): "已改"})
    found = read(county, target)
    taken = [(one.table, one.record_key, one.field, one.value) for one in found.corrections]
    assert taken == [("customer", "1", "合同容量", "１０"), ("customer", "3", "运行容量", "7")]
    assert found.without_value == 1, "the other problem of customer 1"
    assert len(found.refused) == 1 and "没有真值" in found.refused[0]
    assert found.corrections[0].place.startswith("a.xlsx!问题清单 第 ")


def test_a_row_whose_system_cells_changed_is_not_taken(county: tuple[Workspace, Path], tmp_path: Path) -> None:
    target = filled(county[1], tmp_path / "b.xlsx", {("R042", "3"): "7"}, 改哪项="合同容量")
    found = read(county, target)
    assert found.corrections == [] and "改哪项被改过：发出时是“运行容量”" in found.refused[0]
    stranger = filled(county[1], tmp_path / "c.xlsx", {("R042", "3"): "7"}, 问题短号="XXXXXXX")
    assert "写错了" in read(county, stranger).refused[0]


def test_columns_of_the_list_may_be_moved(county: tuple[Workspace, Path], tmp_path: Path) -> None:
    target = filled(county[1], tmp_path / "d.xlsx", {("R042", "3"): "7"})
    book = openpyxl.load_workbook(target)
    sheet = book["问题清单"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=HEADER_ROW)]
    moved = openpyxl.Workbook()
    moved.active.title = "问题清单"
    for row in rows:
        moved.active.append(list(reversed(row)))
    moved.save(tmp_path / "e.xlsx")
    assert [one.value for one in read(county, tmp_path / "e.xlsx").corrections] == ["7"]


def test_a_table_of_corrections(county: tuple[Workspace, Path], tmp_path: Path) -> None:
    lines = ["更正表", "表,主键,字段,新值,动作", "用电客户,1,合同容量,10,", "电能表,130001,,,删除"]
    text = "\n".join([*lines, "用电客户,,合同容量,1,", "用电客户,2,x,1,乱", ""])
    (tmp_path / "t.csv").write_bytes(text.encode("gb18030"))
    found = read(county, tmp_path / "t.csv")
    assert [(one.table, one.record_key, one.field, one.value, one.action) for one in found.corrections] == [
        ("用电客户", "1", "合同容量", "10", Action.SET),
        ("电能表", "130001", "", "", Action.DELETE),
    ]
    assert ["不能空" in found.refused[0], "动作看不懂：乱" in found.refused[1]] == [True, True]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("x.csv", "甲,乙\n1,2\n".encode(), "看不出更正"),
        ("x.xlsx", b"PK\x03\x04nonsense", "读不了"),
        ("x.csv", b"", "看不出更正|读不了"),
    ],
)
def test_other_files_are_refused(
    county: tuple[Workspace, Path], tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(BadInput, match=said):
        read(county, tmp_path / name)


def test_a_file_that_is_not_there(county: tuple[Workspace, Path], tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="没有这个文件"):
        read(county, tmp_path / "无.xlsx")


def test_reading_changes_no_problem(county: tuple[Workspace, Path], tmp_path: Path) -> None:
    before = problem_rows(county[0]).file.read_bytes()
    read(county, filled(county[1], tmp_path / "f.xlsx", {("R042", "3"): "7"}))
    assert problem_rows(county[0]).file.read_bytes() == before
