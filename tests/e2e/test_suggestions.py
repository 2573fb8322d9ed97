"""Damaged values come back from the registers: beside the problem, masked, and right where we say we are sure."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from census_app.foundation.engines import kept_engine
from tests.e2e import wrong_values
from tests.e2e.census import census, imported

# the parts have their own tests in the everyday suite; the whole way takes minutes
pytestmark = pytest.mark.nightly

RULES = {"cert_no": "R012", "uscc": "R013"}


@dataclass(frozen=True)
class County:
    workspace: Path
    truth: dict[str, dict[str, str]]
    suggestions: list[dict[str, Any]]


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> County:
    folder = tmp_path_factory.mktemp("suggested")
    truth = wrong_values.write(folder / "delivery")
    imported(folder / "W", folder / "delivery", "--data-date", "2026-11-18")
    assert census("link", "--workspace", folder / "W").code == 0
    assert census("check", "--workspace", folder / "W").code == 0
    report = census("suggest", "--full", "测试核对", "--workspace", folder / "W", "--json").report
    return County(folder / "W", truth, report["suggestions"])


@pytest.mark.parametrize("field", list(RULES))
def test_damaged_values_come_back(county: County, field: str) -> None:
    truth = county.truth[field]
    found = {one["record_key"]: one for one in county.suggestions if one["rule_id"] == RULES[field]}
    sure = {key: one for key, one in found.items() if one["confidence"] >= 0.97}
    assert len(truth) >= 5
    assert all(one["value"] == truth[key] for key, one in sure.items())
    assert len(sure) >= 0.8 * len(truth)


def test_the_values_are_masked_wherever_they_are_kept(county: County) -> None:
    listed = census("problems", "--suggest", "--where", "规则号 = 'R012'", "--workspace", county.workspace, "--json")
    shown = [one["suggested"] for one in listed.report["problems"] if one["suggested"]]
    assert shown and all("*" in value for value in shown)
    secrets = set(county.truth["cert_no"].values())
    for path in county.workspace.rglob("*.parquet"):
        if "parts" not in path.parts:
            with kept_engine(1) as connection:
                content = str(connection.execute(f"FROM read_parquet('{path}')").fetchall())
            assert not [secret for secret in secrets if secret in content], path


def test_the_explanation_has_it(county: County) -> None:
    key = next(iter(county.truth["cert_no"]))
    explained = census("explain", "R012", key, "--workspace", county.workspace)
    assert "建议证件号码" in explained.stdout and county.truth["cert_no"][key] not in explained.stdout


def test_the_weekly_list_has_it_and_stays_the_same_list(county: County, tmp_path: Path) -> None:
    report = census("lists", "--workspace", county.workspace, "--week", "2026-W47", "--out", tmp_path, "--json").report
    cells = []
    for entry in report["lists"]:
        sheet = openpyxl.load_workbook(entry["file"])["问题清单"]
        cells += [str(row[11]) for row in sheet.iter_rows(min_row=3, values_only=True) if row[1]]
    assert any("建议：" in cell and "几乎肯定" in cell for cell in cells)
    again = census("lists", "--workspace", county.workspace, "--week", "2026-W47", "--out", tmp_path / "2", "--json")
    assert again.code == 0
    names = [sorted(openpyxl.load_workbook(one["file"])["问题清单"]["B3"].value for one in lists["lists"])
             for lists in (report, again.report)]  # fmt: skip
    assert names[0] == names[1]
