"""Events planted in delivered files come out as causes with their whole extent, chance as single problems."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.e2e import shared_causes
from tests.e2e.census import census, imported

# the parts have their own tests in the everyday suite; the whole way takes minutes
pytestmark = pytest.mark.nightly


@dataclass(frozen=True)
class County:
    workspace: Path
    planted: shared_causes.Planted
    report: dict[str, Any]

    def cause(self, kind: str) -> dict[str, Any]:
        (found,) = [cause for cause in self.report["causes"] if cause["kind"] == kind]
        return found

    def customers(self, kind: str) -> set[str]:
        """The customers whose problems belong to the cause."""
        numbers = set(self.cause(kind)["problem_numbers"])
        rows = census("problems", "--workspace", self.workspace, "--json").report["problems"]
        return {row["customer"] for row in rows if row["problem_no"] in numbers}


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> County:
    folder = tmp_path_factory.mktemp("shared")
    planted = shared_causes.write(folder / "delivery")
    imported(folder / "W", folder / "delivery", "--data-date", "2026-11-18")
    assert census("check", "--workspace", folder / "W").code == 0
    return County(folder / "W", planted, census("causes", "--workspace", folder / "W", "--json").report)


def test_every_planted_event_is_one_cause_and_there_are_no_others(county: County) -> None:
    assert sorted(cause["kind"] for cause in county.report["causes"]) == ["phone", "recode", "source", "value"]
    assert county.report["explained"] + county.report["individual"] == county.report["problems"]
    assert county.report["individual"] >= len(county.planted.chance)


def test_each_has_its_whole_extent(county: County) -> None:
    planted = county.planted
    assert county.customers("source") == planted.shifted
    assert county.customers("value") == planted.miscoded
    assert county.customers("phone") == planted.default_phone
    assert county.customers("recode") >= set(sorted(planted.recoded)[:1])
    assert len(county.customers("recode") ^ planted.recoded) <= 2


def test_names_say_what_is_shared(county: County) -> None:
    area = county.planted.area
    assert county.cause("recode")["name"] == f"台区编号 {area} → N{area}"
    assert county.cause("source")["name"] == "用电客户文件 customer_3.csv"
    assert county.cause("value")["name"] == "用电类别“商业照明老码”"
    # a number that is nobody's is told whole
    assert county.cause("phone")["name"] == "电话 11111111111"


def test_filters_and_forms(county: County) -> None:
    workspace = county.workspace
    by_rule = census("causes", "--workspace", workspace, "--rule", "R022", "--json").report["causes"]
    assert [cause["kind"] for cause in by_rule] == ["value"]
    by_unit = census("causes", "--workspace", workspace, "--unit", "青澜县柳河供电所", "--format", "csv").stdout
    kinds = [row["种类"] for row in csv.DictReader(io.StringIO(by_unit))]
    assert "编号改了" not in kinds and "同一个文件" in kinds
    chosen = county.cause("phone")
    one = census("causes", "--workspace", workspace, "--cause", chosen["id"].lower())
    assert one.code == 0 and all(number in one.stdout for number in chosen["problem_numbers"])
    refused = census("causes", "--workspace", workspace, "--cause", "C-2222222")
    assert refused.code == 2 and "没有这个共因" in refused.stderr


def test_the_county_summary_has_them(county: County, tmp_path: Path) -> None:
    lists = census("lists", "--workspace", county.workspace, "--week", "2026-W47", "--out", tmp_path, "--json").report
    sheet = openpyxl.load_workbook(lists["summary"])["共因"]
    rows = {row[1]: row for row in sheet.iter_rows(min_row=5, values_only=True) if row[1]}
    assert set(rows) == {cause["id"] for cause in county.report["causes"]}
    for cause in county.report["causes"]:
        assert rows[cause["id"]][3:5] == (cause["name"], cause["problems"])


def test_ids_stay_when_problems_are_solved(county: County, tmp_path: Path) -> None:
    """The recoded area is put right; the other causes keep their ids."""
    before = {cause["id"] for cause in county.report["causes"]} - {county.cause("recode")["id"]}
    fixed = tmp_path / "fixed"
    planted = shared_causes.write(fixed, recode=False)
    assert planted.shifted == county.planted.shifted
    imported(county.workspace, fixed, "--data-date", "2026-11-25")
    assert census("check", "--workspace", county.workspace).code == 0
    after = census("causes", "--workspace", county.workspace, "--json").report
    assert {cause["id"] for cause in after["causes"]} == before
