"""What people said of single pairs, and how it overrules the weights."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from census_app.matching.blocking import Rows
from census_app.matching.decisions import Decision

if TYPE_CHECKING:
    from census_app.matching.comparing import Comparer, Pairs

NO_VERDICT = ""


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


def verdicts_of(pairs: Pairs, judged: JudgedPairs | None, right_count: int) -> NDArray[np.object_]:
    """Per pair what was said of it, `NO_VERDICT` where nothing was."""
    said = np.full(len(pairs.left), NO_VERDICT, dtype=object)
    if judged is None or not len(judged.left) or not len(said):
        return said
    size = np.int64(max(1, right_count))
    wanted, found = judged.left * size + judged.right, pairs.left * size + pairs.right
    place = np.minimum(np.searchsorted(wanted, found), len(wanted) - 1)
    hit = wanted[place] == found
    said[hit] = judged.verdict[place[hit]]
    return said


def overrule(decision: NDArray[np.object_], left: Rows, said: NDArray[np.object_], many: bool) -> NDArray[np.object_]:
    """The decisions with people's word in force.

    An accepted pair is a link, and unless `many` the only one of its left record; a doubted pair waits for a person
    unless its left record is linked otherwise. Rejected pairs were kept from competing before.
    """
    if not (said != NO_VERDICT).any():
        return decision
    decided = decision.copy()
    accepted = said == Verdict.ACCEPT.value
    if not many:
        decided[np.isin(left, left[accepted])] = ""
    decided[accepted] = Decision.ACCEPTED.value
    doubted = said == Verdict.UNSURE.value
    if not many:
        linked = np.isin(decided, (Decision.AUTO.value, Decision.ACCEPTED.value)) & ~doubted
        doubted &= ~np.isin(left, left[linked])
    decided[doubted] = Decision.REVIEW.value
    decided[(said == Verdict.UNSURE.value) & ~doubted] = ""
    return decided
