"""One week's files look as a county's do, and the second week leaves out what it should."""

from __future__ import annotations

import csv
import zipfile
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from census_app.demo.generate import write_county
from census_app.demo.plan import CountyPlan
from census_app.demo.truth import CountyTruth
from census_app.demo.weeks import week_roles

CUSTOMERS, SEED = 5600, 4
pytestmark = pytest.mark.nightly


@pytest.fixture(scope="module")
def weeks(tmp_path_factory: pytest.TempPathFactory) -> dict[int, tuple[Path, CountyTruth]]:
    folder = tmp_path_factory.mktemp("county")
    return {week: (folder / f"第{46 + week}周", write_county(folder, CUSTOMERS, SEED, week)) for week in (1, 2)}


def customer_rows(path: Path) -> tuple[list[str], list[list[object]]]:
    """Headers (the row with the customer's number) and the rows below it, all sheets."""
    rows: list[list[object]] = []
    headers: list[str] = []
    book = CalamineWorkbook.from_path(path)
    for name in book.sheet_names:
        found = book.get_sheet_by_name(name).to_python()
        start = next(number for number, row in enumerate(found) if {"用户编号", "户号"} & set(row))
        headers = [str(text) for text in found[start]]
        rows += found[start + 1 :]
    return headers, rows


def test_delivery_has_the_files_of_a_county(weeks: dict[int, tuple[Path, CountyTruth]]) -> None:
    folder, truth = weeks[1]
    assert sorted(path.name for path in folder.iterdir()) == sorted(path.name for path in truth.files)
    meters = (folder / "电能表.csv").read_bytes().decode("gb18030")
    assert next(csv.reader(meters.splitlines()))[0] == "电能表资产编号"
    with zipfile.ZipFile(folder / "电费账单.zip") as bills:
        assert len(bills.namelist()) == 13
        assert bills.read("电费202610.csv").startswith(b"\xef\xbb\xbf")
    codes = CalamineWorkbook.from_path(folder / "计量点.xlsx").get_sheet_by_name("C_MP").to_python(nrows=1)
    assert codes[0][:2] == ["MP_NO", "CONS_NO"]


def test_every_customer_is_delivered_once(weeks: dict[int, tuple[Path, CountyTruth]]) -> None:
    numbers: list[object] = []
    for path in weeks[1][0].glob("用电客户_*.xlsx"):
        headers, rows = customer_rows(path)
        place = next(index for index, text in enumerate(headers) if text in ("用户编号", "户号"))
        numbers += [row[place] for row in rows if isinstance(row[place], str) and str(row[place]).startswith("04")]
    assert len(set(numbers)) == CUSTOMERS
    assert len(numbers) == CUSTOMERS + 1, "one row stands twice on purpose"


def test_masked_station_shows_no_names(weeks: dict[int, tuple[Path, CountyTruth]]) -> None:
    headers, rows = customer_rows(next(weeks[1][0].glob("用电客户_*石桥*.xlsx")))
    assert "证件有效期至" not in headers
    names = [str(row[headers.index("用户名称")]) for row in rows if row[0] and str(row[0]).startswith("04")]
    assert names and all("*" in name for name in names)


def test_second_week_leaves_out_quiet_and_partial_stations(weeks: dict[int, tuple[Path, CountyTruth]]) -> None:
    roles = week_roles(CountyPlan(CUSTOMERS, SEED))
    assert len(roles.quiet) == len(roles.partial) == 1
    first, second = ({path.name for path in weeks[week][0].glob("用电客户_*")} for week in (1, 2))
    assert len(first - second) == 1 and second < first
    headers, rows = customer_rows(next(weeks[2][0].glob("用电客户_*白杨*.xlsx")))
    assert len([text for text in headers if text not in ("序号", "导出时间")]) < 25
    assert rows


def test_truth_names_the_defects_of_the_files(weeks: dict[int, tuple[Path, CountyTruth]]) -> None:
    kinds = sorted(defect.kind for defect in weeks[1][1].defects)
    assert kinds == ["masked", "rejected", "rejected", "repeated", "unreadable", "unreadable", "unreadable"]
