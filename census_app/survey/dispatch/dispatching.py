"""`dispatch`: the open problems become tasks, one per customer, in one act."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from census_app.foundation.database import writing
from census_app.foundation.errors import WorkspaceBusy
from census_app.foundation.jobs import JobContext, silent
from census_app.survey.dispatch.planning import TASKS_DISPATCHED, Plan, last_built_on, make_plan
from census_app.survey.dispatch.report import DispatchReport, GivenTask
from census_app.survey.dispatch.request import DispatchRequest
from census_app.survey.dispatch.sharing import Placed
from census_app.survey.tasks.standing import next_numbers
from census_app.survey.words import TaskState
from census_app.workspace.people.permissions import require_kind
from census_app.workspace.sealed_rows import append_with_rows

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from census_app.workspace.leases import Lease
    from census_app.workspace.workspace import Workspace

TASKS_LEASE = "tasks"
_TRIES = 3
_ABSORBED = "同一户要上门，并入"


class _Outdated(Exception):
    """Somebody wrote what the plan rests on."""


def dispatch(workspace: Workspace, request: DispatchRequest, context: JobContext | None = None) -> DispatchReport:
    """The open problems of every customer concerned stand in one task each; nothing is given out twice.

    Problems of an open task stay there; further problems of its customer join it. A call turns into the visit its
    customer needs. One act, or none when there is nothing to give out; a preview (`dry_run`) writes nothing.
    Raises `WorkspaceBusy` while another dispatch runs, `BadInput` when a unit, person or condition is not understood
    or the person may not dispatch there.
    """
    context = context or silent()
    if request.dry_run:
        plan = make_plan(workspace, request, context)
        return _report(plan, _ordered(plan), ["" for _ in plan.shared.placed])
    with workspace.lease(TASKS_LEASE, what="派发任务") as lease:
        for _ in range(_TRIES):
            plan = make_plan(workspace, request, context)
            require_kind(workspace, TASKS_DISPATCHED, {one.candidate.unit for one in plan.shared.placed})
            context.raise_if_cancelled()
            context.progress(2, 4, "写入任务")
            try:
                report = _commit(workspace, lease, plan)
            except _Outdated:
                continue
            context.progress(4, 4, "任务已派发")
            return report
    raise WorkspaceBusy("派发时一直有人在改问题或任务；没有写入任何内容", "稍等再试")


def _commit(workspace: Workspace, lease: Lease, plan: Plan) -> DispatchReport:
    placed = _ordered(plan)
    if not placed and not plan.gathered.joining:
        return _report(plan, [], [])
    with writing(workspace.engine) as connection:
        lease.confirm_in(connection)
        if last_built_on(connection) != plan.seen:
            raise _Outdated
        numbers = next_numbers(connection, plan.request.week, len(placed))
        report = _report(plan, placed, numbers)
        report.act = _append(connection, plan, placed, numbers)
    return report


def _append(connection: Connection, plan: Plan, placed: list[Placed], numbers: list[str]) -> int:
    request = plan.request
    problems = {number for one in placed for number in one.candidate.problems}
    problems |= {number for one in plan.gathered.joining.values() for number in one.problems}
    payload = {
        "problems": sorted(problems),
        "week": request.week,
        "by": [one.value for one in request.by],
        "kinds": [one.value for one in request.kinds],
        "units": list(request.units),
        "where": request.where or "",
        "triggers": list(request.triggers),
    }
    rows = {
        "tasks": [_row(plan, one, number) for one, number in zip(placed, numbers, strict=True)],
        "task_problems": [
            {"task_no": task, "problem_no": problem}
            for task, listed in (
                *((number, one.candidate.problems) for one, number in zip(placed, numbers, strict=True)),
                *((number, one.problems) for number, one in sorted(plan.gathered.joining.items())),
            )
            for problem in listed
        ],
        "task_changes": _changes(plan, placed, numbers),
    }
    return append_with_rows(connection, TASKS_DISPATCHED, request.week, payload, rows).seq


def _row(plan: Plan, one: Placed, number: str) -> dict[str, Any]:
    candidate = one.candidate
    longitude, latitude = candidate.position or ("", "")
    return {
        "task_no": number,
        "kind": candidate.kind.value,
        "trigger": candidate.trigger.value,
        "scene": plan.request.scene,
        "customer": candidate.customer,
        "table": candidate.table,
        "record_key": candidate.record_key,
        "unit": candidate.unit,
        "week": plan.request.week,
        "surveyor": one.surveyor,
        "day": one.day.isoformat() if one.day else "",
        "due": plan.due[candidate.subject].isoformat(),
        "severity": candidate.severity,
        "score": str(candidate.score),
        "reasons": json.dumps([reason.as_json() for reason in candidate.reasons], ensure_ascii=False)
        if candidate.reasons
        else "",
        "tg_no": candidate.tg_no,
        "line_no": candidate.line_no,
        "area": candidate.area,
        "route": one.route,
        "longitude": str(longitude),
        "latitude": str(latitude),
    }


def _changes(plan: Plan, placed: list[Placed], numbers: list[str]) -> list[dict[str, Any]]:
    """Calls that go on in a visit, and deadlines that further problems bring forward."""
    merged = [
        {"task_no": old, "state": TaskState.MERGED.value, "into_task": number, "reason": _ABSORBED}
        for one, number in zip(placed, numbers, strict=True)
        for old in one.candidate.absorbs
    ]
    earlier = [
        {"task_no": number, "due": due.isoformat()}
        for number, due in sorted(plan.joined_due.items())
        if due.isoformat() < plan.open_work[number].due
    ]
    return [*merged, *earlier]


def _ordered(plan: Plan) -> list[Placed]:
    """Numbers run on within a person's days."""
    return sorted(
        plan.shared.placed,
        key=lambda one: (
            one.candidate.unit,
            one.surveyor,
            one.day.isoformat() if one.day else "",
            one.route,
            one.candidate.subject,
        ),
    )


def _report(plan: Plan, placed: list[Placed], numbers: list[str]) -> DispatchReport:
    tasks = [_told(plan, one, number) for one, number in zip(placed, numbers, strict=True)]
    return DispatchReport(
        plan.request.week,
        tasks,
        sum(len(one.candidate.problems) for one in placed),
        plan.gathered,
        left_over=len(plan.shared.left_over),
        over_limit=plan.over_limit,
        absorbed=sum(len(one.candidate.absorbs) for one in placed),
        dry_run=plan.request.dry_run,
        notes=plan.notes,
    )


def _told(plan: Plan, one: Placed, number: str) -> GivenTask:
    candidate = one.candidate
    return GivenTask(
        number,
        candidate.kind.value,
        candidate.trigger.value,
        candidate.customer,
        candidate.table,
        candidate.record_key,
        candidate.unit,
        plan.unit_names.get(candidate.unit, ""),
        one.surveyor,
        plan.names.get(one.surveyor, ""),
        one.day.isoformat() if one.day else "",
        one.route,
        plan.due[candidate.subject].isoformat(),
        candidate.severity,
        str(candidate.score),
        len(candidate.problems),
    )
