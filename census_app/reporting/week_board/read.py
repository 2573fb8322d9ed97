"""Reads the board from the last official runs and what people did since."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from census_app.archive.columns import quote_path
from census_app.foundation.jobs import JobContext
from census_app.foundation.weeks import week_days, week_of
from census_app.reporting.measures import OPEN_STATES
from census_app.reporting.quality import quality_of, total_quality
from census_app.reporting.standing import last_of_earlier_week
from census_app.reporting.week_board.freshness import freshness_of
from census_app.reporting.week_board.heat import heat_of, unit_facts
from census_app.reporting.week_board.lifting import lifting_of
from census_app.reporting.week_board.model import Queue, RatePoint, RuleNews, WeekBoard
from census_app.reporting.week_board.ranking import rank_units
from census_app.survey.overdue import OverdueLadder, overdue_ladder
from census_app.workspace.engine import scratch_engine
from census_app.workspace.pack_life.labels import label_of_input
from census_app.workspace.precision.measured import PrecisionReport, measure_precision
from census_app.workspace.problems.life import load_current
from census_app.workspace.runs.quality import CORE, QUALITY_FILE
from census_app.workspace.runs.record import RunRecord, official_runs
from census_app.workspace.runs.rule_facts import RULES_FILE, read_rule_facts

if TYPE_CHECKING:
    import duckdb

    from census_app.workspace.workspace import Workspace

WEEKS = 12
_NEWS = 10
_BULLETIN = "bulletin"


def read_week_board(
    workspace: Workspace, context: JobContext | None = None, today: date | None = None
) -> WeekBoard | None:
    """The board of the newest official run; None before the first."""
    runs = official_runs(workspace)
    if not runs:
        return None
    run, previous = runs[-1], runs[-2] if len(runs) > 1 else None
    day = today or date.today()
    facts = read_rule_facts(run.file(workspace, RULES_FILE))
    categories = {fact.rule_id: fact.category for fact in facts}
    names = tuple(category.zh for category in workspace.dictionary.categories)
    manifest = workspace.catalogue.manifest(run.snapshot)
    with scratch_engine(workspace.cache, context) as connection:
        load_current(connection, workspace, "now")
        ladder = overdue_ladder(workspace, day)
        queue = _queue(connection, ladder, day)
        known = unit_facts(connection, workspace, run)
        lifting = lifting_of(connection, workspace, run, (*known.names, *known.customers))
        heat, others = heat_of(connection, workspace, run, previous, names, categories, lifting, known)
        earlier = last_of_earlier_week(runs, run)
        ranks = rank_units(connection, workspace, run, earlier, lifting, known.names, ladder)
        news = _news(connection, workspace, run, previous)
        rates = tuple(_rates(connection, workspace, runs))
    fresh, missing = freshness_of(workspace, manifest)
    unable = {rule: counts.get("cannot_judge", 0) for rule, counts in run.rules.items()}
    return WeekBoard(
        data_date=run.data_date.isoformat(),
        run=run.run,
        previous=previous.run if previous is not None else "",
        pack=_pack(run),
        week=run.week,
        customers=_customers(workspace, run),
        queue=queue,
        rates=rates,
        categories=names,
        heat=heat,
        other_units=others,
        news=news,
        freshness=fresh,
        missing=missing,
        unable_rules=sum(number > 0 for number in unable.values()),
        unable_records=sum(unable.values()),
        ranks=ranks,
        counties=lifting.counties,
    )


def _pack(run: RunRecord) -> str:
    pack = run.inputs.get("pack")
    return label_of_input(pack) if isinstance(pack, dict) else ""


def _customers(workspace: Workspace, run: RunRecord) -> int:
    coverage = workspace.catalogue.manifest(run.snapshot).coverage.get("customer")
    return coverage.rows if coverage is not None else 0


def _queue(connection: duckdb.DuckDBPyConnection, ladder: OverdueLadder, day: date) -> Queue:
    row = connection.execute(
        f"""
        SELECT count(*) FILTER (WHERE state = 'in_review'),
            max(date_diff('day', state_date, $day)) FILTER (WHERE state = 'in_review'),
            count(*) FILTER (WHERE state = 'returned'),
            max(date_diff('day', state_date, $day)) FILTER (WHERE state = 'returned'),
            count(*) FILTER (WHERE state IN ('new', 'open', 'reopened')),
            count(*) FILTER (WHERE is_new AND state IN ({OPEN_STATES})),
            count(*) FILTER (WHERE state = 'appealed'),
            count(*) FILTER (WHERE state IN ({OPEN_STATES}))
        FROM now WHERE merged_into IS NULL
        """,
        {"day": day},
    ).fetchone()
    numbers = [int(number or 0) for number in row or (0,) * 8]
    return Queue(
        in_review=numbers[0],
        oldest_in_review=max(0, numbers[1]),
        returned=numbers[2],
        oldest_returned=max(0, numbers[3]),
        overdue=ladder.overdue,
        bulletin=ladder.counts().get(_BULLETIN, 0),
        unsent=numbers[4],
        new=numbers[5],
        appealed=numbers[6],
        outstanding=numbers[7],
    )


def _news(
    connection: duckdb.DuckDBPyConnection, workspace: Workspace, run: RunRecord, previous: RunRecord | None
) -> tuple[RuleNews, ...]:
    report = measure_precision(workspace)
    now = _new_by_rule(connection, workspace, run)
    before = _new_by_rule(connection, workspace, previous) if previous is not None else {}
    found = []
    for rule_id, (new, title, severity) in list(now.items())[:_NEWS]:
        share, words = _precision(report, rule_id)
        demote = rule_id in report.demoted
        earlier = before.get(rule_id, (0, "", ""))[0] if previous is not None else None
        found.append(RuleNews(rule_id, title, severity, new, earlier, words, share, demote))
    return tuple(found)


def _precision(report: PrecisionReport, rule_id: str) -> tuple[float | None, str]:
    known = report.rules.get(rule_id)
    if known is None:
        return None, ""
    enough = known.now.judged >= report.settings.percent_from
    return known.now.confirmed / known.now.judged if enough else None, known.now.words(report.settings)


def _new_by_rule(
    connection: duckdb.DuckDBPyConnection, workspace: Workspace, run: RunRecord
) -> dict[str, tuple[int, str, str]]:
    """Rule → new problems, title and severity, most first."""
    states = run.states_path(workspace)
    if states is None or not states.is_file():
        return {}
    rows = connection.execute(
        f"""
        SELECT rule_id, count(*), any_value(rule_title), mode(severity) FROM read_parquet({quote_path(states)})
        WHERE is_new AND state IN ({OPEN_STATES}) GROUP BY rule_id ORDER BY 2 DESC, 1
        """
    ).fetchall()
    return {str(rule): (int(number), str(title or ""), str(severity)) for rule, number, title, severity in rows}


def _rates(connection: duckdb.DuckDBPyConnection, workspace: Workspace, runs: list[RunRecord]) -> list[RatePoint]:
    """Twelve ISO weeks up to the newest run's, each by its last official run."""
    by_week = {run.week: run for run in runs}
    monday, _ = week_days(runs[-1].week)
    points: list[RatePoint] = []
    pack = next((_pack(run) for run in reversed(runs) if run.data_date < monday - timedelta(weeks=WEEKS - 1)), "")
    for offset in range(WEEKS - 1, -1, -1):
        week = week_of(monday - timedelta(weeks=offset))
        run = by_week.get(week)
        if run is None:
            points.append(RatePoint(week))
            continue
        label = _pack(run)
        quality = total_quality(quality_of(connection, workspace, run), CORE)
        kept = QUALITY_FILE in run.files and quality.judged > 0
        changed = bool(pack) and label != pack
        points.append(RatePoint(week, quality.right if kept else None, quality.judged if kept else 0, label, changed))
        pack = label
    return points
