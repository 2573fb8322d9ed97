"""Texts parsed into codes, here or in processes beside this one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import numpy as np

from census_app.foundation.garbage import collection_paused
from census_app.matching.context import NOTHING_LEARNED, Context
from census_app.matching.entries import MISSING, ParsedTexts, Vocabulary
from census_app.matching.kinds import field_kind
from census_app.matching.kinds.kind import Glance

Parsed = Callable[[], list[ParsedTexts]]
Parse = Callable[[str, Sequence[str]], Parsed]
_VALUES_PER_CELL = 3
_TEXTS_PER_TASK = 25_000


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


@contextmanager
def parsing(workers: int, context: Context) -> Iterator[Parse]:
    """A function that starts parsing texts and gives a function to get the result, in consecutive pieces."""
    if workers <= 1:
        yield lambda kind_id, texts: lambda: [parse_texts(kind_id, texts, context)]
        return
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    with ProcessPoolExecutor(
        workers, mp_context=get_context("spawn"), initializer=_receive, initargs=(context,)
    ) as pool:

        def beside(kind_id: str, texts: Sequence[str]) -> Parsed:
            pieces = [texts[start : start + _TEXTS_PER_TASK] for start in range(0, len(texts), _TEXTS_PER_TASK)]
            futures = [pool.submit(_parse_received, kind_id, piece) for piece in pieces]
            return lambda: [future.result() for future in futures]

        try:
            yield beside
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


_received: list[Context] = []


def _receive(context: Context) -> None:
    _received.append(context)


def _parse_received(kind_id: str, texts: Sequence[str]) -> ParsedTexts:
    with collection_paused():
        return parse_texts(kind_id, texts, _received[0])
