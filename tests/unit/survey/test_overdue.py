"""The overdue ladder and deferrals over a county counted by hand (tests/unit/workspace/probe.py).

After the second week customers 4 (found 11-16) and 6 (found 11-09) are outstanding; urgent problems are due in 3 days.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from census_app.foundation.errors import BadInput
from census_app.reporting.overdue import overdue_by_unit
from census_app.survey.deferrals import approve_deferral, revoke_deferral
from census_app.survey.overdue import lines, overdue_ladder
from census_app.survey.overdue_settings import OverdueSettings, overdue_settings
from census_app.workspace.problems.listing import problem_rows
from census_app.workspace.workspace import Workspace
from tests.unit.workspace.probe import W1, W2

DUE = timedelta(days=3)


def number_of(workspace: Workspace, key: str) -> str:
    return str(dict(problem_rows(workspace).rows(["record_key", "problem_no"]))[key])


@pytest.mark.parametrize(
    ("after", "step"), [(0, None), (1, "remind"), (7, "remind"), (8, "report"), (21, "report"), (22, "bulletin")]
)
def test_the_step_follows_the_days(county: Workspace, after: int, step: str | None) -> None:
    ladder = overdue_ladder(county, W1 + DUE + timedelta(days=after))
    found = {one.customer: one.step for one in ladder.problems}
    assert found.get("6") == step
    assert sum(ladder.counts().values()) == len(ladder.problems)


def test_units_and_lines(county: Workspace) -> None:
    ladder = overdue_ladder(county, W2 + DUE + timedelta(days=2))
    assert ladder.overdue == 2
    assert ladder.counts("0301") == {"remind": 1, "report": 0, "bulletin": 0, "deferred": 0}
    assert ladder.counts("0302")["report"] == 1
    said = "\n".join(lines(ladder))
    assert "超期 2 个" in said and "提醒（1–7 天）" in said and "通报（" not in said


def test_the_week_decides_what_is_overdue(county: Workspace) -> None:
    assert overdue_by_unit(county, "2026-W47").day == date(2026, 11, 22)
    assert [one.customer for one in overdue_by_unit(county, "2026-W47").problems] == ["6", "4"]


def test_deferred_problems_stand_beside_the_steps(county: Workspace) -> None:
    number, day = number_of(county, "6"), W2 + timedelta(days=10)
    approve_deferral(county, [number], "客户停产到年底", W2 + timedelta(days=30), today=W2)
    ladder = overdue_ladder(county, day)
    assert ladder.counts()["deferred"] == 1 and ladder.overdue == 1
    held = next(one for one in ladder.problems if one.problem_no == number)
    assert held.deferral_reason == "客户停产到年底" and held.role == ""
    assert overdue_ladder(county, W2 + timedelta(days=31)).counts()["deferred"] == 0, "its day has passed"
    revoke_deferral(county, [number], "已复工", today=day)
    assert overdue_ladder(county, day).counts()["deferred"] == 0


@pytest.mark.parametrize(
    ("reason", "until", "key", "said"),
    [
        (" ", W2, "6", "理由"),
        ("停产", W2 - timedelta(days=1), "6", "已经过去"),
        ("停产", W2 + timedelta(days=365), "6", "太久"),
        ("停产", W2, "1", "已经了结"),
    ],
)
def test_deferrals_that_are_refused(county: Workspace, reason: str, until: date, key: str, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        approve_deferral(county, [number_of(county, key)], reason, until, today=W2)


def test_nothing_to_revoke(county: Workspace) -> None:
    with pytest.raises(BadInput, match="没有在暂缓"):
        revoke_deferral(county, [number_of(county, "6")], "x", today=W2)


def test_steps_must_follow_each_other() -> None:
    content = overdue_settings().model_dump()
    content["steps"][1]["after"] = 9
    with pytest.raises(ValueError, match="must begin at day 8"):
        OverdueSettings.model_validate(content)
