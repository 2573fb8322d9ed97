"""The rows of the problem list as SQL: of the file itself, or looked up by number once everything is loaded."""

from __future__ import annotations

import duckdb

from census_app.desktop.tables.paged_model import PAGE_ROWS, Row
from census_app.desktop.tables.problem_query import SHOWN, ProblemQuery
from census_app.desktop.tables.problem_source import BASE, FILE


def first_of_file(connection: duckdb.DuckDBPyConnection, query: ProblemQuery) -> tuple[int, list[Row]]:
    """How many rows of the file meet a query in the file's order, and the first page of them."""
    where, values = query.where()
    counted = connection.execute(f"SELECT count(*) FROM {FILE} p WHERE {where}", values).fetchone()
    first = f"SELECT {columns_of('NULL')} FROM {FILE} p WHERE {where} LIMIT {PAGE_ROWS}"
    return int(counted[0]) if counted else 0, connection.execute(first, values).fetchall()


def looked_up(places: str, risk: bool) -> str:
    """SQL of the rows of the numbers `n` of a query, in the order of its `place`."""
    joined = f"JOIN {BASE} p ON p.n = o.n LEFT JOIN people h ON h.n = p.n"
    shown = columns_of("h.person")
    if risk:
        joined, shown = f"{joined} LEFT JOIN risks k ON k.n = p.n", f"{shown}, k.risk"
    return f"SELECT {shown} FROM ({places}) o {joined} ORDER BY o.place"


def columns_of(person: str) -> str:
    """What a shown row holds, in the order of `SHOWN`, and the row number."""
    return ", ".join([*(person if name == "person" else f'p."{name}"' for name in SHOWN), "p.n"])
