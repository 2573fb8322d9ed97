"""Conditions as formulas, taken apart at `and` and `or`, each part with the words it is written in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from census_app.rulebook.expression import BinaryNode, Node, ParameterNode, UnaryNode
from census_app.rulebook.language.walk import walk
from census_app.rulebook.lint.parts import Part
from census_app.rulebook.lint.solver.encoder import Encoder
from census_app.rulebook.lint.solver.logic import Truth

_DUAL = {"and": "or", "or": "and"}
_MOST_WORDS = 80


@dataclass(frozen=True)
class Piece:
    """A condition inside a condition, as it is or negated (`positive` False)."""

    part: Part
    node: Node
    positive: bool
    truth: Truth
    words: str

    @property
    def parameters(self) -> set[str]:
        """The parameters it reads."""
        return {one.name for one in walk(self.node) if isinstance(one, ParameterNode)}


@dataclass(frozen=True)
class Encoded:
    """A whole condition and the variables it uses; `parts`: those of each part joined by `and`, by canonical text."""

    whole: Piece
    used: frozenset[str]
    parts: Mapping[str, frozenset[str]]

    @property
    def truth(self) -> Truth:
        """When it is true and when false."""
        return self.whole.truth


def encode(encoder: Encoder, part: Part) -> Encoded:
    """The condition of one part of the rule."""
    encoder = encoder.reading(part.text)
    with encoder.world.recording() as used:
        whole = _piece(encoder, part, part.node, positive=True)
    parts: dict[str, frozenset[str]] = {}
    for piece in pieces(encoder, whole, "and"):
        with encoder.world.recording() as read:
            encoder.truth(piece.node)
        parts |= dict.fromkeys(encoder.parts(piece.node, positive=piece.positive), frozenset(read))
    return Encoded(whole, frozenset(used), parts)


def pieces(encoder: Encoder, whole: Piece, operator: str) -> list[Piece]:
    """The parts joined by the operator, left to right; the piece itself when there is nothing to take apart."""
    node, joined = whole.node, operator if whole.positive else _DUAL[operator]
    if isinstance(node, UnaryNode) and node.operator == "not":
        return pieces(encoder, _piece(encoder, whole.part, node.operand, not whole.positive), operator)
    if isinstance(node, BinaryNode) and node.operator == joined:
        return [
            piece
            for side in (node.left, node.right)
            for piece in pieces(encoder, _piece(encoder, whole.part, side, whole.positive), operator)
        ]
    return [whole]


def _piece(encoder: Encoder, part: Part, node: Node, positive: bool) -> Piece:
    encoder = encoder.reading(part.text)
    truth = encoder.truth(node)
    words = encoder.words(node)
    if not positive:
        truth, words = encoder.world.logic.opposite(truth), f"not {words}"
    if len(words) > _MOST_WORDS:
        words = f"{words[:_MOST_WORDS]}…"
    return Piece(part, node, positive, truth, words)
