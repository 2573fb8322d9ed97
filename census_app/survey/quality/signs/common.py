"""What several signs share: intervals, small numbers, comparing with the others of a unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from decimal import Decimal

from census_app.survey.quality.model import Evidence, Observation, Visit
from census_app.survey.quality.settings import QualitySettings
from census_app.workspace.precision.interval import share_of


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


class Others:
    """Whom a surveyor is compared with: others in the same units when they made visits enough, else all others; nobody
    when these are too few. Counted once for all surveyors."""

    def __init__(self, settings: QualitySettings, made: Mapping[str, Sequence[Visit]]) -> None:
        self._fewest = settings.fewest_in_group
        self._made = made
        self._by_unit: dict[str, list[Visit]] = {}
        for visits in made.values():
            for visit in visits:
                self._by_unit.setdefault(visit.unit, []).append(visit)
        self._all = [visit for visits in made.values() for visit in visits]

    def share(self, surveyor: str, hits: Set[int]) -> tuple[int, int, str]:
        """(visits of the others, those of them whose `id` is in `hits`, who they are); zeros without others enough."""
        own = self._made[surveyor]
        units = {visit.unit for visit in own}
        for group, who in (([self._by_unit[unit] for unit in units], "同所别人"), ([self._all], "全县别人")):
            total = sum(map(len, group)) - len(own)
            if total >= self._fewest:
                found = sum(_count(visits, hits) for visits in group) - _count(own, hits)
                return total, found, who
        return 0, 0, ""


def _count(visits: Sequence[Visit], hits: Set[int]) -> int:
    return sum(id(visit) in hits for visit in visits)
