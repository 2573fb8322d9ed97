from __future__ import annotations

from pathlib import Path

import pytest

from census_app.foundation.errors import BadInput
from census_app.survey.results.submission import Standing
from census_app.workspace.people.model import Identity
from census_app.workspace.people.session import Session, use_session
from tests.unit.workspace.people.rosters import enabled

from .conftest import Survey
from .issuing import T1, fill_well


@pytest.fixture
def form(survey: Survey, tmp_path: Path) -> Path:
    """A filled form of station 0301, people enabled, nobody signed in."""
    book = survey.book()
    fill_well(book, survey.form, T1)
    enabled(survey.workspace, tmp_path / "people")
    return survey.save(book)


def test_results_are_taken_by_those_of_the_station(survey: Survey, form: Path) -> None:
    use_session(survey.workspace, Session("head1", Identity.PIN))
    assert survey.take(form).count(Standing.TAKEN) == 9


def test_nobody_signed_in_takes_nothing(survey: Survey, form: Path) -> None:
    with pytest.raises(BadInput, match="还没有登录"):
        survey.take(form)


def test_another_station_is_told_who_may_and_nothing_is_written(survey: Survey, form: Path) -> None:
    use_session(survey.workspace, Session("head2", Identity.PIN))
    outcome = survey.take(form).files[0]
    assert "head2 不能在" in outcome.refused and "柳河" in outcome.refused
    assert survey.answers() == {}
