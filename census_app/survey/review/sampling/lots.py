"""Lots and draws: which accepted tasks a sample is drawn from, and which the seed picks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from census_app.foundation.canonical import sha256_text
from census_app.foundation.errors import BadInput
from census_app.survey.review.decided import undone_acts
from census_app.survey.tasks.model import Task, tasks_in
from census_app.survey.words import TaskState, Trigger
from census_app.workspace.acts import Act, iterate
from census_app.workspace.survey_tables import tasks

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import ColumnElement

SAMPLE_DRAWN = "sample.drawn"


@dataclass(frozen=True)
class LotFilter:
    """Which accepted tasks make the lot: ISO weeks of dispatch (both included), unit (code or its beginning),
    surveyor; "" for all."""

    first_week: str = ""
    last_week: str = ""
    unit: str = ""
    surveyor: str = ""

    def as_json(self) -> dict[str, Any]:
        """For the act."""
        return dict(self.__dict__)

    def words(self) -> str:
        """In Chinese."""
        weeks = (
            f"{self.first_week or '最早'} 至 {self.last_week or '最近'}" if self.first_week or self.last_week else ""
        )
        parts = [weeks, f"单位 {self.unit}" if self.unit else "", self.surveyor]
        return "，".join(part for part in parts if part) or "全部"


@dataclass(frozen=True)
class Drawn:
    """A sample as it was drawn. `pairs`: (recheck task, task checked), in the order drawn; `lot` counts the lot's
    tasks per surveyor."""

    sample_no: str
    act: int
    at: str
    wanted: LotFilter
    seed: str
    size: int
    lot_size: int
    accept: int
    confidence: str
    tolerable: str
    pairs: tuple[tuple[str, str], ...]
    lot: dict[str, int]


def lot_of(connection: Connection, wanted: LotFilter) -> tuple[list[Task], int]:
    """The accepted tasks of the lot by number, and how many more were left out because a sample held them before."""
    conditions: list[ColumnElement[bool]] = [tasks.c.trigger != Trigger.RECHECK.value]
    if wanted.first_week:
        conditions.append(tasks.c.week >= wanted.first_week)
    if wanted.last_week:
        conditions.append(tasks.c.week <= wanted.last_week)
    if wanted.unit:
        conditions.append(tasks.c.unit.startswith(wanted.unit, autoescape=True))
    before = {original for one in samples_in(connection) for _, original in one.pairs}
    found = [task for task in tasks_in(connection, *conditions) if task.state is TaskState.ACCEPTED]
    if wanted.surveyor:
        found = [task for task in found if task.surveyor == wanted.surveyor]
    lot = sorted((task for task in found if task.task_no not in before), key=lambda task: task.task_no)
    return lot, len(found) - len(lot)


def draw(lot: Iterable[str], seed: str, size: int) -> list[str]:
    """`size` of the numbers: those with the smallest hashes of seed and number. The same seed draws the same."""
    return sorted(lot, key=lambda number: (sha256_text(f"{seed}|{number}"), number))[:size]


def samples_in(connection: Connection) -> list[Drawn]:
    """The samples that stand, oldest first."""
    gone = undone_acts(connection)
    return [_from_act(act) for act in iterate(connection, kinds=[SAMPLE_DRAWN]) if act.seq not in gone]


def sample_in(connection: Connection, sample_no: str) -> Drawn:
    """The sample of this number; `BadInput` lists those there are."""
    known = samples_in(connection)
    found = next((one for one in known if one.sample_no == sample_no), None)
    if found is None:
        listed = "、".join(one.sample_no for one in known[-5:]) or "还没有抽过"
        raise BadInput(f"没有这次抽样：{sample_no}", f"已有：{listed}")
    return found


def problems_rechecked(connection: Connection, numbers: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Recheck task → the problems of the task it checks again: what it asks, though it moves none of them."""
    wanted = set(numbers)
    of = {new: old for one in samples_in(connection) for new, old in one.pairs if new in wanted}
    known = {task.task_no: task.problems for task in tasks_in(connection, numbers=of.values())} if of else {}
    return {new: known.get(old, ()) for new, old in of.items()}


def per_surveyor(lot: Sequence[Task]) -> dict[str, int]:
    """Surveyor → tasks of the lot."""
    counted: dict[str, int] = {}
    for task in lot:
        counted[task.surveyor] = counted.get(task.surveyor, 0) + 1
    return dict(sorted(counted.items()))


def _from_act(act: Act) -> Drawn:
    content = act.payload
    return Drawn(
        sample_no=act.subject,
        act=act.seq,
        at=act.at,
        wanted=LotFilter(**content["lot_filter"]),
        seed=content["seed"],
        size=content["size"],
        lot_size=content["lot_size"],
        accept=content["accept"],
        confidence=content["confidence"],
        tolerable=content["tolerable"],
        pairs=tuple((new, old) for new, old in content["rechecks"]),
        lot=content["lot"],
    )
