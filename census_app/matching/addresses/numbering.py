"""Values numbered by their first appearance."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Sequence
from itertools import count
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

_T = TypeVar("_T", bound=Hashable)


def numbered(values: Sequence[_T]) -> tuple[list[_T], NDArray[np.intp]]:
    """The distinct values in order, and which of them each is."""
    seen: defaultdict[_T, int] = defaultdict(count().__next__)
    which = np.fromiter(map(seen.__getitem__, values), dtype=np.intp, count=len(values))
    return list(seen), which
