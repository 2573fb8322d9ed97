"""Comparisons and arithmetic of possibly unknown values, no more exact than the engine is.

Exact numbers have finitely many decimals, so `x > 2` on whole numbers is `x >= 3`. Floating point is compared but never
computed with: a sum of floats is a variable of its own.
"""

from __future__ import annotations

from fractions import Fraction

from census_app.rulebook.expression import ValueType
from census_app.rulebook.lint.solver.logic import Formula, Logic, Truth, Value

_EQUALITY = frozenset({"=", "<>"})
_MIRRORED = {">": "<", ">=": "<="}
_DAYS = frozenset({ValueType.DATE})


def compared(logic: Logic, operator: str, left: Value, right: Value) -> Truth:
    """`left operator right`; unknown where a side is. Both sides are exact, or both floating (`same_precision`)."""
    known = logic.all_of((left.known, right.known))
    if operator in _MIRRORED:
        operator, left, right = _MIRRORED[operator], right, left
    if operator in _EQUALITY:
        equal = logic.where_known(known, left.term == right.term)
        return equal if operator == "=" else logic.opposite(equal)
    # each side says what it needs by itself: numbers between the steps are neither, and no number is there
    less, not_less = _less(logic, left, right, operator == "<"), _less(logic, right, left, operator == "<=")
    return Truth(logic.all_of((known, less)), logic.all_of((known, not_less)))


def _less(logic: Logic, left: Value, right: Value, strict: bool) -> Formula:
    if not strict:
        return left.term <= right.term
    step = _step(left, right)
    return left.term < right.term if step is None else left.term + logic.number(step) <= right.term


def _step(left: Value, right: Value) -> Fraction | None:
    """The least difference two different values of these kinds can have; None when there is none."""
    if left.kind in _DAYS and right.kind in _DAYS:
        return Fraction(1)
    if left.kind is ValueType.NUMBER is right.kind and left.scale is not None and right.scale is not None:
        return Fraction(1, 10 ** max(left.scale, right.scale))
    return None


def as_double(logic: Logic, value: Value) -> Value:
    """A constant as the engine compares it with floating point."""
    number = value.term.as_fraction()
    return Value(value.known, logic.number(Fraction(float(number))), value.kind, None, constant=True)


def added(logic: Logic, operator: str, left: Value, right: Value) -> Value:
    """Sum or difference of exact numbers, or days before and after a date."""
    known = logic.all_of((left.known, right.known))
    term = left.term + right.term if operator == "+" else left.term - right.term
    if left.kind is ValueType.DATE and right.kind is ValueType.NUMBER:
        return Value(known, term, ValueType.DATE)
    if left.kind is ValueType.DATE:
        return Value(known, term, ValueType.NUMBER)
    return Value(known, term, ValueType.NUMBER, wider(left, right))


def wider(left: Value, right: Value) -> int | None:
    """The decimals of a value that is the one or the other; None when one is floating point."""
    return None if left.scale is None or right.scale is None else max(left.scale, right.scale)


def magnitude(logic: Logic, value: Value) -> Value:
    """`绝对值`."""
    zero = logic.number(0)
    term = logic.chosen(value.term >= zero, value.term, -value.term)
    return Value(value.known, term, value.kind, value.scale)


def extreme(logic: Logic, values: list[Value], *, largest: bool) -> Value:
    """`较大` or `较小`; unknown if one is."""
    found = values[0]
    for one in values[1:]:
        better = one.term >= found.term if largest else one.term <= found.term
        term = logic.chosen(better, one.term, found.term)
        found = Value(logic.all_of((found.known, one.known)), term, found.kind, wider(found, one))
    return found
