"""What a tree says, without where it stands: equal text for equal meaning."""

from __future__ import annotations

from dataclasses import fields

from census_app.rulebook.expression import Hop, Node


def shape(node: Node) -> str:
    """A canonical text of the tree; two nodes of equal shape mean the same in the same place."""
    parts = [_shown(getattr(node, one.name)) for one in fields(node) if one.name not in {"span", "type"}]
    return f"{type(node).__name__}({', '.join(parts)})"


def _shown(value: object) -> str:
    if isinstance(value, Node):
        return shape(value)
    if isinstance(value, Hop):
        return f"{value.table}.{value.relation}"
    if isinstance(value, tuple):
        return f"({', '.join(_shown(one) for one in value)})"
    return f"{type(value).__name__}:{value}"
