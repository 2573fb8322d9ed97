"""The state of things a week's papers are written from: one official run, the last of an earlier week, the units."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from census_app.archive.unit_names import told_apart
from census_app.foundation.errors import BadInput
from census_app.foundation.weeks import week_days, weeks_between
from census_app.reporting.units import UNASSIGNED, OrganisationTree
from census_app.workspace.engine import scratch_engine
from census_app.workspace.problems import states
from census_app.workspace.problems.life import load_since
from census_app.workspace.runs.record import RunRecord, official_runs

if TYPE_CHECKING:
    import duckdb

    from census_app.archive.snapshot import Snapshot
    from census_app.foundation.jobs import JobContext
    from census_app.workspace.workspace import Workspace

_WEEKS_OF_A_YEAR = 53


@dataclass(frozen=True)
class Standing:
    """An open engine with tables `now`, `before` (states as the runs left them), `listed` (the states of `now` with
    what people did since: an exempted problem is not sent out again) and `unit_of` (unit, list_unit, list_name)."""

    connection: duckdb.DuckDBPyConnection
    workspace: Workspace
    run: RunRecord
    previous: RunRecord | None
    runs: tuple[RunRecord, ...]
    snapshot: Snapshot
    tree: OrganisationTree
    level: str


def run_of_week(workspace: Workspace, week: str) -> tuple[RunRecord, ...]:
    """The official runs up to the week, the newest last: lists of a week rest on data no younger than its Sunday.

    A week without any, or more than a year after the newest, raises `BadInput`.
    """
    _, sunday = week_days(week)
    runs = official_runs(workspace)
    if not runs:
        raise BadInput("还没有正式校验，没有问题可以下发", "先运行 census check")
    fitting = tuple(run for run in runs if run.data_date <= sunday)
    if not fitting:
        raise BadInput(
            f"{week} 之前没有正式校验：最早的一次数据日期是 {runs[0].data_date}", f"改用 {runs[0].week} 或更晚的周"
        )
    if weeks_between(fitting[-1].week, week) > _WEEKS_OF_A_YEAR:
        raise BadInput(
            f"{week} 比最新的数据（{fitting[-1].data_date}）晚一年以上", "核对周次；数据确实旧了，先导入新的再校验"
        )
    return fitting


def last_of_earlier_week(runs: Sequence[RunRecord], run: RunRecord) -> RunRecord | None:
    """The newest of `runs` (oldest first) whose week lies before that of `run`: what a week is compared with, however
    often it was checked."""
    return next((earlier for earlier in reversed(runs) if earlier.week < run.week), None)


@contextmanager
def standing_at(workspace: Workspace, week: str, level: str, context: JobContext) -> Iterator[Standing]:
    """The standing at the end of a week, read once into a private engine."""
    runs = run_of_week(workspace, week)
    run = runs[-1]
    previous = last_of_earlier_week(runs, run)
    snapshot = workspace.catalogue.open(run.snapshot)
    with scratch_engine(workspace.cache, context) as connection:
        load_states(connection, workspace, "now", run)
        load_states(connection, workspace, "before", previous)
        load_since(connection, workspace, "listed", run)
        tree = OrganisationTree.of(connection, snapshot, workspace.dictionary)
        found = _units_of_problems(connection)
        tree = tree.telling_apart({*found, *tree.of_customers}, level)
        _load_units(connection, tree, level, found)
        yield Standing(connection, workspace, run, previous, runs, snapshot, tree, level)


def load_states(connection: duckdb.DuckDBPyConnection, workspace: Workspace, name: str, run: RunRecord | None) -> None:
    """Temporary table `name` holds the problems' states after `run`; empty without one."""
    states.load_states(connection, name, run.states_path(workspace) if run is not None else None)


def _units_of_problems(connection: duckdb.DuckDBPyConnection) -> dict[str | None, str | None]:
    """The units of all problems, as the problems call them."""
    return dict(
        connection.execute(
            "SELECT unit, any_value(unit_name) FROM (SELECT unit, unit_name FROM now UNION ALL SELECT unit, unit_name "
            "FROM before UNION ALL SELECT unit, unit_name FROM listed) GROUP BY unit ORDER BY unit"
        ).fetchall()
    )


def _load_units(
    connection: duckdb.DuckDBPyConnection, tree: OrganisationTree, level: str, found: Mapping[str | None, str | None]
) -> None:
    connection.execute("CREATE OR REPLACE TEMP TABLE unit_of (unit VARCHAR, list_unit VARCHAR, list_name VARCHAR)")
    names: dict[str, str] = {}
    answers: dict[str | None, str] = {}
    for unit, name in found.items():
        answering = answers[unit] = tree.answering(unit, level)
        known = tree.name(answering)
        names[answering] = name if known == unit and name else known
    names = told_apart(names)
    rows = [(unit, answering, names[answering]) for unit, answering in answers.items()]
    if rows:
        connection.executemany("INSERT INTO unit_of VALUES (?, ?, ?)", rows)
    if all(row[0] for row in rows):
        connection.execute("INSERT INTO unit_of VALUES (NULL, ?, ?)", (UNASSIGNED, tree.name(UNASSIGNED)))
