"""The rows of the weekly lists: open problems worded, ordered and shared out to the units that answer them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from census_app.archive.columns import quote_path
from census_app.reporting.measures import OPEN_STATES
from census_app.reporting.standing import Standing
from census_app.reporting.weekly.model import SEVERITY_ORDER, SEVERITY_WORDS, ListProblem
from census_app.reporting.weekly.texts import weekly_texts
from census_app.workspace.log.row_codes import RowCodes
from census_app.workspace.priority.scores import priority_file
from census_app.workspace.problems.model import LAPSED, State
from census_app.workspace.runs.record import last_official
from census_app.workspace.suggestions.now import masked_suggestions

if TYPE_CHECKING:
    from census_app.workspace.runs.rule_facts import RuleFacts

EMPTY = "（空）"
NO_CUSTOMER = "—"
_ANSWERED = (State.CLAIMED, State.IN_REVIEW, State.APPEALED)


@dataclass(frozen=True)
class UnitRows:
    """One unit's problems of the week, in the sheet's order, and how many stay in stock."""

    unit: str
    name: str
    problems: tuple[ListProblem, ...]
    accused: tuple[tuple[str, str], ...]
    stock: int


def unit_rows(
    standing: Standing,
    rules: dict[str, RuleFacts],
    limit: int | None,
    issued: date,
    told: frozenset[str] = frozenset(),
) -> list[UnitRows]:
    """Every open problem in exactly one unit's rows; over the limit the less urgent, and among equals the
    customers of lower risk, stay in stock, counted. `told`: problems that are not new though the run found them first,
    as an earlier list on the same data named them."""
    codes = RowCodes.of(standing.workspace)
    found: list[UnitRows] = []
    for unit, name, rows, stock in _shared_out(standing, limit):
        same = _per_customer(rows)
        problems = tuple(_problem(row, rules, codes, issued, same, told) for row in rows)
        accused = tuple(sorted({(row[4], first_accused(row[5])) for row in rows}))
        found.append(UnitRows(unit, name, problems, accused, stock))
    return found


_ROWS_SQL = f"""
    WITH outstanding AS (
        SELECT n.*, u.list_unit, u.list_name,
            CASE n.severity {" ".join(f"WHEN '{level}' THEN {place}" for place, level in enumerate(SEVERITY_ORDER))} END
                AS place, k.score, s.suggested_field, s.suggested, s.suggested_sure,
            coalesce(w.reason = 'refuted', FALSE) AS refuted
        FROM listed n JOIN unit_of u ON u.unit IS NOT DISTINCT FROM n.unit
        LEFT JOIN risk k ON k.customer = n.customer
        LEFT JOIN suggested s ON s.problem_no = n.problem_no
        LEFT JOIN now w ON w.problem_no = n.problem_no
        WHERE n.state IN ({OPEN_STATES})
    ), ranked AS (
        SELECT *, row_number() OVER (
            PARTITION BY list_unit ORDER BY place, score DESC NULLS LAST, weeks_running DESC, due_date, problem_no
        ) AS priority, count(*) OVER (PARTITION BY list_unit) AS total
        FROM outstanding
    )
    SELECT problem_no, severity, rule_id, rule_title, "table", accused, customer, customer_name, address, tg_name,
        tg_no, tg_manager, message, weeks_running, due_date, is_new, record_key, list_unit, list_name, total,
        suggested_field, suggested, suggested_sure, refuted, state, reason, last_date,
        checked_run IS DISTINCT FROM $run AS unproven
    FROM ranked WHERE priority <= $limit
    ORDER BY list_unit, place, tg_manager NULLS LAST, tg_no NULLS LAST, customer NULLS LAST, rule_id, problem_no
"""

Row = tuple[Any, ...]


def _shared_out(standing: Standing, limit: int | None) -> Iterable[tuple[str, str, list[Row], int]]:
    _load_risk(standing, limit)
    masked_suggestions(standing.connection, standing.workspace, "listed", standing.run, "suggested")
    everything = standing.connection.execute(_ROWS_SQL, {"limit": limit or 1 << 40, "run": standing.run.run}).fetchall()
    units: dict[str, list[Row]] = {}
    for row in everything:
        units.setdefault(row[17], []).append(row)
    for unit, rows in units.items():
        yield unit, rows[0][18], rows, rows[0][19] - len(rows)


def _load_risk(standing: Standing, limit: int | None) -> None:
    """Table `risk` (customer, score): who goes out first where not all can; empty when all go out, or when the lists
    rest on an older run, whose scores nobody knows any more."""
    standing.connection.execute("CREATE OR REPLACE TEMP TABLE risk (customer VARCHAR, score DECIMAL(12, 2))")
    newest = last_official(standing.workspace)
    if limit is None or newest is None or newest.run != standing.run.run:
        return
    file = quote_path(priority_file(standing.workspace))
    standing.connection.execute(f"INSERT INTO risk SELECT customer, score FROM read_parquet({file})")


def _per_customer(rows: list[Row]) -> dict[str, int]:
    counted: dict[str, int] = {}
    for row in rows:
        if row[6]:
            counted[row[6]] = counted.get(row[6], 0) + 1
    return counted


def _problem(
    row: Row, rules: dict[str, RuleFacts], codes: RowCodes, issued: date, same: dict[str, int], told: frozenset[str]
) -> ListProblem:
    (
        number, severity, rule, title, _table, accused, customer, customer_name, address, tg_name, tg_no, manager,
        message, weeks, due, is_new, record_key, _unit, _name, _total, field, value, sure, refuted, state, reason,
        last_date, unproven,
    ) = row  # fmt: skip
    together = same.get(customer or "", 0)
    name = (customer_name or (EMPTY if customer else NO_CUSTOMER)) + (f"\n同户 {together} 条" if together > 1 else "")
    transformer = "\n".join(part for part in (tg_name, tg_no) if part) or EMPTY
    facts = rules.get(rule)
    suggested = (
        f"建议{'' if field == first_accused(accused) else field}：{value}，{sure.partition('（')[0]}" if value else ""
    )
    stands = _standing(State(state), reason or "", refuted)
    shown = ListProblem(
        problem_no=number,
        severity=severity,
        rule=f"{rule} {title}",
        customer=customer or record_key,
        customer_name=name,
        address=address or EMPTY,
        transformer=transformer,
        manager=manager or "",
        accused=first_accused(accused),
        message=f"{message}\n（{last_date} 查到的；这次的数据没能复验，改好的请填“已整改”）" if unproven else message,
        remedy="\n".join(part for part in (facts.remedy if facts else "", suggested, stands) if part),
        weeks=max(1, weeks or 1),
        due=due,
        overdue=due is not None and due < issued,
        is_new=bool(is_new) and number not in told,
        is_answered=state in _ANSWERED and reason not in LAPSED,
        check_code="",
    )
    return _sealed(shown, codes)


def _standing(state: State, reason: str, refuted: bool) -> str:
    """What is said beside what to do: how far a problem that was answered has come; "" for one that was not."""
    texts = weekly_texts().standing
    if state is State.IN_REVIEW and reason in LAPSED:
        return texts[reason]
    if state is State.RETURNED or state in _ANSWERED:
        return texts[state.value].replace("（{reason}）", f"（{reason}）" if reason else "")
    return texts["refuted"] if refuted else ""


def system_values(problem: ListProblem) -> list[str]:
    """What the row check code covers: every system cell that stays put when the sheet is sorted."""
    return [
        problem.problem_no,
        SEVERITY_WORDS[problem.severity],
        problem.rule,
        problem.customer,
        problem.accused,
        problem.message,
        problem.due.isoformat() if problem.due else "",
    ]


def _sealed(problem: ListProblem, codes: RowCodes) -> ListProblem:
    from dataclasses import replace

    return replace(problem, check_code=codes.code(system_values(problem)))


def first_accused(accused: str | None) -> str:
    """What the list asks to be changed: the last part of the first accused name of a problem's JSON list."""
    names = json.loads(accused or "[]")
    return str(names[0]).rsplit(".", 1)[-1] if names else ""
