"""The open problems as work to be done: one piece per customer, with everything the order of visits depends on."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from census_app.survey.dispatch.places import load_places
from census_app.survey.dispatch.request import Candidate, DispatchRequest, Gathered
from census_app.survey.dispatch.sharing import SEVERITIES
from census_app.survey.settling.kinds import EFFORT, Settling
from census_app.survey.settling.sorting import load_kinds
from census_app.survey.tasks.model import Task
from census_app.survey.words import TaskKind
from census_app.workspace.priority import score_customers
from census_app.workspace.problem_fields import derived_sql
from census_app.workspace.problem_model import State
from census_app.workspace.rule_facts import RULES_FILE, read_rule_facts
from census_app.workspace.run_record import last_official

if TYPE_CHECKING:
    import duckdb

    from census_app.workspace.run_record import RunRecord
    from census_app.workspace.workspace import Workspace

FREE_STATES = (State.NEW, State.OPEN, State.REOPENED, State.ASSIGNED, State.RETURNED)
"""A problem out on a list may be given out too: what is settled on the list leaves the task with less to do."""

_FREE = ", ".join(f"'{state.value}'" for state in FREE_STATES)
_PLACE_OF_KIND = " ".join(f"WHEN '{kind.value}' THEN {place}" for place, kind in enumerate(EFFORT))
_PLACE_OF_SEVERITY = " ".join(f"WHEN '{level}' THEN {place}" for place, level in enumerate(SEVERITIES))


def gather(
    connection: duckdb.DuckDBPyConnection,
    workspace: Workspace,
    request: DispatchRequest,
    kinds: Sequence[TaskKind],
    open_work: Sequence[Task],
    concerns: Callable[[str, str], bool],
) -> tuple[Gathered, RunRecord | None]:
    """What there is to give out now, and the official run it rests on. `concerns` says of a unit (code, name) whether
    it was asked for. Tables `current_problems`, `free_problems`, `places` and `managers` stand in the connection."""
    run = last_official(workspace)
    score_customers(connection, workspace, run)
    load_kinds(connection, workspace, Settling(workspace.dictionary), "current_problems")
    _load_free(connection, request, open_work, "" if run is None else run.run)
    load_places(connection, workspace, run)
    categories = {} if run is None else _categories(workspace, run)
    gathered = Gathered(in_tasks=_one(connection, "SELECT count(*) FROM free_problems WHERE held IS NOT NULL"))
    work = _open_by_subject(open_work)
    for row in _subjects(connection, request.where is not None):
        gathered.unit_names.setdefault(row["unit"] or "", row["unit_name"] or "")
        if concerns(row["unit"] or "", row["unit_name"] or ""):
            _take(row, work, kinds, categories, gathered)
    return gathered, run


def _load_free(
    connection: duckdb.DuckDBPyConnection, request: DispatchRequest, open_work: Sequence[Task], run: str
) -> None:
    """Table `free_problems`: those that may be given out, with their subject, how they are settled, and how much the
    open task gives that they already stand in (`held`); one that needs more by now is not held."""
    held = [(number, EFFORT.index(task.kind)) for task in open_work for number in task.problems]
    connection.execute(
        """
        CREATE OR REPLACE TEMP TABLE held_problems AS SELECT problem_no, max(given) AS given FROM (
            SELECT unnest(from_json($numbers, '["VARCHAR"]')) AS problem_no,
                unnest(from_json($given, '["INTEGER"]')) AS given
        ) GROUP BY problem_no
        """,
        {"numbers": json.dumps([number for number, _ in held]), "given": json.dumps([given for _, given in held])},
    )
    wanted = "true"
    if request.where:
        from census_app.workspace.problem_condition import condition_sql

        wanted = condition_sql(request.where)
    today = (request.today or date.today()).isoformat()
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE free_problems AS
        SELECT *, coalesce({wanted}, false) AS asked, CASE WHEN given >= effort THEN given END AS held FROM (
            SELECT p.*, {derived_sql(today, run)}, s.kind, h.given,
                CASE WHEN p.customer IS NULL THEN p."table" ELSE 'customer' END AS subject_table,
                coalesce(p.customer, p.record_key) AS subject_key,
                CASE s.kind {_PLACE_OF_KIND} END AS effort,
                CASE p.severity {_PLACE_OF_SEVERITY} END AS gravity
            FROM current_problems p JOIN settled s USING (problem_no) LEFT JOIN held_problems h USING (problem_no)
            WHERE p.state IN ({_FREE}))
        """
    )


_SUBJECTS = """
    WITH subjects AS (
        SELECT subject_table, subject_key, max(effort) AS effort, min(gravity) AS gravity, min(due_date) AS due_by,
            list(problem_no ORDER BY gravity, problem_no) AS problems, bool_or(asked) AS asked,
            arg_min({'unit': unit, 'unit_name': unit_name, 'tg_no': tg_no, 'manager': tg_manager},
                ("table" <> 'customer', gravity, problem_no)) AS whose,
            arg_min(rule_id, (gravity, -effort, problem_no)) AS rule
        FROM free_problems WHERE held IS NULL GROUP BY subject_table, subject_key
    )
    SELECT s.subject_table, s.subject_key, s.effort, s.gravity, s.due_by, s.problems, s.rule,
        coalesce(s.whose.unit, p.unit) AS unit, s.whose.unit_name AS unit_name,
        coalesce(p.tg_no, s.whose.tg_no) AS tg_no, coalesce(nullif(p.manager, ''), s.whose.manager) AS manager,
        p.line_no, p.area_no, p.address, p.longitude, p.latitude, k.score
    FROM subjects s
    LEFT JOIN places p ON p.subject_table = s.subject_table AND p.subject_key = s.subject_key
    LEFT JOIN scored k ON s.subject_table = 'customer' AND k.customer = s.subject_key
    WHERE s.asked OR NOT $narrowed ORDER BY s.subject_table, s.subject_key
"""


def _subjects(connection: duckdb.DuckDBPyConnection, narrowed: bool) -> Iterable[dict[str, Any]]:
    cursor = connection.execute(_SUBJECTS, {"narrowed": narrowed})
    names = [column[0] for column in cursor.description or []]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _take(
    row: dict[str, Any],
    work: Mapping[tuple[str, str], list[Task]],
    kinds: Sequence[TaskKind],
    categories: Mapping[str, str],
    gathered: Gathered,
) -> None:
    kind = EFFORT[row["effort"]]
    running = work.get((row["subject_table"], row["subject_key"]), [])
    receiver = next((task for task in running if EFFORT.index(task.kind) >= row["effort"]), None)
    candidate = _candidate(row, kind, categories.get(row["rule"], ""))
    if receiver is not None:
        gathered.joining[receiver.task_no] = candidate
    elif kind not in kinds:
        gathered.other_kinds[kind] = gathered.other_kinds.get(kind, 0) + len(candidate.problems)
    else:
        gathered.candidates.append(replace(candidate, absorbs=tuple(task.task_no for task in running)))


def _candidate(row: dict[str, Any], kind: TaskKind, category: str) -> Candidate:
    of_customer = row["subject_table"] == "customer"
    known = row["longitude"] is not None and row["latitude"] is not None
    return Candidate(
        customer=row["subject_key"] if of_customer else "",
        table=row["subject_table"],
        record_key=row["subject_key"],
        kind=kind,
        severity=SEVERITIES[row["gravity"]],
        score=row["score"] if row["score"] is not None else Decimal(0),
        problems=tuple(row["problems"]),
        due_by=row["due_by"],
        unit=row["unit"] or "",
        category=category,
        tg_no=row["tg_no"] or "",
        line_no=row["line_no"] or "",
        area=row["area_no"] or "",
        manager=row["manager"] or "",
        address=row["address"] or "",
        position=(float(row["longitude"]), float(row["latitude"])) if known else None,
    )


def _open_by_subject(open_work: Sequence[Task]) -> dict[tuple[str, str], list[Task]]:
    """Subject → its open tasks, those that take most first."""
    found: dict[tuple[str, str], list[Task]] = {}
    for task in open_work:
        subject = ("customer", task.customer) if task.customer else (task.table, task.record_key)
        found.setdefault(subject, []).append(task)
    for listed in found.values():
        listed.sort(key=lambda task: (-EFFORT.index(task.kind), task.task_no))
    return found


def _categories(workspace: Workspace, run: RunRecord) -> dict[str, str]:
    return {fact.rule_id: fact.category for fact in read_rule_facts(run.file(workspace, RULES_FILE))}


def _one(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    return int(connection.execute(query).fetchall()[0][0])
