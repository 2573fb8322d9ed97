"""Why rules could not judge, from the counts of a run."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import duckdb


def cannot_judge_reasons(counts: Path) -> dict[str, dict[str, int]]:
    """Reason → records per rule, over all units; empty when the file is not there."""
    if not counts.is_file():
        return {}
    found: dict[str, Counter[str]] = {}
    with duckdb.connect(":memory:", config={"threads": 1}) as connection:
        quoted = str(counts).replace("'", "''")
        sql = f"SELECT rule_id, reasons FROM read_parquet('{quoted}') WHERE clause = '' AND cannot_judge > 0"
        for rule_id, reasons in connection.execute(sql).fetchall():
            found.setdefault(str(rule_id), Counter()).update(json.loads(reasons or "{}"))
    return {rule_id: dict(counter.most_common()) for rule_id, counter in found.items()}
