"""Which rows of a typed table the rejected list shows: rejected ones and those with unreadable cells."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from census_app.archive.parts.writing import EXCLUDED
from census_app.archive.raw import RawTable
from census_app.archive.rejected_list.writing import RejectedRows
from census_app.archive.typed.table import TypedTable

if TYPE_CHECKING:
    import duckdb


def rejected_rows(
    connection: duckdb.DuckDBPyConnection, typed: TypedTable, raws: Sequence[RawTable], most_unreadable: int
) -> list[RejectedRows]:
    """Per source with anything to show, its rows with the columns concerned and the reasons joined.

    All rejected rows are shown; of rows with unreadable cells the first `most_unreadable` per table.
    """
    table = f"listed_{typed.name}"
    unreadable = typed.unreadable
    marked = f"SELECT _source, _source_row, header, reason, TRUE AS rejected FROM {EXCLUDED} WHERE NOT repeated"
    if unreadable is not None:
        marked += (
            " UNION ALL SELECT u._source, u._source_row, u.header, u.reason || '：' || u.raw, FALSE "
            f"FROM {unreadable} u ANTI JOIN {EXCLUDED} e ON u._source = e._source AND u._source_row = e._source_row"
        )
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT _source, _source_row AS _row, "
        "string_agg(DISTINCT header, '、') AS header, string_agg(DISTINCT reason, '；') AS reason, "
        f"bool_or(rejected) AS rejected FROM ({marked}) GROUP BY ALL ORDER BY _source, _row"
    )
    found = []
    for source in typed.sources:
        counted = connection.execute(
            f"SELECT count(*) FILTER (rejected), count(*) FILTER (NOT rejected) FROM {table} WHERE _source = ?",
            [source.number],
        ).fetchone() or (0, 0)
        rejected, others = int(counted[0]), int(counted[1])
        if not rejected and not others and not source.raw.rejected_rows:
            continue
        own = f"SELECT _row, header, reason, rejected FROM {table} WHERE _source = {source.number}"
        marks = (
            f"SELECT * FROM ({own}) WHERE rejected UNION ALL SELECT * FROM "
            f"(SELECT * FROM ({own}) WHERE NOT rejected ORDER BY _row LIMIT {most_unreadable})"
        )
        found.append(RejectedRows(source.raw, marks if rejected or others else None, max(0, others - most_unreadable)))
    return found
