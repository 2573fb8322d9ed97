"""What waits for a reviewer, grouped by unit, person and task, the worst first within each."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from census_app.foundation.errors import BadInput
from census_app.survey.review.entries import entries_of
from census_app.survey.review.gathering import Gathered, gather
from census_app.survey.review.model import Entry
from census_app.survey.review.settings import ReviewSettings, review_settings
from census_app.workspace.problems.model import SEVERITY_LABELS

if TYPE_CHECKING:
    from census_app.foundation.jobs import JobContext
    from census_app.workspace.workspace import Workspace

_TASK = re.compile(r"T\d{4}-\d{4,}")
_WORST = {severity: place for place, severity in enumerate(SEVERITY_LABELS)}


@dataclass(frozen=True)
class Asked:
    """Which part of the queue: unit (code or its beginning, or name), person, task or list number; "" for all."""

    unit: str = ""
    person: str = ""
    document: str = ""
    limit: int | None = None


@dataclass(frozen=True)
class ReviewQueue:
    """`entries` in the order to work through; `later` more were left out by the limit. `data_date` is the archive's."""

    entries: tuple[Entry, ...]
    later: int
    data_date: str
    until: int

    @property
    def by_unit(self) -> dict[str, int]:
        """Unit name → waiting entries listed."""
        return dict(Counter(one.unit_name or "未归属" for one in self.entries))

    def as_json(self) -> dict[str, Any]:
        """The command line's JSON object."""
        return {
            "waiting": len(self.entries) + self.later,
            "listed": len(self.entries),
            "data_date": self.data_date,
            "units": self.by_unit,
            "entries": [one.as_json() for one in self.entries],
        }

    def lines(self) -> list[str]:
        """For the terminal."""
        if not self.entries:
            return ["没有待审的答复"]
        total = len(self.entries) + self.later
        lines = [f"待审 {total:,} 条" + (f"，先列 {len(self.entries):,} 条" if self.later else "")]
        group: tuple[str, str] | None = None
        for one in self.entries:
            where = (one.unit_name or "未归属", "、".join(one.people) or "没写是谁")
            if where != group:
                group = where
                lines.append(f"{where[0]} · {where[1]}")
            lines.append(f"  {one.line()}")
        return lines


def review_queue(
    workspace: Workspace, asked: Asked | None = None, *, today: date | None = None, context: JobContext | None = None
) -> ReviewQueue:
    """What waits now. `today` decides who stands in for whom; nothing is written."""
    wanted = asked or Asked()
    keys = [wanted.document] if _TASK.fullmatch(wanted.document) else None
    found = gather(workspace, today or date.today(), keys=keys, context=context)
    return queue_of(found, wanted, review_settings())


def queue_of(found: Gathered, asked: Asked, settings: ReviewSettings) -> ReviewQueue:
    """The queue of what was gathered."""
    waiting = sorted((one for one in entries_of(found, settings) if _is_asked(one, asked)), key=_order)
    limit = len(waiting) if asked.limit is None else asked.limit
    return ReviewQueue(tuple(waiting[:limit]), max(0, len(waiting) - limit), found.values.data_date, found.until)


@dataclass(frozen=True)
class Index:
    """Entries by their key, task number and problem number."""

    by_name: dict[str, list[Entry]]

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Index:
        """The index of these entries, in their order."""
        found: dict[str, list[Entry]] = defaultdict(list)
        for one in entries:
            names = [one.key, *(problem.problem_no for problem in one.problems)]
            names += [one.task.task_no] if one.task is not None else []
            for name in dict.fromkeys(names):
                found[name].append(one)
        return cls(dict(found))

    def find(self, name: str) -> list[Entry]:
        """The entries of a key, a task (all of it) or a problem; `BadInput` when nothing waits under the name."""
        found = self.by_name.get(name.strip(), [])
        if not found:
            raise BadInput(f"没有待审的 {name[:40]}", "census review queue 看现在有什么待审；也许已经有人审过")
        return found


def _is_asked(entry: Entry, asked: Asked) -> bool:
    if asked.unit and not (entry.unit.startswith(asked.unit) or entry.unit_name == asked.unit):
        return False
    if asked.person and asked.person not in entry.people:
        return False
    if not asked.document:
        return True
    task = entry.task.task_no if entry.task is not None else ""
    return asked.document in (task, *(one.document for one in entry.answers))


def _order(entry: Entry) -> tuple[object, ...]:
    task = entry.task
    return (
        entry.unit,
        entry.people,
        task.task_no if task is not None else "",
        _WORST.get(entry.severity, len(_WORST)),
        entry.customer,
        entry.kind.value,
        [(one.act, one.position) for one in entry.answers[:1]],
        entry.key,
    )
