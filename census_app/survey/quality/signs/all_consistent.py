"""Visits without any difference, where others find some: how likely is that by chance?"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from census_app.survey.quality.chance import at_most, words
from census_app.survey.quality.model import Facts, Observation, Visit, evidence_of
from census_app.survey.quality.signs.common import observed, others
from census_app.survey.words import AnswerOutcome

SIGN = "all_consistent"
_HELD_AGAINST_THE_ARCHIVE = (AnswerOutcome.CONSISTENT, AnswerOutcome.DIFFERENT)


def observe(facts: Facts) -> Iterator[Observation]:
    """One observation per surveyor; a visit counts as a whole, because the answers of one customer hang together."""
    settings, asked = facts.settings, facts.settings.signs.all_consistent
    for surveyor, made in sorted(facts.by_surveyor.items()):
        judged = [visit for visit in made if _compared(visit) >= asked.fewest_answers]
        group, who = others(facts, surveyor, judged)
        compared = [visit for visit in group if _compared(visit) >= asked.fewest_answers]
        if not judged or len(compared) < settings.fewest_in_group:
            continue
        differing = sum(map(_differs, compared))
        found = sum(map(_differs, judged))
        probability = at_most(found, len(judged), differing / len(compared))
        look = len(judged) >= settings.fewest_visits and probability < asked.probability
        said = (
            f"{len(judged)} 户里 {found} 户有“不一致”；{who} {len(compared)} 户里 {differing} 户"
            f"（{Decimal(differing) / len(compared):.0%}）。若与别人一样，这么少的可能性 {words(probability)}"
        )
        evidence = [evidence_of(visit, f"{_compared(visit)} 项全填“一致”") for visit in judged if not _differs(visit)]
        yield observed(settings, SIGN, surveyor, evidence if look else [], len(judged), look=look, words=said,
                       seen=len(judged) - found)  # fmt: skip


def _compared(visit: Visit) -> int:
    return sum(answer.outcome in _HELD_AGAINST_THE_ARCHIVE and not answer.blind for answer in visit.answers)


def _differs(visit: Visit) -> bool:
    return any(answer.outcome is AnswerOutcome.DIFFERENT for answer in visit.answers)
