"""The matcher on FEBRL, with FEBRL declared as a source in `febrl.yaml`.

Run: python -m tests.bench.matching.febrl_ours FOLDER febrl1|febrl2|febrl3|febrl4 OUT
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import duckdb

DECLARATION = Path(__file__).parent / "febrl.yaml"


def main(folder: str, name: str, out: str) -> None:
    """Writes left_key, right_key and the bits of each pair as its score."""
    from census_app.matching.deciding import Thresholds
    from census_app.matching.link import link_records
    from census_app.matching.sources import read_source
    from census_app.matching.weights.shipped import shipped_model

    source = replace(read_source(DECLARATION), within=name != "febrl4")
    left, right = (records(Path(folder) / f"{name}_{side}.csv") for side in ("left", "right"))
    result = link_records(left, right, source, model=shipped_model(source.model), thresholds=Thresholds(review=0.001))
    keys = [result.left_keys[at] for at in result.left_row], [result.right_keys[at] for at in result.right_row]
    with duckdb.connect() as connection:
        connection.execute(
            "CREATE TABLE pairs AS SELECT unnest($1) AS left_key, unnest($2) AS right_key, unnest($3) AS score",
            [*keys, [float(bits) for bits in result.bits]],
        )
        connection.execute(f"COPY pairs TO '{out}' (FORMAT parquet)")


def records(path: Path):  # type: ignore[no-untyped-def]
    """A CSV file in memory, as the matcher reads it."""
    from census_app.matching.records import Records

    with duckdb.connect() as connection:
        read = connection.execute(f"SELECT * FROM read_csv('{path}', all_varchar=true, header=true)")
        columns = [str(column[0]) for column in read.description or ()]
        values = list(zip(*read.fetchall(), strict=True))
    fields = {column: [text and text.strip() for text in texts] for column, texts in zip(columns, values, strict=True)}
    return Records([str(key) for key in fields.pop("rec_id")], fields)


if __name__ == "__main__":
    main(*sys.argv[1:4])
