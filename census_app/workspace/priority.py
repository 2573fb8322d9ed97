"""Which customers first: a risk score for everyone with open problems, and where every point of it comes from.

The score is the sum of its contributions, exact in hundredths, over the problems as they stand now and the facts of
the last official run's snapshot: nothing depends on the wall clock or on the order of rows.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from census_app.archive.columns import quote_path
from census_app.foundation.canonical import sha256_text
from census_app.foundation.database import reading
from census_app.foundation.files import publish
from census_app.foundation.jobs import JobContext
from census_app.workspace import acts
from census_app.workspace.engine import scratch_engine
from census_app.workspace.past_snapshots import can_be_read
from census_app.workspace.precision import precision_of
from census_app.workspace.precision_outcomes import load_outcomes
from census_app.workspace.precision_settings import precision_settings
from census_app.workspace.priority_facts import load_customer_facts
from census_app.workspace.priority_report import PriorityReport, read_report
from census_app.workspace.priority_settings import Bands, PrioritySettings, priority_settings
from census_app.workspace.problem_model import OUTSTANDING
from census_app.workspace.rule_facts import RULES_FILE, read_rule_facts
from census_app.workspace.run_record import RunRecord, last_official

if TYPE_CHECKING:
    import duckdb

    from census_app.workspace.workspace import Workspace

_PREFIX = "priority-"
_KEPT = 3


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
    unknown; rules: list of (rule_id, title, severity, problems, expected, judged, points), the weightiest first.
    """
    run = last_official(workspace)
    target = workspace.folder / "cache" / f"{_PREFIX}{_key(workspace, run)}.parquet"
    if not target.is_file():
        with scratch_engine(workspace.folder / "cache", context) as connection, publish(target) as temporary:
            score_customers(connection, workspace, run)
            connection.execute(
                f"COPY (FROM scored ORDER BY score DESC, customer) TO {quote_path(temporary)} "
                "(FORMAT parquet, COMPRESSION zstd)"
            )
        _forget_old(target)
    return target


def score_customers(connection: duckdb.DuckDBPyConnection, workspace: Workspace, run: RunRecord | None) -> None:
    """DuckDB table `scored` of `connection` holds what `priority_file` describes, for the problems as they stand now;
    `run` is the last official one."""
    settings, measured = priority_settings(), precision_settings()
    load_outcomes(connection, workspace, measured)
    facts = [] if run is None else read_rule_facts(run.file(workspace, RULES_FILE))
    report = precision_of(connection, facts, measured, "" if run is None else run.run)
    categories = {fact.rule_id: fact.category for fact in facts}
    rows = [
        (rule_id, one.title, categories.get(rule_id, ""), str(one.now.expected(measured)), one.now.judged)
        for rule_id, one in report.rules.items()
    ]
    load_weights(connection, rows, settings)
    day = "NULL::DATE" if run is None else f"DATE '{run.data_date.isoformat()}'"
    connection.execute(_OPEN.format(day=day, outstanding=", ".join(f"'{state.value}'" for state in OUTSTANDING)))
    readable = run is not None and can_be_read(workspace, run.snapshot)
    snapshot = workspace.catalogue.open(run.snapshot) if run is not None and readable else None
    connection.execute("CREATE OR REPLACE TEMP TABLE asked AS SELECT DISTINCT customer FROM open_problems")
    load_customer_facts(connection, snapshot, workspace.dictionary, settings, "asked")
    connection.execute(scored_sql(settings))


def load_weights(
    connection: duckdb.DuckDBPyConnection,
    rules: list[tuple[str, str, str, str, int]],
    settings: PrioritySettings,
) -> None:
    """Tables `rule_weights` (rule_id, title, category, expected precision, judged cases) and `severity_weights`."""
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE rule_weights (rule_id VARCHAR, title VARCHAR, category VARCHAR, "
        "expected DECIMAL(5, 4), judged BIGINT)"
    )
    if rules:
        connection.executemany("INSERT INTO rule_weights VALUES (?, ?, ?, ?, ?)", rules)
    connection.execute("CREATE OR REPLACE TEMP TABLE severity_weights (severity VARCHAR, points DECIMAL(6, 2))")
    connection.executemany(
        "INSERT INTO severity_weights VALUES (?, ?)",
        [(severity.value, str(points)) for severity, points in settings.severity.items()],
    )


def scored_sql(settings: PrioritySettings) -> str:
    """SQL that makes table `scored` from `open_problems`, `customer_facts` and the weights."""
    return _SCORED.format(
        share=settings.same_rule.share,
        counted=settings.same_rule.further + 1,
        kinds=_capped("greatest(kinds - 1, 0)", settings.kinds.each, settings.kinds.most),
        reopened=_capped("reopened", settings.reopened.each, settings.reopened.most),
        age=_capped("coalesce(weeks, 0)", settings.age.each, settings.age.most),
        energy=_banded("f.energy", settings.energy),
        capacity=_banded("f.capacity", settings.capacity),
        importance=f"CASE f.importance {_levels(settings)} ELSE 0 END",
    )


def _key(workspace: Workspace, run: RunRecord | None) -> str:
    with reading(workspace.engine) as connection:
        head = acts.head_in(connection)
    states = run.states_sha256 if run is not None else ""
    weights = priority_settings().model_dump_json() + precision_settings().model_dump_json()
    readable = run is not None and can_be_read(workspace, run.snapshot)
    return sha256_text(f"{head}|{states}|{weights}|{readable}")[:24]


def _forget_old(target: Path) -> None:
    files = sorted(target.parent.glob(f"{_PREFIX}*.parquet"), key=lambda path: path.stat().st_mtime)
    for old in files[:-_KEPT]:
        old.unlink(missing_ok=True)


def _capped(count: str, each: object, most: object) -> str:
    return f"least({count} * CAST({each} AS DECIMAL(6, 2)), CAST({most} AS DECIMAL(6, 2)))"


def _banded(amount: str, bands: Bands) -> str:
    steps = " ".join(f"WHEN {amount} >= {band.start} THEN {band.points}" for band in reversed(bands.bands))
    return f"CASE WHEN {amount} IS NULL THEN {bands.unknown} {steps} ELSE 0 END"


def _levels(settings: PrioritySettings) -> str:
    return " ".join(f"WHEN '{level}' THEN {points}" for level, points in sorted(settings.importance.items()))


_OPEN = """
CREATE OR REPLACE TEMP TABLE open_problems AS
SELECT customer, customer_name, unit, unit_name, rule_id, severity, problem_no, reopened, "table" = 'customer' AS own,
    date_diff('day', episode_date, {day}) // 7 AS weeks
FROM current_problems
WHERE state IN ({outstanding}) AND merged_into IS NULL AND customer IS NOT NULL
"""

_SCORED = """
CREATE OR REPLACE TEMP TABLE scored AS
WITH ranked AS (
    SELECT p.customer, p.rule_id, p.severity, s.points AS weight, w.expected, w.judged, w.title,
        row_number() OVER (PARTITION BY p.customer, p.rule_id ORDER BY s.points DESC, p.problem_no) AS place
    FROM open_problems p JOIN severity_weights s USING (severity) JOIN rule_weights w USING (rule_id)
), per_rule AS (
    SELECT customer, rule_id, any_value(title) AS title, first(severity ORDER BY place) AS severity,
        count(*) AS problems, any_value(expected) AS expected, any_value(judged) AS judged,
        CAST(round(sum(weight * CASE WHEN place = 1 THEN CAST(1 AS DECIMAL(3, 2))
            WHEN place <= {counted} THEN CAST({share} AS DECIMAL(3, 2)) ELSE 0 END) * any_value(expected), 2)
            AS DECIMAL(12, 2)) AS points
    FROM ranked GROUP BY customer, rule_id
), problems_of AS (
    SELECT customer, sum(points) AS points,
        list({{'rule_id': rule_id, 'title': title, 'severity': severity, 'problems': problems, 'expected': expected,
            'judged': judged, 'points': points}} ORDER BY points DESC, rule_id) AS rules
    FROM per_rule GROUP BY customer
), about AS (
    SELECT p.customer, count(*) AS problems, count(DISTINCT nullif(w.category, '')) AS kinds,
        CAST(sum(coalesce(p.reopened, 0)) AS BIGINT) AS reopened, max(p.weeks) AS weeks,
        arg_min({{'unit': p.unit, 'unit_name': p.unit_name, 'customer_name': p.customer_name}},
            (NOT p.own, p.problem_no)) AS whose
    FROM open_problems p LEFT JOIN rule_weights w USING (rule_id) GROUP BY p.customer
), parts AS (
    SELECT a.customer, a.whose.customer_name AS customer_name, a.whose.unit AS unit, a.whose.unit_name AS unit_name,
        CAST(coalesce(r.points, 0) AS DECIMAL(12, 2)) AS points_problems,
        CAST({kinds} AS DECIMAL(12, 2)) AS points_kinds,
        CAST({reopened} AS DECIMAL(12, 2)) AS points_reopened,
        CAST({age} AS DECIMAL(12, 2)) AS points_age,
        CAST({energy} AS DECIMAL(12, 2)) AS points_energy,
        CAST({capacity} AS DECIMAL(12, 2)) AS points_capacity,
        CAST({importance} AS DECIMAL(12, 2)) AS points_importance,
        a.problems, a.kinds, a.reopened, a.weeks, f.energy, f.months, f.capacity, f.importance, r.rules
    FROM about a LEFT JOIN problems_of r USING (customer) LEFT JOIN customer_facts f USING (customer)
)
SELECT customer, customer_name, unit, unit_name,
    CAST(points_problems + points_kinds + points_reopened + points_age + points_energy + points_capacity
        + points_importance AS DECIMAL(12, 2)) AS score,
    * EXCLUDE (customer, customer_name, unit, unit_name)
FROM parts
"""
