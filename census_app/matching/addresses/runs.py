"""Cutting a run of name characters into divisions, towns, villages, roads, estates and places.

The best cut is the one with the highest sum of certainties: of each piece's last characters, of its length, of the
order of the pieces and of the number that follows the run. A dynamic programme over the characters finds it.
"""

from __future__ import annotations

import re

from . import kinds
from .candidates import Run
from .scores import AFTER, STEPS, STEPS_AT_FIRST
from .vocabulary import vocabulary

_HOPELESS = 6.0  # A beginning so much worse than another one is not continued.
# From these lengths on a name stands by itself: 孔村一区 is one name, 同城印象|北区 and 江南园|北区 are two.
_LONG_NAME, _SHORT_NAME = 4, 3
_SIDES = frozenset("东西南北中")
_GARDEN = 3  # 映霞苑, 听涛苑: the gardens of an estate have two characters and 苑.
_PART = re.compile(
    r"第?(?:[东西南北]?[一二三四五六七八九十]+区|(?:[一二三四五六七八九十]+|\d{1,2})期|\d{1,2}区|[东西南北中][区期])$"
)
_UNSAID = frozenset({kinds.ESTATE, kinds.SHORT_VILLAGE})
_VILLAGE_ENDS = frozenset({"村", "社区", "村委会", "居委会", "行政村", "大队"})
_LEAST = float("-inf")
_NEARLY = 1e-6  # Totals that differ by less may change their order when a number's certainty is added.

Piece = tuple[int, int, str]
# A last piece of a run: where it begins, what stands before it, and what the certainty of the whole is made of: of the
# pieces before, of this one, of the order of the two.
_Way = tuple[int, str, float, float, float]


class _Last:
    """The last pieces of one kind that may be the best, whatever a number behind the run adds."""

    __slots__ = ("nearly", "ways")

    def __init__(self) -> None:
        self.nearly = _LEAST
        self.ways: list[_Way] = []

    def add(self, total: float, way: _Way) -> None:
        """A way whose certainty is at least nearly that of the best."""
        if total > self.nearly + 2 * _NEARLY:
            self.ways.clear()
        self.nearly = max(self.nearly, total - _NEARLY)
        self.ways.append(way)


class Cuts:
    """The ways to cut one run of name characters, whatever number stands behind it."""

    def __init__(self, run: Run, before: str, goes_on: bool) -> None:
        """`before` is the kind of the piece before the run; `goes_on`: nothing stands between the two."""
        run.begin()
        self._text = run.text
        end = len(run.text)
        best: list[dict[str, tuple[float, int, str]]] = [{} for _ in range(max(1, end))]
        best[0][before] = (0.0, -1, "")
        last: dict[str, _Last] = {}
        lead = 0.0
        for at in range(end):
            here = best[at]
            if not here:
                continue
            reached = max([score for score, _, _ in here.values()])
            if reached <= lead - _HOPELESS:
                continue
            lead = max(lead, reached)
            steps = STEPS if at or goes_on else STEPS_AT_FIRST
            states = [(so_far, previous, steps[previous]) for previous, (so_far, _, _) in here.items()]
            for to, kind, score in run.candidates(at):
                if to == end:
                    ways = last.get(kind)
                    if ways is None:
                        ways = last[kind] = _Last()
                    for so_far, previous, costs in states:
                        total = so_far + score + costs[kind]
                        if total >= ways.nearly:
                            ways.add(total, (at, previous, so_far, score, costs[kind]))
                    continue
                known = best[to].get(kind)
                best_total, best_previous = known[0] if known else _LEAST, ""
                for so_far, previous, costs in states:
                    total = so_far + score + costs[kind]
                    if total > best_total:
                        best_total, best_previous = total, previous
                if best_previous:
                    best[to][kind] = (best_total, at, best_previous)
        self._best = best
        self._last = [(kind, *way) for kind, ways in last.items() for way in ways.ways]

    def before(self, after: str) -> list[Piece]:
        """The pieces (start, end, kind) before a number of this kind ("" for none), in order and without gaps."""
        bonus = AFTER.get(after, {})
        highest, end, kind = _LEAST, 0, ""
        pieces: list[Piece] = []
        for last, start, previous, so_far, score, cost in self._last:
            total = so_far + (score + bonus.get(last, 0.0)) + cost
            if total > highest:
                highest, end, kind = total, start, previous
                pieces = [(start, len(self._best), last)]
        while end > 0:
            _, start, previous = self._best[end][kind]
            pieces.append((start, end, kind))
            end, kind = start, previous
        pieces.reverse()
        return _estates_apart(self._text, pieces)


def _estates_apart(text: str, pieces: list[Piece]) -> list[Piece]:
    """Gardens and phases of estates as pieces of their own: 春江花月|映霞苑, 金色黎明|三期."""
    apart: list[Piece] = []
    for start, end, kind in pieces:
        if apart and kind in _UNSAID and _is_again(text, apart[-1], start, end):
            apart.append((start, end, kinds.VILLAGE))
            continue
        split = _inner_estate(text[start:end]) if kind == kinds.ESTATE else None
        if split:
            apart += [(start, start + split[0], kinds.ESTATE), (start + split[0], end, split[1])]
        else:
            apart.append((start, end, kind))
    return apart


def _is_again(text: str, before: Piece, start: int, end: int) -> bool:
    """Whether a name is that of the village before it, told again: 叶厦村|叶厦192号."""
    low, high, kind = before
    rest = text[low + end - start : high]
    return kinds.plain(kind) == kinds.VILLAGE and rest in _VILLAGE_ENDS and text.startswith(text[start:end], low)


def _is_section_apart(name: str, start: int) -> bool:
    """Whether `name[start:]`, 一区 or 东区, is the section of an estate and not the end of its name."""
    if start > _LONG_NAME:
        return True
    sided = name[-2] in _SIDES
    if vocabulary().surely_ends_place(name[:start]):
        return start >= _SHORT_NAME
    ended = vocabulary().ending_before(name, start)[0]
    return sided and (start == _LONG_NAME or (start == _SHORT_NAME and bool(ended)))


def _inner_estate(name: str) -> tuple[int, str] | None:
    """Where the inner part of an estate's name begins and its kind; None when the name is one."""
    half = len(name) // 2
    if half > 1 and name[:half] == name[half:]:
        return half, kinds.ESTATE
    part = _PART.search(name)
    if part and (part.start() >= 2 if name[-1] == "期" else _is_section_apart(name, part.start())):
        return part.start(), kinds.PART
    outer = len(name) - _GARDEN
    if name[-1] == "苑" and outer >= _LONG_NAME - 1 and name[-2] not in "东西南北":
        ended = vocabulary().ending_before(name, outer)[0]
        return (outer, kinds.ESTATE) if ended or outer >= _LONG_NAME else None
    return None
