"""Rows that an act seals: added in the act's own transaction, counted and hashed in its payload, never changed after.

Thousands of tasks or answers stand in tables of their own instead of in one act's text, and still nothing can be added,
removed or altered without the chain saying so.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Table, insert, select

from census_app.foundation.canonical import canonical_json, sha256_text
from census_app.foundation.database import reading
from census_app.workspace import acts
from census_app.workspace.acts import Act
from census_app.workspace.survey_tables import HASHED, PERSONAL, SALTED, SEALED_TABLES

if TYPE_CHECKING:
    from census_app.workspace.workspace import Workspace

SEAL = "sealed"
_NAMES = ("act", "position")
Row = Mapping[str, Any]


def append_with_rows(
    connection: Connection,
    kind: str,
    subject: str,
    payload: Mapping[str, Any],
    rows: Mapping[str, Sequence[Row]],
    *,
    actor: str | None = None,
    personal: Mapping[str, str] | None = None,
    now: datetime | None = None,
) -> Act:
    """The act stands at the end of the chain and seals the rows (table name → rows) when the transaction commits.

    A row names the columns it fills; `act` and `position` are given here, in the order of the rows. Personal values
    are salted and hashed here too: give `value`, not its hash. Tables without rows are left out of the seal.
    """
    complete = {name: [_complete(name, row) for row in given] for name, given in rows.items() if given}
    seal = {name: {"rows": len(given), "sha256": _digest(name, given)} for name, given in complete.items()}
    content = {**payload, SEAL: seal} if seal else dict(payload)
    act = acts.append_in(connection, kind, subject, content, actor=actor, personal=personal, now=now)
    for name, given in complete.items():
        rows_in_order = [{**row, "act": act.seq, "position": position} for position, row in enumerate(given, start=1)]
        _insert(connection, SEALED_TABLES[name], rows_in_order)
    return act


def _insert(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """The rows are added by one prepared statement: a hundred thousand are a matter of a second."""
    prepared = insert(table).compile(dialect=connection.dialect)
    names = prepared.positiontup
    assert names is not None, "SQLite takes its parameters by position"
    connection.exec_driver_sql(str(prepared), [tuple(row[name] for name in names) for row in rows])


def seal_faults(workspace: Workspace) -> Iterator[str]:
    """Every sealed table whose rows are not those the acts sealed, and every personal value that is not its hash's."""
    with reading(workspace.engine) as connection:
        sealed: dict[str, set[int]] = {name: set() for name in SEALED_TABLES}
        for act in acts.iterate(connection):
            for name, stated in act.payload.get(SEAL, {}).items():
                if name in sealed:
                    sealed[name].add(act.seq)
                    yield from _act_faults(connection, act, name, stated)
        for name, table in SEALED_TABLES.items():
            present = set(connection.execute(select(table.c.act).distinct()).scalars())
            for act_seq in sorted(present - sealed[name]):
                yield f"{name} 里有第 {act_seq} 号动作没有记下的行"


def erase_values(connection: Connection, name: str, act: int, position: int) -> None:
    """The personal values of one row are gone; their hashes stay and the seal still holds."""
    table = SEALED_TABLES[name]
    gone = dict.fromkeys(_shape(name).personal)
    connection.execute(table.update().where(table.c.act == act, table.c.position == position).values(gone))


def _act_faults(connection: Connection, act: Act, name: str, stated: Mapping[str, Any]) -> Iterator[str]:
    table = SEALED_TABLES[name]
    query = select(table).where(table.c.act == act.seq).order_by(table.c.position)
    found = [dict(row) for row in connection.execute(query).mappings()]
    if stated.get("rows") != len(found) or stated.get("sha256") != _digest(name, found):
        yield f"第 {act.seq} 号动作记下的 {name} 的行被改动过"
    for column in _shape(name).personal:
        for row in found:
            if row[column] is not None and _hashed(row[f"{column}{SALTED}"], row[column]) != row[f"{column}{HASHED}"]:
                yield f"第 {act.seq} 号动作的 {name} 第 {row['position']} 行的个人信息（{column}）被改过"


@dataclass(frozen=True)
class _Shape:
    """What is asked of a table for each of its rows, found once: thousands are sealed together."""

    names: frozenset[str]
    blank: Row
    personal: tuple[str, ...]
    digested: tuple[str, ...]


@cache
def _shape(name: str) -> _Shape:
    columns = SEALED_TABLES[name].columns
    personal = tuple(column.name for column in columns if column.info == PERSONAL)
    left_out = {*_NAMES, *personal, *(f"{one}{SALTED}" for one in personal)}
    return _Shape(
        frozenset(column.name for column in columns),
        {column.name: 0 if column.type.python_type is int else "" for column in columns if column.name not in _NAMES},
        personal,
        tuple(column.name for column in columns if column.name not in left_out),
    )


def _complete(name: str, row: Row) -> dict[str, Any]:
    """The row with every column of its table, personal values salted and hashed."""
    shape = _shape(name)
    strange = row.keys() - shape.names
    if strange:
        raise KeyError(f"{name} has no columns {sorted(strange)}")
    content = {**shape.blank, **row}
    for one in _NAMES:
        content.pop(one, None)
    for one in shape.personal:
        given = row.get(one) or ""
        salt = secrets.token_hex(8) if given else ""
        content[one] = given or None
        content[f"{one}{SALTED}"], content[f"{one}{HASHED}"] = salt, _hashed(salt, given) if given else ""
    return content


def _digest(name: str, rows: Sequence[Row]) -> str:
    """Over the rows in order; personal values enter as their salted hashes only."""
    columns = _shape(name).digested
    digest = sha256(canonical_json(list(columns)).encode("utf-8"))
    for row in rows:
        digest.update(canonical_json([row[column] for column in columns]).encode("utf-8"))
        digest.update(b"\n")
    return digest.hexdigest()


def _hashed(salt: str, value: str) -> str:
    return sha256_text(f"{salt}:{value}")
