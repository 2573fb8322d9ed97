"""What a SQLGlot node tells about its text."""

from __future__ import annotations

from sqlglot import exp

from census_app.rulebook.expression import Span
from census_app.rulebook.language.lookup import Word


def span_of(tree: exp.Expr) -> Span:
    """Where a SQLGlot node stands in the text."""
    return Span(tree.meta["start"], tree.meta["end"] + 1)


def words_of(tree: exp.Expr) -> list[Word]:
    """The parts of a written name, first to last."""
    words = []
    while isinstance(tree, exp.Dot):
        words.append(Word(tree.expression.this, span_of(tree.expression)))
        tree = tree.this
    words.append(Word(tree.this, span_of(tree)))
    return words[::-1]
