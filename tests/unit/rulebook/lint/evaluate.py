"""A second reading of rule trees, on one record in Python: three-valued, by the language's own words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from census_app.rulebook.expression import (
    Aggregate,
    AggregateNode,
    BetweenNode,
    BinaryNode,
    CallNode,
    CaseNode,
    CoalesceNode,
    FieldNode,
    InNode,
    IsNullNode,
    LiteralNode,
    Node,
    ParameterNode,
    UnaryNode,
)

EMPTY, LOST = "‹empty›", "‹lost›"
TODAY = date(2026, 11, 20)
_COMPARE = {
    "=": lambda a, b: a == b,
    "<>": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


@dataclass(frozen=True)
class Record:
    """Values by field id; `EMPTY` really empty, `LOST` unreadable. `members` by relation name."""

    values: Mapping[str, Any]
    members: Mapping[str, tuple[Record, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Evaluator:
    """`None` is unknown. `member` is the record of the innermost aggregate."""

    record: Record
    parameters: Mapping[str, Any] = field(default_factory=dict)
    member: Record | None = None

    def of(self, node: Node) -> Any:
        match node:
            case LiteralNode():
                return _exact(node.value)
            case ParameterNode():
                return _exact(self.parameters[node.name])
            case FieldNode():
                found = self._cell(node)
                return None if found in (EMPTY, LOST) else _exact(found)
            case UnaryNode(operator="not"):
                operand = self.of(node.operand)
                return None if operand is None else not operand
            case UnaryNode():
                operand = self.of(node.operand)
                return None if operand is None else -operand
            case BinaryNode():
                return self._binary(node)
            case BetweenNode():
                operand, low, high = (self.of(part) for part in (node.operand, node.low, node.high))
                return _both(_compared(">=", operand, low), _compared("<=", operand, high))
            case InNode():
                operand = self.of(node.operand)
                return _any([_compared("=", operand, option) for option in self._options(node)])
            case IsNullNode():
                return self._empty(node.operand)
            case CaseNode():
                return self._case(node)
            case CoalesceNode():
                return self._coalesce(node)
            case AggregateNode():
                return self._aggregate(node)
            case CallNode():
                return self._call(node)
        raise TypeError(type(node).__name__)

    def _cell(self, node: FieldNode) -> Any:
        record = self.member if node.depth else self.record
        assert record is not None
        return record.values[node.field]

    def _options(self, node: InNode) -> list[Any]:
        only = node.options[0]
        if isinstance(only, ParameterNode):
            return [_exact(one) for one in self.parameters[only.name]]
        return [self.of(option) for option in node.options]

    def _binary(self, node: BinaryNode) -> Any:
        left, right = self.of(node.left), self.of(node.right)
        if node.operator == "and":
            return _both(left, right)
        if node.operator == "or":
            return _any([left, right])
        if left is None or right is None:
            return None
        if node.operator in _COMPARE:
            return _compared(node.operator, left, right)
        if node.operator == "like":
            written = "".join({"%": ".*", "_": "."}.get(one, re.escape(one)) for one in right)
            return re.fullmatch(written, left, re.DOTALL) is not None
        return _computed(node.operator, left, right)

    def _empty(self, node: Node) -> bool | None:
        match node:
            case FieldNode():
                found = self._cell(node)
                return None if found == LOST else found == EMPTY
            case CoalesceNode():
                parts = [self._empty(argument) for argument in node.arguments]
                return False if False in parts else (None if None in parts else True)
            case LiteralNode():
                return node.value is None
        return None if self.of(node) is None else False

    def _case(self, node: CaseNode) -> Any:
        for condition, value in node.branches:
            test = self.of(condition)
            if test is None:
                return None
            if test:
                return self.of(value)
        return self.of(node.otherwise) if node.otherwise is not None else None

    def _coalesce(self, node: CoalesceNode) -> Any:
        for argument in node.arguments[:-1]:
            if not self._empty(argument):
                return self.of(argument)
        return self.of(node.arguments[-1])

    def _aggregate(self, node: AggregateNode) -> Any:
        members = self.record.members[node.path[-1].relation]
        found = [Evaluator(self.record, self.parameters, member) for member in members]
        tests = [True if node.condition is None else one.of(node.condition) for one in found]
        if node.function is Aggregate.ANY:
            return _any(tests)
        if node.function is Aggregate.NONE:
            some = _any(tests)
            return None if some is None else not some
        if node.function is Aggregate.ALL:
            return False if False in tests else (None if None in tests else True)
        if None in tests:
            return None
        chosen = [one for one, test in zip(found, tests, strict=True) if test]
        if node.function is Aggregate.COUNT:
            return Fraction(len(chosen))
        assert node.value is not None
        values = [one.of(node.value) for one in chosen]
        if None in values:
            return None
        if node.function is Aggregate.SUM:
            return sum(values, Fraction(0))
        if not values:
            return None
        return max(values) if node.function is Aggregate.MAX else min(values)

    def _call(self, node: CallNode) -> Any:
        if node.function == "is_empty":
            return self._empty(node.arguments[0])
        given = [self.of(argument) for argument in node.arguments]
        if node.function == "registered":
            return given[0] is None or given[0] not in ("已销户客户", "当前新装客户")
        if None in given:
            return None
        match node.function:
            case "today":
                return TODAY
            case "abs":
                return abs(given[0])
            case "larger" | "smaller":
                return max(given) if node.function == "larger" else min(given)
            case "days_between":
                return Fraction((given[1] - given[0]).days)
            case "length":
                return Fraction(len(given[0]))
            case "months_ago":
                return _months_ago(int(given[0]))
            case "electricity_class":
                return {"大工业用电": "大工业", "农业排灌": "农业"}.get(given[0])
        raise TypeError(node.function)


def _exact(value: Any) -> Any:
    return value if isinstance(value, bool | str | date) or value is None else Fraction(str(value))


def _compared(operator: str, left: Any, right: Any) -> bool | None:
    return None if left is None or right is None else _COMPARE[operator](left, right)


def _both(left: bool | None, right: bool | None) -> bool | None:
    return False if False in (left, right) else (None if None in (left, right) else True)


def _any(parts: list[bool | None]) -> bool | None:
    return True if True in parts else (None if None in parts else False)


def _computed(operator: str, left: Any, right: Any) -> Any:
    if isinstance(left, date):
        if isinstance(right, date):
            return Fraction((left - right).days)
        return left + timedelta(days=int(right) if operator == "+" else -int(right))
    if operator == "/":
        return round(left / right, 9) if right else None
    return {"+": left + right, "-": left - right, "*": left * right}[operator]


def _months_ago(months: int) -> date:
    year, month = divmod(TODAY.year * 12 + TODAY.month - 1 - months, 12)
    return TODAY.replace(year=year, month=month + 1)
