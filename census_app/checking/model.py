"""What a run needs and what it leaves behind.

findings.parquet, ordered by rule_id, table, record_key, row_id:
  rule_id, rule_version INTEGER, clauses VARCHAR (fired clause ids joined by `,`), table, record_key,
  row_id BIGINT, customer, unit, severity, period, values VARCHAR (JSON object rule_name → shown text, personal
  values masked), message, source_file, source_row INTEGER
counts.parquet, the denominators, one row per rule, clause and unit:
  rule_id, clause (empty for the rule as a whole), unit, wrong, right, out_of_scope, cannot_judge, error BIGINT,
  reasons VARCHAR (JSON object reason → count; reasons: null, masked, unreadable, uncoded, not_imported,
  not_covered, not_linked, link_in_review, ambiguous, calendar, blocked:R…)
watched.parquet, the verdicts of the records somebody waits for (given as `watch`: rule_id, table, record_key):
  rule_id, table, record_key, verdict, reason; verdict `gone` when a covered table no longer has the key
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

FINDING_COLUMNS = (
    "rule_id",
    "rule_version",
    "clauses",
    "table",
    "record_key",
    "row_id",
    "customer",
    "unit",
    "severity",
    "period",
    "values",
    "message",
    "source_file",
    "source_row",
)

_ROWS_OF_A_THREAD = 200_000


@dataclass(frozen=True)
class EngineLimits:
    """Resources one run may use; `memory` in DuckDB's spelling, `seconds` as `TimeLimit` counts them."""

    threads: int = 2
    memory: str = "1500MB"
    seconds: float = 3600.0

    def for_rows(self, rows: int) -> EngineLimits:
        """The same, with no more threads than so many rows keep busy: each prepares every expression for itself."""
        return replace(self, threads=min(self.threads, rows // _ROWS_OF_A_THREAD + 1))


@dataclass
class VerdictCounts:
    """Counts of one rule over all units; `reasons` splits cannot_judge."""

    wrong: int = 0
    right: int = 0
    out_of_scope: int = 0
    cannot_judge: int = 0
    error: int = 0
    reasons: dict[str, int] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The five counts, as the command line prints them."""
        return {
            "wrong": self.wrong,
            "right": self.right,
            "out_of_scope": self.out_of_scope,
            "cannot_judge": self.cannot_judge,
            "error": self.error,
        }


@dataclass
class CheckResult:
    """What `check_snapshot` wrote and counted; `digest` is the canonical digest of the findings."""

    findings_file: Path
    counts_file: Path
    watched_file: Path
    as_of: date
    findings: int
    digest: str
    rules: dict[str, VerdictCounts]
    errors: dict[str, str] = field(default_factory=dict)
    engine_seconds: float = 0.0
