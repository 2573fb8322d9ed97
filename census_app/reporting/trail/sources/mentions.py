"""Acts that name the customer's problems or tasks in their payload: lists, forms, judgements, exemptions, deferrals."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import func, select

from census_app.reporting.trail.case import Case
from census_app.reporting.trail.model import Raw
from census_app.workspace.schema import acts

_TOLD = ("reason", "until", "undoes", "week", "unit", "file")
_ASKED_AT_ONCE = 500


def entries(case: Case) -> Iterator[Raw]:
    """One per act; what it brought in rows is told by the other sources."""
    found = case.index.acts_mentioning([*case.numbers, *case.tasks])
    listed = sorted(found)
    told = [func.json_extract(acts.c.payload, f"$.{name}").label(name) for name in _TOLD]
    for start in range(0, len(listed), _ASKED_AT_ONCE):
        chosen = acts.c.seq.in_(listed[start : start + _ASKED_AT_ONCE])
        for row in case.connection.execute(select(acts.c.seq, acts.c.subject, *told).where(chosen)).mappings():
            named = found[row["seq"]]
            problems = tuple(sorted(number for number in named if number in case.numbers))
            tasks = [number for number in named if number in case.tasks]
            yield Raw(row["seq"], 0, _words(case, dict(row)), problems, tasks[0] if len(tasks) == 1 else "")


def _words(case: Case, row: dict[str, Any]) -> str:
    parts = [
        str(row["subject"]),
        f"{row['week']}" if row["week"] else "",
        f"撤销第 {row['undoes']} 号动作" if row["undoes"] else "",
        f"理由：{row['reason']}" if row["reason"] else "",
        f"到 {row['until']}" if row["until"] else "",
    ]
    return "，".join(part for part in parts if part)
