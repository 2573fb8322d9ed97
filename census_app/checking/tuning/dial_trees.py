"""A rule's trees with one parameter under another name, and its parts that do not depend on it."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any, TypeVar

from census_app.checking.compiling.compile import Compiler, Settings
from census_app.checking.compiling.frame import Frame
from census_app.checking.compiling.sql import Sql
from census_app.checking.compiling.tree import walk
from census_app.rulebook.expression import FieldNode, LiteralNode, Node, ParameterNode, RelationNode

_Tree = TypeVar("_Tree", bound=Node)
_CHEAP = (FieldNode, LiteralNode, ParameterNode, RelationNode)


def mentions(node: Node, parameter: str) -> bool:
    """Whether the tree depends on the parameter."""
    return any(isinstance(part, ParameterNode) and part.name == parameter for part in walk(node))


def renamed(node: _Tree, old: str, new: str) -> _Tree:
    """The same tree asking for parameter `new` where it asked for `old`."""
    changes = {entry.name: _renamed(getattr(node, entry.name), old, new) for entry in fields(node)}
    if isinstance(node, ParameterNode) and node.name == old:
        changes["name"] = new
    return replace(node, **changes)


def _renamed(value: Any, old: str, new: str) -> Any:
    if isinstance(value, Node):
        return renamed(value, old, new)
    if isinstance(value, tuple):
        return tuple(_renamed(one, old, new) for one in value)
    return value


class Hoister(Compiler):
    """Compiles trees for many values of one parameter: what does not depend on it becomes a column, computed once.

    `columns`: SQL over the frame → name of the column it stands under.
    """

    def __init__(self, frame: Frame, settings: Settings, dialled: frozenset[str]) -> None:
        super().__init__(frame, settings)
        self.columns: dict[str, str] = {}
        self._dialled = dialled
        self._plain = Compiler(frame, settings)

    def compile(self, node: Node) -> Sql:
        """As everywhere, with a column for each greatest part that is the same at every value."""
        if any(isinstance(part, ParameterNode) and part.name in self._dialled for part in walk(node)):
            return super().compile(node)
        value = self._plain.compile(node)
        if isinstance(node, _CHEAP):
            return value
        return replace(value, text=self.columns.setdefault(value.text, f"hoisted{len(self.columns)}"))
