"""Questions of the problem list to the core, as plain functions that run on a worker."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from census_app.desktop.opened import opened

if TYPE_CHECKING:
    from census_app.desktop.tables.problem_view import ProblemView
    from census_app.reporting.week_flow import WeekFlow
    from census_app.workspace.root_causes.model import Cause


@dataclass(frozen=True)
class ListGround:
    """What is known once everything has been loaded: whether anybody has a problem in a task, what tables are
    called; the causes, with why
    there are none, when they were asked for."""

    people: bool = False
    tables: Mapping[str, str] = field(default_factory=dict)
    causes: Mapping[str, Cause] = field(default_factory=dict)
    note: str = ""


def open_view(states: Path, today: str) -> ProblemView:
    """The file behind a list."""
    from census_app.desktop.tables.problem_view import ProblemView

    return ProblemView(states, today)


def read_ground(view: ProblemView, folder: Path | None, categories: Mapping[str, str]) -> ListGround:
    """The view knows everything a list may be narrowed by; a workspace that is not there adds nobody."""
    from census_app.desktop.core import read_field_names
    from census_app.desktop.tables.problem_source import Beside
    from census_app.foundation.errors import CensusError
    from census_app.survey.tasks.holding import holders

    people: Mapping[str, str] = {}
    if folder is not None:
        try:
            with opened(folder) as workspace:
                people = holders(workspace)
        except CensusError:
            people = {}
    view.load(Beside(categories, people))
    return ListGround(bool(people), read_field_names().tables)


def rank_view(view: ProblemView, folder: Path) -> None:
    """The view can be sorted by risk."""
    from census_app.workspace.priority.scores import priority_file

    with opened(folder) as workspace:
        view.rank(priority_file(workspace))


def share_causes(view: ProblemView, folder: Path) -> ListGround:
    """The view can be grouped by cause."""
    from census_app.workspace.root_causes.now import causes_now

    with opened(folder) as workspace:
        report = causes_now(workspace)
    view.share_causes(report.members)
    return ListGround(causes={cause.id: cause for cause in report.causes}, note=report.note)


def read_weeks(folder: Path) -> tuple[WeekFlow, ...]:
    """Twelve weeks from the kept runs."""
    from census_app.reporting.week_flow import read_week_flow

    with opened(folder) as workspace:
        return read_week_flow(workspace)
