"""One rule's counts by unit, from the counts of a run."""

from __future__ import annotations

from pathlib import Path

import duckdb


def unit_counts(counts: Path, rule_id: str) -> list[tuple[str, int, int, int, int]]:
    """(unit, wrong, right, out of scope, cannot judge), most wrong first; empty when the file is not there."""
    if not counts.is_file():
        return []
    with duckdb.connect(":memory:", config={"threads": 1}) as connection:
        quoted = str(counts).replace("'", "''")
        rows = connection.execute(
            f"SELECT coalesce(unit, ''), wrong, \"right\", out_of_scope, cannot_judge FROM read_parquet('{quoted}') "
            "WHERE rule_id = ? AND clause = '' ORDER BY wrong DESC, unit",
            [rule_id],
        ).fetchall()
    return [(str(unit), int(wrong), int(right), int(out), int(unsure)) for unit, wrong, right, out, unsure in rows]
