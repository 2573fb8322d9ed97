"""Decisions are taken back: problems and tasks stand as before, the answers wait again, and the log keeps both."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, and_, or_, select

from census_app.foundation.database import reading, writing
from census_app.foundation.errors import BadInput
from census_app.survey.answers import answers_in
from census_app.survey.review.decided import FIRST_LOOK, Review, reviews_in, undone_acts
from census_app.survey.review.effects import RESULTS_ACCEPTED, RESULTS_RETURNED
from census_app.survey.review.reviewer import reviewer_of
from census_app.survey.tasks.model import tasks_in
from census_app.survey.words import TaskState
from census_app.workspace.acts import Act, iterate
from census_app.workspace.log.sealed_rows import append_with_rows
from census_app.workspace.people.identity import Roster
from census_app.workspace.people.permissions import require_kind
from census_app.workspace.problems.acts import refuse_when_built_on, standing, states_before, units_of
from census_app.workspace.problems.effects import EFFECTS, RESTORED
from census_app.workspace.runs.record import last_official
from census_app.workspace.survey_tables import answers, corrections, reviews, task_changes

if TYPE_CHECKING:
    from census_app.workspace.workspace import Workspace

_KINDS = (*EFFECTS, FIRST_LOOK, RESULTS_ACCEPTED, RESULTS_RETURNED)


def undo_reviews(
    workspace: Workspace, numbers: Sequence[int], reason: str, by: str = "", *, today: date | None = None
) -> list[Act]:
    """Compensating acts, newest first, in one transaction: all of these acts of reviewing are taken back, or none.

    Refused (`BadInput`) when something has built on one of them: an official run or a later act that moved its
    problems, a second look, a correction that was made of it, a later change of its task; and for those whose own
    work was reviewed.
    """
    if not reason.strip():
        raise BadInput("撤销要写明原因", "用 --reason 写明为什么撤销")
    run = last_official(workspace)
    with reading(workspace.engine) as connection:
        roster = Roster.of(connection, today or date.today())
        targets = [_target(connection, number) for number in sorted(set(numbers), reverse=True)]
        _refuse_own_work(connection, targets, reviewer_of(connection, by, roster), roster)
    states = {target.seq: states_before(workspace, target) if target.kind in EFFECTS else {} for target in targets}
    for target in targets:
        require_kind(workspace, RESTORED, units_of(standing(workspace, sorted(states[target.seq]))))
    written, actor = [], None if roster.directory.enabled else by.strip() or None
    with writing(workspace.engine) as connection:
        for target in targets:
            if target.payload.get("problems"):
                refuse_when_built_on(connection, target, 0 if run is None else run.acts_seq)
            _refuse_when_used(connection, target)
            before = states[target.seq]
            content = {"undoes": target.seq, "reason": reason.strip(), "states": before, "problems": sorted(before)}
            rows = {"task_changes": _tasks_before(connection, target)}
            subject = f"act:{target.seq}"
            written.append(append_with_rows(connection, RESTORED, subject, content, rows, actor=actor))
    return written


def _target(connection: Connection, number: int) -> Act:
    target = next(iterate(connection, after=number - 1, until=number), None)
    reviewed = connection.execute(select(reviews.c.act).where(reviews.c.act == number).limit(1)).scalar()
    changed = connection.execute(select(task_changes.c.act).where(task_changes.c.act == number).limit(1)).scalar()
    if target is None or target.kind not in _KINDS or (reviewed is None and changed is None):
        raise BadInput(f"第 {number} 号动作不是审核", "census review decide 的回执写着它的动作号")
    if number in undone_acts(connection):
        raise BadInput(f"第 {number} 号动作已经撤销过", "刷新后再看")
    return target


def _refuse_own_work(connection: Connection, targets: Sequence[Act], reviewer: str, roster: Roster) -> None:
    for target in targets:
        answered = [one.person for review in _of(connection, target) for one in _answers(connection, review)]
        why = roster.why_same(reviewer, [one for one in dict.fromkeys(answered) if one])
        if why:
            raise BadInput(f"自己做的，审核结论不能自己撤销：{why}", "请审核员来撤销")


def _of(connection: Connection, target: Act) -> list[Review]:
    return reviews_in(connection, reviews.c.act == target.seq)


def _answers(connection: Connection, review: Review) -> list[Any]:
    act, position = review.answer
    return answers_in(connection, and_(answers.c.act == act, answers.c.position == position)) if act else []


def _refuse_when_used(connection: Connection, target: Act) -> None:
    """Nothing that rests on the decision may stand."""
    undone = undone_acts(connection)
    about = [review.answer for review in _of(connection, target) if review.answer_act]
    for start in range(0, len(about), 200):
        some = about[start : start + 200]
        same = or_(*(and_(reviews.c.answer_act == act, reviews.c.answer_position == place) for act, place in some))
        if reviews_in(connection, reviews.c.act > target.seq, same):
            raise BadInput(f"第 {target.seq} 号动作之后又有人审过同一个答复，不能撤销", "先撤销后面的那一个")
        made = or_(
            *(and_(corrections.c.answer_act == act, corrections.c.answer_position == place) for act, place in some)
        )
        found = connection.execute(select(corrections.c.correction_no, corrections.c.act).where(made)).all()
        if number := next((row.correction_no for row in found if row.act not in undone), ""):
            raise BadInput(
                f"已经据此做了回填 {number}，不能撤销审核",
                "还没导出的先 census survey corrections withdraw；已导出的在系统里改回",
            )


def _tasks_before(connection: Connection, target: Act) -> list[dict[str, Any]]:
    """The tasks the act moved, back in the state they had; `BadInput` when they have moved on."""
    rows = connection.execute(task_changes.select().where(task_changes.c.act == target.seq)).mappings().all()
    numbers = [row["task_no"] for row in rows if row["state"]]
    if not numbers:
        return []
    gone = undone_acts(connection)
    now = {task.task_no: task.state for task in tasks_in(connection, numbers=numbers)}
    back = []
    for row in rows:
        if not row["state"]:
            continue
        number = row["task_no"]
        if now[number].value != row["state"]:
            raise BadInput(f"任务 {number} 之后又有变化，不能撤销", "先撤销后面的那一个")
        earlier = connection.execute(
            select(task_changes.c.state, task_changes.c.act)
            .where(task_changes.c.task_no == number, task_changes.c.act < target.seq, task_changes.c.state != "")
            .order_by(task_changes.c.act.desc(), task_changes.c.position.desc())
        ).all()
        state = next((one.state for one in earlier if one.act not in gone), TaskState.DISPATCHED.value)
        back.append({"task_no": number, "state": state, "reason": "撤销审核"})
    return back
