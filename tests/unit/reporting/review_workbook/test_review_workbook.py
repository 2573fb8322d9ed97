"""The review workbook out, filled in as people do, and back in."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from census_app.foundation.errors import BadInput
from census_app.reporting.review_workbook.export import export_reviews
from census_app.reporting.review_workbook.take import TakenReviews, take_reviews
from census_app.reporting.review_workbook.texts import COLUMNS, workbook_texts
from census_app.survey.review.queue import review_queue
from census_app.survey.words import AnswerOutcome
from census_app.workspace import acts
from census_app.workspace.verification.verify import verify_workspace
from census_app.workspace.workspace import Workspace
from tests.unit.survey.review.field import dispatched, listed, states, surveyed

PLACES = {name: place for place, name in enumerate(COLUMNS, 1)}
Fill = Callable[[Any, dict[str, int]], None]


@pytest.fixture
def waiting(county: Workspace) -> tuple[Workspace, str, str]:
    """Two answered problems of a list and a visit with a person's phone."""
    first = listed(county, "4", AnswerOutcome.RECTIFIED, reason="已换", note="客户电话 13812345678")
    second = listed(county, "6", AnswerOutcome.APPEALED, person="孙梅", reason="不属本单位")
    return county, first, second


def filled(workspace: Workspace, path: Path, fill: Fill) -> Path:
    """The workbook as exported, then changed: `fill` gets the sheet and key → row."""
    export_reviews(workspace, path)
    book = openpyxl.load_workbook(path)
    sheet = book["待审"]
    fill(sheet, {sheet.cell(row, PLACES["key"]).value: row for row in range(3, sheet.max_row + 1)})
    book.save(path)
    return path


def write(sheet: Any, row: int, **cells: str) -> None:
    for name, value in cells.items():
        sheet.cell(row, PLACES[name]).value = value


def test_decisions_come_back_in_one_transaction_and_once(waiting: tuple[Workspace, str, str], tmp_path: Path) -> None:
    county, first, second = waiting

    def fill(sheet: Any, rows: dict[str, int]) -> None:
        write(sheet, rows[first], decision="通 过", reviewer="李梅", note="看过照片")
        write(sheet, rows[second], decision="申诉不成立", reason="写不清楚", reviewer="王强")
        sheet.move_range(f"A3:{openpyxl.utils.get_column_letter(len(COLUMNS))}3", rows=20)

    path = filled(county, tmp_path / "审核.xlsx", fill)
    taken = take_reviews(county, [path])
    assert taken.refused == [] and set(taken.decided.done) == {first, second}
    assert (states(county)["4"], states(county)["6"]) == ("claimed", "returned")
    before = acts.head(county.engine)
    again = take_reviews(county, [path])
    assert (again.already, again.decided.acts) == (2, []) and acts.head(county.engine) == before
    assert verify_workspace(county).faults == []


def test_nothing_personal_stands_in_the_workbook(county: Workspace, tmp_path: Path) -> None:
    dispatched(county, "T2648-0001", "4")
    surveyed(county, "T2648-0001", "4", ("mobile", AnswerOutcome.DIFFERENT, "13812345678"), note="打 13987654321 联系")
    export_reviews(county, tmp_path / "a.xlsx")
    texts = [str(cell) for row in openpyxl.load_workbook(tmp_path / "a.xlsx")["待审"].values for cell in row if cell]
    assert not [text for text in texts if "13812345678" in text or "13987654321" in text or "赵小芳" in text]
    assert any("138****5678" in text for text in texts)


def refused(county: Workspace, path: Path) -> str:
    taken: TakenReviews = take_reviews(county, [path])
    assert taken.decided.acts == []
    return "\n".join(taken.refused)


REFUSED: tuple[tuple[dict[str, str], str], ...] = (
    ({"decision": "同意"}, "决定看不懂：同意"),
    ({"decision": "退回"}, "没有写原因"),
    ({"decision": "通过", "reviewer": "张志强"}, "自己做的不能自己审"),
    ({"decision": "通过", "reviewer": "李梅", "key": "A1-1"}, "不符，从原清单重填"),
    ({"decision": "通过", "reviewer": "李梅", "code": "0000000000"}, "不符，从原清单重填"),
    ({"decision": '=CHAR(90)&"x"', "reviewer": "李梅"}, "是公式"),
    ({"decision": "通过", "note": "长" * 10_000, "reviewer": "李梅"}, "超过 500 字"),
)


def test_a_row_that_cannot_be_taken_is_refused_with_its_place(
    waiting: tuple[Workspace, str, str], tmp_path: Path
) -> None:
    county, first, _ = waiting
    blank = filled(county, tmp_path / "blank.xlsx", lambda _sheet, _rows: None)
    for cells, said in REFUSED:
        book = openpyxl.load_workbook(blank)
        (row,) = [row for row in (3, 4) if book["待审"].cell(row, PLACES["key"]).value == first]
        write(book["待审"], row, **cells)
        book.save(tmp_path / "a.xlsx")
        told = refused(county, tmp_path / "a.xlsx")
        assert said in told and "a.xlsx!待审 第" in told
    assert states(county)["4"] == "in_review"


def test_a_row_is_out_of_date_when_what_it_shows_has_changed(
    waiting: tuple[Workspace, str, str], tmp_path: Path
) -> None:
    county, first, _ = waiting
    path = filled(
        county, tmp_path / "a.xlsx", lambda sheet, rows: write(sheet, rows[first], decision="通过", reviewer="李梅")
    )
    listed(county, "4", AnswerOutcome.NOT_ABNORMAL, person="周杰", standing="conflict")
    assert "已经变了" in refused(county, path)


def test_another_file_is_refused_and_nothing_is_kept(county: Workspace, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["编号", "决定"])
    book.save(tmp_path / "b.xlsx")
    with pytest.raises(BadInput, match="不是审核清单"):
        take_reviews(county, [tmp_path / "b.xlsx"])


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.nightly
def test_a_workbook_saved_by_libreoffice_is_taken(waiting: tuple[Workspace, str, str], tmp_path: Path) -> None:
    county, first, second = waiting

    def fill(sheet: Any, rows: dict[str, int]) -> None:
        write(sheet, rows[first], decision="通过", reviewer="李梅")
        write(sheet, rows[second], decision="转现场", reviewer="李梅")

    path = filled(county, tmp_path / "a.xlsx", fill)
    home = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", home, "--headless", "--convert-to", "xlsx", "--outdir", str(tmp_path / "out"), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    taken = take_reviews(county, [tmp_path / "out" / "a.xlsx"])
    assert taken.refused == [] and len(taken.decided.done) == 2
    assert not review_queue(county).entries


def test_every_column_has_a_header_and_prompts_fit() -> None:
    texts = workbook_texts()
    assert set(texts.headers) == set(COLUMNS)
    assert all(
        len(one.title) <= 32 and len(one.text) <= 255 and len(one.error) <= 255 for one in texts.prompts.values()
    )
