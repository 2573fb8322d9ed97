"""Why a rule cannot judge a record: the reasons, their order, and the SQL that tells them apart."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """Named from the most basic lack to the mildest; when several hold, the first is told."""

    NOT_LINKED = "not_linked"
    NOT_IMPORTED = "not_imported"
    NOT_COVERED = "not_covered"
    LINK_IN_REVIEW = "link_in_review"
    AMBIGUOUS = "ambiguous"
    UNREADABLE = "unreadable"
    MASKED = "masked"
    UNCODED = "uncoded"
    CALENDAR = "calendar"
    NULL = "null"


ORDER: tuple[Reason, ...] = tuple(Reason)
CODES: dict[Reason, int] = {reason: index for index, reason in enumerate(ORDER)}


@dataclass(frozen=True, slots=True)
class Cause:
    """One thing that can make an expression unknown.

    `condition` is an SQL boolean true on the rows where it does (null counts as false);
    None means it holds on every row where nothing earlier in the order does.
    """

    reason: Reason
    condition: str | None = None


NULL_VALUE = Cause(Reason.NULL)


def ordered(causes: Iterable[Cause]) -> list[Cause]:
    """The distinct causes by the order of their reasons, up to the first that needs no condition."""
    distinct = dict.fromkeys(causes)
    kept: list[Cause] = []
    for cause in sorted(distinct, key=lambda cause: (CODES[cause.reason], cause.condition is None)):
        kept.append(cause)
        if cause.condition is None:
            break
    return kept


def single_reason(causes: Iterable[Cause]) -> Reason | None:
    """The only reason there can be, or None when rows must be asked."""
    reasons = {cause.reason for cause in ordered(causes)}
    return next(iter(reasons), Reason.NULL) if len(reasons) <= 1 else None


def reason_sql(causes: Iterable[Cause]) -> str:
    """SQL giving the code of the first reason that holds on a row; meant for rows that are unknown."""
    tests: dict[Reason, list[str]] = {}
    fallback = Reason.NULL
    for cause in ordered(causes):
        if cause.condition is None:
            fallback = cause.reason
        else:
            tests.setdefault(cause.reason, []).append(f"({cause.condition})")
    if not tests:
        return str(CODES[fallback])
    branches = " ".join(f"WHEN {' OR '.join(conditions)} THEN {CODES[reason]}" for reason, conditions in tests.items())
    return f"CASE {branches} ELSE {CODES[fallback]} END"
