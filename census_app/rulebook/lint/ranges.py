"""Whether simple conditions on the same value exclude each other: labels against labels, numbers against bounds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from census_app.rulebook.expression import BetweenNode, BinaryNode, InNode, LiteralNode, Node, UnaryNode
from census_app.rulebook.shape import shape

_NEGATED = {"=": "<>", "<>": "=", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}
_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "<>": "<>"}


@dataclass
class _Known:
    """What is known so far of one value."""

    allowed: set[Any] | None = None
    excluded: set[Any] = field(default_factory=set)
    low: Any = None
    low_open: bool = False
    high: Any = None
    high_open: bool = False

    def impossible(self) -> bool:
        """Whether no value is left."""
        if self.allowed is not None and not any(self._admits(value) for value in self.allowed):
            return True
        if self.low is None or self.high is None:
            return False
        return bool(self.low > self.high or (self.low == self.high and (self.low_open or self.high_open)))

    def _admits(self, value: Any) -> bool:
        if value in self.excluded:
            return False
        if self.low is not None and (value < self.low or (self.low_open and value == self.low)):
            return False
        return not (self.high is not None and (value > self.high or (self.high_open and value == self.high)))

    def learn(self, operator: str, values: list[Any]) -> None:
        """Add one condition: `=` any of the values, `<>` all of them, or a bound."""
        if operator == "=":
            self.allowed = set(values) if self.allowed is None else self.allowed & set(values)
        elif operator == "<>":
            self.excluded |= set(values)
        elif operator in {">", ">="}:
            if self.low is None or values[0] >= self.low:
                self.low_open = operator == ">" or (self.low_open and values[0] == self.low)
                self.low = values[0]
        elif self.high is None or values[0] <= self.high:
            self.high_open = operator == "<" or (self.high_open and values[0] == self.high)
            self.high = values[0]


def contradiction(atoms: Iterable[Node], *, negated: bool) -> Node | None:
    """The first atom that makes the conjunction impossible (of the negated atoms if `negated`); None if it is not."""
    known: dict[str, _Known] = {}
    for atom in atoms:
        for key, operator, values in _facts(atom, negated):
            state = known.setdefault(key, _Known())
            state.learn(operator, values)
            if state.impossible():
                return atom
    return None


def _facts(node: Node, negated: bool) -> list[tuple[str, str, list[Any]]]:
    if isinstance(node, UnaryNode) and node.operator == "not":
        return _facts(node.operand, not negated)
    if isinstance(node, BinaryNode) and node.operator in _NEGATED:
        return _comparison(node, negated)
    if isinstance(node, InNode):
        values = [_constant(option) for option in node.options]
        if all(value is not None for value in values):
            return [(_key(node.operand, values[0]), "<>" if negated else "=", values)]
    if isinstance(node, BetweenNode) and not negated:
        bounds = ((">=", _constant(node.low)), ("<=", _constant(node.high)))
        return [(_key(node.operand, value), operator, [value]) for operator, value in bounds if value is not None]
    return []


def _comparison(node: BinaryNode, negated: bool) -> list[tuple[str, str, list[Any]]]:
    left, right = _constant(node.left), _constant(node.right)
    operator = _NEGATED[node.operator] if negated else node.operator
    if left is None and right is not None:
        return [(_key(node.left, right), operator, [right])]
    if right is None and left is not None:
        return [(_key(node.right, left), _MIRRORED[operator], [left])]
    return []


def _key(node: Node, value: Any) -> str:
    # text and numbers of one node never mix, dates and times do: keep them apart
    return f"{type(value).__name__ if isinstance(value, str | date | datetime | bool) else 'number'} {shape(node)}"


def _constant(node: Node) -> Any:
    if not isinstance(node, LiteralNode) or isinstance(node.value, bool):
        return None
    return Decimal(node.value) if isinstance(node.value, int) else node.value
