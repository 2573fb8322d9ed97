"""Comparing one source again leaves what is known of the others: their links are taken over from the set in use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from census_app.archive.columns import quote_path, quote_text
from census_app.matching.links import LinkedSource, LinkSet
from census_app.workspace.linking.link_sets import links_for

if TYPE_CHECKING:
    import duckdb

    from census_app.archive.snapshot import Snapshot
    from census_app.workspace.workspace import Workspace


@dataclass(frozen=True)
class KeptSources:
    """Sources of an earlier link set of the same snapshot; none when every source is compared."""

    links: LinkSet | None = None
    sources: dict[str, LinkedSource] = field(default_factory=dict)

    def add_rows(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Their rows stand in the temp tables `links` and `covered`."""
        if self.links is None or not self.sources:
            return
        names = ", ".join(map(quote_text, self.sources))
        for table, path in (("links", self.links.links_file), ("covered", self.links.covered_file)):
            connection.execute(
                f"INSERT INTO {table} BY NAME SELECT * FROM read_parquet({quote_path(path)}) WHERE source IN ({names})"
            )


def kept_sources(workspace: Workspace, snapshot: Snapshot, only: Sequence[str]) -> KeptSources:
    """The sources of the link set in use that are not among `only`."""
    links = links_for(workspace, snapshot).links if only else None
    if links is None:
        return KeptSources()
    return KeptSources(links, {name: one for name, one in links.manifest.sources.items() if name not in only})
