"""Rule trees to SQL expressions over a frame."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from census_app.checking.compiling.frame import Frame
from census_app.checking.compiling.month_ranges import month_range
from census_app.checking.compiling.never_met import never_met
from census_app.checking.compiling.operators import binary, causes_of, minus, negation
from census_app.checking.compiling.parameters import parameter_options, parameter_sql
from census_app.checking.compiling.sql import ALWAYS, NEVER, Sql, conjunction, decimals_of, literal
from census_app.checking.compiling.tree import depths
from census_app.checking.reasons import NULL_VALUE, Cause, Reason
from census_app.rulebook.expression import (
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
    RelationNode,
    UnaryNode,
    ValueType,
)
from census_app.rulebook.functions.entry import FunctionEntry, Given, Surroundings
from census_app.rulebook.functions.registry import registry
from census_app.rulebook.resolved import ParameterValue

if TYPE_CHECKING:
    from census_app.checking.compiling.aggregates import Outer

_LONG_LIST = 64
_LITERAL = re.compile(r"'(?:[^']|'')*'")
_LITERALS = re.compile(r"'(?:[^']|'')*'(?:, '(?:[^']|'')*')*")
_NOTHING = re.compile(r"CAST\(NULL AS [\w(), ]+\)")
_CALENDAR_FUNCTIONS = frozenset({"workdays"})
_MASK_FUNCTIONS = frozenset({"mask_fits"})
_KNOWN_TRUE = "known_true"
SQL_TYPES = {
    ValueType.TEXT: "VARCHAR",
    ValueType.NUMBER: "DECIMAL(38, 4)",
    ValueType.DATE: "DATE",
    ValueType.DATETIME: "TIMESTAMP",
    ValueType.BOOLEAN: "BOOLEAN",
}


@dataclass(frozen=True)
class Settings:
    """What one rule's expressions know beside the data.

    `guarded`: something of the rule raised, so everything of it that can is computed under TRY. `only`: what is
    compiled matters to no record on which one of these is false.
    """

    parameters: Mapping[str, ParameterValue]
    surroundings: Surroundings
    guarded: bool = False
    only: tuple[Node, ...] = ()


class Compiler:
    """Compiles trees against one frame.

    At depth 0 the frame is the accused table's. Inside an aggregate a compiler of depth 1 stands on the members'
    frame; what it meets of the accused record (depth 0) comes from `outer`.
    """

    def __init__(self, frame: Frame, settings: Settings, outer: Outer | None = None, depth: int = 0) -> None:
        self.frame = frame
        self.settings = settings
        self.outer = outer
        self.depth = depth

    def over(self, frame: Frame, settings: Settings) -> Compiler:
        """A plain compiler of the same language against another frame."""
        return Compiler(frame, settings)

    def compile(self, node: Node) -> Sql:
        """The node's value; null is unknown."""
        if self.outer is not None and depths(node) == {0}:
            return self.outer.export(node, self.settings)
        match node:
            case LiteralNode():
                return self._literal(node)
            case ParameterNode():
                return parameter_sql(self, node)
            case FieldNode():
                return self.frame.known(node.path, node.field)
            case RelationNode():
                return negation(self.frame.reach(node.path).absent())
            case AggregateNode():
                from census_app.checking.compiling.aggregates import aggregate

                return aggregate(self, node)
            case CallNode():
                return self._call(node)
            case UnaryNode():
                operand = self.compile(node.operand)
                return negation(operand) if node.operator == "not" else minus(operand)
            case BinaryNode():
                left, right = self.compile(node.left), self.compile(node.right)
                return binary(node.operator, left, right, (node.left.type, node.right.type))
            case BetweenNode():
                parts = [self.compile(part) for part in (node.operand, node.low, node.high)]
                asked = f"({parts[0].text} BETWEEN {parts[1].text} AND {parts[2].text})"
                text = month_range(self, node) or asked
                return Sql(text, any(part.nullable for part in parts), causes_of(*parts))
            case InNode():
                return self._membership(node)
            case IsNullNode():
                return self.empty(node.operand)
            case CaseNode():
                return self._case(node)
            case CoalesceNode():
                return self._coalesce(node)
        raise TypeError(type(node).__name__)

    def empty(self, node: Node) -> Sql:
        """Whether the node is *really* empty: false when it has a value (even a masked one), unknown if it may have."""
        if self.outer is not None and depths(node) == {0}:
            return self.outer.export_empty(node, self.settings)
        match node:
            case FieldNode():
                return self.frame.at(node.path).empty(node.field)
            case RelationNode():
                return self.frame.reach(node.path).absent()
            case CoalesceNode():
                parts = [self.empty(argument) for argument in node.arguments]
                text = conjunction(part.text for part in parts)
                return Sql(f"({text})", any(part.nullable for part in parts), causes_of(*parts))
            case LiteralNode():
                return Sql("TRUE" if node.value is None else "FALSE", nullable=False)
            case _:
                value = self.compile(node)
                if not value.nullable:
                    return Sql("FALSE", nullable=False)
                return Sql(f"CASE WHEN {value.text} IS NOT NULL THEN FALSE END", causes=value.causes)

    def raw(self, node: Node, masks: bool = True) -> Sql:
        """The node as text with unlisted and (unless told not to) masked cells showing; fields only."""
        if isinstance(node, FieldNode) and (self.outer is None or node.depth == self.depth):
            return self.frame.at(node.path).raw(node.field, masks)
        return self.compile(node)

    def _literal(self, node: LiteralNode) -> Sql:
        value = node.value
        if value is None:
            return Sql("NULL", causes=(NULL_VALUE,))
        exact = not isinstance(value, bool | str) and node.type is ValueType.NUMBER
        return Sql(literal(value), False, scale=decimals_of(value) if exact else None)  # type: ignore[arg-type]

    def _membership(self, node: InNode) -> Sql:
        operand = self.compile(node.operand)
        if len(node.options) == 1 and isinstance(node.options[0], ParameterNode):
            return parameter_options(self, operand, node.options[0])
        options = [self.compile(option) for option in node.options]
        text = f"({operand.text} IN ({', '.join(option.text for option in options)}))"
        return Sql(text, any(part.nullable for part in (operand, *options)), causes_of(operand, *options))

    def _case(self, node: CaseNode) -> Sql:
        branches, values, causes = [], [], []
        last = node.otherwise
        for condition, value in node.branches:
            test = self.compile(condition)
            if test.text == NEVER:
                continue
            if test.text == ALWAYS:
                last = value
                break
            result = self.compile(value)
            branches.append(f"WHEN {test.text} THEN {result.text}")
            if test.nullable:
                branches.append(f"WHEN {test.text} IS NULL THEN NULL")
            values.append(result)
            causes += [test, result]
        otherwise = self.compile(last) if last is not None else Sql("NULL", causes=(NULL_VALUE,))
        if not branches and last is not None:
            return otherwise
        scales = {value.scale for value in (*values, otherwise) if value.text != "NULL"}
        scale = None if None in scales or not scales else max(scales, key=lambda item: item or 0)
        nullable = any(part.nullable for part in (*causes, otherwise))
        return Sql(
            f"CASE {' '.join(branches)} ELSE {otherwise.text} END", nullable, causes_of(*causes, otherwise), scale
        )

    def _coalesce(self, node: CoalesceNode) -> Sql:
        values = [self.compile(argument) for argument in node.arguments]
        text = values[-1].text
        tests = []
        for argument, value in reversed(list(zip(node.arguments[:-1], values[:-1], strict=True))):
            test = self.empty(argument)
            tests.append(test)
            text = f"CASE WHEN {test.text} THEN {text} ELSE {value.text} END"
        scales = {value.scale for value in values}
        scale = None if None in scales else max(scales, key=lambda item: item or 0)
        nullable = any(value.nullable for value in values)
        return Sql(text, nullable, causes_of(*values, *tests), scale)

    def _call(self, node: CallNode) -> Sql:
        entry = registry()[node.function]
        if entry.id == _KNOWN_TRUE and never_met(self, node.arguments[0]):
            return Sql(NEVER, nullable=False)
        if entry.engine:
            from census_app.checking.compiling.engine_functions import ENGINE_FUNCTIONS

            return ENGINE_FUNCTIONS[entry.id](self, node)
        given, operands = [], []
        for index, argument in enumerate(node.arguments):
            compiled, constant = self._argument(entry, index, argument)
            operands.append(compiled)
            given.append(Given(compiled.text, constant, argument.type))
        assert entry.duckdb is not None, entry.id
        text = entry.duckdb(given, self.settings.surroundings)
        # asked nothing, a function is a constant of the run, and null only where the run has none
        if not operands and not text.startswith("CAST(NULL"):
            return Sql(text, nullable=False)
        if entry.screen is not None:
            from census_app.checking.compiling.screening import screened

            text = screened(self, entry, node, given, text)
        if not entry.null_aware and any(_NOTHING.fullmatch(operand.text) for operand in operands):
            text = f"CAST(NULL AS {SQL_TYPES.get(node.type, 'VARCHAR')})"
        for operand in operands:
            text = self._with_sets(text, operand.text)
        if entry.total:
            self.frame.calls |= {text, *(entry.parts(given) if entry.parts is not None else ())}
        causes = causes_of(*operands)
        if entry.id in _CALENDAR_FUNCTIONS:
            known = conjunction(f"{operand.text} IS NOT NULL" for operand in operands)
            causes = (*causes, Cause(Reason.CALENDAR, known))
        return Sql(text, True, (*causes, NULL_VALUE), _scale_of(entry, operands))

    def _with_sets(self, text: str, operand: str) -> str:
        """`operand IN (…)` with so many literals that comparing them one by one would be slow becomes a set."""
        start = text.find(f"{operand} IN ('")
        if start < 0:
            return text
        literals = _LITERALS.match(text, start + len(operand) + len(" IN ("))
        found = _LITERAL.findall(literals[0]) if literals else []
        if literals is None or len(found) < _LONG_LIST:
            return text
        end = literals.end() + 1
        return text[:start] + self.frame.member_of(operand, found) + self._with_sets(text[end:], operand)

    def _argument(self, entry: FunctionEntry, index: int, node: Node) -> tuple[Sql, Any]:
        if isinstance(node, LiteralNode):
            return self.compile(node), node.value
        if isinstance(node, ParameterNode):
            parameter = self.settings.parameters[node.name]
            if node.key is None and not (parameter.dated and (node.at or parameter.at)):
                return parameter_sql(self, node), parameter.on(self.settings.surroundings.as_of)
            return parameter_sql(self, node), None
        if index in entry.needs_raw:
            return self.raw(node, entry.id in _MASK_FUNCTIONS), None
        return self.compile(node), None


def _scale_of(entry: FunctionEntry, operands: list[Sql]) -> int | None:
    """Decimals of the result: as the registry says, else those of the arguments."""
    if entry.scale is not None or entry.result is not None:
        return entry.scale
    scales = [operand.scale for operand in operands]
    known = [scale for scale in scales if scale is not None]
    return max(known) if known and len(known) == len(scales) else None
