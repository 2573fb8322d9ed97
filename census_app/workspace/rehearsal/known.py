"""What the last official run knows of the records a rehearsal touches: problem numbers, states, other problems."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from census_app.archive.columns import quote_path, quote_text
from census_app.workspace.engine import scratch_engine
from census_app.workspace.problems.model import OUTSTANDING, STATE_LABELS, State
from census_app.workspace.rehearsal.model import Outcome, RehearsedProblem
from census_app.workspace.runs.record import last_official

if TYPE_CHECKING:
    from census_app.checking.rehearsal.rehearse import Comparison
    from census_app.checking.rehearsal.verdicts import Finding
    from census_app.workspace.workspace import Workspace

_COLUMNS = (
    "rule_id", "table", "record_key", "period", "problem_no", "state", "rule_title", "severity", "customer", "clauses",
    "message",
)  # fmt: skip


@dataclass
class KnownProblems:
    """Problem numbers and states by (rule, table, record key, period), those that links accuse, and the problems
    nothing reaches."""

    numbers: dict[tuple[str, str, str, str], tuple[str, str]] = field(default_factory=dict)
    linked: set[tuple[str, str, str, str]] = field(default_factory=set)
    unreached: list[RehearsedProblem] = field(default_factory=list)
    data_date: date | None = None

    def of(self, finding: Finding) -> tuple[str, str]:
        """Problem number and state (Chinese) of a finding; empty texts when no official run knows it."""
        return self.numbers.get(_key(finding), ("", ""))

    def rests_on_links(self, finding: Finding) -> bool:
        """Whether the official run accused the record by a link too."""
        return _key(finding) in self.linked


def _key(finding: Finding) -> tuple[str, str, str, str]:
    return finding.rule_id, finding.table, finding.record_key, finding.period or ""


def known_problems(
    workspace: Workspace, comparison: Comparison, by_link: Collection[tuple[str, str]] = ()
) -> KnownProblems:
    """The outstanding problems of the compared findings, and those of the touched records and customers besides.

    `by_link`: (rule, clause) that read links, which a comparison never judges anew.
    """
    run = last_official(workspace)
    states = run.states_path(workspace) if run is not None else None
    result = KnownProblems()
    if run is None or states is None or not comparison.tried:
        return result
    result.data_date = run.data_date
    told = {one.record_key for fate in comparison.fates for one in (fate.before, fate.after) if one is not None}
    keys = told | {one.correction.record_key for one in comparison.tried}
    where = f"record_key IN ({_listed(keys)}) OR customer IN ({_listed(comparison.customers)})"
    columns = ", ".join(f'"{name}"' for name in _COLUMNS)
    with scratch_engine(workspace.cache) as connection:
        rows = connection.execute(
            f"SELECT {columns} FROM read_parquet({quote_path(states)}) "
            f"WHERE state IN ({_listed(OUTSTANDING)}) AND ({where}) ORDER BY rule_id, record_key, period"
        ).fetchall()
    reached = {(fate.rule.id, one.record_key) for fate in comparison.fates if (one := fate.before) is not None}
    touched = {(one.table.id, one.correction.record_key) for one in comparison.tried}
    judged = set(comparison.judged)
    for row in rows:
        entry = dict(zip(_COLUMNS, row, strict=True))
        key = (entry["rule_id"], entry["table"], entry["record_key"], entry["period"] or "")
        result.numbers[key] = (entry["problem_no"], STATE_LABELS[State(entry["state"])])
        about = entry["customer"] in comparison.customers or (entry["table"], entry["record_key"]) in touched
        linked = any((entry["rule_id"], clause) in by_link for clause in (entry["clauses"] or "").split(","))
        if linked:
            result.linked.add(key)
        rejudged = not linked and _rejudged(entry, judged, touched)
        if about and (entry["rule_id"], entry["record_key"]) not in reached and not rejudged:
            result.unreached.append(_unreached(workspace, entry))
    return result


def _rejudged(entry: dict[str, Any], judged: set[str], touched: set[tuple[str, str]]) -> bool:
    """Whether the comparison judged the record itself and found it right, so that the old problem is out of date."""
    return entry["rule_id"] in judged and (entry["table"], entry["record_key"]) in touched


def _unreached(workspace: Workspace, entry: dict[str, Any]) -> RehearsedProblem:
    table = workspace.dictionary.tables.get(entry["table"])
    return RehearsedProblem(
        outcome=Outcome.LEFT,
        rule_id=entry["rule_id"],
        rule_title=entry["rule_title"],
        severity=entry["severity"],
        table=entry["table"],
        table_name=table.rule_name if table is not None else entry["table"],
        record_key=entry["record_key"],
        customer=entry["customer"] or "",
        clauses=entry["clauses"] or "",
        message=entry["message"],
        problem_no=entry["problem_no"],
        state=STATE_LABELS[State(entry["state"])],
        reached=False,
    )


def _listed(values: Any) -> str:
    return ", ".join(quote_text(value) for value in sorted(values)) or "NULL"
