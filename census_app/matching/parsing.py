"""Texts parsed into codes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Protocol

import numpy as np

from census_app.matching.context import NOTHING_LEARNED, Context, learned_from
from census_app.matching.entries import MISSING, ParsedTexts, Vocabulary
from census_app.matching.kinds import field_kind
from census_app.matching.kinds.kind import Glance

Parsed = Callable[[], list[ParsedTexts]]
"""Gives what texts were parsed to, in consecutive pieces."""
Learned = Callable[[], Context]
_VALUES_PER_CELL = 3


def parse_texts(kind_id: str, texts: Sequence[str], context: Context = NOTHING_LEARNED) -> ParsedTexts:
    """The parsed values of each text, at most three of a text, with vocabularies of their own."""
    kind = field_kind(kind_id)
    seen = kind.glance(texts, context) if kind.glance else Glance.of((), {})
    at_a_glance = np.zeros(len(texts), dtype=bool)
    at_a_glance[seen.places] = True
    others = np.flatnonzero(~at_a_glance)
    parsed = kind.parse([texts[place] for place in others.tolist()], context)
    counts = np.ones(len(texts), dtype=np.int64)
    counts[others] = np.fromiter(
        (min(len(values), _VALUES_PER_CELL) for values in parsed), dtype=np.int64, count=len(parsed)
    )
    rows = [value for values in parsed for value in values[:_VALUES_PER_CELL]]
    looked_into = np.repeat(~at_a_glance, counts)
    glanced = np.flatnonzero(~looked_into)
    vocabularies: dict[str, Vocabulary] = {}
    named = {name: vocabularies.setdefault(kind.shared.get(name, name), Vocabulary()) for name in kind.columns}
    codes = {name: np.full(len(looked_into), MISSING, dtype=np.int32) for name in kind.columns}
    for name, column in zip(kind.columns, zip(*rows, strict=True) if rows else (), strict=bool(rows)):
        codes[name][looked_into] = named[name].encode(column)
    for shared in seen.shared:
        for name, texts_of_part in shared.columns.items():
            codes[name][glanced] = named[name].encode(texts_of_part)[shared.which]
    listed = {vocabulary_id: vocabulary.texts for vocabulary_id, vocabulary in vocabularies.items()}
    told = {name: listed[kind.shared.get(name, name)] for name in kind.columns}
    for name, texts_of_part in seen.columns.items():
        # hardly any twice: the table they are for is soon enough to number them
        codes[name][glanced] = np.arange(len(told[name]), len(told[name]) + len(texts_of_part))
        told[name].extend(texts_of_part)
    return ParsedTexts(counts, codes, told)


class Parsing(Protocol):
    """Who parses: this process alone, or others beside it."""

    def learn(self, texts: Sequence[str]) -> Learned:
        """What a sample of addresses teaches is being learned; the function given tells it."""
        ...

    def parse(self, kind_id: str, texts: Sequence[str], learned: Learned) -> Parsed:
        """The texts are being parsed with the help of what was learned."""
        ...


class ParsingHere:
    """This process does everything, when the result is asked for."""

    def learn(self, texts: Sequence[str]) -> Learned:
        """Learned once, when first asked for."""
        return cache(lambda: learned_from(texts))

    def parse(self, kind_id: str, texts: Sequence[str], learned: Learned) -> Parsed:
        """Parsed when asked for, each time anew."""
        return lambda: [parse_texts(kind_id, texts, learned())]
