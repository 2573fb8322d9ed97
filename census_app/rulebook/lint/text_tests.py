"""Tests of text that can be tried on the texts a pack or its dictionary names."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from census_app.rulebook.expression import BinaryNode, CallNode, LiteralNode, Node, ParameterNode
from census_app.rulebook.resolved import ParameterValue

TextTest = Callable[[str], bool]
Parameters = Mapping[str, ParameterValue]


def tested(node: Node, parameters: Parameters) -> tuple[Node, TextTest] | None:
    """The value that `like`, 匹配, 名称含 or 整名等于 test, and the test; None when something in it is not constant."""
    if isinstance(node, BinaryNode) and node.operator == "like" and isinstance(node.right, LiteralNode):
        return node.left, _like(str(node.right.value))
    if not isinstance(node, CallNode):
        return None
    if node.function == "matches" and isinstance(node.arguments[1], LiteralNode):
        compiled = re.compile(str(node.arguments[1].value))
        return node.arguments[0], lambda text: compiled.fullmatch(text) is not None
    if node.function not in {"contains_any", "equals_any"}:
        return None
    words = constant_words(node.arguments[1], parameters)
    if words is None:
        return None
    if node.function == "equals_any":
        return node.arguments[0], lambda text: text in words
    return node.arguments[0], lambda text: any(word in text for word in words)


def constant_words(node: Node, parameters: Parameters) -> Sequence[str] | None:
    """The words of a list parameter or of one literal; None when they depend on the record or the day."""
    if isinstance(node, LiteralNode):
        return [str(node.value)] if node.value else []
    if not isinstance(node, ParameterNode) or node.key is not None or parameters[node.name].dated:
        return None
    value = parameters[node.name].value
    return [word for word in ([value] if isinstance(value, str) else value) if word]


def _like(pattern: str) -> TextTest:
    """`%` stands for any text, `_` for one character."""
    written = "".join({"%": ".*", "_": "."}.get(one, re.escape(one)) for one in pattern)
    compiled = re.compile(written, re.DOTALL)
    return lambda text: compiled.fullmatch(text) is not None
