"""Facts about results that are not expressed themselves."""

from __future__ import annotations

from census_app.rulebook.expression import Node
from census_app.rulebook.lint.bounds import bounds_of
from census_app.rulebook.lint.solver.logic import Formula, Value
from census_app.rulebook.lint.solver.world import World

_SHORTEST_MONTH, _LONGEST_MONTH = 28, 31


def bound_facts(world: World, node: Node, value: Value) -> list[Formula]:
    """Where known, the value lies between the bounds of what computes it."""
    bounds, logic = bounds_of(node), world.logic
    if bounds is None:
        return []
    limits = []
    if bounds.low is not None:
        limits.append(value.term >= logic.number(bounds.low))
    if bounds.high is not None:
        limits.append(value.term <= logic.number(bounds.high))
    return [if_known(world, value, limit) for limit in limits]


def if_known(world: World, value: Value, formula: Formula) -> Formula:
    """`formula` wherever the value is known."""
    return world.logic.any_of((world.logic.no(value.known), formula))


def months_apart(world: World, earlier: Value, later: Value, months: int) -> list[Formula]:
    """So many calendar months are at least 28 and at most 31 days each, clipped ends of months included."""
    logic = world.logic
    if months < 0:
        earlier, later, months = later, earlier, -months
    gap = later.term - earlier.term
    known = logic.all_of((earlier.known, later.known))
    ends = (gap >= logic.number(_SHORTEST_MONTH * months), gap <= logic.number(_LONGEST_MONTH * months))
    return [logic.any_of((logic.no(known), end)) for end in ends]
