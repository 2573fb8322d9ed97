"""What people said: which judged problems were real, what was recovered, what is exempted."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from census_app.foundation.database import reading
from census_app.reporting.reports.exempted_since import load_exempted_since
from census_app.reporting.reports.recovered_days import entered_between
from census_app.reporting.reports.sources.model import PROBLEM_COLUMNS, Behind, Case, Source, problem_rows_of
from census_app.reporting.standing import load_states
from census_app.survey.recoveries import total_of
from census_app.workspace.precision.outcomes import load_outcomes
from census_app.workspace.precision.settings import precision_settings
from census_app.workspace.runs.rule_facts import RULES_FILE, read_rule_facts

_OUTCOMES = {"confirmed": "属实", "refuted": "误报"}


def _precision(case: Case) -> Behind:
    run = load_outcomes(case.connection, case.workspace, precision_settings())
    facts = {} if run is None else {
        fact.rule_id: fact.fingerprint for fact in read_rule_facts(run.file(case.workspace, RULES_FILE))
    }  # fmt: skip
    rows = [
        (number, rule, unit or "", _OUTCOMES[outcome], why, str(day))
        for number, rule, unit, outcome, why, day, fingerprint in case.connection.execute(
            "SELECT problem_no, rule_id, unit, outcome, decided_by, decided_on, fingerprint FROM outcomes "
            "WHERE outcome <> 'undecided' ORDER BY rule_id, outcome, problem_no"
        ).fetchall()
        if facts.get(rule) == fingerprint and case.meaning.get("rule", rule) == rule
    ]
    real = sum(row[3] == "属实" for row in rows)
    if case.meaning["figure"] == "precision_all":
        value: Fraction | int | None = Fraction(real, len(rows)) if rows else None
    else:
        value = len(rows) if case.meaning.get("judged") else real
    notes = (f"属实 {real:,}，已复核 {len(rows):,}（复核会继续，现数可以比印出时多）",)
    return Behind(("问题短号", "规则号", "单位编码", "结论", "依据", "日期"), rows, value, notes)


def _recoveries(case: Case) -> Behind:
    meaning = case.meaning
    first, last = (date.fromisoformat(meaning[name]) if name in meaning else None for name in ("first", "last"))
    until = int(meaning["until"]) if "until" in meaning else 0
    with reading(case.workspace.engine) as database:
        found = entered_between(database, first, last, until)
    energy, amount = total_of(found)
    rows = [
        (one.problem_no, one.kind, f"{one.energy:f}", f"{one.amount:f}", one.period, one.note, one.person)
        for one in found
    ]
    value = {"energy": energy, "amount": amount}.get(meaning["figure"], len({one.problem_no for one in found}))
    return Behind(("问题短号", "种类", "千瓦时", "元", "期间", "备注", "经办人"), rows, value)


def _exemptions(case: Case) -> Behind:
    load_states(case.connection, case.workspace, "why_states", case.run())
    wanted = f"state = 'exempted' AND {case.of_units}"
    if case.meaning["figure"] == "expiring":
        wanted += f" AND exempt_until = DATE '{case.meaning['day']}'"
    rows = problem_rows_of(case, f"SELECT * FROM why_states WHERE {wanted}")
    return Behind(tuple(PROBLEM_COLUMNS.values()), rows, len(rows))


def _exempted_since(case: Case) -> Behind:
    load_exempted_since(case.connection, case.workspace, "why_since", case.run(), int(case.meaning["until"]))
    rows = problem_rows_of(case, f"SELECT * FROM why_since WHERE {case.of_units}")
    return Behind(tuple(PROBLEM_COLUMNS.values()), rows, len(rows))


SOURCES: dict[str, Source] = {
    "precision": _precision,
    "precision_all": _precision,
    "energy": _recoveries,
    "amount": _recoveries,
    "recovered": _recoveries,
    "exemptions": _exemptions,
    "expiring": _exemptions,
    "exempted_since": _exempted_since,
}
