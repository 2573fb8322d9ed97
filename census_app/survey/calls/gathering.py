"""Who is to be called about what: the open call tasks with their safe wording."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from census_app.archive.columns import quote_text
from census_app.foundation.database import reading
from census_app.foundation.masking import masked
from census_app.survey.dispatch.places import PHONES
from census_app.survey.settling.kinds import Settling
from census_app.survey.settling.sorting import OUTSTANDING_SQL
from census_app.survey.tasks.listing import TaskFilter, list_tasks
from census_app.survey.words import TaskKind
from census_app.workspace.engine import scratch_engine
from census_app.workspace.log.row_codes import RowCodes
from census_app.workspace.people.directory import directory_in
from census_app.workspace.problems.life import load_current
from census_app.workspace.problems.record_facts import masked_address_sql, masked_name_sql
from census_app.workspace.tuning.past_snapshots import can_be_read

if TYPE_CHECKING:
    from datetime import date

    import duckdb

    from census_app.archive.snapshot import Snapshot
    from census_app.survey.tasks.listing import TaskLine
    from census_app.workspace.workspace import Workspace


@dataclass(frozen=True)
class CallRow:
    """One customer to be called. `matters` and `asks` say what is to be settled, never why; name and address are
    masked, phone and contact unless the sheet is made in full."""

    task_no: str
    customer: str
    name: str
    contact: str
    phone: str
    address: str
    surveyor: str
    due: str
    matters: tuple[str, ...]
    asks: tuple[str, ...]
    code: str


@dataclass(frozen=True)
class UnitCalls:
    """One unit's calls, in the order they are made: by person, day and place."""

    unit: str
    name: str
    rows: tuple[CallRow, ...]


def gather_calls(workspace: Workspace, wanted: TaskFilter, *, full: bool, today: date | None = None) -> list[UnitCalls]:
    """The open call tasks that meet the filter, unit by unit; tasks of which nothing is open any more are left out."""
    lines = [
        line
        for line in list_tasks(workspace, TaskFilter(**{**wanted.__dict__, "kind": TaskKind.CALL}), today).lines_of
        if line.open_problems or not line.task.problems
    ]
    with scratch_engine(workspace.cache) as connection:
        run = load_current(connection, workspace, "current_problems")
        said = _said(connection, workspace, [number for line in lines for number in line.task.problems])
        readable = run is not None and can_be_read(workspace, run.snapshot)
        snapshot = workspace.catalogue.open(run.snapshot) if run is not None and readable else None
        people = _people(connection, workspace, snapshot, [line.task.customer for line in lines])
    codes = RowCodes.of(workspace)
    with reading(workspace.engine) as database:
        directory = directory_in(database)
    units: dict[str, list[CallRow]] = {}
    names: dict[str, str] = {}
    for line in lines:
        unit = directory.unit_now(line.task.unit)
        names[unit] = line.unit_name
        units.setdefault(unit, []).append(_row(line, said, people, codes, full=full))
    return [UnitCalls(unit, names[unit], tuple(rows)) for unit, rows in sorted(units.items())]


def row_code(codes: RowCodes, task_no: str, customer: str, matters: Sequence[str]) -> str:
    """Seals what the system wrote into a row."""
    return codes.code(["call", task_no, customer, *matters])


def _row(
    line: TaskLine,
    said: Mapping[str, tuple[str, str]],
    people: Mapping[str, Mapping[str, str]],
    codes: RowCodes,
    *,
    full: bool,
) -> CallRow:
    task = line.task
    spoken = list(dict.fromkeys(said[number] for number in task.problems if number in said))
    known = people.get(task.customer, {})
    phone = next((known[name] for name in PHONES if known.get(name)), "")
    contact = known.get("contact_name", "")
    matters = tuple(matter for matter, _ in spoken)
    return CallRow(
        task_no=task.task_no,
        customer=task.customer or task.record_key,
        name=known.get("name", ""),
        contact=contact if full else masked(contact),
        phone=phone if full else masked(phone),
        address=known.get("address", ""),
        surveyor=line.surveyor_name or task.surveyor,
        due=task.due,
        matters=matters,
        asks=tuple(ask for _, ask in spoken),
        code=row_code(codes, task.task_no, task.customer or task.record_key, matters),
    )


def _said(
    connection: duckdb.DuckDBPyConnection, workspace: Workspace, numbers: Sequence[str]
) -> dict[str, tuple[str, str]]:
    """Problem → what is said about it; what is settled at the desk is not talked about."""
    settling = Settling(workspace.dictionary)
    rows = connection.execute(
        f"""
        SELECT problem_no, rule_id, "table", accused FROM current_problems
        WHERE state IN ({OUTSTANDING_SQL}) AND problem_no IN (SELECT unnest($numbers::VARCHAR[]))
        """,
        {"numbers": list(numbers)},
    ).fetchall()
    found = {}
    for number, *about in rows:
        if settling.of_problem(*about)[0] is not TaskKind.DESK:
            spoken = settling.said(*about)
            found[number] = (spoken.matter, spoken.ask)
    return found


def _people(
    connection: duckdb.DuckDBPyConnection, workspace: Workspace, snapshot: Snapshot | None, customers: Sequence[str]
) -> dict[str, dict[str, str]]:
    """Customer → name and address masked, contact and phones in clear; nothing without a readable snapshot."""
    wanted = sorted({customer for customer in customers if customer})
    if snapshot is None or not wanted:
        return {}
    fields = ("cons_no", "cons_name", "elec_addr", "contact_name", *PHONES)
    source = snapshot.table_sql(workspace.dictionary.table("customer"), fields)
    clear = ", ".join(f"any_value({name} ORDER BY row_id)" for name in ("contact_name", *PHONES))
    rows = connection.execute(
        f"""
        SELECT cons_no, any_value({masked_name_sql("cons_name")} ORDER BY row_id),
            any_value({masked_address_sql("elec_addr")} ORDER BY row_id), {clear}
        FROM ({source}) WHERE cons_no IN ({", ".join(quote_text(one) for one in wanted)}) GROUP BY cons_no
        """
    ).fetchall()
    names = ("name", "address", "contact_name", *PHONES)
    return {row[0]: dict(zip(names, (value or "" for value in row[1:]), strict=True)) for row in rows}
