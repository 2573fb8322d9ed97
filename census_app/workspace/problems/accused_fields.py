"""The accused names of a problem as fields of the dictionary."""

from __future__ import annotations

import json

from census_app.dictionary.names import Names


def accused_fields(names: Names, table: str, accused: str | None) -> tuple[tuple[str, str], ...]:
    """(table, field) of each accused name in a problem's JSON list, in its order.

    A name over a relation belongs to the relation's table; a name the dictionary does not know is left out.
    """
    resolved = (_resolve(names, table, str(name)) for name in json.loads(accused or "[]"))
    return tuple(one for one in resolved if one is not None)


def _resolve(names: Names, table: str, name: str) -> tuple[str, str] | None:
    *path, last = name.split(".")
    for step in path:
        relation = names.relation(table, step)
        if relation is None:
            return None
        table = relation.target
    entry = names.field(table, last)
    return None if entry is None else (table, entry.id)
