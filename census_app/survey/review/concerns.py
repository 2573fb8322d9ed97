"""The problems a review is about, as they stand now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from census_app.dictionary.names import Names
from census_app.survey.review.values import Place
from census_app.workspace.engine import scratch_engine
from census_app.workspace.problems.accused_fields import accused_fields
from census_app.workspace.problems.life import load_current
from census_app.workspace.problems.model import LAPSED, OUTSTANDING, State
from census_app.workspace.problems.states import exempted_values_sql

if TYPE_CHECKING:
    from census_app.foundation.jobs import JobContext
    from census_app.workspace.workspace import Workspace

AWAITING_REVIEW = (State.IN_REVIEW, State.APPEALED)
_TEXTS = (
    "problem_no", "state", "closes", "rule_id", "rule_title", "severity", "table", "record_key", "unit", "unit_name",
    "customer", "customer_name", "address", "message", "reason", "fingerprint", "due_date",
)  # fmt: skip


@dataclass(frozen=True)
class Concern:
    """A problem under review. `accused`: (table, field) of what it accuses; `bound` hashes the accused values;
    `due_date` ISO, "" without one."""

    problem_no: str
    state: State
    closes: str
    rule_id: str
    rule_title: str
    severity: str
    table: str
    record_key: str
    unit: str
    unit_name: str
    customer: str
    customer_name: str
    address: str
    message: str
    reason: str
    fingerprint: str
    due_date: str
    bound: str
    accused: tuple[tuple[str, str], ...]

    @property
    def has_lapsed(self) -> bool:
        """Whether it was left alone before, and waits for review without a new answer."""
        return self.state is State.IN_REVIEW and self.reason in LAPSED

    @property
    def is_outstanding(self) -> bool:
        """Whether something still has to become of it."""
        return self.state in OUTSTANDING

    def accuses(self, place: Place) -> bool:
        """Whether the value at this place is one it accuses; other records' fields count by table."""
        if (place.table, place.field) not in self.accused:
            return False
        return place.table != self.table or place.record_key == self.record_key

    @property
    def first_place(self) -> Place | None:
        """The record's own accused value an answer without a field speaks of."""
        table, field = next((one for one in self.accused if one[0] == self.table), ("", ""))
        return Place(table, self.record_key, field) if field else None


def load_concerns(
    workspace: Workspace, numbers: Iterable[str], *, whole: bool = True, context: JobContext | None = None
) -> dict[str, Concern]:
    """Number → problem: those named, and where the `whole` is asked for all that wait for review.

    A number nobody knows is left out. A number that was merged stands for the problem that goes on.
    """
    names = Names(workspace.dictionary)
    wanted = sorted(set(numbers))
    waiting = ", ".join(f"'{state.value}'" for state in AWAITING_REVIEW)
    columns = ", ".join(f"coalesce(CAST(p.\"{name}\" AS VARCHAR), '')" for name in _TEXTS)
    bound = exempted_values_sql("p.accused", 'p."values"')
    with scratch_engine(workspace.cache, context) as connection:
        load_current(connection, workspace, "current_problems")
        rows = connection.execute(
            f"""
            SELECT m.problem_no, {columns}, {bound}, p.accused
            FROM current_problems m JOIN current_problems p ON p.problem_no = coalesce(m.merged_into, m.problem_no)
            WHERE m.problem_no IN (SELECT unnest($numbers))
                OR ($whole AND m.merged_into IS NULL AND m.state IN ({waiting}))
            ORDER BY m.problem_no
            """,
            {"numbers": wanted, "whole": whole},
        ).fetchall()
    found = {}
    for asked, *texts, bound_to, accused in rows:
        stated = dict(zip(_TEXTS, texts, strict=True))
        fields = accused_fields(names, stated["table"], accused)
        found[asked] = Concern(**{**stated, "state": State(stated["state"])}, bound=bound_to, accused=fields)
    return found
