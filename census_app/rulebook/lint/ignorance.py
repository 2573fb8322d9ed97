"""Ways in which "not known" becomes an accusation."""

from __future__ import annotations

from collections.abc import Iterator

from census_app.rulebook.diagnostics import Diagnostic
from census_app.rulebook.expression import (
    AggregateNode,
    CaseNode,
    CoalesceNode,
    FieldNode,
    LiteralNode,
    Node,
    ValueType,
)
from census_app.rulebook.language.walk import walk
from census_app.rulebook.lint.parts import Subject

_CHECK = "ignorance"


def check(subject: Subject) -> Iterator[Diagnostic]:
    """`coalesce(是非, false)` and `case … else` over values that may be missing."""
    for part in subject.expressions():
        for node in walk(part.node):
            if isinstance(node, CoalesceNode) and node.type is ValueType.BOOLEAN and _constant(node.arguments[-1]):
                yield subject.warn(
                    _CHECK,
                    part,
                    node,
                    "coalesce(是非, 常数) 会把“空”当成“没有”",
                    "空值应是无法判断；要查缺失另写一个分支 为空(字段)",
                )
            if isinstance(node, CaseNode) and node.otherwise is not None and _reads_fields(node):
                yield subject.warn(
                    _CHECK,
                    part,
                    node,
                    "case 的 else 会收下没有想到的情形",
                    "把情形写全并去掉 else：都不符合时就是无法判断",
                )


def _constant(node: Node) -> bool:
    return isinstance(node, LiteralNode) and node.value is not None


def _reads_fields(node: CaseNode) -> bool:
    conditions = (inner for condition, _ in node.branches for inner in walk(condition))
    return any(isinstance(inner, FieldNode | AggregateNode) for inner in conditions)
