"""Names cut so that they are still told apart: units of a county begin alike, and many end alike too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from functools import cached_property
from string import digits
from typing import Protocol

CUT = "…"
_ALIKE, _LEAST = 2, 4
_OPENING = "（("


class Measures(Protocol):
    """How wide a text is drawn, as `QFontMetrics` says it."""

    def horizontalAdvance(self, text: str, /) -> int:
        """Its width in pixels."""
        ...


class ShortNames:
    """Knows all the names that may stand in one place; what most of them begin with is the first to go."""

    def __init__(self, names: Collection[str] = ()) -> None:
        self.names = frozenset(filter(None, names))

    @cached_property
    def beginning(self) -> str:
        """What those names share that begin like most others do; empty where it tells one from another."""
        starts = Counter(name[:_ALIKE] for name in self.names)
        start, number = max(starts.items(), key=lambda one: (one[1], one[0]), default=("", 0))
        # a number is never cut in two, nor what stands in brackets
        shared = _beginning([name for name in self.names if name.startswith(start)]).rstrip(digits).rstrip(_OPENING)
        return shared if number > 1 and not any(name in (shared, name[len(shared) :]) for name in self.names) else ""

    @cached_property
    def shortest(self) -> tuple[str, ...]:
        """The names, cut to as few characters as still tell all of them apart."""
        longest = max(map(len, self.names), default=0)
        for length in range(_LEAST, longest):
            cut = [self._to_length(name, length) for name in self.names]
            if len(set(cut)) == len(cut):
                return tuple(sorted(cut))
        return tuple(sorted(self.names))

    def _to_length(self, name: str, length: int) -> str:
        rest = name.removeprefix(self.beginning)
        if len(rest) <= length + 1:
            return rest if rest == name else CUT + rest
        front = CUT if rest != name else ""
        end = length // 2
        return front + rest[: length - end] + CUT + (rest[-end:] if end else "")

    def fitted(self, name: str, metrics: Measures, room: int) -> str:
        """The name whole where there is room, else with as little as there is room for of what others begin with too,
        else cut in its middle."""
        if metrics.horizontalAdvance(name) <= room:
            return name
        least, most = 0, len(name.removeprefix(self.beginning))
        while least < most:
            middle = (least + most + 1) // 2
            if metrics.horizontalAdvance(self._to_length(name, middle)) <= room:
                least = middle
            else:
                most = middle - 1
        if not least:
            return CUT
        cut = self._to_length(name, least)
        more = (self.beginning[:end] + cut for end in range(len(self.beginning) - 1, _ALIKE - 1, -1))
        whole = cut == CUT + name.removeprefix(self.beginning)
        return next((one for one in more if whole and metrics.horizontalAdvance(one) <= room), cut)


def _beginning(names: Sequence[str]) -> str:
    """What all of them begin with: the first and the last in order differ soonest."""
    first, last = min(names, default=""), max(names, default="")
    return first[
        : next((at for at, (one, other) in enumerate(zip(first, last, strict=False)) if one != other), len(first))
    ]
