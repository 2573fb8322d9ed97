"""Where people are enabled: who sees names, who sees whose quality, who may see values in clear."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from census_app.foundation.errors import BadInput
from census_app.reporting.trail.read import trail_of
from census_app.reporting.trail.showing import reveal
from census_app.survey.quality.report import survey_quality
from census_app.workspace.people.model import Identity
from census_app.workspace.people.session import Session, use_session
from census_app.workspace.precision.acts import judge_problems
from census_app.workspace.precision.settings import Outcome
from census_app.workspace.workspace import Workspace
from tests.unit.workspace.people.conftest import cheapest_allowed_hashes
from tests.unit.workspace.people.rosters import enabled

from .surveyed import number_of, survey

__all__ = ["cheapest_allowed_hashes"]

PEOPLE: tuple[tuple[str, ...], ...] = (
    ("boss", "钱督", "03", "督察员", ""),
    ("admin", "王管", "03", "管理员", ""),
    ("head1", "赵所", "0301", "单位负责人、审核员", ""),
    ("zhang", "张三丰", "0302", "普查员", ""),
)


@pytest.fixture
def staffed(county: Workspace, tmp_path: Path) -> Iterator[Workspace]:
    """Everything happened before people were enabled; then the supervisor judged."""
    survey(county)
    number = number_of(county, "6")
    enabled(county, tmp_path / "people", people=PEOPLE)
    works(county, "boss")
    judge_problems(county, [number], Outcome.CONFIRMED, "看过")
    yield county
    use_session(county, None)


def works(workspace: Workspace, account: str | None) -> None:
    use_session(workspace, None if account is None else Session(account, Identity.PIN))


def test_names_stand_where_they_may_be_seen_and_accounts_elsewhere(staffed: Workspace) -> None:
    works(staffed, "boss")
    last = trail_of(staffed, "6").entries[-1]
    assert (last.who, last.identity) == ("钱督", "PIN")
    assert any("派给 张三丰" in entry.words for entry in trail_of(staffed, "6").entries)
    works(staffed, "admin")
    assert trail_of(staffed, "6").entries[-1].who == "boss"
    assert any("派给 zhang" in entry.words for entry in trail_of(staffed, "6").entries)


def test_values_in_clear_need_the_role_as_well_as_a_reason(staffed: Workspace) -> None:
    works(staffed, "admin")
    with pytest.raises(BadInput, match="看不遮盖的个人信息"):
        reveal(staffed, "6", "想看")
    works(staffed, "boss")
    assert reveal(staffed, "6", "复核").clear


def test_quality_is_seen_of_ones_own_units(staffed: Workspace) -> None:
    works(staffed, "boss")
    report = survey_quality(staffed)
    assert ([one.name for one in report.surveyors], report.hidden) == (["张三丰"], 0)
    assert report.surveyors[0].units == ("青岭县石桥供电所",)
    works(staffed, "head1")
    hidden = survey_quality(staffed)
    assert (hidden.surveyors, hidden.hidden) == ((), 1)
    assert "另有 1 人不在你管的单位" in "\n".join(hidden.lines())
    works(staffed, None)
    assert survey_quality(staffed).surveyors == ()
