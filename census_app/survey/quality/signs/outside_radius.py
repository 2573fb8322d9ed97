"""Visits far from where the archive says the customer is."""

from __future__ import annotations

from collections.abc import Iterator

from census_app.survey.quality.model import Facts, Observation, evidence_of
from census_app.survey.quality.signs.common import counted, is_frequent, observed

SIGN = "outside_radius"


def observe(facts: Facts) -> Iterator[Observation]:
    """One observation per surveyor with located visits; visits without a place are not judged."""
    settings, asked = facts.settings, facts.settings.signs.outside_radius
    for surveyor, made in sorted(facts.by_surveyor.items()):
        located = [(visit, visit.distance) for visit in made if visit.distance is not None]
        if not located:
            continue
        far = [
            evidence_of(visit, f"定位离档案坐标 {distance:,.0f} 米")
            for visit, distance in located
            if distance > asked.metres
        ]
        words = f"有定位的 {counted(len(far), len(located), settings)}离档案坐标 {asked.metres} 米以上"
        look = is_frequent(len(far), len(located), asked.fewest_visits, asked.least_share, settings)
        yield observed(settings, SIGN, surveyor, far, len(located), look=look, words=words)
