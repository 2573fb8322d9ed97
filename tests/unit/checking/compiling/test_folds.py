"""What is asked of the members of a group, as bits of numbers, is what asking them one by one says."""

from __future__ import annotations

import duckdb

from census_app.checking.compiling.folds import BITS, Gathered, Grouped

_ROWS = "(VALUES (1, 0), (1, 33), (1, NULL), (2, 31), (3, NULL)) rows(key, value)"


def test_more_conditions_than_one_number_holds() -> None:
    conditions = [f"value = {number}" for number in range(BITS + 5)]
    one_by_one, gathered = Grouped(), Gathered("g")
    plain = [f"coalesce({one_by_one.some(asked)}, FALSE)" for asked in conditions]
    bits = [gathered.some(asked) for asked in conditions]
    greatest = gathered.folded("max(value)")
    below = f"SELECT key, {', '.join(gathered.columns())} FROM {_ROWS} GROUP BY key"
    expected = duckdb.sql(f"SELECT key, {', '.join(plain)}, max(value) FROM {_ROWS} GROUP BY key ORDER BY key")
    found = duckdb.sql(f"SELECT key, {', '.join(bits)}, {greatest} FROM ({below}) ORDER BY key").fetchall()
    assert found == expected.fetchall()
    assert [sum(row[1:-1]) for row in found] == [2, 1, 0]


def test_what_is_asked_twice_is_asked_once() -> None:
    gathered = Gathered("g")
    assert gathered.some("value = 1") == gathered.some("value = 1")
    assert gathered.folded("max(value)") == gathered.folded("max(value)")
    assert len(gathered.columns()) == 2
