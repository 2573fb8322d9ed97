"""How well a model judges decided pairs: by band of probability, and above the threshold of automatic links."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from census_app.matching.deciding import Thresholds
from census_app.matching.words import words
from census_app.workspace.linking.settings import learning_settings
from census_app.workspace.precision.interval import Share, share_of

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class BandMeasure:
    """The decided pairs a model puts into one band: how many of them are true."""

    band: str
    share: Share

    def words(self) -> str:
        """`12/14（区间 60%–96%）`, — when there is none."""
        return interval_words(self.share) if self.share.judged else "—"


@dataclass(frozen=True)
class ModelMeasure:
    """A model held against decided pairs it was not fitted to.

    `precision`: true ones among those it would link; `recall`: linked ones among the true. `loss` is the mean bits of
    surprise at what people decided; less is better.
    """

    bands: tuple[BandMeasure, ...]
    precision: Share
    recall: Share
    loss: float

    def as_json(self) -> dict[str, Any]:
        """Counts with intervals."""
        return {
            "bands": {band.band: band.share.as_json() for band in self.bands},
            "precision": self.precision.as_json(),
            "recall": self.recall.as_json(),
            "loss": round(self.loss, 4),
        }


def measured(chance: Floats, truth: NDArray[np.bool_]) -> ModelMeasure:
    """`chance`: the probability each decided pair was given; `truth`: what people decided."""
    confidence = learning_settings().confidence
    place = np.asarray([words().band(float(value)) for value in chance], dtype=np.int64)
    bands = tuple(
        BandMeasure(band.zh, _share(truth[place == number], confidence)) for number, band in enumerate(words().bands)
    )
    linked = chance >= Thresholds().automatic
    bounded = np.clip(chance, 1e-12, 1 - 1e-12)
    surprise = -np.log2(np.where(truth, bounded, 1 - bounded))
    return ModelMeasure(
        bands,
        _share(truth[linked], confidence),
        _share(linked[truth], confidence),
        float(surprise.mean()) if len(surprise) else 0.0,
    )


def interval_words(share: Share) -> str:
    """Counts first: few cases say little, and the interval says how little."""
    if not share.judged:
        return "没有"
    return f"{share.confirmed}/{share.judged}（区间 {share.low:.0%}–{share.high:.0%}）"


def _share(found: Sequence[bool] | NDArray[np.bool_], confidence: Any) -> Share:
    return share_of(int(np.count_nonzero(found)), len(found), confidence)
