"""Cutting a run of name characters into divisions, towns, villages, roads, estates and places.

The best cut is the one with the highest sum of certainties: of each piece's last characters, of its length, of the
order of the pieces and of the number that follows the run. A dynamic programme over the characters finds it.
"""

from __future__ import annotations

import re

from . import kinds
from .candidates import Run
from .places import Places
from .scores import AFTER, STEPS, STEPS_AT_FIRST
from .vocabulary import vocabulary

_HOPELESS = 6.0  # A beginning so much worse than another one is not continued.
_LONG_NAME = 4  # From this length on a bare name stands by itself: 孔村一区 is one name, 同城印象|北区 are two.
_GARDEN = 3  # 映霞苑, 听涛苑: the gardens of an estate have two characters and 苑.
_PART = re.compile("第?[东西南北]?(?:[一二三四五六七八九十]+|[东西南北中])[区期]$")
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
        ways: dict[str, tuple[float, str]] = {}
        for to, kind, score in run.candidates(at):
            way = ways.get(kind)
            if way is None:
                way = ways[kind] = _way(states, kind)
            target = best[to]
            if to == len(text):
                score += bonus.get(kind, 0.0)
            total = way[0] + score
            if total > target.get(kind, _NOTHING)[0]:
                target[kind] = (total, at, way[1])
    return _estates_apart(text, _walk_back(best))


def _way(states: list[tuple[str, dict[str, float], float]], kind: str) -> tuple[float, str]:
    """How well a piece of this kind may be reached, whatever piece it is, and from which kind."""
    best, best_previous = _NOTHING[0], ""
    for previous, costs, so_far in states:
        total = so_far + costs[kind]
        if total > best:
            best, best_previous = total, previous
    return best, best_previous


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


def _estates_apart(text: str, pieces: list[Piece]) -> list[Piece]:
    """Gardens and phases of estates as pieces of their own: 春江花月|映霞苑, 金色黎明|三期."""
    apart: list[Piece] = []
    for start, end, kind in pieces:
        split = _inner_estate(text[start:end]) if kind == kinds.ESTATE else None
        if split:
            apart += [(start, start + split[0], kinds.ESTATE), (start + split[0], end, split[1])]
        else:
            apart.append((start, end, kind))
    return apart


def _inner_estate(name: str) -> tuple[int, str] | None:
    """Where the inner part of an estate's name begins and its kind; None when the name is one."""
    half = len(name) // 2
    if half > 1 and name[:half] == name[half:]:
        return half, kinds.ESTATE
    part = _PART.search(name)
    if part and part.start() >= (_LONG_NAME if name[-1] == "区" else 2):
        return part.start(), kinds.PART
    outer = len(name) - _GARDEN
    if name[-1] == "苑" and outer >= _LONG_NAME - 1 and name[-2] not in "东西南北":
        ended = vocabulary().ending_before(name, outer)[0]
        return (outer, kinds.ESTATE) if ended or outer >= _LONG_NAME else None
    return None
