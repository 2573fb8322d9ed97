"""A run's files as frames, for counting by hand."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from census_app.archive.columns import quote_path
from census_app.foundation.engines import kept_engine


def read_frame(path: Path) -> pd.DataFrame:
    """The rows of a Parquet file; dates as dates, absent values as None or NaT."""
    with kept_engine(1) as connection:
        frame: pd.DataFrame = connection.execute(f"SELECT * FROM read_parquet({quote_path(path)})").df(
            date_as_object=True
        )
    return frame
