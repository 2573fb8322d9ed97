"""Answers that name a record the archive does not have: taken, and told to whoever reviews them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from census_app.reporting.answered_lists.model import RowResult
from census_app.survey.results.archive_facts import ArchiveFacts, Column


def tell_strangers(results: Sequence[RowResult], facts: ArchiveFacts) -> None:
    """Notes beside every answered number that refers to no record of the newest data; asked for all rows at once."""
    asked: dict[Column, set[str]] = defaultdict(set)
    answered = [(one, one.answer.value, one.problem) for one in results if one.answer is not None and one.answer.value]
    for _, value, problem in answered:
        target = facts.target_of(problem.value_table, problem.field) if problem is not None else None
        if target is not None:
            asked[target].add(value)
    facts.ask_keys(asked)
    for one, value, problem in answered:
        stranger = facts.stranger(problem.value_table, problem.field, value) if problem is not None else ""
        if stranger:
            one.notes = (*one.notes, stranger)
