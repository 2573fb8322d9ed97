"""Cutting a run of name characters into divisions, towns, villages, roads, estates and places.

The best cut is the one with the highest sum of certainties: of each piece's last characters, of its length, of the
order of the pieces and of the number that follows the run. A dynamic programme over the characters finds it.
"""

from __future__ import annotations

from .candidates import Run
from .places import Places
from .scores import AFTER, STEPS, STEPS_AT_FIRST

_HOPELESS = 6.0  # A beginning so much worse than another one is not continued.
_NOTHING = (float("-inf"), -1, "")

Piece = tuple[int, int, str]


def cut_run(
    text: str, before: str, after: str, places: Places, goes_on: bool = False, divisions: frozenset[str] = frozenset()
) -> list[Piece]:
    """The pieces (start, end, kind) of a run, in order and without gaps.

    `before` is the kind of the piece before the run; `after` the kind of the number behind it, "" when none follows.
    `goes_on`: nothing stands between the piece before and the run. `divisions`: cities and counties named before it.
    """
    run = Run(text, after, places, divisions)
    best: list[dict[str, tuple[float, int, str]]] = [{} for _ in range(len(text) + 1)]
    best[0][before] = (0.0, -1, "")
    bonus = AFTER.get(after, {})
    lead = 0.0
    for at in range(len(text)):
        here = best[at]
        reached = max((score for score, _, _ in here.values()), default=lead - _HOPELESS)
        if reached <= lead - _HOPELESS:
            continue
        lead = max(lead, reached)
        steps = STEPS if at or goes_on else STEPS_AT_FIRST
        states = [(previous, steps[previous], so_far) for previous, (so_far, _, _) in here.items()]
        for to, kind, score in run.candidates(at):
            target = best[to]
            if to == len(text):
                score += bonus.get(kind, 0.0)
            best_total, best_previous = target.get(kind, _NOTHING)[0], ""
            for previous, costs, so_far in states:
                total = so_far + score + costs[kind]
                if total > best_total:
                    best_total, best_previous = total, previous
            if best_previous:
                target[kind] = (best_total, at, best_previous)
    return _walk_back(best)


def _walk_back(best: list[dict[str, tuple[float, int, str]]]) -> list[Piece]:
    end = len(best) - 1
    here = best[end]
    kind = max(here, key=lambda name: here[name][0])
    pieces: list[Piece] = []
    while end > 0:
        _, start, previous = best[end][kind]
        pieces.append((start, end, kind))
        end, kind = start, previous
    pieces.reverse()
    return pieces
