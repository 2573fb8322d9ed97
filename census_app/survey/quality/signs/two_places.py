"""Somebody who arrives at one customer before having left another, in another transformer area."""

from __future__ import annotations

from collections.abc import Iterator

from census_app.survey.quality.model import Evidence, Facts, Observation, Visit, evidence_of
from census_app.survey.quality.signs.common import counted, observed

SIGN = "two_places"


def observe(facts: Facts) -> Iterator[Observation]:
    """One observation per surveyor whose visits tell when they began and ended."""
    settings, asked = facts.settings, facts.settings.signs.two_places
    for surveyor, made in sorted(facts.by_surveyor.items()):
        timed = [visit for visit in made if visit.minutes is not None and visit.day]
        if not timed:
            continue
        evidence = list(_overlapping(timed, asked.minutes))
        words = f"{counted(len(evidence), len(timed), settings)}到达时，另一台区的一户还没离开"
        look = len(evidence) >= asked.fewest_visits
        yield observed(settings, SIGN, surveyor, evidence, len(timed), look=look, words=words)


def _overlapping(timed: list[Visit], minutes: int) -> Iterator[Evidence]:
    """Each visit held against the one before it that ended last that day."""
    latest: Visit | None = None
    for visit in sorted(timed, key=lambda one: (one.day, one.arrived or 0, one.source_row)):
        if latest is None or latest.day != visit.day:
            latest = visit
            continue
        overlap = min(latest.left or 0, visit.left or 0) - (visit.arrived or 0)
        if overlap > minutes and visit.tg_no != latest.tg_no:
            yield evidence_of(visit, f"与 {latest.task_no} 的时间重叠 {overlap} 分钟")
        if (visit.left or 0) > (latest.left or 0):
            latest = visit
