"""What is asked of a dispatch, and what has to be done for one customer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

from census_app.survey.dispatch.grouping import GroupBy
from census_app.survey.words import TaskKind, Trigger


@dataclass(frozen=True)
class DispatchRequest:
    """`by` and `kinds` are those of the settings when empty; `units` (codes or names, with all below them), `where`
    (rule language over problems: customers with at least one such problem), `problems` (short numbers: customers with
    at least one of them; None asks for no certain ones) and `limit` (customers) narrow it.

    `triggers` are ids or kinds of `resources/survey/triggers.yaml`; `file` lists customers `file_trigger` is about.
    `surveyors` (accounts or names) are the only ones who get tasks. `start` is the first day, the next working day of
    the week when not given; `scene` is what the forms ask beside the problems. `today` stands in for the clock.
    """

    week: str
    by: tuple[GroupBy, ...] = ()
    kinds: tuple[TaskKind, ...] = ()
    units: tuple[str, ...] = ()
    where: str | None = None
    problems: tuple[str, ...] | None = None
    limit: int | None = None
    triggers: tuple[str, ...] = ()
    file: Path | None = None
    file_trigger: Trigger = Trigger.INSPECTION
    surveyors: tuple[str, ...] = ()
    start: date | None = None
    scene: str = ""
    dry_run: bool = False
    today: date | None = None

    @property
    def narrowed(self) -> bool:
        """Whether only customers with certain problems are asked for."""
        return self.where is not None or self.problems is not None


@dataclass(frozen=True)
class Reason:
    """What beside problems sends somebody: the record it rests on and what is said about it."""

    trigger: Trigger
    table: str
    key: str
    says: str

    def as_json(self) -> dict[str, str]:
        """One entry of `tasks.reasons`."""
        return {"trigger": self.trigger.value, "table": self.table, "key": self.key, "says": self.says}


@dataclass(frozen=True)
class Candidate:
    """One customer (or one record without a customer) that somebody has to see to, with all of its free problems.

    `due_by` is the earliest deadline its problems have; `position` (longitude, latitude) its own or its 台区's, None
    where neither is known. `absorbs` are open tasks that take less than this one and go on in it.
    """

    customer: str
    table: str
    record_key: str
    kind: TaskKind
    severity: str
    score: Decimal
    problems: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = ()
    due_by: date | None = None
    unit: str = ""
    category: str = ""
    tg_no: str = ""
    line_no: str = ""
    area: str = ""
    manager: str = ""
    address: str = ""
    position: tuple[float, float] | None = None
    absorbs: tuple[str, ...] = ()

    @property
    def trigger(self) -> Trigger:
        """Its problems, or where there are none the first other reason."""
        return Trigger.PROBLEM if self.problems or not self.reasons else self.reasons[0].trigger

    @property
    def subject(self) -> tuple[str, str]:
        """What makes it one task: the customer, or the record."""
        return ("customer", self.customer) if self.customer else (self.table, self.record_key)

    def group(self, by: tuple[GroupBy, ...]) -> tuple[str, ...]:
        """What it has in common with others that the same person takes; never over units."""
        return (self.unit, *(str(getattr(self, _FIELDS[one])) for one in by))


_FIELDS: Mapping[GroupBy, str] = {
    GroupBy.PROBLEM: "category",
    GroupBy.TRANSFORMER: "tg_no",
    GroupBy.LINE: "line_no",
    GroupBy.AREA: "area",
    GroupBy.MANAGER: "manager",
}


@dataclass
class Gathered:
    """What there is to give out and what is left alone, counted."""

    candidates: list[Candidate] = field(default_factory=list)
    joining: dict[str, Candidate] = field(default_factory=dict)
    """Open task → further problems of its customer, which go on in it."""
    in_tasks: int = 0
    """Problems that stand in an open task already."""
    other_kinds: dict[TaskKind, int] = field(default_factory=dict)
    """Problems of customers whose work takes a kind that was not asked for."""
    without_phone: int = 0
    """Customers a call would do for, had the archive a number: they are visited."""
    known_reasons: int = 0
    """Reasons beside problems that already led to a task."""
    refused: list[str] = field(default_factory=list)
    """Rows of the file that name nobody, with the reason."""
    unit_names: dict[str, str] = field(default_factory=dict)
    """Unit → its name, of the units that have somebody to go to."""
    notes: list[str] = field(default_factory=list)
    """What could not be looked at."""
