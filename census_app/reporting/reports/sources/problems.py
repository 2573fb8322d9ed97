"""Problems between two official runs: the same conditions that counted them pick their rows."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from census_app.reporting.measures import MEASURES, step_rows_sql
from census_app.reporting.reports.counts import STOCKS
from census_app.reporting.reports.sources.model import PROBLEM_COLUMNS, Behind, Case, Source, listed, problem_rows_of
from census_app.reporting.standing import load_states
from census_app.workspace.runs.record import last_official
from census_app.workspace.runs.rule_facts import RULES_FILE, read_rule_facts

_RATES = {
    "completion": ("fixed", "due"),
    "proven_share": ("fixed", "leaving"),
    "repeat_rate": ("reopened", "fixed"),
}
_NOW = {
    "closing": "未了结",
    "long_standing": "未了结 and 挂账周数 >= 4",
    "overdue": "超期",
    "repeated": "未了结 and 反弹次数 > 0",
}
"""Stocks that can be asked of the problems as they stand now."""


def _counted(measure: str) -> Source:
    def source(case: Case) -> Behind:
        rows = [row for place in _places(case, measure) for row in _rows(case, place, measure)]
        return Behind(tuple(PROBLEM_COLUMNS.values()), rows, len(rows), (), _where(case, measure))

    return source


def _rate(part: str, whole: str) -> Source:
    def source(case: Case) -> Behind:
        parts, wholes = (
            [row for place in _places(case, measure) for row in _rows(case, place, measure)]
            for measure in (part, whole)
        )
        value = Fraction(len(parts), len(wholes)) if wholes else None
        return Behind(
            tuple(PROBLEM_COLUMNS.values()), parts, value, (f"分子 {len(parts):,}，分母 {len(wholes):,}；列出分子",)
        )

    return source


def _places(case: Case, measure: str) -> Iterator[int]:
    """Which of the number's steps count: stocks at the end, `opening` at the start, flows in all; `due` is the opening
    of the first and the arrivals of all."""
    steps = range(len(case.meaning["steps"]))
    if measure in STOCKS:
        return iter(steps[-1:])
    return iter(steps[:1] if measure == "opening" else steps)


def _rows(case: Case, place: int, measure: str) -> list[tuple[object, ...]]:
    run_id, before_id = case.meaning["steps"][place]
    run = case.run(run_id)
    load_states(case.connection, case.workspace, "why_now", run)
    load_states(case.connection, case.workspace, "why_before", case.run(before_id) if before_id else None)
    condition = MEASURES[measure]
    if measure == "due" and place:
        condition = "(NOT was_known OR was_known AND NOT was_open AND is_open)"
    wanted = [f"({condition})", case.of_units, *_picked(case, run_id)]
    step = step_rows_sql("why_now", "why_before", run_id, run.as_of.isoformat())
    return problem_rows_of(case, f"SELECT * FROM ({step}) WHERE {' AND '.join(wanted)}")


def _picked(case: Case, run_id: str) -> Iterator[str]:
    if "severity" in case.meaning:
        yield f"severity = '{case.meaning['severity']}'"
    if "rule" in case.meaning:
        yield f"rule_id = '{case.meaning['rule']}'"
    if "category" in case.meaning:
        last = case.run(case.meaning["steps"][-1][0])
        rules = [
            fact.rule_id
            for fact in read_rule_facts(last.file(case.workspace, RULES_FILE))
            if fact.category == case.meaning["category"]
        ]
        yield f"rule_id IN ({', '.join(repr(rule) for rule in rules) or 'NULL'})"


def _where(case: Case, measure: str) -> str:
    """The same stock now; only where the number's run is still the newest."""
    newest = last_official(case.workspace)
    if measure not in _NOW or newest is None or newest.run != case.meaning["steps"][-1][0]:
        return ""
    words = [_NOW[measure]]
    if case.units is not None:
        words.append(f"单位编码 in {listed(case.units)}")
    if "severity" in case.meaning:
        words.append(f"级别 = '{case.meaning['severity']}'")
    if "rule" in case.meaning:
        words.append(f"规则号 = '{case.meaning['rule']}'")
    return " and ".join(words)


SOURCES: dict[str, Source] = {
    **{measure: _counted(measure) for measure in MEASURES},
    **{figure: _rate(*parts) for figure, parts in _RATES.items()},
}
