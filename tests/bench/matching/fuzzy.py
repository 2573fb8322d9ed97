"""rapidfuzz as it is mostly used: one similarity of the whole record among records of the same name."""

from __future__ import annotations

import sys
from collections import defaultdict

import duckdb


def main(folder: str, out: str) -> None:
    """Writes each customer's most similar record of the same name with its WRatio."""
    from rapidfuzz import fuzz, process

    with duckdb.connect() as connection:
        left = connection.execute(
            f"""SELECT cons_no, cons_name, concat_ws(' ', coalesce(uscc, cert_no), coalesce(mobile, phone), elec_addr)
            FROM '{folder}/left.parquet'"""
        ).fetchall()
        right = connection.execute(
            f"SELECT record_no, name, concat_ws(' ', id_no, phone, addr) FROM '{folder}/mixed.parquet'"
        ).fetchall()
        blocks: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for key, name, text in right:
            blocks[name].append((key, text))
        found = []
        for key, name, text in left:
            block = blocks.get(name)
            best = process.extractOne(text, [other for _, other in block], scorer=fuzz.WRatio) if block else None
            if block and best:
                found.append(f"{key},{block[best[2]][0]},{best[1]}")
        write(connection, found, out)


def write(connection: duckdb.DuckDBPyConnection, lines: list[str], out: str) -> None:
    """Writes lines of left_key,right_key,score as Parquet."""
    connection.execute("CREATE TABLE found (line VARCHAR)")
    connection.execute("INSERT INTO found SELECT unnest($1)", [lines])
    connection.execute(
        f"""COPY (SELECT split_part(line, ',', 1) AS left_key, split_part(line, ',', 2) AS right_key,
        split_part(line, ',', 3)::DOUBLE AS score FROM found) TO '{out}' (FORMAT parquet)"""
    )


if __name__ == "__main__":
    main(*sys.argv[1:3])
