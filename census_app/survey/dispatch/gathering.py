"""The open problems as work to be done: one piece per customer, with everything the order of visits depends on."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from census_app.archive.unit_names import unit_names
from census_app.survey.dispatch.places import load_archive, load_managers, load_places
from census_app.survey.dispatch.request import Candidate, DispatchRequest, Gathered, Reason
from census_app.survey.dispatch.sharing import SEVERITIES
from census_app.survey.dispatch.trigger_file import file_reasons, refuse_unknown
from census_app.survey.dispatch.triggers import FoundReason, chosen_triggers, find_reasons, trigger_settings
from census_app.survey.settling.kinds import EFFORT, Settling
from census_app.survey.settling.sorting import load_kinds
from census_app.survey.tasks.model import Task
from census_app.survey.words import TaskKind
from census_app.workspace.priority.scores import score_customers
from census_app.workspace.problems.fields import derived_sql
from census_app.workspace.problems.model import State
from census_app.workspace.runs.record import last_official
from census_app.workspace.runs.rule_facts import RULES_FILE, read_rule_facts

if TYPE_CHECKING:
    import duckdb

    from census_app.archive.snapshot import Snapshot
    from census_app.foundation.jobs import JobContext
    from census_app.workspace.runs.record import RunRecord
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
    known: Collection[Reason],
    concerns: Callable[[str, str], bool],
    context: JobContext,
) -> Gathered:
    """What there is to give out now. `known` reasons led to a task already; `concerns` says of a unit (code, name)
    whether it was asked for. Tables `current_problems`, `free_problems`, `places` and `managers` stand in the
    connection."""
    run = last_official(workspace)
    score_customers(connection, workspace, run)
    load_kinds(connection, workspace, Settling(workspace.dictionary), "current_problems")
    _load_free(connection, request, open_work, "" if run is None else run.run)
    snapshot = load_archive(connection, workspace, run)
    gathered = Gathered(in_tasks=_one(connection, "SELECT count(*) FROM free_problems WHERE held IS NOT NULL"))
    reasons = _reasons(connection, workspace, request, snapshot, gathered, context)
    fresh = [one for one in reasons if one.reason not in known]
    gathered.known_reasons = len(reasons) - len(fresh)
    by_subject = _load_subjects(connection, fresh)
    load_places(connection)
    load_managers(connection)
    categories = {} if run is None else _categories(workspace, run)
    work = _open_by_subject(open_work)
    names = unit_names(connection, snapshot, workspace.dictionary) if snapshot is not None else {}
    for row in _subjects(connection, request.narrowed):
        unit = row["unit"] or ""
        name = row["unit_name"] or names.get(unit, "")
        if name:
            gathered.unit_names.setdefault(unit, name)
        if concerns(unit, name):
            candidate = _candidate(row, categories, by_subject)
            if candidate.kind is TaskKind.CALL and row["callable"] is False:
                candidate = replace(candidate, kind=TaskKind.VISIT)
                gathered.without_phone += 1
            _take(candidate, work.get(candidate.subject, []), kinds, gathered)
    return gathered


def _reasons(
    connection: duckdb.DuckDBPyConnection,
    workspace: Workspace,
    request: DispatchRequest,
    snapshot: Snapshot | None,
    gathered: Gathered,
    context: JobContext,
) -> list[FoundReason]:
    """What beside problems sends somebody: from the archive, and from the file that was given."""
    found: list[FoundReason] = []
    if request.triggers:
        entries = chosen_triggers(trigger_settings(), request.triggers)
        if snapshot is None:
            gathered.notes.append("校验用的数据已经清理，查不出其他缘由；重新导入并校验后再派")
        else:
            day = request.today or date.today()
            found += find_reasons(workspace, snapshot, entries, day, context, gathered.notes)
    if request.file is not None:
        listed = file_reasons(request.file, request.file_trigger, workspace.dictionary, context, gathered.refused)
        found += refuse_unknown(connection, listed, gathered.refused)
    return found


def _load_subjects(
    connection: duckdb.DuckDBPyConnection, reasons: Sequence[FoundReason]
) -> dict[tuple[str, str], list[FoundReason]]:
    """Table `subjects_asked`: whoever has a free problem or another reason, with the 台区 that problems know; table
    `reasons_of`: the subjects of the reasons. Returns subject → reasons."""
    found: dict[tuple[str, str], list[FoundReason]] = {}
    for one in reasons:
        found.setdefault(one.subject, []).append(one)
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE reasons_of (subject_table VARCHAR, subject_key VARCHAR, unit VARCHAR, "
        "effort INTEGER, gravity INTEGER)"
    )
    rows = [
        (
            *subject,
            next((one.unit for one in listed if one.unit), None),
            max(EFFORT.index(one.kind) for one in listed),
            min(SEVERITIES.index(one.severity) for one in listed),
        )
        for subject, listed in found.items()
    ]
    if rows:
        connection.executemany("INSERT INTO reasons_of VALUES (?, ?, ?, ?, ?)", rows)
    connection.execute(
        """
        CREATE OR REPLACE TEMP TABLE subjects_asked AS
        SELECT DISTINCT subject_table, subject_key, tg_no FROM free_problems WHERE held IS NULL
        UNION SELECT subject_table, subject_key, NULL FROM reasons_of
        """
    )
    return found


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
        from census_app.workspace.problems.condition import condition_sql

        wanted = condition_sql(request.where)
    if request.problems is not None:
        wanted = f"({wanted}) AND problem_no IN (SELECT unnest(from_json($asked, '[\"VARCHAR\"]')))"
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
        """,
        {"asked": json.dumps(request.problems)} if request.problems is not None else None,
    )


_SUBJECTS = """
    WITH of_problems AS (
        SELECT subject_table, subject_key, max(effort) AS effort, min(gravity) AS gravity, min(due_date) AS due_by,
            list(problem_no ORDER BY gravity, problem_no) AS problems, bool_or(asked) AS asked,
            arg_min({'unit': unit, 'unit_name': unit_name, 'tg_no': tg_no, 'manager': tg_manager},
                ("table" <> 'customer', gravity, problem_no)) AS whose,
            arg_min(rule_id, (gravity, -effort, problem_no)) AS rule
        FROM free_problems WHERE held IS NULL GROUP BY subject_table, subject_key
    ), subjects AS (
        SELECT subject_table, subject_key, greatest(s.effort, r.effort) AS effort,
            least(s.gravity, r.gravity) AS gravity, s.due_by, s.problems, coalesce(s.asked, false) AS asked, s.whose,
            s.rule, coalesce(s.whose.unit, r.unit) AS unit
        FROM of_problems s FULL JOIN reasons_of r USING (subject_table, subject_key)
    )
    SELECT s.subject_table, s.subject_key, s.effort, s.gravity, s.due_by, s.problems, s.rule,
        coalesce(s.unit, p.unit) AS unit, s.whose.unit_name AS unit_name,
        coalesce(p.tg_no, s.whose.tg_no) AS tg_no, coalesce(nullif(p.manager, ''), s.whose.manager) AS manager,
        p.line_no, p.area_no, p.address, p.longitude, p.latitude, p.callable, k.score
    FROM subjects s
    LEFT JOIN places p ON p.subject_table = s.subject_table AND p.subject_key = s.subject_key
    LEFT JOIN scored k ON s.subject_table = 'customer' AND k.customer = s.subject_key
    WHERE s.asked OR NOT $narrowed ORDER BY s.subject_table, s.subject_key
"""


def _subjects(connection: duckdb.DuckDBPyConnection, narrowed: bool) -> Iterable[dict[str, Any]]:
    cursor = connection.execute(_SUBJECTS, {"narrowed": narrowed})
    names = [column[0] for column in cursor.description or []]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _take(candidate: Candidate, running: Sequence[Task], kinds: Sequence[TaskKind], gathered: Gathered) -> None:
    effort = EFFORT.index(candidate.kind)
    receiver = next((task for task in running if EFFORT.index(task.kind) >= effort), None)
    if receiver is not None:
        gathered.joining[receiver.task_no] = candidate
    elif candidate.kind not in kinds:
        counted = gathered.other_kinds
        counted[candidate.kind] = counted.get(candidate.kind, 0) + len(candidate.problems)
    else:
        gathered.candidates.append(replace(candidate, absorbs=tuple(task.task_no for task in running)))


def _candidate(
    row: dict[str, Any], categories: Mapping[str, str], reasons: Mapping[tuple[str, str], list[FoundReason]]
) -> Candidate:
    of_customer = row["subject_table"] == "customer"
    known = row["longitude"] is not None and row["latitude"] is not None
    return Candidate(
        customer=row["subject_key"] if of_customer else "",
        table=row["subject_table"],
        record_key=row["subject_key"],
        kind=EFFORT[row["effort"]],
        severity=SEVERITIES[row["gravity"]],
        score=row["score"] if row["score"] is not None else Decimal(0),
        problems=tuple(row["problems"] or ()),
        reasons=tuple(one.reason for one in reasons.get((row["subject_table"], row["subject_key"]), ())),
        due_by=row["due_by"],
        unit=row["unit"] or "",
        category=categories.get(row["rule"] or "", ""),
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
