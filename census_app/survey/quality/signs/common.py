"""What several signs share: intervals, small numbers, comparing with the others of a unit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from census_app.survey.quality.model import Evidence, Facts, Observation, Visit
from census_app.survey.quality.settings import QualitySettings
from census_app.workspace.precision_interval import share_of


def observed(
    settings: QualitySettings, sign: str, surveyor: str, evidence: Sequence[Evidence], judged: int, *, look: bool,
    words: str, seen: int | None = None,
) -> Observation:  # fmt: skip
    """The observation with the interval of its share; with few cases counts only, and no share."""
    count = len(evidence) if seen is None else seen
    share = share_of(count, judged, settings.confidence) if judged >= settings.fewest_visits else None
    low, high = ("", "") if share is None else (str(share.low), str(share.high))
    return Observation(sign, surveyor, count, judged, look, words, low, high, tuple(evidence))


def counted(seen: int, judged: int, settings: QualitySettings) -> str:
    """`3/40 户（8%）`, the percentage only from enough cases on."""
    if judged < settings.fewest_visits:
        return f"{seen}/{judged} 户"
    return f"{seen}/{judged} 户（{Decimal(seen) / judged:.0%}）"


def is_frequent(seen: int, judged: int, fewest: int, share: Decimal, settings: QualitySettings) -> bool:
    """Whether it was seen often enough, and judged often enough, to be a reason to look."""
    return judged >= settings.fewest_visits and seen >= fewest and Decimal(seen) / judged >= share


def others(facts: Facts, surveyor: str, visits: Iterable[Visit]) -> tuple[list[Visit], str]:
    """Visits of other people to compare with, and who they are: those in the same units when they are enough, else all;
    none at all when these are too few."""
    units = {visit.unit for visit in visits}
    strangers = [visit for name, made in facts.by_surveyor.items() if name != surveyor for visit in made]
    near = [visit for visit in strangers if visit.unit in units]
    if len(near) >= facts.settings.fewest_in_group:
        return near, "同所别人"
    return (strangers, "全县别人") if len(strangers) >= facts.settings.fewest_in_group else ([], "")
