"""What the results of functions and folds can be at all, whatever the record."""

from __future__ import annotations

from dataclasses import dataclass

from census_app.rulebook.expression import Aggregate, AggregateNode, CallNode, Node, ValueType


@dataclass(frozen=True)
class Bounds:
    """The least and greatest possible number (None: none), and whether it is whole."""

    low: int | None = None
    high: int | None = None
    whole: bool = False


_MONTH = Bounds(1, 12, whole=True)
_CALLS = {
    "length": Bounds(0, whole=True),
    "workdays": Bounds(0, whole=True),
    "days_between": Bounds(whole=True),
    "months_between": Bounds(whole=True),
    "year_of": Bounds(whole=True),
    "distance_km": Bounds(0),
    "voltage_kv": Bounds(0),
    "name_similarity": Bounds(0, 1),
    "core_name_similarity": Bounds(0, 1),
    "address_similarity": Bounds(0, 1),
}


def bounds_of(node: Node) -> Bounds | None:
    """The bounds of a number that is computed; None when nothing is certain."""
    if isinstance(node, AggregateNode):
        if node.function is Aggregate.COUNT:
            # a group has at least the record itself
            return Bounds(1 if not node.path and node.condition is None else 0, whole=True)
        return Bounds(1, whole=True) if node.function is Aggregate.COUNT_DISTINCT else None
    if not isinstance(node, CallNode):
        return None
    if node.function == "month_of":
        # of a text that is no month anything may come
        return _MONTH if node.arguments[0].type is not ValueType.TEXT else Bounds(whole=True)
    return _CALLS.get(node.function)
