"""A model: how many bits each level of each comparison adds to or takes from the belief that two records are one."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from census_app.foundation.canonical import canonical_json, sha256_text
from census_app.foundation.settings_files import NOTHING_ELSE

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from census_app.matching.comparing import Comparison

    Bits = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Claims:
    """Bits of a pair whose right record is surely another left record's (`taken`), or nobody else's (`free`)."""

    __pydantic_config__ = NOTHING_ELSE

    free: float = 0.0
    taken: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Model:
    """Weights of evidence in bits (Good 1950; Fellegi and Sunter 1969), stored as JSON and never changed in place.

    `prior` are the bits of a pair about which nothing is known. `bits[comparison][level]` is added for the level found;
    a missing value or an unknown level adds nothing. `calibration` are knots (nominal bits of the best candidate, bits
    measured among known pairs); `claims` are added before, and afterwards the bits of `alike` to pairs that show these
    levels (see `weights.likeness`; the identifier missing), whose numbers are those of the comparisons that `alike_of`
    is the mark of: another version of the program may number them otherwise. `anchor` is the comparison whose bits are
    added after all that, because it was measured without them; "" for none. `at_most` bounds the probability of pairs
    with a doubt (a key of `words().doubts`). `renames` are the names of places that were compared as others
    (see `matching.renames`).
    """

    __pydantic_config__ = NOTHING_ELSE

    id: str
    version: int = 1
    prior: float
    bits: dict[str, dict[str, float]]
    calibration: tuple[tuple[float, float], ...] = ()
    claims: Claims = Claims()
    alike: dict[str, float] = field(default_factory=dict)
    alike_of: str = ""
    anchor: str = ""
    at_most: dict[str, float] = field(default_factory=dict)
    renames: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    trained_on: str = ""

    @property
    def name(self) -> str:
        """Id, version and a fingerprint of the weights: what a link says it was weighed with."""
        parts = {"prior": f"{self.prior:.4f}", "bits": _texts(self.bits), "knots": str(self.calibration)}
        if self.claims != Claims():
            parts["claims"] = f"{self.claims.free:.4f} {self.claims.taken:.4f}"
        if self.alike:
            parts["alike"] = {row: f"{bits:.3f}" for row, bits in self.alike.items()}
        if self.anchor:
            parts["anchor"] = self.anchor
        if self.at_most:
            parts["at_most"] = {doubt: f"{share:.4f}" for doubt, share in self.at_most.items()}
        if self.renames:
            parts["renames"] = self.renames
        weights = canonical_json(parts)
        return f"{self.id}@{self.version}:{sha256_text(weights)[:8]}"

    def of(self, comparison: Comparison) -> Mapping[str, float]:
        """The bits by level id: of this comparison, else of its kind, else none."""
        return self.bits.get(comparison.id) or self.bits.get(comparison.kind, {})

    def table(self, comparisons: Sequence[Comparison]) -> list[Bits]:
        """Per comparison the bits by level number; number 0 (missing) is 0."""
        import numpy as np

        tables = []
        for comparison in comparisons:
            known = self.of(comparison)
            tables.append(np.asarray([0.0, *(known.get(level, 0.0) for level in comparison.levels)]))
        return tables

    def weigh(self, comparisons: Sequence[Comparison], levels: NDArray[np.uint8]) -> Bits:
        """The sum of bits of each row of levels, prior included."""
        import numpy as np

        total = np.full(len(levels), self.prior, dtype=np.float64)
        for column, bits in enumerate(self.table(comparisons)):
            total += bits[levels[:, column]]
        return total


def mark_of(comparisons: Sequence[Comparison]) -> str:
    """A mark of the comparisons and of the numbers their levels have."""
    return sha256_text(canonical_json([[one.id, list(one.levels)] for one in comparisons]))[:12]


def _texts(bits: Mapping[str, Mapping[str, float]]) -> dict[str, dict[str, str]]:
    return {name: {level: f"{value:.4f}" for level, value in levels.items()} for name, levels in bits.items()}


def probability(bits: Bits) -> Bits:
    """The probability that odds of 2 ** bits mean."""
    import numpy as np

    return 1 / (1 + np.exp2(-np.clip(bits, -300, 300)))


def bits_of(share: float) -> float:
    """The bits of a probability."""
    return math.log2(share / (1 - share))
