"""Exact agreement: on the columns as they are, and after plain normalisation."""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb

RAW = """
WITH l AS (
    SELECT cons_no, cons_name, coalesce(uscc, cert_no) AS id_no, coalesce(mobile, phone) AS phone, elec_addr
    FROM '{folder}/left.parquet'),
r AS (SELECT * FROM '{folder}/mixed.parquet'),
found AS (
    SELECT cons_no, record_no, 1 AS rank FROM l JOIN r USING (id_no)
    UNION ALL SELECT cons_no, record_no, 2 FROM l JOIN r ON l.cons_name = r.name AND l.phone = r.phone
    UNION ALL SELECT cons_no, record_no, 3 FROM l JOIN r ON l.cons_name = r.name AND l.elec_addr = r.addr)
SELECT cons_no AS left_key, arg_min(record_no, (rank, record_no)) AS right_key, 1.0 / min(rank) AS score
FROM found GROUP BY 1"""
NORMALISED = """
WITH l AS (SELECT * FROM left_plain), r AS (SELECT * FROM right_plain),
found AS (
    SELECT l.key AS cons_no, r.key AS record_no, 1 AS rank FROM l JOIN r USING (id_no) WHERE id_no <> ''
    UNION ALL SELECT l.key, r.key, 2 FROM l JOIN r USING (name, phone) WHERE phone <> ''
    UNION ALL SELECT l.key, r.key, 3 FROM l JOIN r USING (name, address) WHERE address <> ''
    UNION ALL SELECT l.key, r.key, 4 FROM l JOIN r USING (core, phone) WHERE phone <> '' AND length(core) > 1
    UNION ALL SELECT l.key, r.key, 5 FROM l JOIN r USING (core, address) WHERE address <> '' AND length(core) > 1)
SELECT cons_no AS left_key, arg_min(record_no, (rank, record_no)) AS right_key, 1.0 / min(rank) AS score
FROM found GROUP BY 1"""


def main(kind: str, folder: str, out: str) -> None:
    """Writes left_key, right_key and score of each customer's link to `out` (Parquet)."""
    with duckdb.connect() as connection:
        query = RAW.format(folder=folder)
        if kind == "normalised":
            query = NORMALISED
            for table in ("left", "right"):
                connection.execute(f"CREATE VIEW {table}_plain AS SELECT * FROM '{folder}/plain_{table}.parquet'")
        connection.execute(f"COPY ({query}) TO '{out}' (FORMAT parquet)")


def write_plain(folder: Path) -> None:
    """Writes the normalised columns of both sides beside the data: `plain_left.parquet`, `plain_right.parquet`."""
    import csv

    from .normalise import COLUMNS, normalised

    with duckdb.connect() as connection:
        for name, side in (("left", "left"), ("right", "mixed")):
            text = folder / f"plain_{name}.csv"
            with text.open("w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows([("key", *COLUMNS), *normalised(folder, side)])
            source = f"read_csv('{text}', all_varchar=true, header=true)"
            columns = ", ".join(f"coalesce({column}, '') AS {column}" for column in ("key", *COLUMNS))
            connection.execute(
                f"COPY (SELECT {columns} FROM {source}) TO '{folder}/plain_{name}.parquet' (FORMAT parquet)"
            )
            text.unlink()


if __name__ == "__main__":
    if sys.argv[1] == "plain":
        write_plain(Path(sys.argv[2]))
    else:
        main(*sys.argv[1:4])
