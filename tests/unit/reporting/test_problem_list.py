"""The problem list as a workbook: every row once, in the order asked for, or no file at all."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from census_app.foundation.errors import BadInput, Cancelled
from census_app.foundation.jobs import JobContext, silent
from census_app.reporting import problem_list
from census_app.reporting.problem_list import write_problem_list
from census_app.workspace.problems.acts import listed_numbers
from census_app.workspace.problems.listing import problem_rows
from census_app.workspace.workspace import Workspace
from tests.unit.workspace.probe import two_weeks


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("list") / "W"
    with Workspace.create(made) as workspace:
        two_weeks(workspace)
    return made


def _cells(target: Path) -> list[list[object]]:
    return [
        [cell.value for cell in row] for sheet in openpyxl.load_workbook(target).worksheets for row in sheet.iter_rows()
    ]


def test_all_rows_in_the_order_of_the_list(folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "all.xlsx"
    with Workspace.open(folder) as workspace:
        rows = problem_rows(workspace)
        numbers = [str(row[0]) for row in rows.rows(["problem_no"])]
        assert write_problem_list(rows, target, silent()) == len(numbers) == 5
    heading, *written = _cells(target)
    assert [row[heading.index("问题短号")] for row in written] == numbers
    assert {row[heading.index("级别")] for row in written} == {"紧急"}, "values are told as people say them"
    assert isinstance(written[0][heading.index("整改期限")], datetime)


def test_only_some_in_the_order_of_a_file(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(problem_list, "_ROWS_PER_SHEET", 2)
    with Workspace.open(folder) as workspace:
        rows = problem_rows(workspace)
        numbers = [str(row[0]) for row in rows.rows(["problem_no"])][::-1][:3]
        listed = tmp_path / "numbers.txt"
        listed.write_text("\n".join([*numbers, numbers[0], ""]), encoding="utf-8")
        target = tmp_path / "some.xlsx"
        assert write_problem_list(rows, target, silent(), listed_numbers(listed)) == 3
    told = [row[0] for row in _cells(target) if row[0] != "问题短号"]
    assert told == numbers
    assert len(openpyxl.load_workbook(target).worksheets) == 2, "a sheet holds no more than it can"


def test_a_cancelled_list_leaves_nothing(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(problem_list, "_TOLD_EVERY", 2)
    context, target = JobContext(), tmp_path / "none.xlsx"
    context.cancel()
    with Workspace.open(folder) as workspace, pytest.raises(Cancelled):
        write_problem_list(problem_rows(workspace), target, context)
    assert list(tmp_path.iterdir()) == []


def test_a_misspelt_number_is_named(tmp_path: Path) -> None:
    listed = tmp_path / "numbers.txt"
    listed.write_text("ABCDEFG\n", encoding="utf-8")
    with pytest.raises(BadInput, match="ABCDEFG"):
        listed_numbers(listed)
    with pytest.raises(BadInput, match=r"没有\.txt"):
        listed_numbers(tmp_path / "没有.txt")
