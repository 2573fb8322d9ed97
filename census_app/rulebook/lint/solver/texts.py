"""Texts as places on a line: equal texts have equal places, and places are ordered as the texts are.

Between two texts a rule names there is room for any number of others, so a real number is enough for a text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from census_app.rulebook.expression import BinaryNode, InNode, LiteralNode, Node, ParameterNode
from census_app.rulebook.language.walk import walk
from census_app.rulebook.lint.canonical import canonical
from census_app.rulebook.resolved import ParameterValue, ResolvedPack, ResolvedRule
from census_app.rulebook.resolving.parts import roots_of


class Texts:
    """Every text the pack or its dictionary names, by place; and which of them each value is compared with."""

    def __init__(self, resolved: ResolvedPack) -> None:
        named: set[str] = set()
        self._compared: dict[str, set[str]] = {}
        for rule in (*resolved.rules, *resolved.drafts):
            named.update(*(_texts(parameter) for parameter in rule.parameters.values()))
            for root in roots_of(rule):
                named |= self._of_tree(rule, root)
        if resolved.dictionary is not None:
            lists = resolved.dictionary.code_lists.values()
            named |= {text for codes in lists for entry in codes.values for text in (entry.label, *entry.aliases)}
        self._ordered = sorted(named)
        self._places = {text: place for place, text in enumerate(self._ordered)}

    def place(self, text: str) -> int:
        """Where a named text stands."""
        return self._places[text]

    def has(self, text: str) -> bool:
        """Whether the text is named anywhere."""
        return text in self._places

    def at(self, place: int) -> str | None:
        """The text at a place; None between texts."""
        return self._ordered[place] if 0 <= place < len(self._ordered) else None

    def compared_with(self, key: str) -> Iterable[str]:
        """The constants that a value (by its canonical key) is compared with anywhere in the pack."""
        return sorted(self._compared.get(key, ()))

    def _of_tree(self, rule: ResolvedRule, root: Node) -> set[str]:
        named = set()
        for node in walk(root):
            if isinstance(node, LiteralNode) and isinstance(node.value, str):
                named.add(node.value)
            if isinstance(node, BinaryNode):
                self._compare(rule, node.left, (node.right,))
                self._compare(rule, node.right, (node.left,))
            elif isinstance(node, InNode):
                self._compare(rule, node.operand, node.options)
        return named

    def _compare(self, rule: ResolvedRule, operand: Node, others: Iterable[Node]) -> None:
        found = {text for other in others for text in _constants(other, rule.parameters)}
        if found:
            self._compared.setdefault(canonical(operand, rule.parameters), set()).update(found)


def _constants(node: Node, parameters: Mapping[str, ParameterValue]) -> set[str]:
    if isinstance(node, LiteralNode):
        return {node.value} if isinstance(node.value, str) else set()
    if isinstance(node, ParameterNode) and node.name in parameters:
        return _texts(parameters[node.name])
    return set()


def _texts(parameter: ParameterValue) -> set[str]:
    """Every text among the values of a parameter, keys of maps included."""
    found: set[str] = set()
    pending = [parameter.value, *(value for _, value in parameter.dated)]
    while pending:
        value = pending.pop()
        if isinstance(value, str):
            found.add(value)
        elif isinstance(value, dict):
            found |= {str(key) for key in value}
            pending += value.values()
        elif isinstance(value, tuple | list):
            pending += value
    return found
