"""A county of six runs over seven weeks, made once: a week without a run, judgements, exemptions, a deferral, 追补."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from census_app.reporting.reports.publishing import Wanted, write_report
from census_app.survey.deferrals import approve_deferral
from census_app.survey.recoveries import enter_recoveries, read_recovery
from census_app.workspace.precision.acts import judge_problems
from census_app.workspace.precision.settings import Outcome
from census_app.workspace.problems.exemptions import approve_exemption
from census_app.workspace.problems.listing import problem_rows
from census_app.workspace.workspace import Workspace

from .world import World, install_pack

WEEK = "2026-W42"
TODAY = date(2026, 10, 20)


def _numbers(workspace: Workspace, where: str) -> list[str]:
    return [str(row[0]) for row in problem_rows(workspace, where).rows(["problem_no"])]


@pytest.fixture(scope="session")
def county_made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("weeks") / "W"
    with pytest.MonkeyPatch.context() as patch, Workspace.create(folder) as workspace:
        install_pack(patch)
        world = World(workspace, stations=5, customers=300)
        world.move(260, 0)
        for week in range(6):
            world.check(weeks=2 if week == 2 else 1)
            world.move(25, 0.15)
            if week == 2:
                urgent = _numbers(workspace, "级别 = '紧急' and 未了结")
                judge_problems(workspace, urgent[:12], Outcome.CONFIRMED, "看过现场")
                judge_problems(workspace, urgent[12:15], Outcome.REFUTED, "不是问题")
                approve_exemption(workspace, urgent[15:19], "批准文号 12", date(2099, 1, 1))
        waiting = _numbers(workspace, "未了结")
        approve_deferral(workspace, waiting[:3], "等停电计划", date(2026, 12, 30), today=TODAY)
        enter_recoveries(
            workspace,
            [read_recovery(waiting[0], "120.5", "80.25"), read_recovery(waiting[1], "", "19.75", kind="退补")],
        )
        write_report(workspace, Wanted("bulletin", WEEK, today=TODAY), folder.parent / "out")
    return folder


@pytest.fixture
def county(county_made: Path, tmp_path: Path) -> Iterator[Workspace]:
    """A copy of one's own."""
    shutil.copytree(county_made, tmp_path / "W")
    with Workspace.open(tmp_path / "W") as opened:
        yield opened
