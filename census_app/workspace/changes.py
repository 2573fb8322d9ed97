"""What changed in the workspace since a view last looked, whichever process did it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, func, select, table
from sqlalchemy.sql import literal_column

from census_app.foundation.database import reading
from census_app.workspace.schema import acts, leases, runs

if TYPE_CHECKING:
    from sqlalchemy import Engine

_COUNTED = {"parts": "part", "snapshots": "import_batch"}


@dataclass(frozen=True)
class ChangeSet:
    """Kinds of things that changed: any of `acts`, `runs`, `problems`, `leases`, `parts`, `snapshots`."""

    kinds: frozenset[str]

    def __bool__(self) -> bool:
        return bool(self.kinds)


class ChangeWatch:
    """Remembers how things stood; the first `poll` reports nothing."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._seen = self._look()

    def poll(self) -> ChangeSet:
        """The kinds that changed since the last poll (or since this watch was made); costs a few index look-ups."""
        seen, self._seen = self._seen, self._look()
        changed = {kind for kind, mark in self._seen.items() if seen.get(kind) != mark}
        if changed & {"acts", "runs"}:
            changed.add("problems")
        return ChangeSet(frozenset(changed))

    def _look(self) -> dict[str, str]:
        with reading(self._engine) as connection:
            marks = {
                "acts": _text(connection, select(func.max(acts.c.seq))),
                "runs": _text(connection, select(func.count(), func.count(runs.c.void_act), func.max(runs.c.act))),
                "leases": _text(connection, select(func.group_concat(leases.c.token))),
            }
            marks["runs"] += _text(connection, select(func.group_concat(runs.c.states_file)))
            for kind, name in _COUNTED.items():
                newest: Any = func.max(literal_column("rowid"))
                marks[kind] = _text(connection, select(func.count(), newest).select_from(table(name)))
        return marks


def _text(connection: Connection, query: object) -> str:
    return str(tuple(connection.execute(query).one()))  # type: ignore[call-overload]
