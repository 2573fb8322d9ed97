"""Cutting a run of name characters into divisions, towns, villages, roads, estates and places.

The best cut is the one with the highest sum of certainties: of each piece's last characters, of its length, of the
order of the pieces and of the number that follows the run. A dynamic programme over the characters finds it.
"""

from __future__ import annotations

from . import kinds
from .places import Places
from .scores import AFTER, HAMLET_ENDS, STEPS, STEPS_AT_FIRST, bare_place, bare_village, stem
from .vocabulary import Scores, Vocabulary, vocabulary

LONGEST_NAME = 26
_HOPELESS = 6.0  # A beginning so much worse than another one is not continued.
_OF_SECTION: Scores = ((kinds.PART, 1.5), (kinds.ESTATE, 3.4))
_OF_PHASE: Scores = ((kinds.PART, 3.0), (kinds.ESTATE, 1.5))
_NOTHING = (float("-inf"), -1, "")
_PART_HEADS = frozenset("一二三四五六七八九十东西南北中0123456789ABCDEFGHabcdefgh")
_SHORT_DIVISIONS = (kinds.SHORT_PROVINCE, kinds.SHORT_CITY, kinds.SHORT_COUNTY)
_AWKWARD_HEADS = dict.fromkeys("区村街路弄号市县省室组期口", -0.8) | dict.fromkeys("镇乡道办", -2.0)

Piece = tuple[int, int, str]
Candidate = tuple[int, str, float]


def cut_run(text: str, start: int, end: int, before: str, after: str, places: Places) -> list[Piece]:
    """The pieces (start, end, kind) of `text[start:end]`, in order and without gaps.

    `before` is the kind of the piece before the run; `after` the kind of the number behind it, "" when none follows.
    """
    words = vocabulary()
    ends = _ends(text, start, end, words)
    best: list[dict[str, tuple[float, int, str]]] = [{} for _ in range(end - start + 1)]
    best[0][before] = (0.0, -1, "")
    bonus = AFTER.get(after, {})
    lead = 0.0
    for offset in range(end - start):
        here = best[offset]
        reached = max((score for score, _, _ in here.values()), default=lead - _HOPELESS)
        if reached <= lead - _HOPELESS:
            continue
        lead = max(lead, reached)
        steps = STEPS if offset else STEPS_AT_FIRST
        states = [(previous, steps[previous], so_far) for previous, (so_far, _, _) in here.items()]
        for to, kind, score in _candidates(text, start + offset, end, ends, words, places, bool(after)):
            target = best[to - start]
            if to == end:
                score += bonus.get(kind, 0.0)
            known = target.get(kind, _NOTHING)
            best_total, best_previous = known[0], ""
            for previous, costs, so_far in states:
                total = so_far + score + costs[kind]
                if total > best_total:
                    best_total, best_previous = total, previous
            if best_previous:
                target[kind] = (best_total, offset, best_previous)
    return _walk_back(best, start)


def _walk_back(best: list[dict[str, tuple[float, int, str]]], start: int) -> list[Piece]:
    offset = len(best) - 1
    here = best[offset]
    kind = max(here, key=lambda name: here[name][0])
    pieces: list[Piece] = []
    while offset > 0:
        _, origin, previous = best[offset][kind]
        pieces.append((start + origin, start + offset, kind))
        offset, kind = origin, previous
    pieces.reverse()
    return pieces


def _ends(text: str, start: int, end: int, words: Vocabulary) -> list[tuple[int, int, Scores]]:
    """Every place where a name may end by its last characters: (end, length of the ending, what it ends)."""
    found: list[tuple[int, int, Scores]] = []
    for to in range(start + 1, end + 1):
        if text[to - 1] in "区期" and to - 2 >= start and text[to - 2] in _PART_HEADS:
            found.append((to, 2, _OF_PHASE if text[to - 1] == "期" else _OF_SECTION))
            continue
        size, scores = words.ending_before(text[start:to], to - start)
        if size:
            found.append((to, size, scores))
    return found


def _candidates(
    text: str, at: int, end: int, ends: list[tuple[int, int, Scores]], words: Vocabulary, places: Places, numbered: bool
) -> list[Candidate]:
    """Every piece that may begin at `at`: where it ends, its kind and its certainty."""
    found: list[Candidate] = [(at + 1, kinds.UNKNOWN, -4.5)]
    head = text[at : at + 2]
    for word, kind, score in words.words.get(head, ()):
        to = at + len(word)
        if text.startswith(word, at) and to <= end:
            if kind in _SHORT_DIVISIONS and text[to : to + 2] in words.continuations:
                score -= 3.0
            found.append((to, kind, score))
    for word, kind, score in places.words.get(head, ()):
        if text.startswith(word, at) and at + len(word) <= end:
            found.append((at + len(word), kind, score))
    letter = words.letters.get(text[at])
    if letter:
        kind, score = letter
        found.append((at + 1, kind, score + (1.8 if at + 1 == end and kind == kinds.POSITION else 0.0)))
    awkward = _AWKWARD_HEADS.get(text[at], 0.0)
    for to, size, scores in ends:
        length = to - at
        if length > LONGEST_NAME:
            break
        if length < size:
            continue
        for kind, certainty in scores:
            if kind == kinds.PART:
                if length <= 3:
                    found.append((to, kind, certainty))
                continue
            if scores is _OF_SECTION and length > 3 and text[to - 3] == "村":
                certainty += 2.5
            if kind in (kinds.CITY, kinds.COUNTY) and text[to - 1 : to + 1] == "市场":
                continue
            if kind == kinds.ROAD:
                if size == length >= 3:
                    found.append((to, kind, certainty - 2.0))
                found += _hamlet_before_road(text, at, to - size)
                if _is_place_side(text, at, to - size, words):
                    found.append((to, kind, certainty + 2.1))
            found.append((to, kind, certainty + awkward + stem(kind, text, at, to - size)))
    found.append((end, kinds.ESTATE, awkward + bare_place(end - at)))
    if 2 <= end - at <= 4:
        doubt = 0.0 if numbered or text[end - 1] in HAMLET_ENDS else -1.0
        found.append((end, kinds.SHORT_VILLAGE, doubt + awkward + bare_village(text, at, end)))
    return found


def _hamlet_before_road(text: str, at: int, stem_end: int) -> list[Candidate]:
    """A hamlet without 村 before a road of the usual length: few roads have four characters before 路."""
    directed = text[stem_end - 1] in "东西南北中一二三四五六七八九十"
    split = stem_end - (3 if directed else 2)
    if not 2 <= split - at <= 3 or text[split] == "门":
        return []
    awkward = _AWKWARD_HEADS.get(text[at], 0.0)
    return [(split, kinds.SHORT_VILLAGE, awkward + bare_village(text, at, split) - 0.4)]


def _is_place_side(text: str, at: int, stem_end: int, words: Vocabulary) -> bool:
    """Whether the stem of a road is a place and a side of it (工人体育场北路): one name, not a place and a road."""
    return (
        stem_end - at >= 4 and text[stem_end - 1] in "东西南北中" and words.surely_ends_place(text[at : stem_end - 1])
    )
