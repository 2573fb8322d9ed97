"""The link set that fits the newest snapshot, and its pairs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from census_app.archive.columns import quote_path
from census_app.foundation.errors import BadInput
from census_app.matching.links import SELF, LinkedSource, LinkSet
from census_app.matching.sources import Source, shipped_sources, titles
from census_app.matching.weights.model import Model
from census_app.workspace.linking.link_sets import links_for

if TYPE_CHECKING:
    import duckdb

    from census_app.archive.snapshot import Snapshot
    from census_app.matching.candidates import Owners
    from census_app.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True)
class LinkedPair:
    """A row of links.parquet."""

    source: str
    left_key: str
    right_key: str
    right_row: int
    bits: float
    probability: float
    decision: str
    levels: Mapping[str, str]
    blocking_keys: tuple[str, ...]


class NotCompared(BadInput):
    """The present data has no links yet."""


def newest_links(workspace: Workspace, snapshot: Snapshot) -> LinkSet:
    """The newest link set made of exactly the snapshot's parts, as runs read it; `NotCompared` when there is none."""
    chosen = links_for(workspace, snapshot)
    if chosen.links is None:
        raise NotCompared("；".join(chosen.notes) or "现在的数据还没有比对过", "先运行 census link")
    return chosen.links


def sources_of(links: LinkSet, only: str | None = None) -> dict[str, tuple[Source, LinkedSource]]:
    """The link set's sources that the program still knows, by the name they have in links; one when `only` is given."""
    known = shipped_sources()
    found = {
        SELF if known[name].within else name: (known[name], linked)
        for name, linked in links.manifest.sources.items()
        if name in known and (only is None or name == only)
    }
    if not found:
        raise BadInput(f"这次比对里没有参照源 {only}", f"比对过的：{titles(links.manifest.sources) or '没有'}")
    return found


def weights_of(linked: LinkedSource) -> Model:
    """The weights the source's pairs were weighed with; `BadInput` for link sets made before they were kept."""
    if linked.weights is None:
        raise BadInput("这次比对是旧版本做的，没有留下权重", "用 census link 重新关联")
    return linked.weights


def pairs_where(
    connection: duckdb.DuckDBPyConnection, links: LinkSet, condition: str, **values: object
) -> list[LinkedPair]:
    """The pairs for which the SQL condition over `LINK_COLUMNS` holds, the most probable first within a record."""
    rows = connection.execute(
        "SELECT source, left_key, right_key, right_row, bits, probability, decision, levels, blocking_keys "
        f"FROM read_parquet({quote_path(links.links_file)}) WHERE {condition} "
        "ORDER BY source, left_key, probability DESC, bits DESC, right_row",
        values or None,
    ).fetchall()
    return [
        LinkedPair(
            source,
            left,
            right,
            row,
            float(bits),
            float(chance),
            decision,
            json.loads(levels),
            tuple(keys.split(",")) if keys else (),
        )
        for source, left, right, row, bits, chance, decision, levels, keys in rows
    ]


def owners_in(connection: duckdb.DuckDBPyConnection, links: LinkSet, source: str) -> Owners:
    """Whose the right records of a source are: left keys of automatic and accepted links by right key."""

    def owners(right_keys: Sequence[str]) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for left_key, right_key in connection.execute(
            f"SELECT left_key, right_key FROM read_parquet({quote_path(links.links_file)}) WHERE source = $source "
            "AND decision IN ('auto', 'accepted') AND right_key IN (SELECT unnest($keys))",
            {"source": source, "keys": list(right_keys)},
        ).fetchall():
            found.setdefault(right_key, set()).add(left_key)
        return found

    return owners


def verdicts_of(connection: duckdb.DuckDBPyConnection, links: LinkSet, key: str) -> dict[str, str]:
    """Per source what the comparison of this record came to."""
    rows = connection.execute(
        f"SELECT source, verdict FROM read_parquet({quote_path(links.covered_file)}) WHERE left_key = $key",
        {"key": key},
    ).fetchall()
    return dict(rows)
