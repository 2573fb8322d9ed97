"""Conditions that are always or never true, found on constants, code lists and number ranges."""

from __future__ import annotations

from collections.abc import Iterator

from census_app.rulebook.diagnostics import Diagnostic
from census_app.rulebook.expression import BinaryNode, InNode, LiteralNode, Node, UnaryNode, ValueType
from census_app.rulebook.lint.parts import Part, Subject
from census_app.rulebook.lint.ranges import contradiction
from census_app.rulebook.shape import shape
from census_app.rulebook.walk import children, walk

_CHECK = "constant"
_COMPARISONS = frozenset({"=", "<>", "<", "<=", ">", ">="})
_SAME_ALWAYS = frozenset({"=", "<=", ">="})


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Constant comparisons, contradictions inside `and`, tautologies inside `or`, clauses impossible in scope."""
    for part in subject.conditions():
        for node in walk(part.node):
            yield from _constant(subject, part, node)
        yield from _chains(subject, part)
    yield from _impossible_in_scope(subject)


def _constant(subject: Subject, part: Part, node: Node) -> Iterator[Diagnostic]:
    if isinstance(node, InNode):
        labels = subject.labels(node.operand)
        listed = {option.value for option in node.options if isinstance(option, LiteralNode)}
        if labels and labels <= listed:
            yield subject.warn(_CHECK, part, node, "列出了代码集的全部取值，只要不空就成立", "写作 字段 is not null")
    if not isinstance(node, BinaryNode):
        return
    if node.operator in _COMPARISONS:
        if isinstance(node.left, LiteralNode) and isinstance(node.right, LiteralNode):
            yield subject.warn(_CHECK, part, node, "两边都是常数，结果永远一样", "删去这个比较")
        elif shape(node.left) == shape(node.right):
            always = "永远成立" if node.operator in _SAME_ALWAYS else "永远不成立"
            yield subject.warn(_CHECK, part, node, f"两边相同，{always}", "检查是不是漏写了 本户. 或关系名")
        elif _empty_text(node.right) or _empty_text(node.left):
            yield subject.warn(_CHECK, part, node, "和空文字 '' 比较", "空值写作 为空(字段) 或 字段 is null")
    elif node.operator == "like" and isinstance(node.right, LiteralNode):
        pattern = str(node.right.value)
        if not pattern.strip("%"):
            yield subject.warn(_CHECK, part, node, "like '%' 只要不空就成立", "写作 字段 is not null")
        elif "%" not in pattern and "_" not in pattern:
            yield subject.warn(_CHECK, part, node, "like 里没有通配符", f"写作 = '{pattern}'")


def _empty_text(node: Node) -> bool:
    return isinstance(node, LiteralNode) and isinstance(node.value, str) and not node.value.strip()


def _chains(subject: Subject, part: Part) -> Iterator[Diagnostic]:
    for operator, root in _chain_roots(part.node):
        atoms = flattened(root, operator)
        if any(isinstance(atom, LiteralNode) for atom in atoms):
            yield subject.warn(_CHECK, part, root, f"{operator} 里有常数 true 或 false", "删去它")
        told = contradiction(atoms, negated=operator == "or")
        if told is not None:
            always = "永远不成立" if operator == "and" else "永远成立（除非为空）"
            yield subject.warn(_CHECK, part, told, f"这些条件合在一起{always}", "检查 and / or 和边界")


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


def _impossible_in_scope(subject: Subject) -> Iterator[Diagnostic]:
    scope = flattened(subject.rule.scope, "and")
    if contradiction(scope, negated=False) is not None or _is_false(subject.rule.scope):
        yield subject.remark(_CHECK, ("scope",), "scope 把所有记录都排除了", "检查 scope 的条件")
        return
    for part in subject.conditions():
        if part.path == ("scope",):
            continue
        own = flattened(part.node, "and")
        if contradiction(own, negated=False) is None and contradiction([*scope, *own], negated=False) is not None:
            yield subject.warn(_CHECK, part, part.node, "在 scope 之内永远不成立", "scope 和这个分支互相矛盾")


def _is_false(node: Node) -> bool:
    if isinstance(node, UnaryNode):
        return isinstance(node.operand, LiteralNode) and node.operand.value is True
    return isinstance(node, LiteralNode) and node.type is ValueType.BOOLEAN and node.value is False
