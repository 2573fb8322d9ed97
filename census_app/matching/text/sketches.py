"""How many edits lie between two short texts at least, told from how often each character stands in them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

# Sixty bits: of each group of characters (of digits, each) one for its first, one for its second … occurrence.
_GROUPS, _COUNTED = 10, 6
_SHIFTS = np.arange(_GROUPS, dtype=np.uint64) * np.uint64(_COUNTED)

Sketch = NDArray[np.uint64]


def sketches(texts: Sequence[str]) -> Sketch:
    """A number for each text that changes by two bits at most when a character is replaced, by one when it is left out
    or put in, and not at all when two change places."""
    lengths = np.fromiter(map(len, texts), dtype=np.intp, count=len(texts))
    characters = np.frombuffer("".join(texts).encode("utf-32-le"), dtype=np.uint32)
    groups = np.repeat(np.arange(len(texts)) * _GROUPS, lengths) + characters % _GROUPS
    counts = np.bincount(groups, minlength=len(texts) * _GROUPS).reshape(-1, _GROUPS)
    occurrences = (np.uint64(1) << np.minimum(counts, _COUNTED).astype(np.uint64)) - np.uint64(1)
    found: Sketch = np.bitwise_or.reduce(occurrences << _SHIFTS, axis=1)
    return found


def may_be_within(edits: int, left: Sketch, right: Sketch) -> NDArray[np.bool_]:
    """Of which pairs of sketched texts so many edits may suffice to make one of the other; of others they do not."""
    found: NDArray[np.bool_] = np.bitwise_count(left ^ right) <= 2 * edits
    return found
