"""The matcher itself, through the library.

Run: python -m tests.bench.matching.ours FOLDER OUT [TABLE …]
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import numpy as np
from numpy.typing import NDArray

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
Links = dict[str, NDArray[Any]]
"""Left key, right key, bits, probability and decision of each pair."""


def links(folder: Path, table: str, memory: ParseMemory) -> Links:
    """Every kept pair of the customers with one reference of a generated folder; customers are parsed once for all."""
    from census_app.matching.link import link_records
    from census_app.matching.records import Records
    from census_app.matching.sources import shipped_sources
    from census_app.matching.weights.shipped import shipped_model

    name, columns = (SOURCES | OTHER_SOURCES)[table]
    source = shipped_sources()[name]
    used = {field for role in source.roles.values() for field in (*role.left, *role.right)}
    left = _customers(folder, [LEFT_COLUMNS[0], *(name for name in LEFT_COLUMNS[1:] if name in used)])
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
    return {
        "left_key": np.asarray(result.left_keys, dtype=object)[result.left_row],
        "right_key": np.asarray(result.right_keys, dtype=object)[result.right_row],
        "bits": result.bits,
        "probability": result.probability,
        "decision": result.decision,
    }


def _columns(path: Path, columns: Sequence[str]) -> dict[str, list[str | None]]:
    with duckdb.connect() as connection:
        found = connection.execute(f"SELECT {', '.join(columns)} FROM '{path}'").fetchnumpy() if columns else {}
    read = {}
    for name, texts in found.items():
        values = np.ma.getdata(texts)
        values[np.ma.getmaskarray(texts)] = None
        read[name] = values.tolist()
    return read


def _customers(folder: Path, columns: Sequence[str]) -> dict[str, list[str | None]]:
    """Each column read once: the customers meet several references."""
    known = _READ.setdefault(folder, {})
    known |= _columns(folder / "left.parquet", [name for name in columns if name not in known])
    return {name: known[name] for name in columns}


_READ: dict[Path, dict[str, list[str | None]]] = {}


def write(found: Sequence[Links], out: Path, once: bool = False) -> None:
    """The pairs as Parquet; `score` is the probability, as one scale over all sources. `once`: a pair found in both
    directions counts once, named in the order of its keys."""
    pairs = {name: np.concatenate([links[name] for links in found]) for name in found[0]}
    rows = "pairs"
    if once:
        rows = """(SELECT least(left_key, right_key) AS left_key, greatest(left_key, right_key) AS right_key,
            any_value(COLUMNS(* EXCLUDE (left_key, right_key))) FROM pairs GROUP BY 1, 2)"""
    with duckdb.connect() as connection:
        connection.register("pairs", pairs)
        connection.execute(f"COPY (SELECT *, probability AS score FROM {rows}) TO '{out}' (FORMAT parquet)")


def main(folder: str, out: str, *tables: str) -> None:
    """Writes the links with the references named, or with persons and organisations."""
    from census_app.matching.features import ParseMemory

    memory = ParseMemory()
    write([links(Path(folder), table, memory) for table in tables or SOURCES], Path(out), once="self" in tables)


if __name__ == "__main__":
    main(*sys.argv[1:])
