"""Cutting a run of name characters into divisions, towns, villages, roads, estates and places.

The best cut is the one with the highest sum of certainties: of each piece's last characters, of its length, of the
order of the pieces and of the number that follows the run. A dynamic programme over the characters finds it.
"""

from __future__ import annotations

from .candidates import Run
from .places import Places
from .scores import AFTER, STEPS, STEPS_AT_FIRST

_HOPELESS = 6.0  # A beginning so much worse than another one is not continued.
_LEAST = float("-inf")
_NEARLY = 1e-6  # Totals that differ by less may change their order when a number's certainty is added.

Piece = tuple[int, int, str]
# A last piece of a run: the certainty of the whole; where the piece begins, what stands before it, and what that
# certainty is made of: of the pieces before, of this one, of the order of the two.
_Last = tuple[float, int, str, float, float, float]


class Cuts:
    """The ways to cut one run of name characters, whatever number stands behind it."""

    def __init__(
        self, text: str, before: str, after: str, places: Places, goes_on: bool, divisions: frozenset[str]
    ) -> None:
        """`before` is the kind of the piece before the run, `after` the sort of the number behind it.

        `goes_on`: nothing stands between the piece before and the run. `divisions`: cities and counties before it.
        """
        run = Run(text, after, places, divisions)
        end = len(text)
        best: list[dict[str, tuple[float, int, str]]] = [{} for _ in range(max(1, end))]
        best[0][before] = (0.0, -1, "")
        last: dict[str, list[_Last]] = {}
        lead = 0.0
        for at in range(end):
            here = best[at]
            reached = max([score for score, _, _ in here.values()], default=lead - _HOPELESS)
            if reached <= lead - _HOPELESS:
                continue
            lead = max(lead, reached)
            steps = STEPS if at or goes_on else STEPS_AT_FIRST
            states = [(previous, steps[previous], so_far) for previous, (so_far, _, _) in here.items()]
            for to, kind, score in run.candidates(at):
                if to == end:
                    last.setdefault(kind, []).extend(
                        [
                            (so_far + score + costs[kind], at, previous, so_far, score, costs[kind])
                            for previous, costs, so_far in states
                        ]
                    )
                    continue
                target = best[to]
                best_total, best_previous = target[kind][0] if kind in target else _LEAST, ""
                for previous, costs, so_far in states:
                    total = so_far + score + costs[kind]
                    if total > best_total:
                        best_total, best_previous = total, previous
                if best_previous:
                    target[kind] = (best_total, at, best_previous)
        self._best = best
        self._last = {kind: _leading(ways) for kind, ways in last.items()}

    def before(self, after: str) -> list[Piece]:
        """The pieces (start, end, kind) before a number of this kind ("" for none), in order and without gaps."""
        bonus = AFTER.get(after, {})
        highest, end, kind = _LEAST, 0, ""
        pieces: list[Piece] = []
        for last, ways in self._last.items():
            more = bonus.get(last, 0.0)
            for _, start, previous, so_far, score, cost in ways:
                total = so_far + (score + more) + cost
                if total > highest:
                    highest, end, kind, pieces = total, start, previous, [(start, len(self._best), last)]
        while end > 0:
            _, start, previous = self._best[end][kind]
            pieces.append((start, end, kind))
            end, kind = start, previous
        pieces.reverse()
        return pieces


def _leading(ways: list[_Last]) -> list[_Last]:
    """Those that may be the best of their kind."""
    if len(ways) == 1:
        return ways
    least = max(ways)[0] - _NEARLY
    return [way for way in ways if way[0] >= least]
