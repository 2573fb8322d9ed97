"""An explanation read aloud: the parts of a rule's expressions in the words of the rule book."""

from __future__ import annotations

from dataclasses import replace

from census_app.checking.explaining.explanation import Explanation, Step
from census_app.checking.explaining.parts import negates_within, told_below
from census_app.dictionary.model import Dictionary
from census_app.reporting.rule_book.spoken import Speaker
from census_app.reporting.rule_book.words import book_words
from census_app.rulebook.expression import BinaryNode, Node, UnaryNode
from census_app.rulebook.resolved import ResolvedRule

_JOINTS = ("and", "or")


def spoken_explanation(
    found: Explanation, rule: ResolvedRule, dictionary: Dictionary, joints: dict[str, str]
) -> Explanation:
    """The same verdict and values, every part told as it would be read aloud.

    Parts joined by the same `and` or `or` stand side by side under a line that says `joints["and"]` or `joints["or"]`;
    a denial is one line with what it denies.
    """
    teller = _Teller(Speaker(dictionary, book_words(), rule.parameters), joints)
    clauses = tuple(
        told if told.step is None else replace(told, step=teller.step(clause.when, told.step))
        for told, clause in zip(found.clauses, rule.clauses, strict=True)
    )
    return replace(found, scope=teller.step(rule.scope, found.scope), clauses=clauses)


class _Teller:
    def __init__(self, speaker: Speaker, joints: dict[str, str]) -> None:
        self._speaker, self._joints = speaker, joints

    def step(self, node: Node, step: Step) -> Step:
        """The step of a node in words, with its parts."""
        joint = _joint(node)
        if joint:
            return replace(step, words=self._joints[joint], steps=tuple(self._joined(node, step, joint)))
        words = self._speaker.value(node)
        below = [(node, step)]
        while below and _denies(below[0][0]):
            below = list(_parts(*below[0]))
        if below[0][0] is not node and _joint(below[0][0]):
            # what is denied together is told together: its parts hold or not by themselves
            return replace(step, words=words, steps=(self.step(*below[0]),))
        return replace(step, words=words, steps=tuple(self.step(*one) for one in _parts(*below[0])))

    def _joined(self, node: Node, step: Step, joint: str) -> list[Step]:
        if _joint(node) != joint:
            return [self.step(node, step)]
        return [told for part in _parts(node, step) for told in self._joined(*part, joint)]


def _joint(node: Node) -> str:
    return node.operator if isinstance(node, BinaryNode) and node.operator in _JOINTS else ""


def _denies(node: Node) -> bool:
    return isinstance(node, UnaryNode) and node.operator == "not" and not negates_within(node)


def _parts(node: Node, step: Step) -> list[tuple[Node, Step]]:
    """The parts of a step with their nodes."""
    return list(zip(told_below(node), step.steps, strict=True))
