"""Counted by hand from the plan of the four weeks: which state each problem is in after each step.

The plan stands in the docstrings of `first_week` and `later_weeks`; nothing here is read from the workspace.
"""

from __future__ import annotations

from collections.abc import Iterable

from .county import contactless, exceeding
from .first_week import A, B, C
from .later_weeks import NEW


def named(unit: str, numbers: Iterable[int]) -> list[str]:
    return [exceeding(unit, n) for n in numbers]


def contacts(numbers: Iterable[int]) -> list[str]:
    return [contactless(n) for n in numbers]


EVERYBODY = [*named(A, range(12)), *named(B, range(12)), *named(C, range(12)), *contacts(range(12))]

FIRST_FOUND = {"new": EVERYBODY}

AFTER_FIRST_WORK = {
    "claimed": [*named(A, range(9)), *named(B, range(6)), *contacts(range(6))],
    "exempted": [*named(A, [10]), *contacts([6])],
    "returned": [*named(A, [11]), *named(B, [8, 9]), *named(C, range(12)), *contacts([7, 9])],
    "assigned": [*named(A, [9]), *named(B, [6, 7, 10, 11]), *contacts([8, 10, 11])],
}

AFTER_SECOND_DATA = {
    "fixed": [*named(A, range(8)), *named(B, range(5)), *contacts(range(5))],
    "open": [*named(A, [8]), *named(B, [5]), *contacts([5])],
    "exempted": AFTER_FIRST_WORK["exempted"],
    "returned": AFTER_FIRST_WORK["returned"],
    "assigned": AFTER_FIRST_WORK["assigned"],
    "new": NEW,
}

AFTER_SECOND_WORK = {
    "fixed": AFTER_SECOND_DATA["fixed"],
    "claimed": [*named(A, [8, 9, 11]), NEW[0], *named(B, range(5, 11)), *named(C, range(6)), *contacts([8])],
    "exempted": AFTER_FIRST_WORK["exempted"],
    "returned": [*named(C, range(6, 12)), *contacts([7, 9])],
    "assigned": [NEW[1], *named(B, [11]), *contacts([5, 10, 11])],
}

AFTER_THIRD_DATA = {
    "fixed": [
        *named(A, [*range(1, 9), 9, 11]),
        NEW[0],
        *named(B, range(10)),
        *named(C, range(6)),
        *contacts([*range(5), 8]),
    ],
    "reopened": named(A, [0]),
    "open": named(B, [10]),
    "left_scope": named(B, [11]),
    "gone": contacts([11]),
    "exempted": AFTER_FIRST_WORK["exempted"],
    "returned": AFTER_SECOND_WORK["returned"],
    "assigned": [NEW[1], *contacts([5, 10])],
}

AFTER_FOURTH_DATA = {
    "fixed": [*AFTER_THIRD_DATA["fixed"], *contacts([10])],
    "open": [*named(A, [0]), *named(B, [10])],
    "left_scope": named(B, [11]),
    "gone": contacts([11]),
    "exempted": AFTER_FIRST_WORK["exempted"],
    "returned": AFTER_SECOND_WORK["returned"],
    "assigned": [NEW[1], *contacts([5])],
}

GONE_FOR_GOOD = ("fixed", "left_scope", "gone", "exempted")


def outstanding(states: dict[str, list[str]]) -> set[str]:
    """What somebody still has to do something about."""
    return {one for state, listed in states.items() if state not in GONE_FOR_GOOD for one in listed}
