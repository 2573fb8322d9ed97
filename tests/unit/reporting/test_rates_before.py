"""The comparison with last week rests on last week's own ledger."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from types import SimpleNamespace
from typing import Any

import duckdb
import pytest

from census_app.foundation.engines import kept_engine
from census_app.reporting.county import figures
from census_app.workspace.problems.model import create_table_sql


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with kept_engine(1) as engine:
        engine.execute("CREATE TEMP TABLE unit_of AS SELECT '1' AS unit, '1' AS list_unit, '柳河' AS list_name")
        for name in ("before", "earlier"):
            engine.execute(create_table_sql(name))
        yield engine


def add(connection: duckdb.DuckDBPyConnection, table: str, states: dict[str, str]) -> None:
    for problem, state in states.items():
        connection.execute(f"INSERT INTO {table} (problem_id, state, unit) VALUES (?, ?, '1')", (problem, state))


def rates(connection: Any, monkeypatch: pytest.MonkeyPatch, runs: int) -> dict[str, float]:
    monkeypatch.setattr(figures, "load_states", lambda *_: None)
    made = tuple(
        SimpleNamespace(run=str(number), week=f"2026-W{45 + number}", as_of=date(2026, 11, 6 + 7 * number))
        for number in range(runs)
    )
    previous = made[-2] if runs > 1 else None
    standing = SimpleNamespace(connection=connection, workspace=None, previous=previous, runs=made)
    return figures._rates_before(standing)  # type: ignore[arg-type]


def test_last_week_counts_what_was_proven_then(
    connection: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(connection, "earlier", {"a": "open", "b": "open", "c": "new"})
    add(connection, "before", {"a": "fixed", "b": "open", "c": "open", "d": "new"})
    assert rates(connection, monkeypatch, 3) == {"1": 0.25}


def test_the_first_run_has_nothing_before_it(
    connection: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert rates(connection, monkeypatch, 1) == {}
