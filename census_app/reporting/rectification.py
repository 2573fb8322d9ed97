"""整改闭环 at a glance: how many problems stand where, how the units answer, who is how late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from census_app.foundation.jobs import JobContext, silent
from census_app.foundation.weeks import week_days, week_of
from census_app.reporting.outcomes import answered_since
from census_app.reporting.overdue import ladder_at
from census_app.reporting.standing import Standing, standing_at
from census_app.reporting.weekly.texts import weekly_texts
from census_app.survey.overdue import OverdueLadder
from census_app.workspace.lists import IssuedList, issued_lists
from census_app.workspace.problems.model import State
from census_app.workspace.runs.record import last_official

if TYPE_CHECKING:
    from census_app.workspace.workspace import Workspace

PLACES: dict[str, tuple[State, ...]] = {
    "unsent": (State.NEW, State.OPEN),
    "assigned": (State.ASSIGNED,),
    "claimed": (State.CLAIMED,),
    "in_review": (State.IN_REVIEW,),
    "returned": (State.RETURNED,),
    "appealed": (State.APPEALED,),
    "reopened": (State.REOPENED,),
    "exempted": (State.EXEMPTED,),
    "fixed": (State.FIXED,),
}
"""The steps a problem goes through, in the order of the flow."""
SOON_DAYS = 30


@dataclass(frozen=True)
class UnitProgress:
    """A unit's newest list: how many problems it names and how many were answered; `overdue` of all its problems."""

    unit: str
    name: str
    issued: int
    answered: int
    overdue: int


@dataclass(frozen=True)
class Place:
    """One step: its problems, and what is to be known of them (`late` past their deadline, the oldest in days, `soon`
    to expire, entered in the `fresh` week)."""

    problems: int = 0
    late: int = 0
    oldest: int = 0
    soon: int = 0
    fresh: int = 0


@dataclass(frozen=True)
class Rectification:
    """Everything on one day. `due` is the denominator of the share of proven problems: all there ever were, for those
    that left otherwise (exempted, gone, out of scope) are not fixed and stay in it; `lists` of the newest week were
    issued, `answered_lists` of them came back at least in part."""

    day: date
    week: str
    data_date: date
    places: dict[str, Place]
    due: int
    units: tuple[UnitProgress, ...]
    ladder: OverdueLadder
    lists: int = 0
    answered_lists: int = 0

    @property
    def fixed(self) -> int:
        """Problems that data have proven fixed."""
        return self.places["fixed"].problems


def rectification(
    workspace: Workspace, today: date | None = None, context: JobContext | None = None
) -> Rectification | None:
    """How things stand now; None before the first official run."""
    run = last_official(workspace)
    if run is None:
        return None
    day = today or date.today()
    listed = issued_lists(workspace)
    with standing_at(workspace, max(week_of(day), run.week), weekly_texts().level, context or silent()) as standing:
        ladder = ladder_at(standing, day)
        places = _places(standing, day)
        due = _due(standing)
        units = tuple(_units(workspace, standing, ladder, listed))
    week = listed[-1].week if listed else run.week
    sent = [one for one in listed if one.week == week]
    back = sum(answered_since(workspace, one.problems, one.act) > 0 for one in sent)
    return Rectification(day, week, run.data_date, places, due, units, ladder, len(sent), back)


def _places(standing: Standing, day: date) -> dict[str, Place]:
    monday = week_days(week_of(day))[0]
    found = {}
    for name, states in PLACES.items():
        named = ", ".join(f"'{state.value}'" for state in states)
        row = standing.connection.execute(
            f"""
            SELECT count(*), count(*) FILTER (WHERE due_date < $day), max(date_diff('day', state_date, $day)),
                count(*) FILTER (WHERE exempt_until <= $soon), count(*) FILTER (WHERE state_date >= $monday)
            FROM listed WHERE merged_into IS NULL AND state IN ({named})
            """,
            {"day": day, "soon": day + timedelta(days=SOON_DAYS), "monday": monday},
        ).fetchone()
        found[name] = Place(*(max(0, int(number or 0)) for number in row or ()))
    return found


def _due(standing: Standing) -> int:
    row = standing.connection.execute("SELECT count(*) FROM listed WHERE merged_into IS NULL").fetchone()
    return int(row[0]) if row else 0


def _units(
    workspace: Workspace, standing: Standing, ladder: OverdueLadder, listed: list[IssuedList]
) -> list[UnitProgress]:
    """Every unit that has a list or is late; those that answered most first."""
    newest = {one.unit: one for one in listed}
    names = dict(
        standing.connection.execute("SELECT list_unit, any_value(list_name) FROM unit_of GROUP BY list_unit").fetchall()
    )
    late = ladder.units()
    found = []
    for unit in sorted({*newest, *late}):
        one = newest.get(unit)
        issued = len(one.problems) if one is not None else 0
        answered = answered_since(workspace, one.problems, one.act) if one is not None else 0
        counted = ladder.counts(unit)
        overdue = sum(number for step, number in counted.items() if step in _pressing())
        found.append(UnitProgress(unit, str(names.get(unit) or late.get(unit) or unit), issued, answered, overdue))
    return sorted(found, key=lambda one: (-_share(one), one.unit))


def _share(one: UnitProgress) -> float:
    return one.answered / one.issued if one.issued else 0.0


def _pressing() -> set[str]:
    from census_app.survey.overdue_settings import overdue_settings

    return {step.id for step in overdue_settings().steps}
