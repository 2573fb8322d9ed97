"""The county summary's counts from states, verdict counts and the snapshot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from census_app.archive.columns import quote_path, told_sql
from census_app.foundation.weeks import week_of
from census_app.reporting.county.model import CountySummary, Flow, RuleCount, RuleTitle, UnitLine, WeekPoint
from census_app.reporting.measures import LEAVINGS, OPEN_STATES, counted_sql, step_rows_sql
from census_app.reporting.quality import quality_of, total_quality
from census_app.reporting.standing import Standing, last_of_earlier_week, load_states
from census_app.workspace.runs.quality import CORE
from census_app.workspace.runs.record import COUNTS_FILE, RunRecord

if TYPE_CHECKING:
    from census_app.workspace.root_causes.model import CauseReport
    from census_app.workspace.runs.rule_facts import RuleFacts

TREND_WEEKS = 12
_FLOW = ("opening", "new", "reopened", *LEAVINGS)


def county_summary(
    standing: Standing, rules: list[RuleFacts], week: str, labels: dict[str, str], causes: CauseReport | None = None
) -> CountySummary:
    """The summary of the week; units are those with active customers or problems, the county's order of codes."""
    flows = _flows(standing, standing.run, "now", "before")
    rates = _rates_before(standing)
    counts, before = _counts(standing, standing.run), _counts(standing, standing.previous)
    active = _active_customers(standing)
    wrong = _customers_with_problems(standing)
    names = _list_names(standing)
    compared = standing.previous is not None
    lines = []
    for unit in sorted({*flows, *active, *counts}):
        flow, long_standing, overdue = flows.get(unit, (Flow(), 0, 0))
        lines.append(
            UnitLine(
                unit=unit,
                name=names.get(unit) or standing.tree.name(unit),
                customers=active.get(unit, 0),
                customers_wrong=wrong.get(unit, 0),
                flow=flow,
                long_standing=long_standing,
                overdue=overdue,
                rate_before=rates.get(unit),
                counts=_merged(counts.get(unit, {}), before.get(unit, {}) if compared else None),
            )
        )
    core = total_quality(quality_of(standing.connection, standing.workspace, standing.run), CORE)
    return CountySummary(
        county=labels["county"],
        week=week,
        week_before=standing.previous.week if standing.previous else None,
        data_date=standing.run.data_date,
        run_label=labels["run"],
        pack_label=labels["pack"],
        chain_head=labels["head"],
        units=tuple(lines),
        rules=tuple(RuleTitle(rule.rule_id, rule.title) for rule in rules if rule.published),
        trend=_trend(standing, week),
        core_right=core.right,
        core_judged=core.judged,
        causes=causes,
    )


def _rates_before(standing: Standing) -> dict[str, float]:
    """Completion of each unit in the week before this one; a unit that then had nothing due is left out."""
    if standing.previous is None:
        return {}
    earlier = last_of_earlier_week(standing.runs, standing.previous)
    load_states(standing.connection, standing.workspace, "earlier", earlier)
    flows = _flows(standing, standing.previous, "before", "earlier")
    return {unit: flow.fixed / flow.due for unit, (flow, _, _) in flows.items() if flow.due}


def _flows(standing: Standing, run: RunRecord, now: str, before: str) -> dict[str, tuple[Flow, int, int]]:
    rows = standing.connection.execute(
        f"""
        SELECT u.list_unit, {counted_sql((*_FLOW, "long_standing", "overdue"))}
        FROM ({step_rows_sql(now, before, run.run, run.as_of.isoformat())}) n
        JOIN unit_of u ON u.unit IS NOT DISTINCT FROM n.unit GROUP BY u.list_unit
        """
    ).fetchall()
    return {row[0]: (Flow(**dict(zip(_FLOW, row[1:-2], strict=True))), row[-2], row[-1]) for row in rows}


def _counts(standing: Standing, run: RunRecord | None) -> dict[str, dict[str, RuleCount]]:
    if run is None:
        return {}
    path = quote_path(run.file(standing.workspace, COUNTS_FILE))
    rows = standing.connection.execute(
        f"""
        SELECT unit, rule_id, wrong, "right", out_of_scope, cannot_judge FROM read_parquet({path}) WHERE clause = ''
        """
    ).fetchall()
    found: dict[str, dict[str, RuleCount]] = {}
    for unit, rule, *numbers in rows:
        rules = found.setdefault(standing.tree.answering(unit, standing.level), {})
        earlier = rules.get(rule, RuleCount())
        present = RuleCount(*numbers)
        rules[rule] = RuleCount(
            earlier.wrong + present.wrong,
            earlier.right + present.right,
            earlier.out_of_scope + present.out_of_scope,
            earlier.cannot_judge + present.cannot_judge,
        )
    return found


def _merged(now: dict[str, RuleCount], before: dict[str, RuleCount] | None) -> dict[str, RuleCount]:
    return {
        rule: RuleCount(
            count.wrong,
            count.right,
            count.out_of_scope,
            count.cannot_judge,
            None if before is None or rule not in before else before[rule].wrong,
        )
        for rule, count in sorted(now.items())
    }


def _active_customers(standing: Standing) -> dict[str, int]:
    table = standing.workspace.dictionary.table("customer")
    rows = standing.connection.execute(
        f"""
        SELECT _unit, count(DISTINCT cons_no)
        FROM (SELECT _unit, cons_no, {told_sql(table.field("cons_status"))} AS status
            FROM ({standing.snapshot.table_sql(table)}))
        WHERE status IS NULL OR status NOT IN ('已销户客户', '当前新装客户') GROUP BY _unit
        """
    ).fetchall()
    found: dict[str, int] = {}
    for unit, number in rows:
        answering = standing.tree.answering(unit, standing.level)
        found[answering] = found.get(answering, 0) + number
    return found


def _customers_with_problems(standing: Standing) -> dict[str, int]:
    rows = standing.connection.execute(
        f"""
        SELECT u.list_unit, count(DISTINCT n.customer) FROM now n JOIN unit_of u ON u.unit IS NOT DISTINCT FROM n.unit
        WHERE n.state IN ({OPEN_STATES}) AND n.customer IS NOT NULL GROUP BY u.list_unit
        """
    ).fetchall()
    return dict(rows)


def _list_names(standing: Standing) -> dict[str, str]:
    return dict(
        standing.connection.execute("SELECT list_unit, any_value(list_name) FROM unit_of GROUP BY 1").fetchall()
    )


def _trend(standing: Standing, week: str) -> tuple[WeekPoint, ...]:
    """Twelve ISO weeks up to `week`; per week its last official run against the last one before that week."""
    from datetime import timedelta

    from census_app.foundation.weeks import week_days

    by_week = {run.week: run for run in standing.runs}
    monday, _ = week_days(week)
    points, earlier = [], None
    for offset in range(TREND_WEEKS - 1, -1, -1):
        name = week_of(monday - timedelta(weeks=offset))
        run = by_week.get(name)
        if run is None:
            points.append(WeekPoint(name))
            continue
        points.append(_point(standing, name, run, earlier))
        earlier = run
    return tuple(points)


def _point(standing: Standing, week: str, run: RunRecord, earlier: RunRecord | None) -> WeekPoint:
    load_states(standing.connection, standing.workspace, "week_now", run)
    load_states(standing.connection, standing.workspace, "week_before", earlier)
    row = standing.connection.execute(
        f"""
        SELECT count(*) FILTER (WHERE n.state IN ({OPEN_STATES})),
            count(*) FILTER (WHERE b.problem_id IS NULL),
            count(*) FILTER (WHERE n.state = 'fixed' AND b.state IN ({OPEN_STATES}))
        FROM week_now n LEFT JOIN week_before b USING (problem_id)
        """
    ).fetchone()
    numbers = row or (0, 0, 0)
    return WeekPoint(week, *numbers)
