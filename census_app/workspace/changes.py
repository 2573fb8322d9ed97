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
    """Kinds of things that changed: any of `acts`, `runs`, `problems`, `leases`, `parts`, `snapshots`; and the numbers
    of the acts that are new."""

    kinds: frozenset[str]
    acts: range = range(0)

    def __bool__(self) -> bool:
        return bool(self.kinds)


class ChangeWatch:
    """Remembers how things stood; the first `poll` reports what changed `since` then, nothing when that is not said."""

    def __init__(self, engine: Engine, since: dict[str, str] | None = None) -> None:
        self._engine = engine
        self._seen = since or self._look()

    @property
    def standing(self) -> dict[str, str]:
        """How things stood at the last poll; another watch can go on from there."""
        return dict(self._seen)

    def poll(self) -> ChangeSet:
        """The kinds that changed since the last poll (or since this watch was made); costs a few index look-ups."""
        seen, self._seen = self._seen, self._look()
        changed = {kind for kind, mark in self._seen.items() if seen.get(kind) != mark}
        if changed & {"acts", "runs"}:
            changed.add("problems")
        return ChangeSet(frozenset(changed), range(_newest(seen) + 1, _newest(self._seen) + 1))

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


def _newest(marks: dict[str, str]) -> int:
    """The number of the newest act; 0 before the first."""
    number = marks["acts"].strip("(),")
    return int(number) if number.isdecimal() else 0


def _text(connection: Connection, query: object) -> str:
    return str(tuple(connection.execute(query).one()))  # type: ignore[call-overload]
