"""Decisions are written: all of a call in one transaction, one act per kind and reason, with the reviews it seals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection

from census_app.foundation.errors import BadInput
from census_app.survey.review.decided import reviews_in
from census_app.survey.review.effects import RESULTS_ACCEPTED, Effect, Said, is_final
from census_app.survey.review.gathering import Gathered
from census_app.survey.review.model import Entry, EntryKind
from census_app.survey.words import DECISION_LABELS, TaskState
from census_app.workspace.acts import iterate
from census_app.workspace.log.sealed_rows import append_with_rows
from census_app.workspace.precision.settings import precision_settings
from census_app.workspace.problems.effects import MOVING_KINDS, PROBLEM_REFUTED, RESTORED
from census_app.workspace.runs.record import RUN_COMMITTED
from census_app.workspace.survey_tables import reviews

_ORDER = {kind: place for place, kind in enumerate(("results.returned", "answer.returned", "appeal.moved"))}
_NAMED = 5
_Group = tuple[str, str, bool, str, str]
"""Kind, reason, whether to visit, the unit it moves to, through which day it is left alone."""


@dataclass(frozen=True)
class Decided:
    """One entry, what the reviewer said of it, and what that does."""

    effect: Effect
    entry: Entry
    said: Said

    @property
    def is_final(self) -> bool:
        """Whether the entry is settled by it."""
        return is_final(self.entry, self.said)


@dataclass(frozen=True)
class Extra:
    """What else enters the acts: the day, the actor where nobody signs in, rows and payload of the first act."""

    day: date
    actor: str
    rows: Mapping[str, Sequence[Mapping[str, Any]]]
    payload: Mapping[str, Any]


@dataclass
class DecidedReport:
    """What was written: acts by number, entries by key → what was decided; `first_looks` wait for a second reviewer;
    `refused` says what was not taken and why; `exempted`: problem → the day (ISO) through which it is left alone."""

    acts: list[int] = field(default_factory=list)
    done: dict[str, str] = field(default_factory=dict)
    first_looks: list[str] = field(default_factory=list)
    accepted_tasks: list[str] = field(default_factory=list)
    returned_tasks: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    exempted: dict[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The command line's JSON object."""
        return dict(self.__dict__)

    def lines(self) -> list[str]:
        """For the terminal."""
        counted: dict[str, int] = {}
        for label in self.done.values():
            counted[label] = counted.get(label, 0) + 1
        told = "，".join(f"{label} {number} 条" for label, number in counted.items()) or "没有记下任何决定"
        lines = [told + (f"（动作 {'、'.join(str(one) for one in self.acts)}，可撤销）" if self.acts else "")]
        if self.first_looks:
            lines.append(f"其中 {len(self.first_looks)} 条等另一审核员二审")
        for until, number in sorted(Counter(self.exempted.values()).items()):
            lines.append(f"{number} 个问题认定不是问题，到 {until} 不再列出；被指的值或规则一变就重新待审")
        if self.accepted_tasks:
            lines.append(f"任务审核通过：{'、'.join(self.accepted_tasks[:_NAMED])} 共 {len(self.accepted_tasks)} 个")
        if self.returned_tasks:
            lines.append(f"任务退回重查：{'、'.join(self.returned_tasks[:_NAMED])} 共 {len(self.returned_tasks)} 个")
        return lines + [f"没有收：{key}：{why}" for key, why in self.refused.items()]


def refuse_when_overtaken(connection: Connection, until: int, effects: Sequence[Decided]) -> None:
    """`BadInput` when somebody decided about the same, or an official run moved problems, since they were read."""
    answers = {(row["answer_act"], row["answer_position"]) for one in effects for row in one.effect.rows}
    newer = [one for one in reviews_in(connection, reviews.c.act > until) if one.answer in answers and one.answer_act]
    if newer:
        raise BadInput(f"{newer[0].reviewer} 刚刚审过其中的一条", "刷新待审清单后再审")
    numbers = {number for one in effects for number in one.effect.problems}
    for act in iterate(connection, kinds=[*MOVING_KINDS, RUN_COMMITTED], after=until):
        named = act.payload.get("states", {}) if act.kind == RESTORED else act.payload.get("problems", [])
        if act.kind == RUN_COMMITTED or numbers & set(named):
            raise BadInput("这些问题刚刚被别的动作改过", "刷新待审清单后再审")


def record(
    connection: Connection,
    found: Gathered,
    entries: Sequence[Entry],
    effects: Sequence[Decided],
    report: DecidedReport,
    extra: Extra,
) -> None:
    """The acts with their rows stand when the transaction commits; the report says which. `entries` is the queue."""
    groups: dict[_Group, list[Decided]] = {}
    for one in effects:
        effect = one.effect
        until = _until(effect, extra.day)
        groups.setdefault((effect.kind, effect.reason, effect.to_visit, effect.to_unit, until), []).append(one)
        report.exempted |= dict.fromkeys(effect.problems if until else (), until)
        report.done[one.entry.key] = DECISION_LABELS[one.said.decision]
        if not one.is_final:
            report.first_looks.append(one.entry.key)
    report.returned_tasks = sorted({one.effect.returned_task for one in effects} - {""})
    report.accepted_tasks = _completed(found, entries, effects, report.returned_tasks)
    if report.accepted_tasks:
        groups.setdefault((RESULTS_ACCEPTED, "", False, "", ""), [])
    returned: set[str] = set()
    # what is sent back comes first: another version of the same answer may be accepted in the same call
    for place, key in enumerate(sorted(groups, key=lambda one: (_ORDER.get(one[0], len(_ORDER)), one))):
        group = groups[key]
        content = _payload(group, key[-1], found.unit_name)
        rows: dict[str, Sequence[Mapping[str, Any]]] = {"reviews": [row for one in group for row in one.effect.rows]}
        if key[0] == RESULTS_ACCEPTED:
            content["tasks"] = report.accepted_tasks
            accepted = TaskState.ACCEPTED.value
            rows["task_changes"] = [{"task_no": task, "state": accepted} for task in report.accepted_tasks]
        else:
            rows["task_changes"] = _sent_back(group, returned)
        if place == 0:
            content, rows = {**content, **extra.payload}, {**rows, **extra.rows}
        subject = group[0].entry.key if len(group) == 1 else ""
        report.acts.append(append_with_rows(connection, key[0], subject, content, rows, actor=extra.actor or None).seq)


def _payload(group: Sequence[Decided], until: str, unit_name: Callable[[str], str]) -> dict[str, Any]:
    content: dict[str, Any] = {"entries": len(group)}
    if not group:
        return content
    effect = group[0].effect
    if effect.reason:
        content["reason"] = effect.reason
    numbers = sorted({number for one in group for number in one.effect.problems})
    if numbers or effect.kind in MOVING_KINDS:
        content["problems"] = numbers
    if effect.to_visit:
        content["to_visit"] = True
    if effect.to_unit:
        content |= {"unit": effect.to_unit, "unit_name": unit_name(effect.to_unit)}
    if effect.kind == PROBLEM_REFUTED:
        content["until"] = until
        content["bound"] = {number: bound for one in group for number, bound in one.effect.bound.items()}
    return content


def _until(effect: Effect, day: date) -> str:
    """Through which day the problems are left alone; "" where they are not."""
    if effect.kind != PROBLEM_REFUTED:
        return ""
    return (effect.until or day + timedelta(days=precision_settings().refuted_days)).isoformat()


def _sent_back(group: Sequence[Decided], returned: set[str]) -> list[dict[str, Any]]:
    """Each task once, whatever sent it back."""
    changes = []
    for one in group:
        task = one.effect.returned_task
        if task and task not in returned:
            returned.add(task)
            changes.append({"task_no": task, "state": TaskState.RETURNED.value, "reason": one.effect.reason})
    return changes


def _completed(
    found: Gathered, entries: Sequence[Entry], effects: Sequence[Decided], returned: Sequence[str]
) -> list[str]:
    """Surveyed tasks of which nothing waits any more."""
    settled = {one.entry.key for one in effects if one.is_final}
    settled |= {rival for one in effects if len(one.effect.rows) > 1 for rival in one.entry.rivals}
    touched = {one.entry.task.task_no for one in effects if one.entry.task is not None}
    waiting = {
        entry.task.task_no
        for entry in entries
        if entry.task is not None and entry.key not in settled and entry.kind is not EntryKind.PROBLEM
    }
    surveyed = {number for number in touched if found.tasks[number].state is TaskState.SURVEYED}
    return sorted(surveyed - waiting - set(returned))
