"""A county in which nothing was ever found has its reports too."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from census_app.reporting.reports.publishing import Wanted, write_report
from census_app.reporting.reports.settings import report_settings
from census_app.workspace.problems.listing import problem_rows
from census_app.workspace.runs.record import official_runs
from census_app.workspace.workspace import Workspace

from .world import World, install_pack


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("clean") / "W"
    with pytest.MonkeyPatch.context() as patch, Workspace.create(folder) as workspace:
        install_pack(patch)
        World(workspace, stations=2, customers=10).check(weeks=1)
        assert problem_rows(workspace).count == 0
    return folder


@pytest.mark.parametrize("kind", ["daily", "bulletin", "monthly", "units", "board"])
def test_a_county_without_problems_has_every_report(clean: Path, kind: str, tmp_path: Path) -> None:
    with Workspace.open(clean) as workspace:
        week = official_runs(workspace)[-1].week
        period = {"daily": "2026-10-20", "monthly": official_runs(workspace)[-1].data_date.isoformat()[:7]}.get(
            kind, week
        )
        report = write_report(workspace, Wanted(kind, period, today=date(2026, 10, 20)), tmp_path)
    assert sorted(path.suffix for path in tmp_path.iterdir()) == [".html", ".xlsx"]
    assert report is not None


def test_a_report_without_page_breaks_is_one_page_wide_whatever_the_fonts(clean: Path, tmp_path: Path) -> None:
    """A scale is a guess at the width of columns; where a font is missing it cut the last columns off."""
    with Workspace.open(clean) as workspace:
        write_report(workspace, Wanted("daily", "2026-10-20", today=date(2026, 10, 20)), tmp_path)
    page = openpyxl.load_workbook(next(tmp_path.glob("*.xlsx"))).worksheets[0]
    assert page.sheet_properties.pageSetUpPr.fitToPage
    assert (page.page_setup.fitToWidth or 1, page.page_setup.fitToHeight) == (1, 0)


def test_of_many_units_that_cannot_be_compared_those_with_most_to_do_are_named(tmp_path: Path) -> None:
    most = report_settings().most_small_units
    with pytest.MonkeyPatch.context() as patch, Workspace.create(tmp_path / "W") as workspace:
        install_pack(patch)
        world = World(workspace, stations=most + 3, customers=10 * (most + 3))
        world.move(9 * (most + 3), 0)
        world.check(weeks=1)
        report = write_report(workspace, Wanted("bulletin", official_runs(workspace)[-1].week), tmp_path / "out")
    page = next(path for path in report.files if path.suffix == ".html").read_text(encoding="utf-8")
    assert "没有可以比的单位" in page and "另有 3 个单位，见单位下钻" in page
