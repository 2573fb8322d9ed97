"""The queue as rows: one question a row, in the order and under the filters asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from census_app.desktop.core_words import worded
from census_app.desktop.language import say

if TYPE_CHECKING:
    from census_app.survey.review.desk import DeskItem

ORDERS = ("due", "unit", "severity")
_SEVERITIES = {"urgent": 0, "important": 1, "normal": 2}
_APPEALED = "appealed"


class WorkRow(NamedTuple):
    """One question to decide. `mark` is a key of `rectify.mark` ("" for an ordinary one); `key` of the answer that
    stands, where several contradict each other."""

    severity: str
    mark: str
    rule: str
    customer: str
    says: str
    people: str
    proof: str
    due: str
    unit: str
    unit_name: str
    key: str


@dataclass(frozen=True)
class WorkQuery:
    """Which part of the queue: `place` is `in_review` or `appealed`; `unit` and `words` narrow it."""

    place: str = "in_review"
    order: str = "due"
    unit: str = ""
    words: str = ""

    @property
    def filtered(self) -> bool:
        """Whether something narrows the list."""
        return bool(self.unit or self.words)


def place_of(item: DeskItem) -> str:
    """The step of the flow an entry waits in."""
    outcome = item.entry.outcome
    appealed = outcome is not None and outcome.value == _APPEALED
    return _APPEALED if appealed else "in_review"


def questions(items: Sequence[DeskItem]) -> list[DeskItem]:
    """Each question once: of answers that contradict each other the one that came first."""
    by_key = {one.key: one for one in items}
    found, covered = [], set[str]()
    for key, item in by_key.items():
        if key in covered:
            continue
        covered.update(item.entry.rivals)
        first = item.versions[0].key if item.versions else key
        found.append(by_key.get(first, item))
    return found


def rows_of(items: Sequence[DeskItem], query: WorkQuery, known: Mapping[str, WorkRow]) -> list[WorkRow]:
    """The rows under the query, in its order; `items` come by deadline, `known` are rows made before by key. What
    whoever sits here may not decide stands below the rest."""
    placed = [one for one in items if place_of(one) == query.place]
    barred = {one.key for one in placed if one.why_not}
    rows = [known.get(one.key) or row_of(one) for one in placed]
    words = query.words.casefold().split()
    rows = [
        row
        for row in rows
        if (not query.unit or row.unit == query.unit) and all(one in _searched(row) for one in words)
    ]
    if query.order == "unit":
        rows.sort(key=lambda row: (row.unit, row.people))
    elif query.order == "severity":
        rows.sort(key=lambda row: _SEVERITIES.get(row.severity, len(_SEVERITIES)))
    return sorted(rows, key=lambda row: row.key in barred)


def _searched(row: WorkRow) -> str:
    return "\n".join((row.rule, row.customer, row.says, row.people, row.unit_name, row.key)).casefold()


def row_of(item: DeskItem) -> WorkRow:
    """The entry as a row."""
    entry = item.entry
    return WorkRow(
        entry.severity,
        mark_of(item),
        entry.problems[0].rule_id if entry.problems else "",
        entry.customer.replace("　", "  ") or entry.record,
        says_of(item),
        item.people,
        proof_of(item),
        item.due,
        entry.unit,
        entry.unit_name,
        item.key,
    )


def mark_of(item: DeskItem) -> str:
    """What makes an entry different from an ordinary one."""
    if item.entry.first_look is not None:
        return "second"
    if item.why_not:
        return "own"
    return "conflict" if item.entry.rivals else ""


def number_of(item: DeskItem) -> str:
    """The customer's number; empty for what is no customer's."""
    entry = item.entry
    if entry.problems:
        return entry.problems[0].customer
    return entry.task.customer if entry.task is not None else ""


def says_of(item: DeskItem) -> str:
    """The answer in one line: what it changes, or why nothing has to."""
    entry = item.entry
    answer = entry.answers[0] if len(entry.answers) == 1 else None
    if answer is None:
        return worded("；".join(part for part in (entry.said, entry.field_name, *entry.notes) if part))
    parts = [worded(entry.said)]
    if entry.answered and entry.answered != entry.archive:
        before = entry.archive if entry.archive else say("rectify.blank" if entry.archive == "" else "rectify.unknown")
        parts.append(f"{entry.field_name} {before} → {entry.answered}".strip())
    elif entry.field_name:
        parts.append(entry.field_name)
    if answer.reason:
        parts.append(worded(answer.reason))
    return worded("：".join((parts[0], "，".join(parts[1:])))) if len(parts) > 1 else parts[0]


def proof_of(item: DeskItem) -> str:
    """Photos by their number, else what the answer names as its proof."""
    if item.photos:
        return say("rectify.photos", number=len(item.photos))
    answer = item.entry.answers[0] if item.entry.answers else None
    return answer.evidence if answer is not None else ""


def due_words(due: str, today: date) -> tuple[str, bool]:
    """A deadline as people read it, and whether it presses."""
    try:
        day = date.fromisoformat(due[:10])
    except ValueError:
        return "—", False
    late = (today - day).days
    if late > 0:
        return say("rectify.late", days=late), True
    return (say("rectify.today"), True) if late == 0 else (day.strftime("%m-%d"), False)
