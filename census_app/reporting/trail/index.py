"""An index beside the log: which acts mention a problem or task, and what each official run turned.

A cache (SQLite in `cache/`): brought up to date before it is read, thrown away and built anew whenever it does not
continue what the log and the runs say now. Nothing rests on it: what is shown is read from the log and the rows.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from census_app.foundation.database import BUSY_MILLISECONDS, reading
from census_app.reporting.trail.index_runs import NOW_COLUMNS, TURN_COLUMNS, states_now, turns_of
from census_app.workspace.problems.succession import SUCCESSION_FILE, read_successions
from census_app.workspace.runs.record import RunRecord, official_runs
from census_app.workspace.schema import acts, runs

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from census_app.workspace.workspace import Workspace

_FILE = "trail.db"
_LAYOUT = "1"
_ASKED_AT_ONCE = 500
_SCHEMA = f"""
CREATE TABLE known (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE mentions (number TEXT, act INTEGER, PRIMARY KEY (number, act)) WITHOUT ROWID;
CREATE TABLE turns ({", ".join(TURN_COLUMNS)});
CREATE INDEX turns_customer ON turns (customer);
CREATE INDEX turns_problem ON turns (problem_no);
CREATE TABLE now ({", ".join(NOW_COLUMNS)}, PRIMARY KEY (problem_no)) WITHOUT ROWID;
CREATE INDEX now_customer ON now (customer);
CREATE TABLE successions ("table" TEXT, old_key TEXT, new_key TEXT, run_act INTEGER);
"""


class TrailIndex:
    """The index, up to date; see `open_index`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def acts_mentioning(self, numbers: Iterable[str]) -> dict[int, list[str]]:
        """Act → those of the problem and task numbers its payload names."""
        found: dict[int, list[str]] = {}
        for number, act in self._in("SELECT number, act FROM mentions WHERE number IN ({})", numbers):
            found.setdefault(act, []).append(number)
        return found

    def problems_of(self, customers: Iterable[str]) -> set[str]:
        """Numbers of the problems that stand or ever stood under these customers."""
        keys = list(customers)
        now = self._in("SELECT problem_no FROM now WHERE customer IN ({})", keys)
        then = self._in("SELECT problem_no FROM turns WHERE customer IN ({})", keys)
        return {row[0] for row in (*now, *then)}

    def states(self, numbers: Iterable[str]) -> dict[str, dict[str, Any]]:
        """Number → the problem as the last official run left it."""
        rows = self._in(f"SELECT {', '.join(NOW_COLUMNS)} FROM now WHERE problem_no IN ({{}})", numbers)
        return {row[0]: dict(zip(NAMES_NOW, row, strict=True)) for row in rows}

    def turns(self, numbers: Iterable[str]) -> list[dict[str, Any]]:
        """What official runs turned, in order."""
        rows = self._in(f"SELECT {', '.join(TURN_COLUMNS)} FROM turns WHERE problem_no IN ({{}})", numbers)
        found = [dict(zip(NAMES_TURNS, row, strict=True)) for row in rows]
        return sorted(found, key=lambda turn: (turn["act"], turn["problem_no"]))

    def successions(self, table: str) -> list[tuple[str, str, int]]:
        """(old key, new key, act of the run that followed it)."""
        query = 'SELECT old_key, new_key, min(run_act) FROM successions WHERE "table" = ? GROUP BY 1, 2 ORDER BY 3, 1'
        return [tuple(row) for row in self._connection.execute(query, [table])]

    def _in(self, query: str, values: Iterable[str]) -> Iterator[Sequence[Any]]:
        listed = sorted(set(values))
        for start in range(0, len(listed), _ASKED_AT_ONCE):
            chosen = listed[start : start + _ASKED_AT_ONCE]
            yield from self._connection.execute(query.format(", ".join("?" * len(chosen))), chosen)


NAMES_NOW = tuple(column.strip('"') for column in NOW_COLUMNS)
NAMES_TURNS = tuple(column.strip('"') for column in TURN_COLUMNS)


@contextmanager
def open_index(workspace: Workspace) -> Iterator[TrailIndex]:
    """The index as the log and the official runs stand now. A damaged one is built anew."""
    path = workspace.cache / _FILE
    path.parent.mkdir(exist_ok=True)
    try:
        connection = _fresh(workspace, path)
    except sqlite3.DatabaseError:
        for name in (path, *path.parent.glob(f"{_FILE}-*")):
            name.unlink(missing_ok=True)
        connection = _fresh(workspace, path)
    with closing(connection):
        yield TrailIndex(connection)


def _fresh(workspace: Workspace, path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=BUSY_MILLISECONDS / 1000, isolation_level=None)
    try:
        connection.execute("PRAGMA synchronous = OFF")
        with reading(workspace.engine) as database:
            wanted = _wanted(database)
            if _known(connection) != wanted:
                connection.execute("BEGIN IMMEDIATE")
                _bring_up_to_date(workspace, connection, database, wanted)
                connection.execute("COMMIT")
    except BaseException:
        connection.close()
        raise
    return connection


def _known(connection: sqlite3.Connection) -> dict[str, Any]:
    """What the index covers: `layout`, `act` (number, hash) and `runs` ([run, hash of its states]…)."""
    if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'known'").fetchone() is None:
        return {}
    return {name: json.loads(value) for name, value in connection.execute("SELECT name, value FROM known")}


def _wanted(database: Connection) -> dict[str, Any]:
    official = select(runs.c.run, runs.c.states_sha256).where(runs.c.official, runs.c.void_act.is_(None))
    last = database.execute(select(acts.c.seq, acts.c.hash).order_by(acts.c.seq.desc()).limit(1)).one_or_none()
    return {
        "layout": _LAYOUT,
        "act": [0, ""] if last is None else [last.seq, last.hash],
        "runs": [list(row) for row in database.execute(official.order_by(runs.c.act))],
    }


def _bring_up_to_date(
    workspace: Workspace, connection: sqlite3.Connection, database: Connection, wanted: dict[str, Any]
) -> None:
    known = _known(connection)
    covered = known.get("runs", [])
    if not _continues(database, known) or wanted["runs"][: len(covered)] != covered:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            connection.execute(f"DROP TABLE {name}")
        for statement in filter(str.strip, _SCHEMA.split(";")):
            connection.execute(statement)
        known, covered = {"act": [0, ""]}, []
    # in the order of the key: many times faster than as they come
    mentions = sorted(_mentions(database, known["act"][0]))
    connection.executemany("INSERT OR IGNORE INTO mentions VALUES (?, ?)", mentions)
    if len(covered) < len(wanted["runs"]):
        _add_runs(workspace, connection, official_runs(workspace), len(covered))
    connection.execute("DELETE FROM known")
    rows = [(name, json.dumps(value)) for name, value in wanted.items()]
    connection.executemany("INSERT INTO known VALUES (?, ?)", rows)


def _continues(database: Connection, known: dict[str, Any]) -> bool:
    """Whether the log still has the act up to which the index reaches."""
    if known.get("layout") != _LAYOUT:
        return False
    seq, digest = known["act"]
    if seq == 0:
        return True
    return bool(database.execute(select(acts.c.seq).where(acts.c.seq == seq, acts.c.hash == digest)).scalar())


def _mentions(database: Connection, after: int) -> Iterator[tuple[str, int]]:
    query = select(acts.c.seq, acts.c.payload).where(acts.c.seq > after).order_by(acts.c.seq)
    for seq, payload in database.execute(query):
        content = json.loads(payload)
        for name in ("problems", "states", "tasks"):
            named = content.get(name)
            if isinstance(named, list | dict):
                yield from ((number, seq) for number in named if isinstance(number, str))


def _add_runs(workspace: Workspace, connection: sqlite3.Connection, official: list[RunRecord], covered: int) -> None:
    places = ", ".join("?" * len(TURN_COLUMNS))
    for place in range(covered, len(official)):
        run, before = official[place], official[place - 1] if place else None
        connection.executemany(f"INSERT INTO turns VALUES ({places})", turns_of(workspace, run, before))
        path = run.file(workspace, SUCCESSION_FILE)
        followed = read_successions(path) if path.is_file() else []
        rows = [(entry.table, entry.old_key, entry.new_key, run.act) for entry in followed]
        connection.executemany("INSERT INTO successions VALUES (?, ?, ?, ?)", rows)
    connection.execute("DELETE FROM now")
    places = ", ".join("?" * len(NOW_COLUMNS))
    connection.executemany(f"INSERT INTO now VALUES ({places})", states_now(workspace, official[-1]))
