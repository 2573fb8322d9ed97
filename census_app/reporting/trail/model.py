"""A trail as data: the customer, its problems as they stand, and every entry with who, when and the anchoring hash."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Raw:
    """What a source knows of one thing that happened: the act that anchors it, and what it was.

    `position` orders the things of one act. `problems` and `task` are those of this customer only.
    """

    act: int
    position: int
    words: str
    problems: tuple[str, ...] = ()
    task: str = ""
    title: str = ""


@dataclass(frozen=True)
class Entry:
    """One line of the trail. `when` is local wall time of whoever acted; `anchor` the act's hash.

    `turned`: problem number → the Chinese name of the state it entered by this act, where it did.
    """

    act: int
    kind: str
    title: str
    words: str
    when: str
    who: str
    identity: str
    anchor: str
    problems: tuple[str, ...] = ()
    task: str = ""
    turned: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ProblemNow:
    """One of the customer's problems as it stands now (last official run plus what people did since)."""

    problem_no: str
    rule: str
    message: str
    state: str
    severity: str
    first_date: str
    weeks_running: int
    due_date: str


@dataclass(frozen=True)
class Trail:
    """`keys`: the customer's number now first, then the earlier ones it goes on from. Personal values are masked
    unless `clear`."""

    customer: str
    keys: tuple[str, ...]
    name: str
    address: str
    unit: str
    area: str
    problems: tuple[ProblemNow, ...]
    entries: tuple[Entry, ...]
    head: str
    acts: int
    clear: bool = False

    def as_json(self) -> dict[str, Any]:
        """The command line's JSON object."""
        return {
            **self.__dict__,
            "keys": list(self.keys),
            "problems": [dict(one.__dict__) for one in self.problems],
            "entries": [{**one.__dict__, "problems": list(one.problems)} for one in self.entries],
        }
