"""What the task list shows: filters, words and order, over the tasks as they were read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

FACETS = ("unit", "area", "surveyor", "state", "kind")
FLAGS = ("live", "overdue", "nobody", "look")
_SEVERITIES = {"urgent": 0, "important": 1, "normal": 2}


class TaskRow(NamedTuple):
    """One task as the table knows it: stored words, the names people read, what needs attention."""

    task_no: str
    state: str
    kind: str
    severity: str
    customer: str
    subject: str
    unit: str
    unit_name: str
    surveyor: str
    surveyor_name: str
    day: str
    route: int
    due: str
    problems: int
    open_problems: int
    marks: str
    week: str
    live: bool
    overdue: bool
    nobody: bool
    area: str = ""
    look: bool = False


@dataclass(frozen=True)
class TaskQuery:
    """`chosen` holds the picked values per facet (empty = all); `live` hides what nobody has to do any more."""

    chosen: dict[str, frozenset[str]] = field(default_factory=dict)
    live: bool = True
    overdue: bool = False
    nobody: bool = False
    look: bool = False
    words: str = ""
    sort: str = ""
    descending: bool = False

    @property
    def filtered(self) -> bool:
        """Whether anything beyond 在办 narrows the list."""
        return bool(any(self.chosen.values()) or self.overdue or self.nobody or self.look or self.words)

    def toggled(self, flag: str) -> TaskQuery:
        """The query with a flag turned over."""
        return replace(
            self,
            live=self.live != (flag == "live"),
            overdue=self.overdue != (flag == "overdue"),
            nobody=self.nobody != (flag == "nobody"),
            look=self.look != (flag == "look"),
        )


@dataclass(frozen=True)
class TaskSelection:
    """The rows in order; `counts` per facet and `flags` are those of the other filters; `total` of all tasks."""

    rows: list[TaskRow]
    counts: dict[str, dict[str, int]]
    flags: dict[str, int]
    total: int


def select(rows: Sequence[TaskRow], query: TaskQuery) -> TaskSelection:
    """What the query shows, counted in one pass over all tasks."""
    shown: list[TaskRow] = []
    counts: dict[str, dict[str, int]] = {facet: {} for facet in FACETS}
    flags = dict.fromkeys(FLAGS, 0)
    words = query.words.casefold()
    picked = {facet: query.chosen.get(facet, frozenset()) for facet in FACETS}
    asked = [flag for flag in FLAGS if getattr(query, flag)]
    for row in rows:
        if words and words not in _searched(row):
            continue
        failing = {facet for facet in FACETS if picked[facet] and getattr(row, facet) not in picked[facet]}
        failing |= {flag for flag in asked if not getattr(row, flag)}
        if not failing:
            shown.append(row)
        for facet in FACETS:
            if failing <= {facet} and (facet != "area" or row.area):
                value = getattr(row, facet)
                counts[facet][value] = counts[facet].get(value, 0) + 1
        for flag in FLAGS:
            if failing <= {flag} and getattr(row, flag):
                flags[flag] += 1
    return TaskSelection(_ordered(shown, query), counts, flags, len(rows))


def _searched(row: TaskRow) -> str:
    return f"{row.task_no}\n{row.subject}\n{row.surveyor_name}\n{row.surveyor}\n{row.unit_name}".casefold()


def _ordered(rows: list[TaskRow], query: TaskQuery) -> list[TaskRow]:
    """Without a column: as they were read, by person, day and place in the walk."""
    if not query.sort:
        return rows
    special: dict[str, Callable[[TaskRow], Any]] = {
        "severity": lambda row: _SEVERITIES.get(row.severity, len(_SEVERITIES)),
        "day": lambda row: (row.day or "9999", row.surveyor_name, row.route),
        "problems": lambda row: (row.open_problems, row.problems),
        "surveyor": lambda row: row.surveyor_name,
    }
    key = special.get(query.sort, lambda row: getattr(row, query.sort))
    return sorted(rows, key=key, reverse=query.descending)
