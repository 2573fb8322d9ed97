"""All candidates of a comparison compared, a share of it by a process beside this one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from census_app.foundation.jobs import JobContext
from census_app.matching.blocking import LEFT_CHUNK, Blocks, Candidates, Rows
from census_app.matching.comparing import Comparer, Pairs
from census_app.matching.comparing_roles import RoleComparer
from census_app.matching.kinds.kind import Levels
from census_app.matching.sources import Source

Done = TypeVar("Done")
Held = TypeVar("Held")
_SHARES = 8
_SMALLEST = "address"
"""The kind of which least need be sent for what takes longest to compare: few texts make up many addresses."""


class Elsewhere(Protocol):
    """Has tasks done by another process; the function given fetches what came of one, or does it here where nobody has
    begun with it."""

    def __call__(self, task: Callable[[Held], Done], held: Held) -> Callable[[], Done]:
        """The task is about to be done with what it is given, which each process is sent but once for all tasks."""
        ...


def compare_all(
    blocks: Blocks, comparer: Comparer, source: Source, job: JobContext, elsewhere: Elsewhere | None = None
) -> Pairs:
    """Compare every candidate, a role of a chunk of left records at a time; `elsewhere` the first of these, as far as
    somebody there has nothing else to do."""
    size = min(LEFT_CHUNK, max(1, -(-blocks.left_count // _SHARES))) if elsewhere else LEFT_CHUNK
    chunks = list(blocks.chunks(size))
    # one role after the other: who has compared some of its values knows what the next are compared with
    names = sorted(comparer.roles, key=lambda name: source.roles[name].kind != _SMALLEST)
    shares = [(number, name) for name in names for number in range(len(chunks))]
    begun = [_begun(chunks[number], comparer.roles[name], elsewhere) for number, name in shares]
    columns: list[dict[str, list[Levels]]] = [{} for _ in chunks]
    # what was begun first is asked for last
    for done, (number, name) in enumerate(reversed(shares), start=1):
        job.raise_if_cancelled()
        columns[number][name] = begun.pop()()
        job.progress(blocks.left_count * done // len(shares), blocks.left_count, f"{source.zh}：比对")
    found = [comparer.together(one, len(chunk.left)) for one, chunk in zip(columns, chunks, strict=True)]
    return _joined(chunks, found, len(comparer.comparisons))


def _begun(chunk: Candidates, role: RoleComparer, elsewhere: Elsewhere | None) -> Callable[[], list[Levels]]:
    if elsewhere is None:
        return partial(role.levels, chunk.left, chunk.right)
    return elsewhere(partial(_levels, chunk.left, chunk.right), role)


def _levels(left: Rows, right: Rows, role: RoleComparer) -> list[Levels]:
    return role.levels(left, right)


def _joined(chunks: Sequence[Candidates], levels: Sequence[NDArray[np.uint8]], comparisons: int) -> Pairs:
    if not chunks:
        none = np.empty((0, comparisons), dtype=np.uint8)
        return Pairs(np.empty(0, np.int32), np.empty(0, np.int32), np.empty(0, np.uint32), none)
    together = zip(chunks, levels, strict=True)
    return Pairs.joined([Pairs(chunk.left, chunk.right, chunk.keys, found) for chunk, found in together])
