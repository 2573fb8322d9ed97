"""The matcher itself, through the library.

Run: python -m tests.bench.matching.ours FOLDER OUT [TABLE …] [--alone]

With `--alone` in one process, otherwise with as many as `census link` would have.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from census_app.foundation.garbage import collection_rare, leave_the_rest
from tests.matching_truth.columns import LEFT, MARKET, OTHERS, POPULATION

# A process beside this one has as much to import as this one, and starts before it does.
if TYPE_CHECKING:
    import duckdb
    from numpy.typing import NDArray

    from census_app.matching.ahead import Comparing
    from census_app.matching.link import LinkResult
    from census_app.matching.records import RecordChunk
    from census_app.matching.sources import Source

SOURCES = {"population": ("gov_population", POPULATION), "market": ("gov_market_entity", MARKET)}
OTHER_SOURCES = {
    "estate": ("gov_real_estate", OTHERS["estate"]),
    "standard": ("address_std", OTHERS["standard"]),
    "payment": ("payment_return", OTHERS["payment"]),
    "self": ("self", LEFT),
}
_BYTES_OF_RECORD = 50
CANDIDATES = "decision IN ('auto', 'review')"
LINKED = f"{CANDIDATES} AND probability >= 0.5"
ZONES = {
    "automatic": "decision = 'auto'",
    "automatic and review": CANDIDATES,
    "review": "decision = 'review'",
    "veto": "starts_with(decision, 'veto')",
}
Links = dict[str, "NDArray[Any]"]
"""Left key, right key, bits, probability and decision of each pair."""


@cache
def _database() -> duckdb.DuckDBPyConnection:
    """One for all tables, as a workspace has: each costs a hundredth of a second to start."""
    import duckdb

    return duckdb.connect()


class ParquetRecords:
    """A table of a generated folder, read a chunk at a time as the matcher reads a snapshot; the last chunk is kept."""

    def __init__(self, path: Path, key: str, fields: Sequence[str]) -> None:
        self._path, self._key, self._fields = path, key, fields
        self._last: tuple[int, RecordChunk] | None = None
        self._rows = int(_database().execute(f"SELECT count(*) FROM '{path}'").fetchall()[0][0])

    def __len__(self) -> int:
        return self._rows

    def chunks(self) -> Iterator[RecordChunk]:
        """All rows in the order of the file."""
        from census_app.matching.records import CHUNK_ROWS

        for start in range(0, self._rows, CHUNK_ROWS):
            if self._last is None or self._last[0] != start:
                self._last = None  # not two at a time
                self._last = start, self._chunk(start, start + CHUNK_ROWS)
            yield self._last[1]

    def sample(self, field: str, size: int) -> list[str]:
        """Evenly spaced texts of a field."""
        from census_app.matching.records import sample_step

        if field not in self._fields:
            return []
        found = (
            _database()
            .execute(
                f"SELECT {field} FROM read_parquet('{self._path}', file_row_number = true) WHERE {field} <> '' AND "
                f"file_row_number % {sample_step(self._rows, size)} = 0 ORDER BY file_row_number"
            )
            .fetchall()
        )
        return [text for (text,) in found]

    def _chunk(self, start: int, stop: int) -> RecordChunk:
        from census_app.matching.records import RecordChunk

        found = (
            _database()
            .execute(
                f"SELECT {', '.join((self._key, *self._fields))} FROM read_parquet('{self._path}', file_row_number = "
                f"true) WHERE file_row_number >= {start} AND file_row_number < {stop}"
            )
            .fetchnumpy()
        )
        columns = {name: _texts(column) for name, column in found.items()}
        return RecordChunk(columns[self._key], columns)


def _texts(column: NDArray[Any]) -> list[str | None]:
    import numpy as np

    values = np.ma.getdata(column)
    values[np.ma.getmaskarray(column)] = None
    read: list[str | None] = values.tolist()
    return read


def customers(folder: Path, tables: Iterable[str]) -> ParquetRecords:
    """The customers of a generated folder, as far as they are compared with these references."""
    from census_app.matching.sources import shipped_sources

    sources = [shipped_sources()[(SOURCES | OTHER_SOURCES)[table][0]] for table in tables]
    used = {field for source in sources for role in source.roles.values() for field in (*role.left, *role.right)}
    return ParquetRecords(folder / "left.parquet", LEFT[0], [name for name in LEFT if name in used])


def references(left: ParquetRecords, folder: Path, tables: Iterable[str]) -> dict[str, ParquetRecords]:
    """The references of a generated folder, as far as they are compared with its customers."""
    from census_app.matching.sources import shipped_sources

    found = {}
    for table in tables:
        name, columns = (SOURCES | OTHER_SOURCES)[table]
        used = {field for role in shipped_sources()[name].roles.values() for field in role.right}
        fields = [name for name in columns[1:] if name in used]
        found[table] = left if table == "self" else ParquetRecords(folder / f"{table}.parquet", columns[0], fields)
    return found


def source_of(table: str) -> Source:
    """The declaration a table of a generated folder is compared by."""
    from census_app.matching.sources import shipped_sources

    return shipped_sources()[(SOURCES | OTHER_SOURCES)[table][0]]


def comparing(table: str) -> Comparing:
    """How the customers are compared with a table of a generated folder."""
    from census_app.matching.ahead import Comparing
    from census_app.matching.weights.shipped import shipped_model

    source = source_of(table)
    return Comparing(source, shipped_model(source.model))


def links(result: LinkResult) -> Links:
    """Every kept pair of the customers with one reference."""
    import numpy as np

    return {
        "left_key": np.asarray(result.left_keys, dtype=object)[result.left_row],
        "right_key": np.asarray(result.right_keys, dtype=object)[result.right_row],
        "bits": result.bits,
        "probability": result.probability,
        "decision": result.decision,
    }


def write(found: Sequence[Links], out: Path, once: bool = False) -> None:
    """The pairs as Parquet; `score` is the probability, as one scale over all sources. `once`: a pair found in both
    directions counts once, named in the order of its keys."""
    import numpy as np

    pairs = {name: np.concatenate([links[name] for links in found]) for name in found[0]}
    rows = "pairs"
    if once:
        rows = """(SELECT least(left_key, right_key) AS left_key, greatest(left_key, right_key) AS right_key,
            any_value(COLUMNS(* EXCLUDE (left_key, right_key))) FROM pairs GROUP BY 1, 2)"""
    _database().register("pairs", pairs)
    _database().execute(f"COPY (SELECT *, probability AS score FROM {rows}) TO '{out}' (FORMAT parquet)")


def main(folder: str, out: str, *tables: str, processes: int | None = None) -> None:
    """Writes the links with the references named, or with persons and organisations; so many processes parse beside
    this one, or as many as `census link` would have."""
    from census_app.foundation.jobs import silent
    from census_app.matching.beside import parsing_beside, worth_beside

    named = tables or tuple(SOURCES)
    with parsing_beside(worth_beside(_rows(folder, named)) if processes is None else processes, silent()) as beside:
        from census_app.matching.ahead import Ahead, Linking
        from census_app.matching.features import TakingApart
        from census_app.matching.parsed_columns import ParseMemory

        left = customers(Path(folder), named)
        rights = references(left, Path(folder), named)
        # customers are parsed once for all
        memory = ParseMemory()
        steps = [
            partial(TakingApart, left, rights[table], source_of(table), silent(), beside, memory) for table in named
        ]
        linking = Linking(
            Ahead(steps, beside is not None), lambda number, _: comparing(named[number]), beside, silent()
        )
        found = [links(linking.result(number, {})) for number in range(len(named))]
        # as `census link` writes them
        write(found, Path(out), once="self" in named)


def _rows(folder: str, tables: Iterable[str]) -> int:
    """How many records are read, about: the manifest of a snapshot tells before a file is opened."""
    names = ("left", *(one for one in tables if one != "self"))
    return sum(Path(folder, f"{name}.parquet").stat().st_size for name in names) // _BYTES_OF_RECORD


if __name__ == "__main__":
    # as the command line does
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    with collection_rare():
        alone = "--alone" in sys.argv
        main(*(word for word in sys.argv[1:] if word != "--alone"), processes=0 if alone else None)
    leave_the_rest()
