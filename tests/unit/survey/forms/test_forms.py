"""The workbook as it goes out: real files, read back by another reader."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Iterator, Sequence
from decimal import Decimal
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from census_app.foundation.errors import BadInput
from census_app.survey.forms import building, issuing, layout
from census_app.survey.forms.issued import FormRow, IssuedForm, find_form, form_rows, forms_of_week
from census_app.survey.forms.issuing import issue_forms
from census_app.survey.forms.report import FormsReport, phone_file
from census_app.survey.forms.settings import form_settings
from census_app.workspace.log.row_codes import RowCodes
from census_app.workspace.verification.verify import verify_workspace
from census_app.workspace.workspace import Workspace

from .walk import LONG, SURVEYOR, WEEK, county, customer, dispatch, meter

TASKS = 8


@pytest.fixture(scope="session")
def walked(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight visits of one surveyor given out, made once."""
    folder = tmp_path_factory.mktemp("walked") / "W"
    shutil.copytree(archive, folder)
    with Workspace.open(folder) as made:
        dispatch(made, list(range(TASKS)))
    return folder


@pytest.fixture
def workspace(walked: Path, tmp_path: Path) -> Iterator[Workspace]:
    shutil.copytree(walked, tmp_path / "W")
    with Workspace.open(tmp_path / "W") as opened:
        yield opened


@pytest.fixture(scope="session")
def issued(walked: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, FormsReport]:
    """The form of the eight visits: its workspace, its workbook, what was said."""
    folder = tmp_path_factory.mktemp("issued")
    shutil.copytree(walked, folder / "W")
    with Workspace.open(folder / "W") as opened:
        report = issue_forms(opened, WEEK, folder / "forms")
    return folder / "W", report.files[0][2], report


def _rows(place: tuple[Path, Path, FormsReport]) -> list[FormRow]:
    with Workspace.open(place[0]) as opened:
        return form_rows(opened, find_form(opened, place[2].files[0][0].form_no))


def _cells(sheet: Worksheet, column: int) -> dict[str, int]:
    """Row code → row of the sheet."""
    found = {str(sheet.cell(row, layout.CODE_COLUMN).value): row for row in range(1, sheet.max_row + 1)}
    return {code: row for code, row in found.items() if sheet.cell(row, column) is not None}


def test_every_row_of_the_log_stands_on_the_sheet_and_agrees_with_its_code(
    issued: tuple[Path, Path, FormsReport],
) -> None:
    book = openpyxl.load_workbook(issued[1])
    with Workspace.open(issued[0]) as opened:
        codes = RowCodes.of(opened)
    form_no = issued[2].files[0][0].form_no
    assert all(layout.form_number_in(str(sheet["I1"].value)) == form_no for sheet in book.worksheets[:3])
    survey, batch = _cells(book[layout.SURVEY_SHEET], 9), _cells(book[layout.BATCH_SHEET], 9)
    rows = _rows(issued)
    assert len(rows) > TASKS * 9
    for row in rows:
        sheet = book[layout.BATCH_SHEET if row.batch else layout.SURVEY_SHEET]
        at = (batch if row.batch else survey)[row.row_code]
        title, shown = (str(sheet.cell(at, column).value) for column in ((3, 4) if row.batch else (2, 3)))
        read = layout.read_row_code(row.row_code)
        assert read is not None
        assert layout.unaltered(codes, form_no, read, title, shown)
        assert not layout.unaltered(codes, form_no, read, title, f"{shown}1")


def test_blind_values_are_nowhere_in_the_file(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    half = form_settings().model_copy(update={"blind_share": Decimal("0.5")})
    monkeypatch.setattr(building, "form_settings", lambda: half)
    report = issue_forms(workspace, WEEK, tmp_path / "forms", phones=True)
    form, _, path = report.files[0]
    blind = [row for row in form_rows(workspace, form) if row.blind]
    told = {row.record_key for row in blind if row.item == "meter.asset_no"} | {"S13-M-200/10", "S11-M-100/10"}
    assert len(told) == TASKS + 2
    assert {row.item for row in blind} >= {"customer.elec_type", "receiving_equipment.plate_cap"}
    assert report.blind[form.form_no] == len(blind)
    for file in (path, phone_file(path)):
        with zipfile.ZipFile(file) as archive:
            parts = [archive.read(name) for name in archive.namelist()]
        assert not [value for value in told if any(value.encode() in part for part in parts)]
    sheet = openpyxl.load_workbook(path)[layout.SURVEY_SHEET]
    shown = {row[8].value: row[2].value for row in sheet.iter_rows(min_row=4)}
    assert {shown[row.row_code] for row in blind if not row.batch} == {layout.TRANSCRIBE_HERE}


def test_a_fiftieth_of_the_originals_is_left_out_whatever_the_form_says(issued: tuple[Path, Path, FormsReport]) -> None:
    rows = _rows(issued)
    given, blind = sum(bool(row.original_code) for row in rows), sum(bool(row.blind) for row in rows)
    assert blind >= given / 50
    assert blind <= given / 50 + TASKS, "a value that stands twice goes twice"


def test_system_cells_are_locked_and_answers_are_not(issued: tuple[Path, Path, FormsReport]) -> None:
    book = openpyxl.load_workbook(issued[1])
    for sheet in book.worksheets[:3]:
        assert sheet.protection.sheet
        assert not sheet.protection.password
    sheet = book[layout.SURVEY_SHEET]
    first = next(row for row in range(4, sheet.max_row) if sheet.cell(row, 2).value == "户名")
    assert [sheet.cell(first, column).protection.locked for column in range(1, 10)] == [
        True, True, True, False, False, False, False, False, True,
    ]  # fmt: skip
    assert sheet.cell(first + 1, layout.RESULT_COLUMN).value == layout.CHOSEN
    assert sheet.cell(first + 1, layout.RESULT_COLUMN).protection.locked


def test_the_sheet_prints_two_blocks_to_a_page_at_its_own_scale(issued: tuple[Path, Path, FormsReport]) -> None:
    sheet = openpyxl.load_workbook(issued[1])[layout.SURVEY_SHEET]
    assert (sheet.page_setup.scale, sheet.page_setup.orientation) == (76, "landscape")
    assert not sheet.sheet_properties.pageSetUpPr or not sheet.sheet_properties.pageSetUpPr.fitToPage
    starts = [row for row in range(4, sheet.max_row) if " T2648-" in f" {sheet.cell(row, 1).value}".replace("　", " ")]
    pages = [0, *(entry.id for entry in sheet.row_breaks.brk), sheet.max_row]
    blocks = [sum(low < row <= high for row in starts) for low, high in pairwise(pages)]
    assert sum(blocks) == TASKS
    assert max(blocks) == 2


def test_no_cell_is_a_formula_or_an_outside_link(issued: tuple[Path, Path, FormsReport]) -> None:
    with zipfile.ZipFile(issued[1]) as archive:
        for name in archive.namelist():
            text = archive.read(name).decode("utf-8", "replace")
            assert "<f>" not in text
            assert "External" not in text


def test_drop_downs_and_links(issued: tuple[Path, Path, FormsReport]) -> None:
    book = openpyxl.load_workbook(issued[1])
    lists = [one.formula1 for one in book[layout.SURVEY_SHEET].data_validations.dataValidation if one.type == "list"]
    assert '"一致,不一致,无法核实"' in lists
    assert any("T0301-0093　前柳 2# 公变" in text for text in lists)
    assert all(len(text) <= 257 for text in lists)
    tasks = book[layout.TASKS_SHEET]
    target = tasks.cell(layout.TASKS_HEADER_ROW + 1, 2).hyperlink.location
    at = book[layout.SURVEY_SHEET][target.partition("!")[2]]
    assert "T2648-0001" in at.value


def test_each_block_has_a_code_that_can_be_read(issued: tuple[Path, Path, FormsReport]) -> None:
    zxingcpp = pytest.importorskip("zxingcpp")
    image = pytest.importorskip("PIL.Image")
    with Workspace.open(issued[0]) as opened:
        codes = RowCodes.of(opened)
    pictures = openpyxl.load_workbook(issued[1])[layout.SURVEY_SHEET]._images
    assert len(pictures) == TASKS
    with image.open(BytesIO(pictures[0]._data())) as picture:
        read = zxingcpp.read_barcodes(picture.convert("L"))
    assert layout.read_qr(codes, read[0].text) == ("T", "T2648-0001")


def test_the_same_form_again_changes_nothing_other_content_is_another_form(
    workspace: Workspace, tmp_path: Path
) -> None:
    first = issue_forms(workspace, WEEK, tmp_path / "a")
    again = issue_forms(workspace, WEEK, tmp_path / "b")
    one, two = first.files[0], again.files[0]
    assert (first.renewed, again.renewed) == (1, 0)
    assert one[0].form_no == two[0].form_no
    assert one[2].read_bytes() == two[2].read_bytes()
    dispatch(workspace, [8], route=9)
    other = issue_forms(workspace, WEEK, tmp_path / "b")
    assert other.files[0][0].form_no == "0301-2026W48-S02"
    assert [form.form_no for form in forms_of_week(workspace, WEEK)] == ["0301-2026W48-S01", "0301-2026W48-S02"]
    assert not verify_workspace(workspace).faults


def test_no_form_stands_under_its_name_before_it_is_registered(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "forms"

    def killed(_workspace: Workspace, forms: Sequence[IssuedForm]) -> int:
        assert forms and list(out.glob("*.xlsx")) == []
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(issuing, "_register", killed)
        with pytest.raises(KeyboardInterrupt):
            issue_forms(workspace, WEEK, out)
    assert list(out.iterdir()) == []
    report = issue_forms(workspace, WEEK, out)
    assert sorted(out.iterdir()) == sorted(path for _, _, path in report.files)


def test_a_row_file_that_was_altered_is_said(workspace: Workspace, tmp_path: Path) -> None:
    form = issue_forms(workspace, WEEK, tmp_path / "a").files[0][0]
    path = workspace.folder / "forms" / form.rows_file
    path.write_bytes(path.read_bytes() + b"x")
    with pytest.raises(BadInput, match="被改动过"):
        form_rows(workspace, form)
    assert any("普查表" in fault for fault in verify_workspace(workspace).faults)


def test_a_surveyor_without_visits_is_refused_by_name(workspace: Workspace, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="没有要上门的任务") as refused:
        issue_forms(workspace, WEEK, tmp_path / "a", "李四")
    assert SURVEYOR in str(refused.value)


def test_hostile_values_stay_texts(tmp_path: Path) -> None:
    nasty = "=cmd|'/c calc'!A1\x00\n" + "长" * 10_000 + "😀"
    with Workspace.create(tmp_path / "W") as made:
        rows = {"distribution_transformer": [], "feeder": []}
        county(made, 3, meter=[meter(0, box_no=nasty, asset_no="+1+1"), meter(1)], **rows)
        dispatch(made, [0, 1, 2])
        report = issue_forms(made, WEEK, tmp_path / "forms")
    book = openpyxl.load_workbook(report.files[0][2])
    assert report.items[report.files[0][0].form_no] > 20
    assert not any(cell.data_type == "f" for sheet in book.worksheets for row in sheet.rows for cell in row)


def test_personal_values_are_masked(issued: tuple[Path, Path, FormsReport]) -> None:
    with zipfile.ZipFile(issued[1]) as archive:
        text = archive.read("xl/sharedStrings.xml").decode("utf-8")
    assert "赵小芳" not in text
    assert "赵*芳" in text
    assert customer(3)["mobile"] not in text
    assert LONG in text
