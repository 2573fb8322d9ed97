"""The matcher itself, through the library.

Run: python -m tests.bench.matching.ours FOLDER OUT [TABLE …]
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import numpy as np

from tests.matching_truth.others import COLUMNS
from tests.matching_truth.records import LEFT_COLUMNS, MARKET_COLUMNS, POPULATION_COLUMNS

if TYPE_CHECKING:
    from census_app.matching.features import ParseMemory

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


def links(folder: Path, table: str, memory: ParseMemory) -> Iterator[Link]:
    """Every kept pair of the customers with one reference of a generated folder; customers are parsed once for all."""
    from census_app.matching.link import link_records
    from census_app.matching.records import Records
    from census_app.matching.sources import shipped_sources
    from census_app.matching.weights.shipped import shipped_model

    name, columns = (SOURCES | OTHER_SOURCES)[table]
    source = shipped_sources()[name]
    used = {field for role in source.roles.values() for field in (*role.left, *role.right)}
    left = _columns(folder / "left.parquet", [LEFT_COLUMNS[0], *(name for name in LEFT_COLUMNS[1:] if name in used)])
    right = left
    if table != "self":
        right = _columns(folder / f"{table}.parquet", [columns[0], *(name for name in columns[1:] if name in used)])
    result = link_records(
        Records(left["cons_no"], left),
        Records(right[columns[0]], right),
        source,
        model=shipped_model(source.model),
        memory=memory,
    )
    for at in range(len(result.left_row)):
        yield (
            str(result.left_keys[result.left_row[at]]),
            str(result.right_keys[result.right_row[at]]),
            float(result.bits[at]),
            float(result.probability[at]),
            str(result.decision[at]),
        )


def _columns(path: Path, columns: Sequence[str]) -> dict[str, list[str | None]]:
    with duckdb.connect() as connection:
        found = connection.execute(f"SELECT {', '.join(columns)} FROM '{path}'").fetchnumpy()
    return {
        name: np.where(np.ma.getmaskarray(found[name]), None, np.ma.getdata(found[name])).tolist() for name in columns
    }


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
    from census_app.matching.features import ParseMemory

    memory = ParseMemory()
    found = [link for table in tables or SOURCES for link in links(Path(folder), table, memory)]
    if "self" in tables:  # a pair counts once, whichever of the two is named first
        found = [(*sorted(link[:2]), *link[2:]) for link in found]
        found = list({link[:2]: link for link in found}.values())
    write(found, Path(out))


if __name__ == "__main__":
    main(*sys.argv[1:])
