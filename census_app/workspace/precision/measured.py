"""Measured precision (查实率): of the problems people judged, how many were real; per rule, version, clause, unit."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from census_app.archive.columns import quote_path
from census_app.foundation.engines import kept_engine
from census_app.foundation.files import publish
from census_app.workspace.engine import scratch_engine
from census_app.workspace.precision.interval import Share, share_of
from census_app.workspace.precision.outcomes import load_outcomes
from census_app.workspace.precision.settings import PrecisionSettings, precision_settings
from census_app.workspace.runs.rule_facts import RULES_FILE, RuleFacts, read_rule_facts

if TYPE_CHECKING:
    import duckdb

    from census_app.foundation.jobs import JobContext
    from census_app.workspace.workspace import Workspace

ANY_VERSION, VERSION, CLAUSE, UNIT = "rule", "version", "clause", "unit"
"""Grains: the rule in all its versions; one version (part = fingerprint); the present version's clauses and units."""


@dataclass(frozen=True)
class Measured:
    """One line of the measurement. `part` is the fingerprint, clause or unit of the grain; empty for ANY_VERSION."""

    grain: str
    rule_id: str
    part: str
    rule_version: int | None
    share: Share
    undecided: int

    def as_json(self) -> dict[str, Any]:
        """For `--json`."""
        return {"part": self.part, "version": self.rule_version, **self.share.as_json(), "undecided": self.undecided}


@dataclass
class RulePrecision:
    """One rule: `now` is its present version, `ever` all versions. `demote`: 建议降级."""

    rule_id: str
    title: str
    fingerprint: str
    now: Share
    ever: Share
    undecided: int
    demote: bool
    parts: list[Measured] = field(default_factory=list)

    def of(self, grain: str) -> list[Measured]:
        """The lines of one grain, ordered by part."""
        return [line for line in self.parts if line.grain == grain]

    def as_json(self) -> dict[str, Any]:
        """For `--json`."""
        return {
            "title": self.title,
            "fingerprint": self.fingerprint,
            **self.now.as_json(),
            "undecided": self.undecided,
            "demote": self.demote,
            "ever": self.ever.as_json(),
            "versions": [line.as_json() for line in self.of(VERSION)],
            "clauses": [line.as_json() for line in self.of(CLAUSE)],
            "units": [line.as_json() for line in self.of(UNIT)],
        }


@dataclass
class PrecisionReport:
    """All rules of the last official run, and others that people have judged, by id; `run` is empty before one."""

    run: str
    rules: dict[str, RulePrecision]
    settings: PrecisionSettings

    @property
    def demoted(self) -> list[str]:
        """Ids of the rules to be demoted."""
        return [rule_id for rule_id, one in self.rules.items() if one.demote]

    def demotions(self) -> list[str]:
        """A Chinese line per rule to be demoted, for other reports; none is ever left unsaid there."""
        limit = f"{self.settings.demote_below:.0%}"
        return [
            f"★ 建议降级 {rule_id} {self.rules[rule_id].title}：查实率 {self.rules[rule_id].now.words(self.settings)}，"
            f"区间整个低于 {limit}"
            for rule_id in self.demoted
        ]

    def as_json(self) -> dict[str, Any]:
        """The command line's JSON object."""
        return {
            "run": self.run,
            "confidence": str(self.settings.confidence),
            "demote_below": str(self.settings.demote_below),
            "demote": self.demoted,
            "rules": {rule_id: one.as_json() for rule_id, one in self.rules.items()},
        }

    def lines(self) -> list[str]:
        """In Chinese: what to demote first, then every rule that was judged, then how many were not."""
        if not self.run:
            return ["还没有正式校验，谈不上查实率；先用 census check"]
        limit = f"{self.settings.demote_below:.0%}"
        judged = [one for one in self.rules.values() if one.ever.judged]
        lines = [f"查实率（批次 {self.run}；括号里是 {self.settings.confidence:.0%} 区间）"]
        for one in sorted(judged, key=lambda rule: (not rule.demote, rule.now.high, rule.rule_id)):
            lines += self._rule_lines(one, limit)
        unjudged = len(self.rules) - len(judged)
        if unjudged:
            lines.append(f"另有 {unjudged} 条规则还没有人核实过。用 census judge 记下核实结论")
        return lines

    def _rule_lines(self, one: RulePrecision, limit: str) -> list[str]:
        flag = f"　★ 建议降级：区间整个低于 {limit}" if one.demote else ""
        lines = [f"  {one.rule_id} {one.title}：{one.now.words(self.settings)}，未定 {one.undecided:,} 条{flag}"]
        if one.ever.judged > one.now.judged:
            lines.append(f"      连同规则改动以前：{one.ever.words(self.settings)}")
        clauses = [line for line in one.of(CLAUSE) if line.part and line.share.judged]
        if len(one.of(CLAUSE)) > 1:
            lines += [f"      分支 {line.part}：{line.share.words(self.settings)}" for line in clauses]
        return lines


def measure_precision(workspace: Workspace, context: JobContext | None = None) -> PrecisionReport:
    """The precision of every rule now; rules nobody has judged are in it too, with nothing judged."""
    settings = precision_settings()
    with scratch_engine(workspace.cache, context) as connection:
        run = load_outcomes(connection, workspace, settings)
        facts = [] if run is None else read_rule_facts(run.file(workspace, RULES_FILE))
        return precision_of(connection, facts, settings, "" if run is None else run.run)


def precision_of(
    connection: duckdb.DuckDBPyConnection, facts: list[RuleFacts], settings: PrecisionSettings, run: str
) -> PrecisionReport:
    """The precision told by the table `outcomes` (see `precision.outcomes`) of `connection`."""
    present = {fact.rule_id: fact for fact in facts}
    _load_present(connection, present)
    lines = [_measured(row, settings) for row in connection.execute(_COUNTED).fetchall()]
    rules: dict[str, RulePrecision] = {}
    for rule_id in sorted({*present, *(line.rule_id for line in lines)}):
        rules[rule_id] = _rule(rule_id, present.get(rule_id), [ln for ln in lines if ln.rule_id == rule_id], settings)
    return PrecisionReport(run, rules, settings)


def write_precision(report: PrecisionReport, target: Path) -> None:
    """`target` holds the measurement as Parquet, sorted: grain, rule_id, part, rule_version, confirmed, refuted,
    undecided BIGINT, low and high DECIMAL(5, 4), demote BOOLEAN (of the rule's present version)."""
    rows = [
        (line.grain, line.rule_id, line.part, line.rule_version, line.share.confirmed, line.share.refuted,
         line.undecided, str(line.share.low), str(line.share.high),
         line.grain == VERSION and line.part == one.fingerprint and one.demote)
        for one in report.rules.values() for line in one.parts
    ]  # fmt: skip
    with publish(target) as temporary, kept_engine(1) as connection:
        connection.execute(
            "CREATE TABLE t (grain VARCHAR, rule_id VARCHAR, part VARCHAR, rule_version INTEGER, confirmed BIGINT, "
            "refuted BIGINT, undecided BIGINT, low DECIMAL(5, 4), high DECIMAL(5, 4), demote BOOLEAN)"
        )
        if rows:
            connection.executemany("INSERT INTO t VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
        connection.execute(
            f"COPY (FROM t ORDER BY grain, rule_id, part, rule_version) TO {quote_path(temporary)} "
            "(FORMAT parquet, COMPRESSION zstd)"
        )


_COUNTED = f"""
WITH marked AS (
    SELECT o.rule_id, o.rule_version, o.fingerprint, o.unit, o.outcome, o.clauses,
        o.fingerprint IS NOT DISTINCT FROM p.fingerprint AS present
    FROM outcomes o LEFT JOIN present_rules p ON p.rule_id = o.rule_id
), parts AS (
    SELECT '{ANY_VERSION}' AS grain, rule_id, '' AS part, NULL::INTEGER AS rule_version, outcome FROM marked
    UNION ALL SELECT '{VERSION}', rule_id, fingerprint, rule_version, outcome FROM marked
    UNION ALL SELECT '{UNIT}', rule_id, coalesce(unit, ''), NULL, outcome FROM marked WHERE present
    UNION ALL SELECT '{CLAUSE}', rule_id, unnest(string_split(coalesce(clauses, ''), ',')), NULL, outcome
        FROM marked WHERE present
)
SELECT grain, rule_id, coalesce(part, ''), max(rule_version), count(*) FILTER (outcome = 'confirmed'),
    count(*) FILTER (outcome = 'refuted'), count(*) FILTER (outcome = 'undecided')
FROM parts GROUP BY ALL ORDER BY ALL
"""


def _load_present(connection: duckdb.DuckDBPyConnection, present: dict[str, RuleFacts]) -> None:
    connection.execute("CREATE OR REPLACE TEMP TABLE present_rules (rule_id VARCHAR, fingerprint VARCHAR)")
    if present:
        ids, prints = list(present), [fact.fingerprint for fact in present.values()]
        connection.execute("INSERT INTO present_rules SELECT unnest($1), unnest($2)", [ids, prints])


def _measured(row: tuple[Any, ...], settings: PrecisionSettings) -> Measured:
    grain, rule_id, part, version, confirmed, refuted, undecided = row
    return Measured(
        grain, rule_id, part, version, share_of(confirmed, confirmed + refuted, settings.confidence), undecided
    )


def _rule(rule_id: str, facts: RuleFacts | None, lines: list[Measured], settings: PrecisionSettings) -> RulePrecision:
    nothing = share_of(0, 0, settings.confidence)
    fingerprint = "" if facts is None else facts.fingerprint
    ever = next((line for line in lines if line.grain == ANY_VERSION), None)
    now = next((line for line in lines if line.grain == VERSION and line.part == fingerprint), None)
    share = nothing if now is None else now.share
    return RulePrecision(
        rule_id=rule_id,
        title="" if facts is None else facts.title,
        fingerprint=fingerprint,
        now=share,
        ever=nothing if ever is None else ever.share,
        undecided=0 if now is None else now.undecided,
        demote=share.demote(settings),
        parts=lines,
    )
