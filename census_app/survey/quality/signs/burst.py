"""Many visits that end within a few minutes: results typed in one go."""

from __future__ import annotations

from collections.abc import Iterator

from census_app.survey.quality.model import Evidence, Facts, Observation, Visit, evidence_of
from census_app.survey.quality.settings import Burst
from census_app.survey.quality.signs.common import counted, observed

SIGN = "burst"


def observe(facts: Facts) -> Iterator[Observation]:
    """One observation per surveyor whose visits tell when they ended."""
    settings, asked = facts.settings, facts.settings.signs.burst
    for surveyor, made in sorted(facts.by_surveyor.items()):
        days: dict[str, list[tuple[int, Visit]]] = {}
        for visit in made:
            if visit.left is not None:
                days.setdefault(visit.day, []).append((visit.left, visit))
        ended = sum(map(len, days.values()))
        if not ended:
            continue
        evidence = [one for _, ends in sorted(days.items()) for one in _crowded(ends, asked)]
        crowd = f"{asked.minutes} 分钟里 {asked.visits} 户以上"
        words = f"{counted(len(evidence), ended, settings)}的离开时间挤在一起（{crowd}）"
        yield observed(settings, SIGN, surveyor, evidence, ended, look=bool(evidence), words=words)


def _crowded(ends: list[tuple[int, Visit]], asked: Burst) -> list[Evidence]:
    """The visits of a day that have enough others around them within the minutes."""
    ordered = sorted(ends, key=lambda one: (one[0], one[1].source_row))
    crowded: dict[int, Evidence] = {}
    start = 0
    for place, (minute, _) in enumerate(ordered):
        while minute - ordered[start][0] > asked.minutes:
            start += 1
        if place - start + 1 >= asked.visits:
            for near in range(start, place + 1):
                when, visit = ordered[near]
                crowded.setdefault(
                    near,
                    evidence_of(
                        visit, f"{when // 60}:{when % 60:02d} 离开，前后 {asked.minutes} 分钟里有 {asked.visits} 户以上"
                    ),
                )
    return [crowded[place] for place in sorted(crowded)]
