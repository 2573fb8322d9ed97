"""The county summary's counts from states, verdict counts and the snapshot."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from census_app.archive.columns import quote_path
from census_app.dictionary.names import Names
from census_app.foundation.weeks import week_of
from census_app.reporting.county.model import CountySummary, Flow, RuleCount, RuleTitle, UnitLine, WeekPoint
from census_app.reporting.standing import OPEN_STATES, Standing, load_states
from census_app.workspace.run_record import COUNTS_FILE, RunRecord

if TYPE_CHECKING:
    from census_app.workspace.root_causes.model import CauseReport
    from census_app.workspace.rule_facts import RuleFacts

TREND_WEEKS = 12
_LONG_STANDING_WEEKS = 4
_LEAVINGS = ("fixed", "left_scope", "gone", "cannot_judge", "withdrawn", "exempted")
# the tables of states after and before a run stand in for {now} and {before}
_FLOW_SQL = f"""
    SELECT u.list_unit,
        count(*) FILTER (WHERE was_open) AS opening,
        count(*) FILTER (WHERE b.problem_id IS NULL) AS new,
        count(*) FILTER (WHERE b.problem_id IS NOT NULL AND NOT was_open AND is_open) AS reopened,
        {", ".join(f"count(*) FILTER (WHERE left_open AND n.state = '{state}') AS {state}" for state in _LEAVINGS)},
        count(*) FILTER (WHERE is_open AND n.weeks_running >= {_LONG_STANDING_WEEKS}) AS long_standing,
        count(*) FILTER (WHERE is_open AND n.due_date < $today) AS overdue
    FROM (SELECT *, state IN ({OPEN_STATES}) AS is_open FROM {{now}}) n
    LEFT JOIN (SELECT problem_id, state IN ({OPEN_STATES}) AS was_open_before FROM {{before}}) b USING (problem_id)
    CROSS JOIN LATERAL (SELECT coalesce(b.was_open_before, false) AS was_open,
        NOT is_open AND (coalesce(b.was_open_before, false) OR b.problem_id IS NULL) AS left_open)
    JOIN unit_of u ON u.unit IS NOT DISTINCT FROM n.unit
    GROUP BY u.list_unit
"""


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
    core_wrong = _customers_with_core_problems(standing)
    judged = sum(active.values())
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
        core_right=max(0, judged - core_wrong),
        core_judged=judged,
        causes=causes,
    )


def _rates_before(standing: Standing) -> dict[str, float]:
    """Completion of each unit in the run before this one; a unit that then had nothing due is left out."""
    if standing.previous is None:
        return {}
    earlier = standing.runs[-3] if len(standing.runs) > 2 else None
    load_states(standing.connection, standing.workspace, "earlier", earlier)
    flows = _flows(standing, standing.previous, "before", "earlier")
    return {unit: flow.fixed / flow.due for unit, (flow, _, _) in flows.items() if flow.due}


def _flows(standing: Standing, run: RunRecord, now: str, before: str) -> dict[str, tuple[Flow, int, int]]:
    query = _FLOW_SQL.format(now=now, before=before)
    rows = standing.connection.execute(query, {"today": run.as_of}).fetchall()
    return {
        row[0]: (
            Flow(
                opening=row[1],
                new=row[2],
                reopened=row[3],
                **dict(zip(_LEAVINGS, row[4:10], strict=True)),
            ),
            row[10],
            row[11],
        )
        for row in rows
    }


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
        SELECT _unit, count(DISTINCT cons_no) FROM ({standing.snapshot.table_sql(table)})
        WHERE cons_status IS NULL OR cons_status NOT IN ('已销户客户', '当前新装客户') GROUP BY _unit
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


def _customers_with_core_problems(standing: Standing) -> int:
    names = Names(standing.workspace.dictionary)
    rows = standing.connection.execute(
        f'SELECT DISTINCT "table", accused FROM now WHERE state IN ({OPEN_STATES}) AND customer IS NOT NULL'
    ).fetchall()
    core = [(table, accused) for table, accused in rows if _accuses_core(names, table, json.loads(accused or "[]"))]
    if not core:
        return 0
    standing.connection.execute('CREATE OR REPLACE TEMP TABLE core_accused ("table" VARCHAR, accused VARCHAR)')
    standing.connection.executemany("INSERT INTO core_accused VALUES (?, ?)", core)
    found = standing.connection.execute(
        f"""
        SELECT count(DISTINCT n.customer) FROM now n
        JOIN core_accused c ON c."table" = n."table" AND c.accused = n.accused
        WHERE n.state IN ({OPEN_STATES})
        """
    ).fetchone()
    return int(found[0]) if found else 0


def _accuses_core(names: Names, table: str, accused: list[str]) -> bool:
    """A plain name is a field of the accused table; a path's own table is not resolved and counts by its last name."""
    entries = [names.field(table, name) for name in accused if "." not in name]
    return any(entry is not None and entry.core for entry in entries)


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
