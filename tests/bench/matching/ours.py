"""The matcher itself, through the library.

Run: python -m tests.bench.matching.ours FOLDER OUT [TABLE …]
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb

from tests.matching_truth.others import COLUMNS
from tests.matching_truth.records import LEFT_COLUMNS, MARKET_COLUMNS, POPULATION_COLUMNS

SOURCES = {"population": ("gov_population", POPULATION_COLUMNS), "market": ("gov_market_entity", MARKET_COLUMNS)}
OTHER_SOURCES = {
    "estate": ("gov_real_estate", COLUMNS["estate"]),
    "standard": ("address_std", COLUMNS["standard"]),
    "payment": ("payment_return", COLUMNS["payment"]),
    "self": ("self", LEFT_COLUMNS),
}
CANDIDATES = "decision IN ('auto', 'review')"
LINKED = f"{CANDIDATES} AND probability >= 0.5"
ZONES = {
    "automatic": "decision = 'auto'",
    "automatic and review": CANDIDATES,
    "review": "decision = 'review'",
    "veto": "starts_with(decision, 'veto')",
}
Link = tuple[str, str, float, float, str]  # left key, right key, bits, probability, decision


def links(folder: Path, table: str) -> Iterator[Link]:
    """Every kept pair of the customers with one reference of a generated folder."""
    from census_app.matching.link import link_records
    from census_app.matching.records import Records
    from census_app.matching.sources import shipped_sources
    from census_app.matching.weights.shipped import shipped_model

    name, columns = (SOURCES | OTHER_SOURCES)[table]
    source = shipped_sources()[name]
    left = _columns(folder / "left.parquet", LEFT_COLUMNS)
    right = left if table == "self" else _columns(folder / f"{table}.parquet", columns)
    result = link_records(
        Records(left["cons_no"], left), Records(right[columns[0]], right), source, model=shipped_model(source.model)
    )
    for at in range(len(result.left_row)):
        yield (
            str(result.left_keys[result.left_row[at]]),
            str(result.right_keys[result.right_row[at]]),
            float(result.bits[at]),
            float(result.probability[at]),
            str(result.decision[at]),
        )


def _columns(path: Path, columns: tuple[str, ...]) -> dict[str, list[str | None]]:
    with duckdb.connect() as connection:
        rows = connection.execute(f"SELECT {', '.join(columns)} FROM '{path}'").fetchall()
    return dict(zip(columns, map(list, zip(*rows, strict=True)), strict=True))


def write(pairs: list[Link], out: Path) -> None:
    """The pairs as Parquet; `score` is the probability, as one scale over all sources."""
    names = ("left_key", "right_key", "bits", "probability", "decision")
    lists = {name: [pair[place] for pair in pairs] for place, name in enumerate(names)}
    with duckdb.connect() as connection:
        columns = ", ".join(f"unnest(${name}) AS {name}" for name in names)
        connection.execute(f"CREATE TABLE pairs AS SELECT {columns}", lists)
        connection.execute(f"COPY (SELECT *, probability AS score FROM pairs) TO '{out}' (FORMAT parquet)")


def main(folder: str, out: str, *tables: str) -> None:
    """Writes the links with the references named, or with persons and organisations."""
    found = [link for table in tables or SOURCES for link in links(Path(folder), table)]
    if "self" in tables:  # a pair counts once, whichever of the two is named first
        found = [(*sorted(link[:2]), *link[2:]) for link in found]
        found = list({link[:2]: link for link in found}.values())
    write(found, Path(out))


if __name__ == "__main__":
    main(*sys.argv[1:])
