"""What is known of the customer's problems, what people did about them, and since when a value has been as it is."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import or_, select

from census_app.archive.columns import quote_path, quote_text
from census_app.foundation.database import reading
from census_app.workspace import acts
from census_app.workspace.customers.model import Happening
from census_app.workspace.customers.records import CUSTOMER, RecordReader
from census_app.workspace.problems.effects import MOVING_KINDS, apply_acts
from census_app.workspace.problems.model import COLUMNS, OUTSTANDING, create_table_sql, quoted
from census_app.workspace.problems.states import known_columns
from census_app.workspace.runs.record import last_official
from census_app.workspace.schema import acts as acts_table
from census_app.workspace.tuning.past_snapshots import past_moments

if TYPE_CHECKING:
    import duckdb

    from census_app.workspace.acts import Act
    from census_app.workspace.workspace import Workspace

_KNOWN = "customer_problems"
MOST_SNAPSHOTS = 12
_MOST_ACTS = 60


def problems_of(connection: duckdb.DuckDBPyConnection, workspace: Workspace, customer: str) -> list[dict[str, Any]]:
    """Every problem of the customer as it stands now, whatever its state; outstanding and grave first."""
    run = last_official(workspace)
    states = run.states_path(workspace) if run is not None else None
    connection.execute(create_table_sql(_KNOWN))
    if run is None or states is None or not states.is_file():
        return []
    connection.execute(
        f"INSERT INTO {_KNOWN} BY NAME SELECT {quoted(known_columns(connection, states))} "
        f"FROM read_parquet({quote_path(states)}) WHERE customer = {quote_text(customer)} AND merged_into IS NULL"
    )
    with reading(workspace.engine) as database:
        since = list(acts.iterate(database, kinds=MOVING_KINDS, after=run.acts_seq))
    apply_acts(connection, _KNOWN, since)
    standing = ", ".join(quote_text(state.value) for state in OUTSTANDING)
    cursor = connection.execute(
        f"SELECT {quoted(COLUMNS)} FROM {_KNOWN} ORDER BY state NOT IN ({standing}), "
        "CASE severity WHEN 'urgent' THEN 0 WHEN 'important' THEN 1 ELSE 2 END, rule_id, record_key, period"
    )
    names = [column[0] for column in cursor.description or []]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def acts_about(workspace: Workspace, numbers: list[str]) -> list[Happening]:
    """What people did about problems of these numbers, newest first."""
    if not numbers:
        return []
    query = (
        select(acts_table.c.seq)
        .where(or_(*(acts_table.c.payload.contains(number, autoescape=True) for number in numbers)))
        .order_by(acts_table.c.seq.desc())
        .limit(_MOST_ACTS)
    )
    with reading(workspace.engine) as connection:
        wanted = [row[0] for row in connection.execute(query)]
        found = [act for seq in wanted for act in acts.iterate(connection, after=seq - 1, until=seq)]
    return [_told(act, numbers) for act in found if _names(act, numbers)]


def _names(act: Act, numbers: list[str]) -> list[str]:
    listed = act.payload.get("problems", act.payload.get("states", ()))
    return [number for number in numbers if number in listed] if isinstance(listed, list | dict) else []


def _told(act: Act, numbers: list[str]) -> Happening:
    when = datetime.fromisoformat(act.at) + timedelta(minutes=act.utc_offset_minutes)
    why = str(act.payload.get("reason") or act.payload.get("comment") or "")
    what = " ".join(filter(None, ("、".join(_names(act, numbers)), why)))
    return Happening(f"{when:%Y-%m-%d %H:%M}", act.kind, act.actor, what)


def value_changes(
    connection: duckdb.DuckDBPyConnection, workspace: Workspace, customer: str, *, clear: bool
) -> list[Happening]:
    """When a value of the customer's own row became another one, newest first; over the newest snapshots that can
    still be read. Personal values are compared in clear and shown masked unless `clear`."""
    moments = past_moments(workspace)[0][-MOST_SNAPSHOTS:]
    changes: list[Happening] = []
    before: tuple[str, dict[str, tuple[str, str]]] | None = None
    for moment in moments:
        snapshot = workspace.catalogue.open(moment.snapshot)
        shown = RecordReader(connection, snapshot, workspace.dictionary, clear=clear).of_record(CUSTOMER, customer)
        plain = RecordReader(connection, snapshot, workspace.dictionary, clear=True).of_record(CUSTOMER, customer)
        day = moment.data_date.isoformat()
        if shown is None or plain is None:
            if before is not None and before[1]:
                changes.append(Happening(day, "record.gone"))
            before = (day, {})
            continue
        now = {
            cell.name: (raw.value, cell.value)
            for cell, raw in zip(shown.cells, plain.cells, strict=True)
            if cell.state != "not_imported"
        }
        if before is not None:
            changes += _differences(day, before[1], now)
        before = (day, now)
    return changes[::-1]


def _differences(day: str, old: dict[str, tuple[str, str]], new: dict[str, tuple[str, str]]) -> list[Happening]:
    if not old:
        return [Happening(day, "record.back")]
    return [
        Happening(day, "value.changed", what=json.dumps([name, old[name][1], shown], ensure_ascii=False))
        for name, (raw, shown) in new.items()
        if name in old and old[name][0] != raw
    ]
