"""All candidates of a comparison compared, a share of them by a process beside this one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Protocol, TypeVar

import numpy as np

from census_app.foundation.jobs import JobContext
from census_app.matching.blocking import LEFT_CHUNK, Blocks, Candidates, Rows
from census_app.matching.comparing import Comparer, Pairs
from census_app.matching.kinds.kind import Levels
from census_app.matching.sources import Source

Done = TypeVar("Done")
Held = TypeVar("Held")
_SHARES = 8


class Elsewhere(Protocol):
    """Has tasks done by another process; the function given fetches what came of one, or does it here where nobody has
    begun with it."""

    def __call__(self, task: Callable[[Held], Done], held: Held) -> Callable[[], Done]:
        """The task is about to be done with what it is given, which each process is sent but once for all tasks."""
        ...


def compare_all(
    blocks: Blocks, comparer: Comparer, source: Source, job: JobContext, elsewhere: Elsewhere | None = None
) -> Pairs:
    """Compare every candidate, a chunk of left records at a time; `elsewhere` the last of them, as far as somebody
    there has nothing else to do."""
    size = min(LEFT_CHUNK, max(1, -(-blocks.left_count // _SHARES))) if elsewhere else LEFT_CHUNK
    chunks = list(blocks.chunks(size))
    theirs: list[Callable[[], Levels]] = []
    if elsewhere is not None:
        # the last is begun first, and asked for last
        for chunk in reversed(chunks[1:]):
            theirs.insert(0, elsewhere(partial(_levels, chunk.left, chunk.right), comparer))
    found: list[Levels] = []
    for number, chunk in enumerate(chunks):
        job.raise_if_cancelled()
        found.append(theirs[number - 1]() if number and theirs else comparer.levels(chunk.left, chunk.right))
        job.progress(min(len(found) * size, blocks.left_count), blocks.left_count, f"{source.zh}：比对")
    return _joined(chunks, found, len(comparer.comparisons))


def _levels(left: Rows, right: Rows, comparer: Comparer) -> Levels:
    return comparer.levels(left, right)


def _joined(chunks: Sequence[Candidates], levels: Sequence[Levels], comparisons: int) -> Pairs:
    if not chunks:
        none = np.empty((0, comparisons), dtype=np.uint8)
        return Pairs(np.empty(0, np.int32), np.empty(0, np.int32), np.empty(0, np.uint32), none)
    together = zip(chunks, levels, strict=True)
    return Pairs.joined([Pairs(chunk.left, chunk.right, chunk.keys, found) for chunk, found in together])
