"""How sure a pair is, as people are told: the share measured among decided pairs of the same band, where enough were
decided, else what the model reckons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from census_app.matching.percent import percent
from census_app.matching.sources import Source
from census_app.matching.weighing import estimate
from census_app.matching.weights.model import Model
from census_app.matching.words import words
from census_app.workspace.linking.decisions import PairDecision, Standing
from census_app.workspace.linking.settings import learning_settings
from census_app.workspace.precision.interval import Share, share_of


@dataclass(frozen=True)
class ShownShare:
    """`value` is the share of true pairs among such pairs; `measured` tells on how many decisions it rests, or is
    None when the model alone says so."""

    band: str
    value: float
    measured: Share | None

    def words(self) -> str:
        """In Chinese, always saying where the number comes from."""
        if self.measured is None:
            return f"{self.band}（模型估计 {percent(self.value)}）"
        counts = f"{self.measured.confirmed}/{self.measured.judged}"
        between = f"区间 {self.measured.low:.0%}–{self.measured.high:.0%}"
        return f"{self.band}（实测 {self.value:.0%}，{between}，判过 {counts}）"

    def as_json(self) -> dict[str, Any]:
        """Band, share and what it rests on."""
        return {
            "band": self.band,
            "share": round(self.value, 4),
            "measured": None if self.measured is None else self.measured.as_json(),
        }


class Shares:
    """The measured shares of one source's bands."""

    def __init__(self, measured: Mapping[int, Share]) -> None:
        self._measured = measured

    @classmethod
    def of(cls, decisions: Iterable[PairDecision], source: Source, model: Model) -> Shares:
        """Counts decided pairs by the band they were shown in, or, when that was under another model, by the band
        their levels have under `model`; doubted and disputed ones do not count."""
        settings = learning_settings()
        counts: dict[int, list[int]] = {}
        for one in decisions:
            if one.standing in (Standing.ACCEPT, Standing.NONE):
                last = one.last
                shown = last.probability if last.model == model.name else ""
                chance = float(shown) if shown else estimate(source, model, last.levels)
                count = counts.setdefault(words().band(chance), [0, 0])
                count[0] += one.standing is Standing.ACCEPT
                count[1] += 1
        return cls(
            {
                band: share_of(true, judged, settings.confidence)
                for band, (true, judged) in counts.items()
                if judged >= settings.measured_from
            }
        )

    def shown(self, estimated: float) -> ShownShare:
        """What people are told of a pair the model reckons `estimated` probable."""
        band = words().band(estimated)
        measured = self._measured.get(band)
        value = estimated if measured is None else measured.confirmed / measured.judged
        return ShownShare(words().bands[band].zh, value, measured)
