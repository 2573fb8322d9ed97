"""The same values item by item in visits one after the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import groupby

from census_app.survey.quality.model import Facts, Observation, Visit, evidence_of
from census_app.survey.quality.signs.common import observed
from census_app.survey.words import AnswerOutcome

SIGN = "same_answers"
Pattern = tuple[tuple[str, str], ...]


def observe(facts: Facts) -> Iterator[Observation]:
    """One observation per surveyor; `seen` are the visits that stand in a long enough run of equal ones."""
    settings, asked = facts.settings, facts.settings.signs.same_answers
    patterns = {id(visit): _pattern(visit, asked.fewest_values) for visit in facts.visits}
    everybody = Counter(pattern for pattern in patterns.values() if pattern)
    for surveyor, made in sorted(facts.by_surveyor.items()):
        judged = [visit for visit in made if patterns[id(visit)]]
        if not judged:
            continue
        runs = [list(run) for _, run in groupby(judged, key=lambda visit: patterns[id(visit)])]
        long = [run for run in runs if len(run) >= asked.in_a_row]
        evidence = [
            evidence_of(visit, f"第 {place} 户，连续 {len(run)} 户的 {len(patterns[id(visit)])} 项答案都相同")
            for run in long
            for place, visit in enumerate(run, start=1)
        ]
        elsewhere = everybody - Counter(patterns[id(visit)] for visit in judged) if long else Counter[Pattern]()
        words = f"最长连续 {max(map(len, runs))} 户逐项相同{_chance(elsewhere)}"
        yield observed(settings, SIGN, surveyor, evidence, len(judged), look=bool(long), words=words)


def _pattern(visit: Visit, fewest: int) -> Pattern:
    """The values given at a visit by item; empty when they are too few to tell anything."""
    found = sorted(
        (answer.item or answer.field, answer.value)
        for answer in visit.own_answers
        if answer.value and answer.outcome is not AnswerOutcome.CONSISTENT
    )
    return tuple(found) if len(found) >= fewest else ()


def _chance(counts: Counter[Pattern]) -> str:
    """How often two visits of others are alike: says whether equal answers are usual here."""
    total = counts.total()
    if total <= 1:
        return ""
    pairs = sum(count * (count - 1) for count in counts.values())
    return f"；别人任意两户相同的有 {pairs / (total * (total - 1)):.1%}"
