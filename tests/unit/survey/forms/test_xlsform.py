"""The form for phones, held against the tool that turns XLSForms into what ODK and Kobo run."""

from __future__ import annotations

import shutil
from pathlib import Path
from xml.etree import ElementTree

import pytest

from census_app.survey.forms import layout
from census_app.survey.forms.issued import FormRow, form_rows
from census_app.survey.forms.issuing import issue_forms
from census_app.survey.forms.report import phone_file
from census_app.workspace.workspace import Workspace

from .walk import WEEK, dispatch

Converted = tuple[ElementTree.Element, list[FormRow], list[str]]
_XFORMS = "{http://www.w3.org/2002/xforms}"


@pytest.fixture(scope="session")
def converted(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Converted:
    """The XForm of five visits, the rows that were issued, and what the converter warned of."""
    # half a second that every process of tests would pay while it only looks for tests
    from pyxform.xls2xform import convert

    folder = tmp_path_factory.mktemp("phones")
    shutil.copytree(archive, folder / "W")
    with Workspace.open(folder / "W") as made:
        dispatch(made, list(range(5)))
        report = issue_forms(made, WEEK, folder / "forms", phones=True)
        form, _, path = report.files[0]
        rows = form_rows(made, form)
    result = convert(xlsform=str(phone_file(path)), validate=False)
    return ElementTree.fromstring(result.xform), rows, list(result.warnings)


def _names(xform: ElementTree.Element) -> set[str]:
    return {element.get("nodeset", "").rsplit("/", 1)[-1] for element in xform.iter(f"{_XFORMS}bind")}


def test_it_converts_without_a_warning(converted: Converted) -> None:
    assert converted[2] == []


def test_every_row_is_asked_and_found_again_by_its_question(
    converted: Converted,
) -> None:
    names = _names(converted[0])
    read = {layout.read_phone_question(name) for name in names}
    for row in converted[1]:
        check = row.row_code.rsplit("-", 1)[1]
        assert (check, "value") in read
        assert layout.phone_question(row.row_code, "value") in names
    assert {layout.PHONE_FORM, layout.PHONE_TASK, layout.PHONE_PLACE, layout.PHONE_SIGNATURE} <= names


def test_photos_place_signature_and_bar_code_are_asked_as_such(
    converted: Converted,
) -> None:
    binds = {bind.get("nodeset", "").rsplit("/", 1)[-1]: bind for bind in converted[0].iter(f"{_XFORMS}bind")}
    assert binds[layout.PHONE_PLACE].get("type") == "geopoint"
    assert binds[layout.PHONE_SIGNATURE].get("type") == "binary"
    assert binds[layout.PHONE_QR].get("type") == "barcode"
    assert "starts-with" in str(binds[layout.PHONE_QR].get("constraint"))
    appearances = [upload.get("appearance") for upload in converted[0].iter(f"{_XFORMS}upload")]
    assert "signature" in appearances
    reading = next(row for row in converted[1] if row.item == "ask_reading")
    assert ">= 0" in str(binds[layout.phone_question(reading.row_code, "value")].get("constraint"))
    meter = next(row for row in converted[1] if row.item == "meter.asset_no")
    assert binds[layout.phone_question(meter.row_code, "scan")].get("type") == "barcode"


def test_a_value_is_asked_only_where_it_differs(
    converted: Converted,
) -> None:
    name = next(row for row in converted[1] if row.item == "customer.cons_name")
    binds = {bind.get("nodeset", "").rsplit("/", 1)[-1]: bind for bind in converted[0].iter(f"{_XFORMS}bind")}
    value = binds[layout.phone_question(name.row_code, "value")]
    assert "不一致" in str(value.get("relevant"))
    assert value.get("required") == "true()"


@pytest.mark.parametrize(
    ("column", "read"),
    [
        ("r_12cc9a4be1_value", ("12cc9a4be1", "value")),
        ("task_1-r_12cc9a4be1_photo", ("12cc9a4be1", "photo")),
        ("task_1/r_12cc9a4be1_scan", ("12cc9a4be1", "scan")),
        ("r_12cc9a4be_value", None),
        ("visit-visit_place-Latitude", None),
        ("", None),
    ],
)
def test_columns_of_exports_are_read_whatever_groups_stand_before(column: str, read: tuple[str, str] | None) -> None:
    assert layout.read_phone_question(column) == read


def test_the_phone_form_stands_beside_the_workbook(tmp_path: Path) -> None:
    assert phone_file(tmp_path / "普查表_柳河_张_2026-W48_S01.xlsx").name == "手机表_柳河_张_2026-W48_S01.xlsx"
