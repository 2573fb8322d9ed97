"""A run's files as frames, for counting by hand."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pandas as pd

from census_app.archive.columns import quote_path


def read_frame(path: Path) -> pd.DataFrame:
    """The rows of a Parquet file; dates as dates, absent values as None or NaT."""
    with duckdb.connect() as connection:
        frame: pd.DataFrame = connection.execute(f"SELECT * FROM read_parquet({quote_path(path)})").df(
            date_as_object=True
        )
    return frame
