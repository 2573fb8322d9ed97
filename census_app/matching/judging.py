"""What people said of single pairs, and how it overrules the weights."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from census_app.matching.blocking import Rows
from census_app.matching.decisions import Decision

if TYPE_CHECKING:
    from census_app.matching.comparing import Comparer, Pairs


class Verdict(StrEnum):
    """What a person says of a pair: one and the same, not the same, or cannot tell."""

    ACCEPT = "accept"
    NONE = "none"
    UNSURE = "unsure"


@dataclass(frozen=True)
class JudgedPairs:
    """Pairs of rows and what was said of each, sorted by (left, right), each pair once."""

    left: Rows
    right: Rows
    verdict: NDArray[np.object_]

    @staticmethod
    def of(judged: Iterable[tuple[int, int, Verdict]]) -> JudgedPairs:
        """Rows in any order; of a pair given twice the last verdict counts."""
        said = {(left, right): verdict.value for left, right, verdict in judged}
        order = sorted(said)
        return JudgedPairs(
            np.asarray([left for left, _ in order], dtype=np.int64),
            np.asarray([right for _, right in order], dtype=np.int64),
            np.asarray([said[pair] for pair in order], dtype=object),
        )


def with_judged(pairs: Pairs, judged: JudgedPairs, comparer: Comparer, right_count: int) -> Pairs:
    """The pairs and those judged ones that no key brought together, compared like the others."""
    size = np.int64(max(1, right_count))
    missing = ~np.isin(judged.left * size + judged.right, pairs.left * size + pairs.right)
    if not missing.any():
        return pairs
    left = np.concatenate([pairs.left, judged.left[missing]])
    right = np.concatenate([pairs.right, judged.right[missing]])
    levels = comparer.levels(judged.left[missing], judged.right[missing])
    order = np.lexsort((right, left))
    return replace(
        pairs,
        left=left[order],
        right=right[order],
        keys=np.concatenate([pairs.keys, np.zeros(int(missing.sum()), dtype=np.uint32)])[order],
        levels=np.concatenate([pairs.levels, levels])[order],
    )


@dataclass(frozen=True)
class Said:
    """What was said of some pairs: each is one of these, or nothing was said of it."""

    accepted: NDArray[np.bool_]
    rejected: NDArray[np.bool_]
    unsure: NDArray[np.bool_]

    @property
    def anything(self) -> NDArray[np.bool_]:
        """The pairs of which anything was said."""
        return self.accepted | self.rejected | self.unsure

    def taken(self, places: NDArray[np.intp]) -> Said:
        """What was said of the pairs at these places."""
        return Said(self.accepted[places], self.rejected[places], self.unsure[places])

    @staticmethod
    def joined(parts: Sequence[Said]) -> Said:
        """All of at least one part, in order."""
        return Said(
            np.concatenate([one.accepted for one in parts]),
            np.concatenate([one.rejected for one in parts]),
            np.concatenate([one.unsure for one in parts]),
        )


def verdicts_of(pairs: Pairs, judged: JudgedPairs | None, right_count: int) -> Said:
    """What was said of each pair."""
    said = Said(*(np.zeros(len(pairs.left), dtype=bool) for _ in range(3)))
    if judged is None or not len(judged.left) or not len(pairs.left):
        return said
    size = np.int64(max(1, right_count))
    wanted, found = judged.left * size + judged.right, pairs.left * size + pairs.right
    place = np.minimum(np.searchsorted(wanted, found), len(wanted) - 1)
    hit = np.flatnonzero(wanted[place] == found)
    verdict = judged.verdict[place[hit]]
    for mask, one in (
        (said.accepted, Verdict.ACCEPT),
        (said.rejected, Verdict.NONE),
        (said.unsure, Verdict.UNSURE),
    ):
        mask[hit] = verdict == one.value
    return said


def overrule(decision: NDArray[np.object_], left: Rows, said: Said, many: bool) -> NDArray[np.object_]:
    """The decisions with people's word in force.

    An accepted pair is a link, and unless `many` the only one of its left record; a doubted pair waits for a person
    unless its left record is linked otherwise. Rejected pairs were kept from competing before.
    """
    if not said.anything.any():
        return decision
    decided = decision.copy()
    if not many:
        decided[np.isin(left, left[said.accepted])] = ""
    decided[said.accepted] = Decision.ACCEPTED.value
    doubted = said.unsure
    if not many:
        linked = np.isin(decided, (Decision.AUTO.value, Decision.ACCEPTED.value)) & ~doubted
        doubted = doubted & ~np.isin(left, left[linked])
    decided[doubted] = Decision.REVIEW.value
    decided[said.unsure & ~doubted] = ""
    return decided
