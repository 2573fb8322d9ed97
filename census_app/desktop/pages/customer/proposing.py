"""A rehearsed correction becomes a proposal that somebody else accepts; and since when the accused values are so."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from census_app.desktop.core_words import worded
from census_app.desktop.language import say
from census_app.desktop.opened import opened
from census_app.desktop.pages.customer.reads import Edit

if TYPE_CHECKING:
    from census_app.workspace.customers.since import ValueSince, WrongSince


def propose(folder: Path, problem_no: str, edits: Sequence[Edit], evidence: str) -> int:
    """The edits wait for review, with the evidence; how many; runs on a worker."""
    from census_app.survey.corrections.proposing import ProposedValue, propose_correction

    values = [ProposedValue(one.table, one.key, one.field, one.value) for one in edits]
    with opened(folder) as workspace:
        propose_correction(workspace, problem_no, values, evidence)
    return len(values)


def read_since(folder: Path, problem: dict[str, Any]) -> WrongSince:
    """Since when the values a problem accuses are as they are; runs on a worker."""
    from census_app.workspace.customers.since import wrong_since

    with opened(folder) as workspace:
        return wrong_since(workspace, problem)


def since_words(since: WrongSince) -> str:
    """The week a value went wrong, a line for each accused value."""
    lines = [_value_words(one) for one in since.values]
    if lines and since.run:
        lines.append(say("customer.since.run", run=since.run, date=since.found))
    return "\n".join(lines)


def _value_words(one: ValueSince) -> str:
    value = one.value or say("evidence.empty")
    if not one.before:
        return say("customer.since.always", field=worded(one.name), value=value, day=one.day)
    told = {"field": worded(one.name), "value": value, "before": one.before, "day": one.day, "week": one.week}
    if one.appeared:
        return say("customer.since.appeared", **told)
    return say("customer.since.changed", old=one.old or say("evidence.empty"), **told)
