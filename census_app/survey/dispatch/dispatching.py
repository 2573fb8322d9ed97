"""`dispatch`: the open problems become tasks, one per customer, in one act."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from census_app.foundation.database import writing
from census_app.foundation.errors import WorkspaceBusy
from census_app.foundation.jobs import JobContext, silent
from census_app.survey.dispatch.planning import Plan, last_built_on, make_plan
from census_app.survey.dispatch.report import DispatchReport, GivenTask
from census_app.survey.dispatch.request import DispatchRequest
from census_app.survey.dispatch.sharing import Placed
from census_app.survey.tasks.acts import TASKS_DISPATCHED, TASKS_LEASE
from census_app.survey.tasks.standing import next_numbers
from census_app.survey.words import TaskState
from census_app.workspace.log.sealed_rows import append_with_rows
from census_app.workspace.people.permissions import require_kind

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from census_app.workspace.leases import Lease
    from census_app.workspace.workspace import Workspace

_TRIES = 3
_ABSORBED = "同一户要上门，并入"
_JOINED = "同一户已在办，并入"


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
    joining = _joining(plan)
    if not placed and not joining:
        return _report(plan, [], [])
    with writing(workspace.engine) as connection:
        lease.confirm_in(connection)
        if last_built_on(connection) != plan.seen:
            raise _Outdated
        numbers = next_numbers(connection, plan.request.week, len(placed) + len(joining))
        report = _report(plan, placed, numbers[: len(placed)])
        report.act = _append(connection, plan, list(zip(numbers, [*placed, *joining], strict=True)))
    return report


def _append(connection: Connection, plan: Plan, given: list[tuple[str, Placed]]) -> int:
    request = plan.request
    payload = {
        "problems": sorted({problem for _, one in given for problem in one.candidate.problems}),
        "week": request.week,
        "by": [one.value for one in request.by],
        "kinds": [one.value for one in request.kinds],
        "units": list(request.units),
        "where": request.where or "",
        "triggers": list(request.triggers),
    }
    rows = {
        "tasks": [_row(plan, one, number) for number, one in given],
        "task_problems": [
            {"task_no": number, "problem_no": problem} for number, one in given for problem in one.candidate.problems
        ],
        "task_changes": _changes(plan, given),
    }
    return append_with_rows(connection, TASKS_DISPATCHED, request.week, payload, rows).seq


def _joining(plan: Plan) -> list[Placed]:
    """Further problems of a customer with an open task: tasks that are merged into it as soon as they exist, so that
    taking the dispatch back takes the problems back."""
    return [
        Placed(candidate, plan.open_work[receiver].surveyor, into=receiver)
        for receiver, candidate in sorted(plan.gathered.joining.items())
    ]


def _row(plan: Plan, one: Placed, number: str) -> dict[str, Any]:
    candidate = one.candidate
    longitude, latitude = candidate.position or ("", "")
    reasons = [reason.as_json() for reason in candidate.reasons]
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
        "due": (plan.joined_due[one.into] if one.into else plan.due[candidate.subject]).isoformat(),
        "severity": candidate.severity,
        "score": str(candidate.score),
        "reasons": json.dumps(reasons, ensure_ascii=False) if reasons else "",
        "tg_no": candidate.tg_no,
        "line_no": candidate.line_no,
        "area": candidate.area,
        "route": one.route,
        "longitude": str(longitude),
        "latitude": str(latitude),
    }


def _changes(plan: Plan, given: list[tuple[str, Placed]]) -> list[dict[str, Any]]:
    """What goes on in another task: calls in the visit, further problems in the open task, whose deadline they may
    bring forward."""
    merged = [(old, number, _ABSORBED) for number, one in given for old in one.candidate.absorbs]
    merged += [(number, one.into, _JOINED) for number, one in given if one.into]
    rows = [
        {"task_no": number, "state": TaskState.MERGED.value, "into_task": into, "reason": reason}
        for number, into, reason in merged
    ]
    return rows + [
        {"task_no": number, "due": due.isoformat()}
        for number, due in sorted(plan.joined_due.items())
        if due.isoformat() < plan.open_work[number].due
    ]


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
