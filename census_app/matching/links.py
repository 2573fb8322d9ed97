"""A link set: which records were compared with which source, and what was decided.

`<link sets>/<link set>/` holds
  link_set.json    `LinkSetManifest`
  links.parquet    one row per kept pair of records (`LINK_COLUMNS`)
  covered.parquet  one row per compared record and source (`COVERED_COLUMNS`); a record without one was not compared
Rows stand sorted, so that equal decisions give equal bytes.

`left_key` is the record key of the compared table (canonical text as in findings), `right_key` the key of the
reference row. `right_row` is that row's `row_id` in the snapshot and tells rows of equal keys apart; it holds as long
as the table's parts are the named ones, in their order. Source `self` links records of a table with others of the same
table: either direction of a pair may be given, it means both.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import Field, ValidationError

from census_app.archive.columns import quote_path
from census_app.archive.model import Stored
from census_app.archive.snapshot import Snapshot
from census_app.foundation.canonical import sha256_file
from census_app.foundation.errors import BadInput
from census_app.foundation.files import publish_folder
from census_app.matching.decisions import Decision
from census_app.matching.weights.model import Model

if TYPE_CHECKING:
    import duckdb

SELF = "self"
MANIFEST_FILE = "link_set.json"
LINKS_FILE = "links.parquet"
COVERED_FILE = "covered.parquet"
LINK_COLUMNS = {
    "source": "VARCHAR",
    "left_table": "VARCHAR",
    "left_key": "VARCHAR",
    "right_key": "VARCHAR",
    "right_row": "BIGINT",
    "bits": "DECIMAL(8,3)",
    "probability": "DECIMAL(5,4)",
    "decision": "VARCHAR",
    "levels": "VARCHAR",
    "blocking_keys": "VARCHAR",
    "model": "VARCHAR",
}
COVERED_COLUMNS = {"source": "VARCHAR", "left_table": "VARCHAR", "left_key": "VARCHAR", "verdict": "VARCHAR"}
_LINK_ORDER = "source, left_table, left_key, bits DESC, right_row, right_key"
_COVERED_ORDER = "source, left_table, left_key"


LINKED = (Decision.AUTO, Decision.ACCEPTED)


class CoverVerdict(StrEnum):
    """What the comparison of one record with a source came to; `OPEN` is what neither record tells, nor any person."""

    LINKED = "linked"
    REVIEW = "review"
    OPEN = "open"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Link:
    """One row of links.parquet; `levels` is JSON (comparison id → level id), `blocking_keys` ids joined by commas."""

    source: str
    left_table: str
    left_key: str
    right_key: str
    right_row: int
    bits: Decimal
    probability: Decimal
    decision: Decision
    levels: str = "{}"
    blocking_keys: str = ""
    model: str = ""


@dataclass(frozen=True, slots=True)
class Covered:
    """One row of covered.parquet."""

    source: str
    left_table: str
    left_key: str
    verdict: CoverVerdict


class PartHash(Stored):
    """A part as it was read."""

    part: str
    sha256: str


class LinkedSource(Stored):
    """One source of a link set: the table it is kept in, the tables compared with it, its model and what came out.

    `weights` are the model's own, with which the bits of every pair can be added up again; null in older link sets.
    `counts` is free text → number for people (records linked, in review, none; pairs of each veto, cut pairs …).
    """

    table: str
    left_tables: tuple[str, ...]
    data_date: date | None = None
    model: str = ""
    counts: dict[str, int] = Field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    weights: Model | None = None


class LinkSetManifest(Stored):
    """What a link set was made of. `parts` names every part read, table by table in the snapshot's order.

    `link_set` is the id (a hash of all that went in), `decisions` the hash of the reviewers' decisions taken into
    account, `files` name → SHA-256, filled in when the set is written.
    """

    link_set: str
    created_at: str
    parts: dict[str, tuple[PartHash, ...]]
    sources: dict[str, LinkedSource]
    decisions: str = ""
    warnings: tuple[str, ...] = ()
    files: dict[str, str] = Field(default_factory=dict)


@dataclass(frozen=True)
class LinkSet:
    """A link set on disk."""

    folder: Path
    manifest: LinkSetManifest

    @property
    def links_file(self) -> Path:
        """The pairs."""
        return self.folder / LINKS_FILE

    @property
    def covered_file(self) -> Path:
        """The compared records."""
        return self.folder / COVERED_FILE

    def fits(self, snapshot: Snapshot) -> bool:
        """Whether every table it read still has exactly these parts in the snapshot."""
        return all(parts_of(snapshot, table) == parts for table, parts in self.manifest.parts.items())


def parts_of(snapshot: Snapshot, table: str) -> tuple[PartHash, ...]:
    """The table's parts as a manifest names them."""
    return tuple(PartHash(part=part.part, sha256=part.file_sha256) for part in snapshot.table_parts(table))


def write_link_set(
    folder: Path, manifest: LinkSetManifest, connection: duckdb.DuckDBPyConnection, links: str, covered: str
) -> LinkSet:
    """The link set stands durably at `folder/<link_set>`, or nothing of it.

    `links` and `covered` are names or queries in parentheses that give the columns of `LINK_COLUMNS` and
    `COVERED_COLUMNS` in any order; the values are cast. Raises DuckDB's error when a value does not fit.
    """
    target = folder / manifest.link_set
    with publish_folder(target) as temporary:
        _copy(connection, links, LINK_COLUMNS, _LINK_ORDER, temporary / LINKS_FILE)
        _copy(connection, covered, COVERED_COLUMNS, _COVERED_ORDER, temporary / COVERED_FILE)
        files = {name: sha256_file(temporary / name) for name in (LINKS_FILE, COVERED_FILE)}
        complete = manifest.model_copy(update={"files": files})
        (temporary / MANIFEST_FILE).write_text(complete.model_dump_json(indent=1), encoding="utf-8", newline="\n")
    return LinkSet(target, complete)


def load_links(connection: duckdb.DuckDBPyConnection, name: str, links: Iterable[Link]) -> None:
    """Temp table `name` holds the links, as `write_link_set` takes them."""
    _load(connection, name, LINK_COLUMNS, [astuple(link) for link in links])


def load_covered(connection: duckdb.DuckDBPyConnection, name: str, covered: Iterable[Covered]) -> None:
    """Temp table `name` holds the compared records, as `write_link_set` takes them."""
    _load(connection, name, COVERED_COLUMNS, [astuple(record) for record in covered])


def read_link_set(folder: Path) -> LinkSet:
    """The link set in `folder`; `BadInput` when it is not whole. The files' hashes are not computed here."""
    path = folder / MANIFEST_FILE
    try:
        manifest = LinkSetManifest.model_validate(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, ValidationError) as error:
        raise BadInput(f"关联集读不出来：{path}", "用 census link 重新关联") from error
    for name in (LINKS_FILE, COVERED_FILE):
        if not (folder / name).is_file():
            raise BadInput(f"关联集缺少文件：{folder / name}", "用 census link 重新关联")
    return LinkSet(folder, manifest)


def changed_files(links: LinkSet) -> list[str]:
    """Names of files whose bytes are not those the manifest tells."""
    return [name for name, sha in links.manifest.files.items() if sha256_file(links.folder / name) != sha]


def _copy(
    connection: duckdb.DuckDBPyConnection, rows: str, columns: Mapping[str, str], order: str, target: Path
) -> None:
    cast = ", ".join(f"CAST({name} AS {kind}) AS {name}" for name, kind in columns.items())
    connection.execute(
        f"COPY (SELECT {cast} FROM {rows} ORDER BY {order}) TO {quote_path(target)} (FORMAT parquet, COMPRESSION zstd)"
    )


def _load(
    connection: duckdb.DuckDBPyConnection, name: str, columns: Mapping[str, str], rows: list[tuple[object, ...]]
) -> None:
    declared = ", ".join(f"{column} {kind}" for column, kind in columns.items())
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} ({declared})")
    if rows:
        connection.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' for _ in columns)})", rows)
