"""A sample is drawn: the plan, the seed and the picked tasks in one act, with a recheck task for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, select

from census_app.foundation.canonical import canonical_json, sha256_text
from census_app.foundation.database import reading, writing
from census_app.foundation.errors import BadInput
from census_app.foundation.weeks import week_of
from census_app.survey.review.sampling.lots import SAMPLE_DRAWN, LotFilter, draw, lot_of, per_surveyor
from census_app.survey.review.sampling.statistics import Plan, plan_for
from census_app.survey.review.settings import review_settings
from census_app.survey.tasks.model import Task
from census_app.survey.tasks.standing import next_numbers
from census_app.survey.words import Trigger
from census_app.workspace.acts import head_in, iterate
from census_app.workspace.log.sealed_rows import append_with_rows
from census_app.workspace.people.identity import Roster
from census_app.workspace.people.permissions import require_kind
from census_app.workspace.survey_tables import visits

if TYPE_CHECKING:
    from census_app.workspace.workspace import Workspace

_SEED_DIGITS = 12


@dataclass(frozen=True)
class Wanted:
    """What a sample is to promise; None means as the settings say. `seed` "" takes the head of the log."""

    lot: LotFilter = field(default_factory=LotFilter)
    confidence: Decimal | None = None
    tolerable: Decimal | None = None
    accept: int | None = None
    seed: str = ""
    recheckers: tuple[str, ...] = ()


@dataclass(frozen=True)
class SampleReport:
    """The plan, and once it is drawn its number and tasks: recheck task → (task checked, who rechecks)."""

    plan: Plan
    lot: dict[str, int]
    left_out: int
    sample_no: str = ""
    act: int = 0
    seed: str = ""
    tasks: dict[str, tuple[str, str]] | None = None

    def as_json(self) -> dict[str, Any]:
        """The command line's JSON object."""
        plan = {name: str(value) if isinstance(value, Decimal) else value for name, value in self.plan.__dict__.items()}
        drawn = {new: {"of": old, "surveyor": who} for new, (old, who) in (self.tasks or {}).items()}
        return {**self.__dict__, "plan": plan, "tasks": drawn}

    def lines(self) -> list[str]:
        """For the terminal."""
        lines = [self.plan.words()]
        lines += [f"  {name or '没写是谁'}：批里 {count:,} 户" for name, count in self.lot.items()]
        if self.left_out:
            lines.append(f"  以前抽过的 {self.left_out:,} 户不再进批")
        if self.tasks is not None:
            lines.append(f"抽样 {self.sample_no}（种子 {self.seed}，同一批同一种子抽出来的一样），复查任务：")
            lines += [f"  {new} 复查 {old}　{who or '待派人'}" for new, (old, who) in self.tasks.items()]
            lines.append(f"结果：census review sample results {self.sample_no}")
        return lines


def plan_sample(workspace: Workspace, wanted: Wanted) -> SampleReport:
    """How many to check of the lot, and what that promises; nothing is written."""
    with reading(workspace.engine) as connection:
        lot, left_out = lot_of(connection, wanted.lot)
    return SampleReport(_plan(len(lot), wanted), per_surveyor(lot), left_out)


def draw_sample(
    workspace: Workspace, wanted: Wanted, *, today: date | None = None, actor: str | None = None
) -> SampleReport:
    """The sample stands with its recheck tasks, in one transaction.

    Recheckers take turns; nobody rechecks what they surveyed themselves, so a task none of them may take is given to
    nobody yet. `BadInput` when the plan needs more than the settings allow.
    """
    day = today or date.today()
    with reading(workspace.engine) as connection:
        units = sorted({task.unit for task in lot_of(connection, wanted.lot)[0]})
    require_kind(workspace, SAMPLE_DRAWN, units)
    with writing(workspace.engine) as connection:
        lot, left_out = lot_of(connection, wanted.lot)
        plan = _plan(len(lot), wanted)
        if plan.size > review_settings().sampling.most:
            raise BadInput(
                f"按这个要求要抽 {plan.size} 户，超过 {review_settings().sampling.most}", "放宽容许的错误率，或把批分小"
            )
        seed = wanted.seed.strip() or head_in(connection)[:_SEED_DIGITS]
        known = {task.task_no: task for task in lot}
        drawn = [known[number] for number in draw(known, seed, plan.size)]
        week = week_of(day)
        numbers = next_numbers(connection, week, len(drawn))
        who = _assigned(connection, drawn, wanted.recheckers, day)
        rows = [_row(task, number, person, week, day) for task, number, person in zip(drawn, numbers, who, strict=True)]
        pairs = [[number, task.task_no] for number, task in zip(numbers, drawn, strict=True)]
        sample_no = _sample_number(connection, week)
        content = {
            "lot_filter": wanted.lot.as_json(),
            "lot_size": plan.lot,
            "lot_sha256": sha256_text(canonical_json(sorted(known))),
            "lot": per_surveyor(lot),
            "size": plan.size,
            "accept": plan.accept,
            "confidence": str(plan.confidence),
            "tolerable": str(plan.tolerable),
            "seed": seed,
            "rechecks": pairs,
        }
        act = append_with_rows(connection, SAMPLE_DRAWN, sample_no, content, {"tasks": rows}, actor=actor)
    given = {new: (old, person) for (new, old), person in zip(pairs, who, strict=True)}
    return SampleReport(plan, per_surveyor(lot), left_out, sample_no, act.seq, seed, given)


def _plan(lot: int, wanted: Wanted) -> Plan:
    settings = review_settings().sampling
    return plan_for(
        lot,
        settings.confidence if wanted.confidence is None else wanted.confidence,
        settings.tolerable if wanted.tolerable is None else wanted.tolerable,
        settings.accept if wanted.accept is None else wanted.accept,
    )


def _assigned(connection: Connection, drawn: Sequence[Task], recheckers: Sequence[str], day: date) -> list[str]:
    """Per task one of the recheckers in turn, never one who surveyed it; "" where none may."""
    roster = Roster.of(connection, day)
    surveyed: dict[str, set[str]] = {}
    for row in connection.execute(select(visits.c.task_no, visits.c.surveyor)):
        surveyed.setdefault(row.task_no, set()).add(row.surveyor)
    turn, given = 0, []
    for task in drawn:
        mine = [one for one in (task.surveyor, *surveyed.get(task.task_no, ())) if one]
        able = [place for place in range(len(recheckers)) if not roster.why_same(recheckers[place], mine)]
        chosen = next((place for place in able if place >= turn), able[0] if able else -1)
        given.append(recheckers[chosen] if chosen >= 0 else "")
        turn = (chosen + 1) % len(recheckers) if chosen >= 0 else turn
    return given


def _row(task: Task, number: str, surveyor: str, week: str, day: date) -> dict[str, Any]:
    same = ("scene", "customer", "table", "record_key", "unit", "severity", "tg_no", "line_no", "area", "route")
    return {
        **{name: getattr(task, name) for name in same},
        "task_no": number,
        "kind": task.kind.value,
        "trigger": Trigger.RECHECK.value,
        "week": week,
        "surveyor": surveyor,
        "due": (day + timedelta(days=review_settings().sampling.due_days)).isoformat(),
        "longitude": task.longitude,
        "latitude": task.latitude,
    }


def _sample_number(connection: Connection, week: str) -> str:
    stem = f"Q{week[2:4]}{week[-2:]}-"
    known = [act.subject for act in iterate(connection, kinds=[SAMPLE_DRAWN]) if act.subject.startswith(stem)]
    return f"{stem}{max((int(one.removeprefix(stem)) for one in known), default=0) + 1:02d}"
