"""Which customers first: a risk score for everyone with open problems, and where every point of it comes from.

The score is the sum of its contributions, exact in hundredths, over the problems as they stand now and the facts of
the last official run's snapshot: nothing depends on the wall clock or on the order of rows.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from census_app import __version__
from census_app.archive.columns import quote_path
from census_app.foundation.canonical import canonical_json, sha256_text
from census_app.foundation.database import reading
from census_app.foundation.files import forget, newest_first, publish, write_text
from census_app.foundation.jobs import JobContext
from census_app.rulebook.model import Severity
from census_app.workspace import acts
from census_app.workspace.engine import scratch_engine
from census_app.workspace.precision.measured import precision_of
from census_app.workspace.precision.outcomes import load_outcomes
from census_app.workspace.precision.settings import precision_settings
from census_app.workspace.priority.facts import load_customer_facts
from census_app.workspace.priority.report import PriorityReport, RuleWeight, read_report, weights_beside
from census_app.workspace.priority.settings import Bands, Capped, PrioritySettings, priority_settings
from census_app.workspace.problems.model import OUTSTANDING
from census_app.workspace.runs.record import RunRecord, last_official
from census_app.workspace.runs.rule_facts import RULES_FILE, read_rule_facts
from census_app.workspace.tuning.past_snapshots import can_be_read

if TYPE_CHECKING:
    import duckdb

    from census_app.workspace.workspace import Workspace

_PREFIX = "priority-"
_KEPT = 3
_BITS = 62
"""Categories that can be told apart; the dictionary has 13."""


def rank_customers(workspace: Workspace, limit: int, context: JobContext | None = None) -> PriorityReport:
    """The `limit` customers of the highest score, with their reasons, and how many there are in all."""
    run = last_official(workspace)
    if run is None:
        return PriorityReport("", 0, 0, [], priority_settings(), precision_settings())
    return read_report(priority_file(workspace, context), run.run, limit)


def priority_file(workspace: Workspace, context: JobContext | None = None) -> Path:
    """Parquet with one row per customer with open problems, highest score first; made anew when anything changed.

    customer, customer_name (masked), unit, unit_name, score and the points_* that add up to it, DECIMAL(12, 2);
    problems, kinds, reopened, weeks BIGINT; energy (kWh a month), months, capacity (kVA), importance, null where
    unknown; rules: list of (rule_id, severity, problems, points), by rule. Beside it stands what rules weigh.
    """
    run = last_official(workspace)
    target = workspace.cache / f"{_PREFIX}{_key(workspace, run)}.parquet"
    if not (target.is_file() and weights_beside(target).is_file()):
        with scratch_engine(workspace.cache, context) as connection, publish(target) as temporary:
            weights = score_customers(connection, workspace, run)
            write_text(weights_beside(target), canonical_json([one.as_json() for one in weights.values()]))
            connection.execute(
                f"COPY (FROM scored ORDER BY score DESC, customer) TO {quote_path(temporary)} "
                "(FORMAT parquet, COMPRESSION zstd)"
            )
        older = newest_first(target.parent, f"{_PREFIX}*.parquet")[_KEPT:]
        forget(path for old in older for path in (old, weights_beside(old)))
    return target


def score_customers(
    connection: duckdb.DuckDBPyConnection, workspace: Workspace, run: RunRecord | None
) -> dict[str, RuleWeight]:
    """DuckDB table `scored` of `connection` holds what `priority_file` describes, for the problems as they stand now;
    `run` is the last official one. Returns how each rule was weighed."""
    settings, measured = priority_settings(), precision_settings()
    load_outcomes(connection, workspace, measured)
    facts = [] if run is None else read_rule_facts(run.file(workspace, RULES_FILE))
    report = precision_of(connection, facts, measured, "" if run is None else run.run)
    categories = {fact.rule_id: fact.category for fact in facts}
    weights = {
        rule_id: RuleWeight(rule_id, one.title, categories.get(rule_id, ""), one.now.expected(measured), one.now.judged)
        for rule_id, one in report.rules.items()
    }
    load_weights(connection, weights.values())
    day = "NULL::DATE" if run is None else f"DATE '{run.data_date.isoformat()}'"
    connection.execute(_OPEN.format(day=day, outstanding=", ".join(f"'{state.value}'" for state in OUTSTANDING)))
    readable = run is not None and can_be_read(workspace, run.snapshot)
    snapshot = workspace.catalogue.open(run.snapshot) if run is not None and readable else None
    load_customer_facts(connection, snapshot, workspace.dictionary, settings)
    connection.execute(scored_sql(settings))
    return weights


def load_weights(connection: duckdb.DuckDBPyConnection, rules: Iterable[RuleWeight]) -> None:
    """Table `rule_weights`: rule (a number), rule_id, kind (a bit for its category), expected precision."""
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE rule_weights (rule INTEGER, rule_id VARCHAR, kind BIGINT, expected DECIMAL(5, 4))"
    )
    listed = list(rules)
    categories = sorted({one.category for one in listed if one.category})
    bits = {category: 1 << (place % _BITS) for place, category in enumerate(categories)}
    rows = [(place, one.rule_id, bits.get(one.category), str(one.expected)) for place, one in enumerate(listed)]
    if rows:
        connection.executemany("INSERT INTO rule_weights VALUES (?, ?, ?, ?)", rows)


def scored_sql(settings: PrioritySettings) -> str:
    """SQL that makes table `scored` from `asked`, `open_problems`, `customer_facts` and `rule_weights`."""
    return _SCORED.format(
        severity=_worst(settings),
        counts=", ".join(f"count(*) FILTER (severity = '{one.value}') AS {one.value}" for one in Severity),
        weighed=_weighed(settings),
        kinds=_capped("greatest(r.kinds - 1, 0)", settings.kinds),
        reopened=_capped("b.reopened", settings.reopened),
        age=_capped("coalesce(b.weeks, 0)", settings.age),
        energy=_banded("f.energy", settings.energy),
        capacity=_banded("f.capacity", settings.capacity),
        importance=f"CASE f.importance {_levels(settings)} ELSE 0 END",
    )


def _by_weight(settings: PrioritySettings) -> list[tuple[str, Decimal]]:
    """The severities, the weightiest first."""
    return sorted(((one.value, settings.severity[one]) for one in Severity), key=lambda pair: -pair[1])


def _worst(settings: PrioritySettings) -> str:
    """SQL of the weightiest severity among the problems of one rule."""
    branches = " ".join(f"WHEN {name} > 0 THEN '{name}'" for name, _ in _by_weight(settings))
    return f"CASE {branches} END"


def _weighed(settings: PrioritySettings) -> str:
    """SQL of the points of one rule's problems before precision: the first whole, some further at a share each."""
    share, most = settings.same_rule.share, settings.same_rule.further + 1
    terms, before = [], "0"
    for name, points in _by_weight(settings):
        counted = f"least({name}, greatest({most} - ({before}), 0))"
        whole = f"CASE WHEN {name} > 0 AND ({before}) = 0 THEN 1 ELSE 0 END"
        weight = f"CAST({points} AS DECIMAL(6, 2))"
        rest = f"({counted} - {whole}) * CAST({share} AS DECIMAL(3, 2))"
        terms.append(f"{weight} * ({whole} + {rest})")
        before = f"{before} + {name}"
    return " + ".join(terms)


def _key(workspace: Workspace, run: RunRecord | None) -> str:
    with reading(workspace.engine) as connection:
        head = acts.head_in(connection)
    states = run.states_sha256 if run is not None else ""
    weights = priority_settings().model_dump_json() + precision_settings().model_dump_json()
    readable = run is not None and can_be_read(workspace, run.snapshot)
    return sha256_text(f"{__version__}|{head}|{states}|{weights}|{readable}")[:24]


def _capped(count: str, capped: Capped) -> str:
    return f"least({count} * CAST({capped.each} AS DECIMAL(6, 2)), CAST({capped.most} AS DECIMAL(6, 2)))"


def _banded(amount: str, bands: Bands) -> str:
    steps = " ".join(f"WHEN {amount} >= {band.start} THEN {band.points}" for band in reversed(bands.bands))
    return f"CASE WHEN {amount} IS NULL THEN {bands.unknown} {steps} ELSE 0 END"


def _levels(settings: PrioritySettings) -> str:
    return " ".join(f"WHEN '{level}' THEN {points}" for level, points in sorted(settings.importance.items()))


_OPEN = """
CREATE OR REPLACE TEMP TABLE asked AS
SELECT customer, row_number() OVER () AS no FROM (
    SELECT DISTINCT customer FROM current_problems
    WHERE state IN ({outstanding}) AND merged_into IS NULL AND customer IS NOT NULL);
CREATE OR REPLACE TEMP TABLE open_problems AS
SELECT a.no, w.rule, p.severity, p.problem_no, p.reopened, p.unit, p.unit_name, p.customer_name,
    p."table" = 'customer' AS own, date_diff('day', p.episode_date, {day}) // 7 AS weeks
FROM current_problems p JOIN asked a USING (customer) JOIN rule_weights w USING (rule_id)
WHERE p.state IN ({outstanding}) AND p.merged_into IS NULL
"""
"""Customers and rules as numbers: a million problems are grouped several times."""

_SCORED = """
CREATE OR REPLACE TEMP TABLE per_rule AS
SELECT p.no, p.rule, p.problems, {severity} AS severity,
    CAST(round(({weighed}) * w.expected, 2) AS DECIMAL(12, 2)) AS points
FROM (SELECT no, rule, count(*) AS problems, {counts} FROM open_problems GROUP BY no, rule) p
JOIN rule_weights w USING (rule);
CREATE OR REPLACE TEMP TABLE scored AS
WITH problems_of AS (
    SELECT p.no, sum(p.points) AS points, CAST(coalesce(bit_count(bit_or(w.kind)), 0) AS BIGINT) AS kinds,
        list_sort(list(
            {{'rule_id': w.rule_id, 'severity': p.severity, 'problems': p.problems, 'points': p.points}})) AS rules
    FROM per_rule p JOIN rule_weights w USING (rule) GROUP BY p.no
), about AS (
    SELECT no, count(*) AS problems, CAST(sum(coalesce(reopened, 0)) AS BIGINT) AS reopened, max(weeks) AS weeks,
        arg_min({{'unit': unit, 'unit_name': unit_name, 'customer_name': customer_name}},
            (NOT own, problem_no)) AS whose
    FROM open_problems GROUP BY no
), parts AS (
    SELECT a.customer, b.whose.customer_name AS customer_name, b.whose.unit AS unit, b.whose.unit_name AS unit_name,
        CAST(r.points AS DECIMAL(12, 2)) AS points_problems,
        CAST({kinds} AS DECIMAL(12, 2)) AS points_kinds,
        CAST({reopened} AS DECIMAL(12, 2)) AS points_reopened,
        CAST({age} AS DECIMAL(12, 2)) AS points_age,
        CAST({energy} AS DECIMAL(12, 2)) AS points_energy,
        CAST({capacity} AS DECIMAL(12, 2)) AS points_capacity,
        CAST({importance} AS DECIMAL(12, 2)) AS points_importance,
        b.problems, r.kinds, b.reopened, b.weeks, f.energy, f.months, f.capacity, f.importance, r.rules
    FROM asked a JOIN about b USING (no) JOIN problems_of r USING (no) LEFT JOIN customer_facts f USING (no)
)
SELECT customer, customer_name, unit, unit_name,
    CAST(points_problems + points_kinds + points_reopened + points_age + points_energy + points_capacity
        + points_importance AS DECIMAL(12, 2)) AS score,
    * EXCLUDE (customer, customer_name, unit, unit_name)
FROM parts
"""
