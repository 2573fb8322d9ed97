"""Minutes per item against others of the same scene."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

from census_app.survey.quality.model import Facts, Observation, Visit, evidence_of
from census_app.survey.quality.signs.common import counted, is_frequent, observed

SIGN = "too_fast"


def observe(facts: Facts) -> Iterator[Observation]:
    """One observation per surveyor whose visits can be compared; the group never contains the surveyor's own."""
    settings, asked = facts.settings, facts.settings.signs.too_fast
    paces = {
        name: [(visit, pace) for visit in made if (pace := _pace(visit)) is not None]
        for name, made in facts.by_surveyor.items()
    }
    for surveyor, made in sorted(paces.items()):
        usual = _usual(paces, surveyor, settings.fewest_in_group)
        judged = [(visit, pace) for visit, pace in made if visit.scene in usual]
        if not judged:
            continue
        fast = [
            evidence_of(
                visit,
                f"{len(visit.own_answers)} 项用 {visit.minutes} 分钟；同场景一般每项 {usual[visit.scene]:.1f} 分钟",
            )
            for visit, pace in judged
            if pace < usual[visit.scene] * float(asked.share_of_median)
        ]
        limit = f"每项用时不到同场景别人中位数的 {asked.share_of_median:.0%}"
        words = f"{counted(len(fast), len(judged), settings)}，{limit}"
        look = is_frequent(len(fast), len(judged), asked.fewest_visits, asked.least_share, settings)
        yield observed(settings, SIGN, surveyor, fast, len(judged), look=look, words=words)


def _pace(visit: Visit) -> float | None:
    items = len(visit.own_answers)
    return visit.minutes / items if visit.minutes is not None and items else None


def _usual(paces: dict[str, list[tuple[Visit, float]]], surveyor: str, fewest: int) -> dict[str, float]:
    """Scene → the others' median minutes per item, where there are enough of them."""
    found: dict[str, list[float]] = {}
    for name, made in paces.items():
        if name != surveyor:
            for visit, pace in made:
                found.setdefault(visit.scene, []).append(pace)
    return {scene: median(listed) for scene, listed in found.items() if len(listed) >= fewest}
