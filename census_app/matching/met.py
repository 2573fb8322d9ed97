"""Texts numbered as they are met, so that each is parsed but once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from itertools import count, islice, repeat
from typing import cast

import numpy as np
from numpy.typing import NDArray

from census_app.matching.records import Texts

_UNMET = -1
_AT_ONCE = 8192


class Met:
    """The texts of one field, numbered from 1 on as they are met; 0 is the empty cell.

    Those of `before`, which meets no more of them, keep the numbers they have there.
    """

    def __init__(self, before: Met | None = None) -> None:
        known: dict[str | None, int] = {} if before else {None: 0}
        self._before: Mapping[str | None, int] = before._numbers if before else {}
        self._numbers: defaultdict[str | None, int] = defaultdict(count(len(before or known)).__next__, known)

    def numbered(self, texts: Texts) -> tuple[NDArray[np.intp], list[str]]:
        """The number of each text, and the texts not met before, in order."""
        known = len(self._numbers)
        if self._before:
            numbers = looked_up(texts, lambda some: map(self._before.get, some, repeat(_UNMET)))
            others = np.flatnonzero(numbers == _UNMET)
            numbers[others] = self._number([texts[place] for place in others.tolist()])
        else:
            numbers = self._number(texts)
        new = list(islice(reversed(self._numbers), len(self._numbers) - known))
        new.reverse()
        return numbers, cast("list[str]", new)

    def _number(self, texts: Texts) -> NDArray[np.intp]:
        return looked_up(texts, lambda some: map(self._numbers.__getitem__, some))

    def __len__(self) -> int:
        return len(self._before) + len(self._numbers)


def looked_up(texts: Texts, numbers_of: Callable[[Texts], Iterable[int]]) -> NDArray[np.intp]:
    """The number of each text, some thousands at a time: a thread that has an answer to fetch, or a question to ask,
    gets its turn in between, and no process waits for it meanwhile."""
    found = np.empty(len(texts), dtype=np.intp)
    for start in range(0, len(texts), _AT_ONCE):
        some = texts[start : start + _AT_ONCE]
        found[start : start + len(some)] = np.fromiter(numbers_of(some), dtype=np.intp, count=len(some))
    return found
