"""The tables of sources as they are compared: both sides read from a snapshot, and taken apart."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from census_app.archive.snapshot import Snapshot
from census_app.foundation.jobs import JobContext
from census_app.matching.parsed_columns import ParseMemory
from census_app.matching.parsing import Parsing
from census_app.matching.sources import Source, compared_fields
from census_app.workspace.linking.reading import SnapshotRecords

if TYPE_CHECKING:
    import duckdb

    from census_app.matching.ahead import Ahead
    from census_app.matching.features import TakingApart
    from census_app.workspace.workspace import Workspace


def records_of(
    connection: duckdb.DuckDBPyConnection, workspace: Workspace, snapshot: Snapshot, source: Source
) -> tuple[SnapshotRecords, SnapshotRecords]:
    """Both sides of a source, with the fields that are compared."""
    tables = workspace.dictionary.tables
    left_fields, right_fields = compared_fields(source)
    left = SnapshotRecords(connection, snapshot, tables[source.left_table], left_fields)
    right = left if source.within else SnapshotRecords(connection, snapshot, tables[source.table], right_fields)
    return left, right


def taken_apart(
    connection: duckdb.DuckDBPyConnection,
    workspace: Workspace,
    snapshot: Snapshot,
    sources: Sequence[Source],
    context: JobContext,
    parsing: Parsing | None,
) -> Ahead:
    """How the tables of each source are taken apart, those compared several times being parsed once."""
    from census_app.matching.ahead import Ahead
    from census_app.matching.features import TakingApart

    memories: dict[str, ParseMemory] = {}

    def begun(number: int) -> TakingApart:
        source = sources[number]
        memory = memories.setdefault(source.left_table, ParseMemory())
        memory.closing = all(later.left_table != source.left_table for later in sources[number + 1 :])
        return TakingApart(*records_of(connection, workspace, snapshot, source), source, context, parsing, memory)

    return Ahead([partial(begun, number) for number in range(len(sources))], parsing is not None)
