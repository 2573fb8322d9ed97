"""The demo refuses to write over what it did not make, and tells a finished one as it stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from census_app.demo.plan import SMALLEST
from census_app.demo.report import DemoReport, WeekOutcome
from census_app.demo.story import REPORT, run_demo
from census_app.foundation.errors import BadInput
from census_app.foundation.jobs import silent


def outcome(**changes: object) -> WeekOutcome:
    plain = {
        "week": "2026-W47", "files": 3, "rows": 10, "rejected": 1, "run": "20261118-001", "findings": 2, "places": 2,
        "known": 2, "unreached": 0, "missed": (), "false": (), "lists": "清单/2026-W47", "workbooks": 1,
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


def test_the_numbers_of_a_week_add_up(tmp_path: Path) -> None:
    week = outcome(
        fates={"claimed → open": 3, "new → new": 1},
        findings=9,
        places=7,
        known=9,
        unreached=2,
        missed=("R001 customer 1",),
        false=("R002 meter 2",),
    )
    assert week.places == week.found + len(week.false)
    text = "\n".join(report(tmp_path, week).lines())
    assert "发现 9 条（有的记录在数据里重复，同一处报两条；按规则和记录数是 7 处）" in text
    assert "已知错误 9 处：查到 6 处、本周交来的数据够不着 2 处、漏 1 处；误报 1 处" in text
    assert "错误的实情 → 问题现在：答复已整改、其实没改 → 未整改 3　本周新出的 → 新发现 1" in text
    assert "重复" not in "".join(report(tmp_path, outcome()).lines())


def test_a_report_of_an_older_program_is_no_report(tmp_path: Path) -> None:
    (tmp_path / REPORT).write_text('{"folder": "x", "weeks": [{"week": "2026-W47"}]}', encoding="utf-8")
    (tmp_path / "workspace").mkdir()
    with pytest.raises(BadInput, match="不会覆盖"):
        run_demo(tmp_path, 600, 3, silent())


@pytest.mark.nightly
@pytest.mark.parametrize(("customers", "proven"), [(SMALLEST, 0), (2000, 10)])
def test_two_weeks_are_exact(tmp_path: Path, customers: int, proven: int) -> None:
    told = run_demo(tmp_path / "demo", customers, 112, silent())
    assert told.exact, told.lines()
    assert all(week.places == week.found + len(week.false) for week in told.weeks)
    assert told.weeks[1].fates["fixed → fixed"] > proven
    assert all(Path(week.lists).is_dir() for week in told.weeks)
