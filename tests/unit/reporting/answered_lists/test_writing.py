"""Outcomes are written beside the take; when that process dies or the disk refuses, nothing of the take is lost."""

from __future__ import annotations

from concurrent.futures import BrokenExecutor, Future
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from census_app.reporting.answered_lists import writing
from census_app.reporting.answered_lists.identify import Fault
from census_app.reporting.answered_lists.model import RowStatus
from census_app.reporting.answered_lists.outcome_content import OutcomeBook, OutcomeRow
from census_app.reporting.answered_lists.writing import FEW, OutcomeWriter

ROW = OutcomeRow(
    3,
    {"problem_no": "W86PWHJ", "severity": "紧急", "due": "2026-11-05", "value": "=1+1", "reason": "长" * 5000},
    RowStatus.REFUSED,
    (Fault("value", "整改后值是公式"),),
    "整改后值是公式",
    "W86PWHJ",
    None,
)
OTHER = OutcomeRow(
    4, {"problem_no": "F89GDF6"}, RowStatus.CONFLICT, (), "两份答复", "F89GDF6", ((*"abcdef",), (*"abcdeg",))
)
BOOK = OutcomeBook("a.xlsx", "0" * 64, ("0301-2026W48-01",), ("缺列：级别",), (ROW, OTHER))


def test_the_workbook_says_everything_and_has_no_formula(tmp_path: Path) -> None:
    with OutcomeWriter(1) as writer:
        writer.write(BOOK, tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert book.sheetnames == ["收回结果", "问题清单", "两份答复"]
    rows = list(book["问题清单"].iter_rows(min_row=3, values_only=True))
    assert rows[0][1] == "W86PWHJ" and rows[0][-2:] == ("退回", "整改后值是公式")
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    said = [cell for row in book["收回结果"].iter_rows(values_only=True) for cell in row if cell]
    assert "要做的：把退回的 1 行改好再发回（见下表和“问题清单”里的橙色格）" in said and "※ 缺列：级别" in said


class Dies:
    """A pool whose process is killed: at once, or with work in hand."""

    def __init__(self, at_once: bool) -> None:
        self.at_once = at_once

    def submit(self, *_: Any) -> Future[str]:
        if self.at_once:
            raise BrokenExecutor
        future: Future[str] = Future()
        future.set_exception(BrokenExecutor())
        return future

    def shutdown(self) -> None:
        return


@pytest.mark.parametrize("at_once", [True, False])
def test_a_writer_that_dies_is_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_once: bool) -> None:
    monkeypatch.setattr(writing, "ProcessPoolExecutor", lambda *_, **__: Dies(at_once))
    with OutcomeWriter(FEW + 1) as writer:
        for name in "ab":
            writer.write(BOOK, tmp_path / f"{name}.xlsx")
    assert writer.failed == {} and {path.name for path in tmp_path.iterdir()} == {"a.xlsx", "b.xlsx"}


def test_an_outcome_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    target = tmp_path / "file" / "a.xlsx"
    with OutcomeWriter(1) as writer:
        writer.write(BOOK, target)
    assert writer.failed[target]
