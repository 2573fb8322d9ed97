"""From the sum of a pair's weights to the share people are told: what stands between them, where that is much.

A sum is turned into a share by what sums have turned out to mean, is held down by what makes a pair doubtful whatever
agrees, and is divided among the candidates of which one at most can be the record.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from census_app.matching.claims import claim_told
from census_app.matching.comparing import comparisons, level_numbers
from census_app.matching.percent import percent
from census_app.matching.sources import Source
from census_app.matching.vetoes import doubtful
from census_app.matching.weighing import total_bits, weighed
from census_app.matching.weights.likeness import turned_out
from census_app.matching.weights.model import Model, bits_of, probability
from census_app.matching.words import words

MEASURED, BOUNDED, RIVALS, OUTDONE = "measured", "bounded", "rivals", "outdone"
# what changes a share by less is not worth a line
_TOLD = 0.03


@dataclass(frozen=True)
class Step:
    """One step: its kind, what to call it, what it does and why ("" where that says it all); `share` is the probability
    behind it."""

    kind: str
    name: str
    said: str
    why: str
    share: float

    @property
    def text(self) -> str:
        """What and why."""
        return f"{self.said}：{self.why}" if self.why else self.said

    def as_json(self) -> dict[str, Any]:
        """Plain values."""
        return {"kind": self.kind, "name": self.name, "text": self.text, "share": round(self.share, 4)}


def steps_of(
    source: Source, model: Model, levels: Mapping[str, str], bits: float, chance: float
) -> tuple[float, tuple[Step, ...]]:
    """The share the sum alone would mean, and what leads from there to `chance`, in the order it is reckoned.

    `levels` and `bits` as the pair was weighed. No steps where sum and share agree.
    """
    compared = comparisons(source)
    row, sums = level_numbers(compared, levels), np.asarray([bits])
    taken = np.asarray([claim_told(model, total_bits(model, weighed(source, model, levels)), bits) == "taken"])
    bound = _lowest_bound(model, {doubt for doubt, found in doubtful(compared, row).items() if found[0]})
    share = start = float(probability(sums)[0])
    steps = []
    unbound = replace(model, at_most={})
    means = float(probability(turned_out(unbound, compared, sums, row, taken))[0])
    held = bound is not None and bound[1] < min(share, means) - _TOLD
    if abs(means - share) >= _TOLD and not held:
        steps.append(_step(MEASURED, means))
    share = means
    if bound is not None and held:
        doubt, most = bound
        capped = np.minimum(sums, bits_of(most))
        share = float(probability(turned_out(model, compared, capped, row, taken))[0])
        steps.append(_step(BOUNDED, share, words().doubts[doubt]))
    if share - chance >= _TOLD:
        kind = RIVALS if chance > 0 else OUTDONE
        steps.append(_step(kind, chance))
    return start, tuple(steps)


def _lowest_bound(model: Model, doubts: set[str]) -> tuple[str, float] | None:
    """The doubt that holds a pair down most, and how much it allows."""
    found = [(share, doubt) for doubt, share in model.at_most.items() if doubt in doubts]
    return min(found)[::-1] if found else None


def _step(kind: str, share: float, why: str = "") -> Step:
    told = words().reckoned[kind]
    return Step(kind, told.name, told.said.format(share=percent(share)), why, share)
