"""Visits without any difference, where others find some: how likely is that by chance?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from census_app.survey.quality.chance import at_most, words
from census_app.survey.quality.model import Facts, Observation, Visit, evidence_of
from census_app.survey.quality.signs.common import Others, observed
from census_app.survey.words import AnswerOutcome

SIGN = "all_consistent"
_HELD_AGAINST_THE_ARCHIVE = (AnswerOutcome.CONSISTENT, AnswerOutcome.DIFFERENT)


@dataclass(frozen=True)
class _Judged:
    """A visit as a whole, because the answers of one customer hang together: `compared` answers, and whether one of
    all differs."""

    visit: Visit
    compared: int
    differs: bool


def observe(facts: Facts) -> Iterator[Observation]:
    """One observation per surveyor whose visits can be held against enough of others."""
    settings, asked = facts.settings, facts.settings.signs.all_consistent
    judged = {
        name: [one for one in map(_judged, made) if one.compared >= asked.fewest_answers]
        for name, made in facts.by_surveyor.items()
    }
    group = Others(facts.settings, {name: [one.visit for one in made] for name, made in judged.items()})
    differing = {id(one.visit) for made in judged.values() for one in made if one.differs}
    for surveyor, made in sorted(judged.items()):
        total, hits, who = group.share(surveyor, differing)
        if not made or not total:
            continue
        found = sum(one.differs for one in made)
        probability = at_most(found, len(made), hits / total)
        look = len(made) >= settings.fewest_visits and probability < asked.probability
        said = (
            f"{len(made)} 户里 {found} 户有“不一致”；{who} {total} 户里 {hits} 户"
            f"（{Decimal(hits) / total:.0%}）。若与别人一样，这么少的可能性 {words(probability)}"
        )
        alike = [evidence_of(one.visit, f"{one.compared} 项全填“一致”") for one in made if not one.differs]
        yield observed(settings, SIGN, surveyor, alike if look else [], len(made), look=look, words=said,
                       seen=len(made) - found)  # fmt: skip


def _judged(visit: Visit) -> _Judged:
    compared = sum(answer.outcome in _HELD_AGAINST_THE_ARCHIVE and not answer.blind for answer in visit.answers)
    return _Judged(visit, compared, any(answer.outcome is AnswerOutcome.DIFFERENT for answer in visit.answers))
