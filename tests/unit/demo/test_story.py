"""The demo refuses to write over what it did not make, and tells a finished one as it stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from census_app.demo.report import DemoReport, WeekOutcome
from census_app.demo.story import REPORT, run_demo
from census_app.foundation.errors import BadInput
from census_app.foundation.jobs import silent


def outcome(**changes: object) -> WeekOutcome:
    plain = {
        "week": "2026-W47", "files": 3, "rows": 10, "rejected": 1, "run": "20261118-001", "findings": 2, "known": 2,
        "missed": (), "false": (), "lists": "清单/2026-W47", "workbooks": 1,
    }  # fmt: skip
    return WeekOutcome.model_validate(plain | changes)


def report(folder: Path, *weeks: WeekOutcome) -> DemoReport:
    return DemoReport(folder=str(folder), workspace=str(folder / "workspace"), customers=600, seed=3, weeks=weeks)


def test_finished_demo_is_told_again(tmp_path: Path) -> None:
    told = report(tmp_path, outcome())
    (tmp_path / REPORT).write_text(told.model_dump_json(), encoding="utf-8")
    assert run_demo(tmp_path, 600, 3, silent()) == told


def test_foreign_workspace_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "workspace").mkdir()
    with pytest.raises(BadInput, match="不会覆盖"):
        run_demo(tmp_path, 600, 3, silent())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["workspace"]


def test_report_is_exact_only_without_slips(tmp_path: Path) -> None:
    assert report(tmp_path, outcome()).exact
    slips = outcome(missed=("R001 customer 1",), fates={"fixed → fixed": 4})
    assert not report(tmp_path, outcome(), slips).exact
    assert any("漏：R001 customer 1" in line for line in report(tmp_path, slips).lines())


@pytest.mark.nightly
def test_two_weeks_are_exact(tmp_path: Path) -> None:
    told = run_demo(tmp_path / "demo", 2000, 112, silent())
    assert told.exact, told.lines()
    assert told.weeks[1].fates["fixed → fixed"] > 10
    assert all(Path(week.lists).is_dir() for week in told.weeks)
