"""Single conditions that are always or never true, whatever the record: told from constants and types."""

from __future__ import annotations

from collections.abc import Iterator

from census_app.dictionary.model import FieldType
from census_app.rulebook.diagnostics import Diagnostic
from census_app.rulebook.expression import (
    BinaryNode,
    CoalesceNode,
    FieldNode,
    InNode,
    IsNullNode,
    LiteralNode,
    Node,
    ParameterNode,
    RelationNode,
    ValueType,
)
from census_app.rulebook.language.shape import shape
from census_app.rulebook.language.walk import children, walk
from census_app.rulebook.lint.bounds import Bounds, bounds_of
from census_app.rulebook.lint.parts import Part, Subject

_CHECK = "constant"
_COMPARISONS = frozenset({"=", "<>", "<", "<=", ">", ">="})
_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_SAME_ALWAYS = frozenset({"=", "<=", ">="})
_MAY_BE_EMPTY = FieldNode | RelationNode | CoalesceNode


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Comparisons that do not depend on the record, and constants joined by `and` or `or`."""
    for part in subject.conditions():
        for node in walk(part.node):
            if isinstance(node, BinaryNode) and node.operator in _COMPARISONS:
                yield from _comparison(subject, part, node)
            elif isinstance(node, BinaryNode) and node.operator == "like":
                yield from _like(subject, part, node)
            elif isinstance(node, IsNullNode) and not isinstance(node.operand, _MAY_BE_EMPTY):
                message = "算出来的值没有“空”，这个条件永远不成立"
                yield subject.warn(_CHECK, part, node, message, "查它用到的字段：为空(字段)")
            elif isinstance(node, InNode):
                yield from _list(subject, part, node)
        yield from _chains(subject, part)


def _comparison(subject: Subject, part: Part, node: BinaryNode) -> Iterator[Diagnostic]:
    if isinstance(node.left, LiteralNode) and isinstance(node.right, LiteralNode):
        yield subject.warn(_CHECK, part, node, "两边都是常数，结果永远一样", "删去这个比较")
    elif shape(node.left) == shape(node.right):
        always = "永远成立" if node.operator in _SAME_ALWAYS else "永远不成立"
        yield subject.warn(_CHECK, part, node, f"两边相同，{always}", "检查是不是漏写了 本户. 或关系名")
    elif _empty_text(node.right) or _empty_text(node.left):
        yield subject.warn(_CHECK, part, node, "和空文字 '' 比较", "空值写作 为空(字段) 或 字段 is null")
    else:
        yield from _out_of_bounds(subject, part, node)


def _out_of_bounds(subject: Subject, part: Part, node: BinaryNode) -> Iterator[Diagnostic]:
    operator, computed, number = node.operator, node.left, _number(subject, node.right)
    if number is None:
        operator, computed, number = _MIRRORED.get(operator, operator), node.right, _number(subject, node.left)
    bounds = bounds_of(computed) or _whole_field(subject, computed)
    if number is None or bounds is None:
        return
    outcome = _outcome(operator, bounds, number)
    if outcome is not None:
        always = "只要能算就成立" if outcome else "永远不成立"
        yield subject.warn(_CHECK, part, node, f"{_range_words(bounds)}，这个比较{always}", "改正数字或比较的方向")


def _outcome(operator: str, bounds: Bounds, number: float) -> bool | None:
    """What the comparison gives for every value within the bounds; None when it depends."""
    below = bounds.high is not None and bounds.high < number
    above = bounds.low is not None and bounds.low > number
    if operator in {"=", "<>"}:
        never_equal = below or above or (bounds.whole and number != int(number))
        return (operator == "<>") if never_equal else None
    at_most = bounds.high is not None and bounds.high <= number
    at_least = bounds.low is not None and bounds.low >= number
    certain = {"<": (below, at_least), "<=": (at_most, above), ">": (above, at_most), ">=": (at_least, below)}
    yes, no = certain[operator]
    return True if yes else (False if no else None)


def _range_words(bounds: Bounds) -> str:
    whole = "整数" if bounds.whole else "数"
    if bounds.low is None:
        return f"左右有一边是{whole}"
    return (
        f"它是 {bounds.low} 到 {bounds.high} 的{whole}"
        if bounds.high is not None
        else f"它是不小于 {bounds.low} 的{whole}"
    )


def _whole_field(subject: Subject, node: Node) -> Bounds | None:
    if subject.dictionary is None or not isinstance(node, FieldNode):
        return None
    field = subject.dictionary.table(node.table).field(node.field)
    return Bounds(whole=True) if field.type is FieldType.INTEGER else None


def _number(subject: Subject, node: Node) -> float | None:
    value = node.value if isinstance(node, LiteralNode) and node.type is ValueType.NUMBER else None
    if isinstance(node, ParameterNode) and node.type is ValueType.NUMBER and node.key is None:
        parameter = subject.rule.parameters[node.name]
        value = None if parameter.dated else parameter.value
    return None if value is None else float(str(value))


def _like(subject: Subject, part: Part, node: BinaryNode) -> Iterator[Diagnostic]:
    pattern = str(node.right.value) if isinstance(node.right, LiteralNode) else ""
    if not pattern.strip("%"):
        yield subject.warn(_CHECK, part, node, "like '%' 只要不空就成立", "写作 字段 is not null")
    elif "%" not in pattern and "_" not in pattern:
        yield subject.warn(_CHECK, part, node, "like 里没有通配符", f"写作 = '{pattern}'")


def _list(subject: Subject, part: Part, node: InNode) -> Iterator[Diagnostic]:
    listed = _listed(subject, node)
    if listed is None:
        return
    labels = subject.labels(node.operand)
    if labels and labels <= listed:
        yield subject.warn(_CHECK, part, node, "列出了代码集的全部取值，只要不空就成立", "写作 字段 is not null")
    outside = [one for one in sorted(map(str, listed)) if _is_outside(node.operand, one)]
    if outside:
        bounds = bounds_of(node.operand)
        assert bounds is not None
        yield subject.warn(_CHECK, part, node, f"{_range_words(bounds)}，不会是 {'、'.join(outside)}", "改正列表")
    if not listed:
        yield subject.warn(_CHECK, part, node, "列表是空的，永远不成立", "在 params 里给列表写上值")


def _listed(subject: Subject, node: InNode) -> set[object] | None:
    """The constants of a list; None when they depend on the record or the day."""
    only = node.options[0]
    if isinstance(only, ParameterNode):
        parameter = subject.rule.parameters[only.name]
        return None if parameter.dated or only.key is not None else set(parameter.value)
    constants = [option.value for option in node.options if isinstance(option, LiteralNode)]
    return set(constants) if len(constants) == len(node.options) else None


def _is_outside(computed: Node, number: str) -> bool:
    bounds = bounds_of(computed)
    return bounds is not None and _outcome("=", bounds, float(number)) is False


def _empty_text(node: Node) -> bool:
    return isinstance(node, LiteralNode) and isinstance(node.value, str) and not node.value.strip()


def _chains(subject: Subject, part: Part) -> Iterator[Diagnostic]:
    for operator, root in _chain_roots(part.node):
        if any(isinstance(atom, LiteralNode) for atom in flattened(root, operator)):
            yield subject.warn(_CHECK, part, root, f"{operator} 里有常数 true 或 false", "删去它")


def _chain_roots(node: Node) -> Iterator[tuple[str, Node]]:
    """The topmost node of every and-chain and or-chain."""
    pending: list[tuple[Node, str]] = [(node, "")]
    while pending:
        current, above = pending.pop()
        operator = current.operator if isinstance(current, BinaryNode) else ""
        if operator in {"and", "or"} and operator != above:
            yield operator, current
        pending += [(child, operator) for child in children(current)]


def flattened(node: Node, operator: str) -> list[Node]:
    """The parts of a chain of one operator, left to right."""
    if isinstance(node, BinaryNode) and node.operator == operator:
        return flattened(node.left, operator) + flattened(node.right, operator)
    return [node]
