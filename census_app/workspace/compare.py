"""Two runs row by row: what is new, what is gone, what stayed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from census_app.archive.columns import quote_path
from census_app.foundation.files import publish
from census_app.foundation.jobs import JobContext
from census_app.workspace.engine import scratch_engine
from census_app.workspace.run_record import FINDINGS_FILE, get_run

if TYPE_CHECKING:
    import duckdb

    from census_app.workspace.workspace import Workspace

_COMPARED = """
SELECT coalesce(b.rule_id, a.rule_id) AS rule_id, coalesce(b."table", a."table") AS "table",
    coalesce(b.record_key, a.record_key) AS record_key, coalesce(b.period, a.period) AS period,
    CASE WHEN a.rule_id IS NULL THEN 'new' WHEN b.rule_id IS NULL THEN 'gone' ELSE 'same' END AS change,
    (a.rule_id IS NOT NULL AND b.rule_id IS NOT NULL
        AND (a.clauses IS DISTINCT FROM b.clauses OR a."values" IS DISTINCT FROM b."values")) AS altered,
    coalesce(b.unit, a.unit) AS unit, coalesce(b.severity, a.severity) AS severity,
    a.message AS message_before, b.message AS message_after
FROM ({a}) a FULL JOIN ({b}) b
    ON a.rule_id = b.rule_id AND a."table" = b."table" AND a.record_key = b.record_key
    AND a.period IS NOT DISTINCT FROM b.period
"""
_FINDINGS = """
SELECT * FROM read_parquet({file})
QUALIFY row_number() OVER (PARTITION BY rule_id, "table", record_key, period ORDER BY row_id) = 1
"""


@dataclass(frozen=True)
class RunComparison:
    """Counts over all rules and per rule (`new`, `gone`, `same`, and `altered` of the same)."""

    before: str
    after: str
    total: dict[str, int]
    rules: dict[str, dict[str, int]]

    def as_json(self) -> dict[str, Any]:
        """The command line's JSON object."""
        return {"before": self.before, "after": self.after, **self.total, "rules": self.rules}

    def lines(self) -> list[str]:
        """The comparison in Chinese lines."""
        head = f"{self.before} → {self.after}：{_sentence(self.total)}"
        return [head, *(f"  {rule} {_sentence(counts)}" for rule, counts in self.rules.items())]


def compare_runs(
    workspace: Workspace, before: str, after: str, out: Path | None = None, context: JobContext | None = None
) -> RunComparison:
    """How the findings of two runs (official or trial) differ; `out` gets one row per record and rule as Parquet:
    rule_id, table, record_key, period, change (new, gone, same), altered, unit, severity, the two messages."""
    first, second = get_run(workspace, before), get_run(workspace, after)
    relation = _COMPARED.format(
        a=_FINDINGS.format(file=quote_path(first.file(workspace, FINDINGS_FILE))),
        b=_FINDINGS.format(file=quote_path(second.file(workspace, FINDINGS_FILE))),
    )
    with scratch_engine(workspace.folder / "cache", context) as connection:
        connection.execute(f"CREATE TEMP TABLE compared AS {relation}")
        rules = _per_rule(connection)
        if out is not None:
            with publish(out) as temporary:
                connection.execute(
                    f'COPY (FROM compared ORDER BY rule_id, "table", record_key, period) '
                    f"TO {quote_path(temporary)} (FORMAT parquet, COMPRESSION zstd)"
                )
    names = ("new", "gone", "same", "altered")
    total = {name: sum(counts[name] for counts in rules.values()) for name in names}
    return RunComparison(before, after, total, rules)


def _per_rule(connection: duckdb.DuckDBPyConnection) -> dict[str, dict[str, int]]:
    rows = connection.execute(
        """
        SELECT rule_id, count(*) FILTER (change = 'new'), count(*) FILTER (change = 'gone'),
            count(*) FILTER (change = 'same'), count(*) FILTER (altered)
        FROM compared GROUP BY 1 ORDER BY 1
        """
    ).fetchall()
    return {
        rule: {"new": new, "gone": gone, "same": same, "altered": altered} for rule, new, gone, same, altered in rows
    }


def _sentence(counts: dict[str, int]) -> str:
    return (
        f"新增 {counts['new']:,}，消失 {counts['gone']:,}，仍在 {counts['same']:,}（其中值有变 {counts['altered']:,}）"
    )
