from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook as Book

from census_app.foundation.database import reading
from census_app.survey.answers import Answer, answers_in
from census_app.survey.results.report import TakeReport
from census_app.survey.results.taking import TakeRequest, take_results
from census_app.workspace.log.sealed_rows import seal_faults
from census_app.workspace.problems.listing import problem_rows
from census_app.workspace.workspace import Workspace

from .issuing import SHARED, T1, T2, Issued, basic, dispatch, issue, workbook

# half a day on: a run that passes midnight would else visit a day before it dispatched
NOW = datetime.now().astimezone() + timedelta(hours=12)
DAY = NOW.date().isoformat()


@dataclass
class Survey:
    """A county with two tasks on one form, and what a test does with it."""

    workspace: Workspace
    form: Issued
    folder: Path
    problem: str

    def book(self, days: dict[str, str] | None = None) -> Book:
        return workbook(self.workspace, self.form, {T1: DAY, T2: DAY} if days is None else days)

    def save(self, book: Book, name: str = "张志强.xlsx") -> Path:
        book.save(self.folder / name)
        return self.folder / name

    def take(self, *books: Book | Path, **more: Any) -> TakeReport:
        files = [
            book if isinstance(book, Path) else self.save(book, f"表{number}.xlsx")
            for number, book in enumerate(books, start=1)
        ]
        report = take_results(self.workspace, TakeRequest(files, self.folder / "回"), **{"now": NOW, **more})
        assert list(seal_faults(self.workspace)) == []
        return report

    def answers(self) -> dict[tuple[str, str], Answer]:
        with reading(self.workspace.engine) as connection:
            return {(answer.task_no, answer.item): answer for answer in answers_in(connection)}

    def said(self, report: TakeReport, row: int, sheet: str = "普查表", file: int = 0) -> tuple[str, str]:
        """What is written beside a row of the copy that goes back."""
        from openpyxl import load_workbook

        page = load_workbook(report.files[file].copy)[sheet]
        return str(page.cell(row, 10).value), str(page.cell(row, 11).value or "")


@pytest.fixture(scope="session")
def issued_blank(surveyed_blank: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Issued, str]:
    """Two tasks given out on one form, made once: the workspace, the form, the first task's problem."""
    folder = tmp_path_factory.mktemp("issued_results") / "W"
    shutil.copytree(surveyed_blank, folder)
    with Workspace.open(folder) as made:
        known: dict[str, str] = dict(problem_rows(made).rows(["record_key", "problem_no"]))  # type: ignore[arg-type]
        dispatch(
            made,
            {"task_no": T1, "customer": "4", "longitude": "115.900000", "latitude": "38.900000"},
            {"task_no": T2, "customer": "6"},
            problems={T1: [known["4"]], T2: [known["6"]]},
        )
        form = issue(made, {T1: basic("4"), T2: basic("6", "2206031999")}, {"T1": SHARED})
    return folder, form, known["4"]


@pytest.fixture
def survey(issued_blank: tuple[Path, Issued, str], tmp_path: Path) -> Iterator[Survey]:
    blank, form, problem = issued_blank
    shutil.copytree(blank, tmp_path / "W")
    folder = tmp_path / "files"
    folder.mkdir()
    with Workspace.open(tmp_path / "W") as opened:
        yield Survey(opened, form, folder, problem)
