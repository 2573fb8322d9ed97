"""Grows the clean county in DuckDB: every table agrees with every other, so that a correct rule accuses nobody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from census_app.demo.plan import CountyPlan, bill_months
from census_app.demo.words import data_files, vocabulary
from census_app.foundation.jobs import JobContext

if TYPE_CHECKING:
    import duckdb

_HERE = Path(__file__).resolve().parent
_MEMORY_LIMIT, _THREADS = "1200MB", 2


@contextmanager
def open_county(plan: CountyPlan, scratch: Path, context: JobContext) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection holding the clean county, on disk below `scratch` so that memory stays bounded; gone afterwards."""
    import duckdb

    with TemporaryDirectory(prefix="county-", dir=scratch) as folder:
        connection = duckdb.connect(str(Path(folder) / "county.duckdb"))
        try:
            connection.execute(f"SET memory_limit = '{_MEMORY_LIMIT}'")
            connection.execute(f"SET threads = {_THREADS}")
            connection.execute("SET preserve_insertion_order = true")
            stop = context.on_cancel(connection.interrupt)
            try:
                grow_county(connection, plan, context)
                yield connection
            finally:
                stop()
        finally:
            connection.close()


def grow_county(connection: duckdb.DuckDBPyConnection, plan: CountyPlan, context: JobContext) -> None:
    """All clean tables of the plan's county exist in `connection`, bills of every account period included."""
    for values in (plan.variables(), data_files(), vocabulary()):
        set_variables(connection, values)
    statements = sorted((_HERE / "county").glob("*.sql"))
    months = bill_months()
    total = len(statements) + len(months)
    for step, statement in enumerate(statements):
        context.raise_if_cancelled()
        context.progress(step, total, "正在生成演示县的档案")
        connection.execute(statement.read_text(encoding="utf-8"))
    bill = (_HERE / "bills" / "month.sql").read_text(encoding="utf-8")
    for step, month in enumerate(months):
        context.raise_if_cancelled()
        context.progress(len(statements) + step, total, f"正在生成 {month:%Y-%m} 的账单")
        set_variables(connection, plan.bill_variables(month))
        connection.execute(bill)


def set_variables(connection: duckdb.DuckDBPyConnection, values: Mapping[str, int | str | Sequence[str]]) -> None:
    """Each value is readable in SQL as `getvariable(name)`."""
    for name, value in values.items():
        connection.execute(f"SET VARIABLE {name} = {_literal(value)}")


def _literal(value: int | str | Sequence[str]) -> str:
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return "[" + ", ".join(_literal(item) for item in value) + "]"
