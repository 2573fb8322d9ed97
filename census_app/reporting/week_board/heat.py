"""Units × categories: where problems stand, where they rise, and where nothing could be judged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from census_app.archive.columns import quote_path
from census_app.archive.unit_names import told_apart
from census_app.reporting.measures import OPEN_STATES
from census_app.reporting.week_board.model import HeatCell, HeatRow
from census_app.workspace.runs.record import COUNTS_FILE, RunRecord
from census_app.workspace.tuning.past_snapshots import can_be_read
from census_app.workspace.unit_names import unit_names

if TYPE_CHECKING:
    import duckdb

    from census_app.reporting.week_board.lifting import Lifting
    from census_app.workspace.workspace import Workspace

MOST_UNITS = 12


def heat_of(
    connection: duckdb.DuckDBPyConnection,
    workspace: Workspace,
    run: RunRecord,
    previous: RunRecord | None,
    names: Sequence[str],
    categories: Mapping[str, str],
    lifting: Lifting,
    known: UnitFacts,
) -> tuple[tuple[HeatRow, ...], int]:
    """At most `MOST_UNITS` rows, most problems first, the last summing up the rest; and how many units it sums up."""
    now, members = _counted(connection, "now WHERE merged_into IS NULL AND", categories, lifting)
    before = _before(connection, workspace, previous, categories, lifting)
    judged = _judged(connection, workspace, run, categories, lifting)
    customers: dict[str, int] = {}
    for unit, number in known.customers.items():
        shown = lifting.to(unit)
        customers[shown] = customers.get(shown, 0) + number
    units = sorted({*(unit for unit, _ in now), *(unit for unit, _ in judged)})
    called = told_apart({unit: lifting.name(unit) or known.names.get(unit, unit) for unit in units})
    rows = [
        HeatRow(
            unit,
            called[unit],
            customers.get(unit, 0),
            tuple(
                HeatCell(
                    now.get((unit, name), 0),
                    before.get((unit, name), 0) if before is not None else None,
                    judged.get((unit, name), True),
                )
                for name in names
            ),
            tuple(sorted(members.get(unit, {unit}))),
        )
        for unit in units
    ]
    listed = sorted((row for row in rows if row.total or row.customers), key=lambda row: (-row.total, row.unit))
    if len(listed) <= MOST_UNITS:
        return tuple(listed), 0
    rest = listed[MOST_UNITS - 1 :]
    return (*listed[: MOST_UNITS - 1], _together(rest, names)), len(rest)


def _together(rows: Sequence[HeatRow], names: Sequence[str]) -> HeatRow:
    cells = tuple(
        HeatCell(
            sum(row.cells[place].problems for row in rows),
            None
            if any(row.cells[place].before is None for row in rows)
            else sum(row.cells[place].before or 0 for row in rows),
            any(row.cells[place].judged for row in rows),
        )
        for place in range(len(names))
    )
    members = tuple(unit for row in rows for unit in row.units)
    return HeatRow("", "", sum(row.customers for row in rows), cells, members)


def _counted(
    connection: duckdb.DuckDBPyConnection, source: str, categories: Mapping[str, str], lifting: Lifting
) -> tuple[dict[tuple[str, str], int], dict[str, set[str]]]:
    """Problems per shown unit and category, and the units behind each shown one."""
    rows = connection.execute(
        f"SELECT coalesce(unit, ''), rule_id, count(*) FROM {source} state IN ({OPEN_STATES}) GROUP BY ALL"
    ).fetchall()
    found: dict[tuple[str, str], int] = {}
    members: dict[str, set[str]] = {}
    for unit, rule, number in rows:
        shown = lifting.to(str(unit))
        members.setdefault(shown, set()).add(str(unit))
        key = (shown, categories.get(rule, ""))
        found[key] = found.get(key, 0) + int(number)
    return found, members


def _before(
    connection: duckdb.DuckDBPyConnection,
    workspace: Workspace,
    previous: RunRecord | None,
    categories: Mapping[str, str],
    lifting: Lifting,
) -> dict[tuple[str, str], int] | None:
    states = previous.states_path(workspace) if previous is not None else None
    if states is None or not states.is_file():
        return None
    return _counted(connection, f"read_parquet({quote_path(states)}) WHERE", categories, lifting)[0]


def _judged(
    connection: duckdb.DuckDBPyConnection,
    workspace: Workspace,
    run: RunRecord,
    categories: Mapping[str, str],
    lifting: Lifting,
) -> dict[tuple[str, str], bool]:
    """Whether any rule of the category judged anything in the unit, where some could have."""
    counts = run.file(workspace, COUNTS_FILE)
    if not counts.is_file():
        return {}
    rows = connection.execute(
        f"SELECT coalesce(unit, ''), rule_id, wrong + \"right\", cannot_judge FROM read_parquet({quote_path(counts)}) "
        "WHERE clause = ''"
    ).fetchall()
    judged: dict[tuple[str, str], int] = {}
    unsure: dict[tuple[str, str], int] = {}
    for unit, rule, known, unknown in rows:
        key = (lifting.to(str(unit)), categories.get(rule, ""))
        judged[key] = judged.get(key, 0) + int(known)
        unsure[key] = unsure.get(key, 0) + int(unknown)
    return {key: number > 0 or unsure[key] == 0 for key, number in judged.items()}


@dataclass(frozen=True)
class UnitFacts:
    """Names and numbers of customers of the units; only what the problems say when the snapshot is gone."""

    names: dict[str, str]
    customers: dict[str, int]


def unit_facts(connection: duckdb.DuckDBPyConnection, workspace: Workspace, run: RunRecord) -> UnitFacts:
    """The units of a run's snapshot; expects the present problems in table `now`."""
    names = {
        str(unit): str(name)
        for unit, name in connection.execute(
            "SELECT unit, any_value(unit_name) FROM now WHERE unit_name IS NOT NULL GROUP BY unit"
        ).fetchall()
    }
    if not can_be_read(workspace, run.snapshot):
        return UnitFacts(names, {})
    snapshot = workspace.catalogue.open(run.snapshot)
    table = workspace.dictionary.table("customer")
    rows = connection.execute(
        f"SELECT coalesce(_unit, ''), count(*) FROM ({snapshot.table_sql(table, ['cons_no'])}) GROUP BY 1"
    ).fetchall()
    return UnitFacts(names | unit_names(workspace, snapshot), {str(unit): int(number) for unit, number in rows})
