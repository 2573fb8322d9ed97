"""All candidates of a comparison compared, a share of them by a process beside this one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import pairwise
from typing import Protocol, TypeVar

import numpy as np

from census_app.foundation.jobs import JobContext
from census_app.matching.blocking import LEFT_CHUNK, Blocks, Candidates, Rows
from census_app.matching.comparing import Comparer, Pairs
from census_app.matching.kinds.kind import Levels
from census_app.matching.sources import Source

Done = TypeVar("Done")
_SHARES, _THEIRS = 4, 2


class Elsewhere(Protocol):
    """Has tasks done by another process; the function given fetches what came of one, or does it here where nobody has
    begun with it."""

    def __call__(self, task: Callable[[], Done]) -> Callable[[], Done]:
        """The task is about to be done."""
        ...


def compare_all(
    blocks: Blocks, comparer: Comparer, source: Source, job: JobContext, elsewhere: Elsewhere | None = None
) -> Pairs:
    """Compare every candidate, a chunk of left records at a time; `elsewhere` up to half of them, as far as somebody
    there has nothing else to do."""
    chunks = list(blocks.chunks())
    bounds = [len(chunks) * share // _SHARES for share in range(_SHARES + 1)] if elsewhere else [0, len(chunks)]
    shares = [chunks[start:stop] for start, stop in pairwise(bounds)]
    ours = shares[:_THEIRS]
    theirs: list[Callable[[], list[Levels]]] = []
    if elsewhere is not None:
        # the last is asked for last
        for share in reversed(shares[_THEIRS:]):
            pairs = [(chunk.left, chunk.right) for chunk in share]
            theirs.insert(0, elsewhere(partial(_levels, comparer, pairs)))
    found: list[Levels] = []

    def add(levels: Sequence[Levels]) -> None:
        found.extend(levels)
        job.progress(min(len(found) * LEFT_CHUNK, blocks.left_count), blocks.left_count, f"{source.zh}：比对")

    for share in ours:
        for chunk in share:
            job.raise_if_cancelled()
            add([comparer.levels(chunk.left, chunk.right)])
    for fetched in theirs:
        job.raise_if_cancelled()
        add(fetched())
    return _joined(chunks, found, len(comparer.comparisons))


def _levels(comparer: Comparer, pairs: Sequence[tuple[Rows, Rows]]) -> list[Levels]:
    return [comparer.levels(left, right) for left, right in pairs]


def _joined(chunks: Sequence[Candidates], levels: Sequence[Levels], comparisons: int) -> Pairs:
    if not chunks:
        none = np.empty((0, comparisons), dtype=np.uint8)
        return Pairs(np.empty(0, np.int32), np.empty(0, np.int32), np.empty(0, np.uint32), none)
    together = zip(chunks, levels, strict=True)
    return Pairs.joined([Pairs(chunk.left, chunk.right, chunk.keys, found) for chunk, found in together])
