"""From rows to values and from values to rows, over all worlds at once.

Few values are written into the query as a list: the engine then skips what cannot match while it reads.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from census_app.archive.columns import quote_name, quote_value
from census_app.checking.rehearsal.worlds import Worlds, alternatives

Values = frozenset[tuple[Any, ...]]
_MOST_LISTED = 1_000


def values_of(worlds: Worlds, table: str, fields: Sequence[str], rows: Collection[int]) -> Values:
    """The whole combinations of the fields' values on these rows, however they look in any world."""
    columns = ", ".join(map(quote_name, fields))
    known = " AND ".join(f"{quote_name(name)} IS NOT NULL" for name in fields)
    sources = [f"({worlds.rows_sql(table, fields, rows)})"]
    if table in worlds.touched:
        sources.append(f"(SELECT * FROM {alternatives(table)} WHERE row_id IN ({_numbers(rows)}))")
    selects = " UNION ".join(f"SELECT {columns} FROM {source} WHERE {known}" for source in sources)
    return frozenset(worlds.engine.rows(selects))


def rows_with(worlds: Worlds, table: str, fields: Sequence[str], values: Values) -> frozenset[int]:
    """The rows that have one of the combinations in some world."""
    if not values:
        return frozenset()
    sources = [f"({worlds.wide.snapshot.table_sql(worlds.dictionary.tables[table], fields)})"]
    if table in worlds.touched:
        sources.append(alternatives(table))
    test = _listed(fields, values) if len(values) <= _MOST_LISTED else _joined(worlds, fields, values)
    selects = " UNION ".join(f"SELECT row_id FROM {source} WHERE {test}" for source in sources)
    return frozenset(row[0] for row in worlds.engine.rows(selects))


def _listed(fields: Sequence[str], values: Values) -> str:
    tests = []
    for place, name in enumerate(fields):
        options = ", ".join(sorted({quote_value(value[place]) for value in values}))
        tests.append(f"{quote_name(name)} IN ({options})")
    if len(fields) > 1 and len(values) > 1:
        columns = ", ".join(map(quote_name, fields))
        combinations = ", ".join(sorted(f"({', '.join(map(quote_value, value))})" for value in values))
        tests.append(f"({columns}) IN ({combinations})")
    return " AND ".join(tests)


def _joined(worlds: Worlds, fields: Sequence[str], values: Values) -> str:
    names = ", ".join(f"v{place}" for place in range(len(fields)))
    combinations = ", ".join(sorted(f"({', '.join(map(quote_value, value))})" for value in values))
    worlds.engine.run(f"CREATE OR REPLACE TABLE walked AS SELECT * FROM (VALUES {combinations}) walked({names})")
    return f"({', '.join(map(quote_name, fields))}) IN (SELECT ({names}) FROM walked)"


def _numbers(rows: Collection[int]) -> str:
    return ", ".join(map(str, sorted(rows))) or "NULL"
