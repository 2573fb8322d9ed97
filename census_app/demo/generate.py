"""The sample county as files: messy exports as a county sends them, or plain tables for checks at size."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Literal

from census_app.demo.build import open_county
from census_app.demo.columns import BILLS, DeliveredTable, delivered_tables
from census_app.demo.delivery.county_files import write_delivery
from census_app.demo.inject import inject_errors
from census_app.demo.plan import CountyPlan, bill_months
from census_app.demo.truth import CountyTruth, write_truth
from census_app.dictionary.loader import load_dictionary
from census_app.foundation.files import said_plainly
from census_app.foundation.jobs import JobContext, silent

if TYPE_CHECKING:
    import duckdb

TableFormat = Literal["parquet", "csv"]


def write_tables(
    folder: Path,
    customers: int,
    seed: int,
    *,
    week: int = 1,
    errors: bool = False,
    file_format: TableFormat = "parquet",
    context: JobContext | None = None,
) -> CountyTruth:
    """`folder` holds one clean-shaped file per table (`customer.parquet` …), bills one per month in `billing_month/`.

    Headers are field ids, values are dictionary labels. With `errors` the week's known errors are in the data
    and in the returned truth; without, a right rule accuses nobody. Memory stays bounded at a million customers.
    """
    plan, job = CountyPlan(customers, seed, week), context or silent()
    with said_plainly(folder):
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=folder) as scratch, open_county(plan, Path(scratch), job) as connection:
            truth = CountyTruth(week, inject_errors(connection, plan) if errors else ())
            for table in delivered_tables(connection, load_dictionary()):
                job.raise_if_cancelled()
                _write_table(connection, table, folder, file_format)
    if errors:
        write_truth(truth, folder)
    return truth


def write_county(folder: Path, customers: int, seed: int, week: int, context: JobContext | None = None) -> CountyTruth:
    """The week's messy exports stand in `folder/第47周` (第48周), the truth beside them in `truth_week<n>.csv`.

    The truth tells the rows every right rule must accuse and the defects the import must report. In the second
    week some stations send nothing and one sends half its columns; see `weeks.week_roles`.
    """
    plan, job = CountyPlan(customers, seed, week), context or silent()
    with said_plainly(folder):
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=folder) as scratch, open_county(plan, Path(scratch), job) as connection:
            rows = inject_errors(connection, plan)
            files, defects = write_delivery(connection, plan, folder, load_dictionary(), job)
    truth = CountyTruth(week, rows, defects, tuple(files))
    write_truth(truth, folder)
    return truth


def _write_table(
    connection: duckdb.DuckDBPyConnection, table: DeliveredTable, folder: Path, file_format: TableFormat
) -> None:
    if table.id != BILLS:
        _copy(connection, table.selection(), folder / f"{table.id}.{file_format}")
        return
    (folder / BILLS).mkdir(exist_ok=True)
    for month in bill_months():
        name = month.strftime("%Y%m")
        _copy(connection, table.selection(f"ym = '{name}'"), folder / BILLS / f"{name}.{file_format}")


def _copy(connection: duckdb.DuckDBPyConnection, selection: str, target: Path) -> None:
    options = "FORMAT parquet, COMPRESSION zstd" if target.suffix == ".parquet" else "FORMAT csv, HEADER"
    connection.execute(f"COPY ({selection}) TO '{str(target).replace(chr(39), chr(39) * 2)}' ({options})")
