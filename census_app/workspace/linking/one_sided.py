"""Reviewers who say the same of every pair, though some must be otherwise: said, for somebody to look, and not counted
against anybody."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from census_app.matching.judging import Verdict
from census_app.matching.sources import Source
from census_app.matching.weighing import estimate
from census_app.matching.weights.model import Model
from census_app.workspace.linking.decisions import VERDICT_LABELS, PairDecision, Vote, reviewer_key
from census_app.workspace.linking.settings import learning_settings

# no single pair is so sure that a reviewer could not have come to say otherwise
_SUREST = 0.99


@dataclass(frozen=True)
class OneSided:
    """One who said `verdict` of all `judged` pairs; the model expects `otherwise` of them to be something else."""

    reviewer: str
    verdict: Verdict
    judged: int
    otherwise: float

    def words(self) -> str:
        """For people."""
        said = VERDICT_LABELS[self.verdict]
        return (
            f"{self.reviewer} 判的 {self.judged:,} 对全是“{said}”，照模型约有 {self.otherwise:.0f} 对不该是："
            "启用之前抽几对核一核"
        )

    def as_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "reviewer": self.reviewer,
            "verdict": self.verdict.value,
            "judged": self.judged,
            "otherwise": round(self.otherwise, 1),
        }


def one_sided(decisions: Iterable[PairDecision], source: Source, model: Model) -> tuple[OneSided, ...]:
    """The reviewers of these decisions whose words are all one, by name, where that is less probable than
    `learning_settings().one_sided` under what the model gave the pairs; pairs nobody is sure of say nothing."""
    said: dict[str, list[Vote]] = {}
    for one in decisions:
        for vote in one.votes.values():
            if vote.verdict is not Verdict.UNSURE:
                said.setdefault(reviewer_key(vote.reviewer), []).append(vote)
    found = [_alike(votes, source, model) for _, votes in sorted(said.items())]
    return tuple(one for one in found if one is not None)


def _alike(votes: list[Vote], source: Source, model: Model) -> OneSided | None:
    verdicts = {vote.verdict for vote in votes}
    if len(verdicts) > 1 or len(votes) < learning_settings().measured_from:
        return None
    verdict = verdicts.pop()
    chances = [_chance(vote, source, model) for vote in votes]
    agreeing = [chance if verdict is Verdict.ACCEPT else 1 - chance for chance in chances]
    if math.prod(agreeing) >= learning_settings().one_sided:
        return None
    return OneSided(votes[-1].reviewer, verdict, len(votes), sum(1 - chance for chance in agreeing))


def _chance(vote: Vote, source: Source, model: Model) -> float:
    given = float(vote.probability) if vote.probability else estimate(source, model, vote.levels)
    return min(_SUREST, max(1 - _SUREST, given))
