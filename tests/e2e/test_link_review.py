"""Links from the files to reviewed and learned: what a person does with `census link`, through the command line."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from census_app.foundation.engines import kept_engine
from tests.e2e.census import census, imported
from tests.matching_truth.exports import write_exports
from tests.matching_truth.settings import SETTINGS
from tests.matching_truth.writing import write_truth

# the parts have their own tests in the everyday suite; the whole way takes minutes
pytestmark = pytest.mark.nightly

SOURCE = "gov_population"
WAITING = "待确认"


@dataclass(frozen=True)
class County:
    workspace: Path
    linked: dict[str, Any]
    true: frozenset[tuple[str, str]]

    def link(self, *arguments: object, code: int = 0) -> dict[str, Any]:
        outcome = census("link", *arguments, "--workspace", self.workspace, "--json")
        assert outcome.code == code, outcome
        return outcome.report


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> County:

    folder = tmp_path_factory.mktemp("links")
    write_truth(folder / "truth", 400, 5, SETTINGS["harder"])
    files = write_exports(folder / "truth", folder / "files")
    imported(folder / "W", files["left"], "--data-date", "2026-11-20")
    added = census("reference", "add", SOURCE, files["population"], "--workspace", folder / "W", "--json")
    assert added.code == 0, added
    linked = census("link", "--workspace", folder / "W", "--json")
    assert linked.code == 0, linked
    with kept_engine(1) as connection:
        true = connection.execute(f"SELECT left_key, right_key FROM '{folder}/truth/truth.parquet'").fetchall()
    return County(folder / "W", linked.report, frozenset(true))


@pytest.fixture
def county(made: County, tmp_path: Path) -> County:
    shutil.copytree(made.workspace, tmp_path / "W")
    return County(tmp_path / "W", made.linked, made.true)


def _filled(path: Path, county: County, reviewer: str = "王强") -> Path:
    """Every row answered by somebody who knows."""
    book = openpyxl.load_workbook(path)
    sheet = book[WAITING]
    columns = {"".join(str(cell.value).split()): cell.column for cell in sheet[2]}
    for row in range(3, sheet.max_row + 1):
        about = json.loads(str(sheet.cell(row, columns["行码"]).value))
        true = (about["left"], about["right"]) in county.true
        sheet.cell(row, columns["判定"]).value = "是同一个" if true else "都不是"
        sheet.cell(row, columns["审核人"]).value = reviewer
    target = path.with_name("回填.xlsx")
    book.save(target)
    return target


def test_reviewed_in_excel_and_learned_from(county: County, tmp_path: Path) -> None:
    exported = county.link("review", "export", "--source", SOURCE, "--out", tmp_path / "复核.xlsx")
    assert exported["later"] == 0 and exported["records"] > 5
    answered = _filled(tmp_path / "复核.xlsx", county)
    taken = county.link("review", "take", answered)
    assert taken["taken"] == exported["pairs"] and taken["refused"] == []
    assert county.link("review", "take", answered)["known_files"] == [answered.name]

    counts = county.link()["sources"][SOURCE]["counts"]
    accepted = counts.get("accepted", 0)
    assert accepted > 0 and counts["auto"] == county.linked["sources"][SOURCE]["counts"]["auto"]
    assert counts.get("review", 0) == 0

    learned = county.link("learn", "--source", SOURCE)["sources"][SOURCE]
    assert learned["accepted"] == accepted
    assert learned["accepted"] + learned["rejected"] == taken["taken"]
    assert learned["version"] is None
    refused = county.link("learn", "--source", SOURCE, "--activate", code=1)["sources"][SOURCE]
    assert any(refused["missing"].values()) and "判定太少" in refused["refused"]
    models = county.link("models", "--source", SOURCE)["models"]
    assert [(one["version"], one["in_use"]) for one in models] == [(0, True)]


def test_one_pair_decided_explained_and_taken_back(county: County) -> None:
    true = next(pair for pair in sorted(county.true) if pair[1].startswith("P"))
    before = county.link("explain", true[0], "--source", SOURCE)["sources"][SOURCE]
    assert before["verdict"] in ("linked", "review", "none")
    assert county.link("decide", *true, "×", "--by", "甲")["standing"] == "none"
    assert county.link("decide", *true, "是的", "--by", "乙")["standing"] == "disputed"
    county.link()
    disputed = county.link("explain", true[0], "--source", SOURCE)["sources"][SOURCE]
    assert disputed["verdict"] == "review"
    assert "意见不一" in next(pair for pair in disputed["pairs"] if pair["right_key"] == true[1])["said"]
    assert county.link("decide", *true, "--undo", "--by", "甲")["standing"] == "accept"
    county.link()
    accepted = county.link("explain", true[0], "--source", SOURCE)["sources"][SOURCE]
    assert (accepted["verdict"], accepted["pairs"][0]["decision"]) == ("linked", "accepted")
    assert census("verify", "--workspace", county.workspace).code == 0


def test_said_plainly(county: County, tmp_path: Path) -> None:
    (tmp_path / "别的.xlsx").write_bytes(b"not a workbook")
    for arguments in (
        ("link",),
        ("link", "explain", "nobody", "--workspace", county.workspace),
        ("link", "explain", "1", "--source", "nobody", "--workspace", county.workspace),
        ("link", "decide", "1", "2", "accept", "--by", "甲", "--workspace", county.workspace),
        ("link", "decide", "1", "2", "--by", "甲", "--workspace", county.workspace),
        ("link", "decide", "1", "2", "大概吧", "--by", "甲", "--workspace", county.workspace),
        ("link", "review", "take", tmp_path / "别的.xlsx", "--workspace", county.workspace),
        ("link", "learn", "--workspace", county.workspace),
        ("link", "model", "revert", SOURCE, "--to", "7", "--workspace", county.workspace),
    ):
        outcome = census(*arguments)
        assert outcome.code == 2, outcome
        assert "错误：" in outcome.stderr
