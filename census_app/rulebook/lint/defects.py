"""One clause, one defect: several defects in one `or` share one message, one severity and one unknown."""

from __future__ import annotations

from collections.abc import Iterator

from census_app.rulebook.diagnostics import Diagnostic
from census_app.rulebook.expression import FieldNode, Node
from census_app.rulebook.language.walk import walk
from census_app.rulebook.lint.constants import flattened
from census_app.rulebook.lint.parts import Subject

_CHECK = "defects"
_MOST = 3


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Clauses that join three or more conditions on different fields with `or`."""
    for part in subject.conditions():
        if part.path == ("scope",):
            continue
        for joined in flattened(part.node, "and"):
            alternatives = flattened(joined, "or")
            if len(alternatives) < _MOST or len({_fields(one) for one in alternatives}) < _MOST:
                continue
            yield subject.warn(
                _CHECK,
                part,
                joined,
                f"一个分支里用 or 连了 {len(alternatives)} 种问题",
                "分成几个分支：各有说明、级别，一个无法判断不拖累其他",
            )


def _fields(node: Node) -> frozenset[tuple[str, str]]:
    return frozenset((inner.table, inner.field) for inner in walk(node) if isinstance(inner, FieldNode))
