"""Runs every example in the registry in DuckDB."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import duckdb
import pytest

from census_app.dictionary.loader import load_dictionary
from census_app.rulebook.functions.entry import WORKDAY_DIGITS, FunctionCase, FunctionEntry, Given, Surroundings
from census_app.rulebook.functions.registry import registry

_START = date(2026, 1, 1)


def _sql(value: Any) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    if isinstance(value, datetime):
        return f"TIMESTAMP '{value}'"
    if isinstance(value, date):
        return f"DATE '{value}'"
    if isinstance(value, tuple):
        return "[" + ", ".join(_sql(one) for one in value) + "]::VARCHAR[]"
    return str(value)


@pytest.fixture(scope="module")
def engine() -> Iterator[duckdb.DuckDBPyConnection]:
    connection = duckdb.connect()
    working = [(_START + timedelta(days=offset)).weekday() < 5 for offset in range(365)]
    counts = (f"{sum(working[: n + 1]):0{WORKDAY_DIGITS}d}" for n in range(365))
    connection.execute(f"SET VARIABLE workdays = '{''.join(counts)}'")
    connection.execute(
        "SET VARIABLE units = MAP {'T1': ',1,T1,', '1340101': ',1,T1,13401,1340101,',"
        " '1340102': ',1,T1,13401,1340102,'}"
    )
    yield connection
    connection.close()


def _surroundings() -> Surroundings:
    return Surroundings(
        dictionary=load_dictionary(),
        as_of=date(2026, 11, 25),
        workdays="workdays",
        calendar_start=_START,
        units="units",
        last_period="202610",
    )


def _evaluate(engine: duckdb.DuckDBPyConnection, entry: FunctionEntry, example: FunctionCase, *, column: bool) -> Any:
    """The function over constants, or over a column as a scan would call it."""
    given = []
    for index, value in enumerate(example.arguments):
        spelt = f"CAST({_sql(value)} AS VARCHAR)" if value is None and not entry.argument(index).types else _sql(value)
        constant = entry.argument(index).form in {"constant", "words"}
        given.append(Given(f"c{index}" if column and not constant else spelt, value if constant else None))
    assert entry.duckdb is not None
    body = entry.duckdb(given, _surroundings())
    types = ", ".join(f"{_typed(value, entry, index)} AS c{index}" for index, value in enumerate(example.arguments))
    source = f" FROM (SELECT {types}) AS t" if column and types else ""
    row = engine.execute(f"SELECT {body}{source}").fetchone()
    assert row is not None
    return row[0]


def _typed(value: Any, entry: FunctionEntry, index: int) -> str:
    if isinstance(value, tuple):
        return _sql(value)
    if value is not None:
        return _sql(value)
    wanted = entry.argument(index).types[:1]
    kind = {"text": "VARCHAR", "number": "DECIMAL(18, 3)", "date": "DATE"}.get(
        str(wanted[0]) if wanted else "", "INTEGER"
    )
    return f"CAST(NULL AS {kind})"


@pytest.mark.parametrize("entry", [one for one in registry().values() if one.cases], ids=lambda entry: entry.id)
def test_examples(engine: duckdb.DuckDBPyConnection, entry: FunctionEntry) -> None:
    for example in entry.cases:
        found = _evaluate(engine, entry, example, column=True)
        if isinstance(example.result, Decimal):
            assert Decimal(str(found)) == example.result, example
        else:
            assert found == example.result, example
            assert (found is None) == (example.result is None), example


def test_every_function_explains_itself() -> None:
    for entry in registry().values():
        assert entry.doc and entry.doc_en and entry.nulls, entry.id
        assert entry.engine == (entry.duckdb is None), entry.id
        assert entry.names[0] and entry.names[-1].isascii(), entry.id
        if not entry.engine and entry.arguments and entry.id != "electricity_class":
            assert entry.cases, f"{entry.id} has no example"


PARTED = [entry for entry in registry().values() if entry.parts is not None]


@pytest.mark.parametrize("entry", PARTED, ids=lambda entry: entry.id)
def test_parts_stand_in_the_sql_as_they_are_told(entry: FunctionEntry) -> None:
    """Else they would never be found there, and the function would be worked out as often as it is asked."""
    assert entry.total
    assert entry.duckdb is not None
    assert entry.parts is not None
    given = [Given(f'"t1_r_{place}"', ("厂",)) for place in range(len(entry.arguments))]
    sql = entry.duckdb(given, Surroundings(load_dictionary(), _START))
    assert any(part in sql for part in entry.parts(given))
