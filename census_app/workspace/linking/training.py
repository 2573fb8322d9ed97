"""Decided pairs as what a model is fitted to and held against."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from census_app.foundation.canonical import canonical_json, sha256_text
from census_app.matching.claims import alone
from census_app.matching.comparing import Comparison, comparisons
from census_app.matching.sources import Source
from census_app.matching.weights.fitting import patterns
from census_app.matching.weights.model import Model
from census_app.matching.weights.refitting import refit
from census_app.workspace.linking.decisions import PairDecision, Standing
from census_app.workspace.linking.measuring import ModelMeasure, measured
from census_app.workspace.linking.settings import learning_settings

_TRAINED_ON = "人工判定的对"


@dataclass(frozen=True)
class TrainingSet:
    """Decided pairs of one source: rows of level numbers, what people decided, and the fold each record falls into."""

    source: Source
    comparisons: tuple[Comparison, ...]
    levels: NDArray[np.uint8]
    truth: NDArray[np.bool_]
    folds: NDArray[np.int64]
    digest: str

    @property
    def accepted(self) -> int:
        """Pairs decided to be one and the same."""
        return int(self.truth.sum())

    @property
    def rejected(self) -> int:
        """Pairs decided not to be."""
        return len(self.truth) - self.accepted

    def missing(self) -> tuple[int, int]:
        """How many accepted and rejected pairs are still needed before a model may be switched."""
        settings = learning_settings()
        return max(0, settings.least_accepted - self.accepted), max(0, settings.least_rejected - self.rejected)

    def chance(self, model: Model, rows: NDArray[np.bool_] | None = None) -> NDArray[np.float64]:
        """The probability the model gives each pair."""
        levels = self.levels if rows is None else self.levels[rows]
        return alone(model, self.comparisons, model.weigh(self.comparisons, levels), levels)

    def fitted(self, base: Model, rows: NDArray[np.bool_] | None = None) -> Model:
        """The model drawn from these pairs (or some of them), near `base`."""
        settings = learning_settings()
        chosen = np.ones(len(self.truth), dtype=bool) if rows is None else rows
        return refit(
            self.comparisons,
            patterns(self.levels[chosen], self.truth[chosen].astype(np.float64)),
            base,
            strength=settings.strength,
            prior_strength=settings.prior_strength,
            name=self.source.id,
            trained_on=f"{_TRAINED_ON} {self.accepted} + {self.rejected}",
        )

    def held_out(self, base: Model) -> tuple[ModelMeasure, ModelMeasure]:
        """`base`, which has seen no decision, and what is fitted near it, each pair judged by a fit that has not seen
        its record."""
        after = np.zeros(len(self.truth))
        for fold in np.unique(self.folds):
            out = self.folds == fold
            after[out] = self.chance(self.fitted(base, ~out), out)
        return measured(self.chance(base), self.truth), measured(after, self.truth)


def training_set(source: Source, decisions: Sequence[PairDecision]) -> TrainingSet:
    """The decided pairs among these; doubted and disputed ones teach nothing, levels unknown today count as missing."""
    decided = [one for one in decisions if one.standing in (Standing.ACCEPT, Standing.NONE)]
    known = comparisons(source)
    levels = np.zeros((len(decided), len(known)), dtype=np.uint8)
    for row, one in enumerate(decided):
        for column, comparison in enumerate(known):
            level = one.levels.get(comparison.id)
            if level in comparison.levels:
                levels[row, column] = comparison.levels.index(level) + 1
    truth = np.asarray([one.standing is Standing.ACCEPT for one in decided], dtype=bool)
    folds = np.asarray([_fold(one.pair.left_key) for one in decided], dtype=np.int64)
    content = [[one.pair.left_key, one.pair.right_key, one.standing.value, one.fingerprint] for one in decided]
    return TrainingSet(source, known, levels, truth, folds, sha256_text(canonical_json(content)))


def _fold(key: str) -> int:
    """The same for all pairs of a record and in every run."""
    return int.from_bytes(sha256(key.encode("utf-8", "replace")).digest()[:4], "big") % learning_settings().folds
