"""What reviewers decided about pairs, read from the acts in their order.

An act `link.decided` says what one reviewer holds of one pair as its values were then (`fingerprint`); a later one of
the same reviewer replaces it, `link.decision_undone` takes it back. What stands is derived here and nowhere kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from census_app.foundation.database import reading
from census_app.matching.judging import Verdict
from census_app.workspace import acts

if TYPE_CHECKING:
    from census_app.workspace.acts import Act
    from census_app.workspace.workspace import Workspace

LINK_DECIDED = "link.decided"
LINK_DECISION_UNDONE = "link.decision_undone"
VERDICT_LABELS: dict[str, str] = {Verdict.ACCEPT: "是同一个", Verdict.NONE: "都不是", Verdict.UNSURE: "拿不准"}

DISPUTE_LABEL = "意见不一，等另一人判定"


class Standing(StrEnum):
    """What the reviewers of a pair come to together."""

    ACCEPT = "accept"
    NONE = "none"
    UNSURE = "unsure"
    DISPUTED = "disputed"


@dataclass(frozen=True, slots=True, order=True)
class PairKey:
    """A pair of records by their keys; within one table the smaller key comes first."""

    source: str
    left_table: str
    left_key: str
    right_key: str


@dataclass(frozen=True, slots=True)
class Vote:
    """What one reviewer holds of a pair, with the act that says so and what the pair looked like."""

    reviewer: str
    verdict: Verdict
    act: int
    at: str
    levels: Mapping[str, str]
    model: str = ""
    probability: str = ""


@dataclass
class PairDecision:
    """All that stands about one pair as it looked under `fingerprint`, over the fields named in `fields`."""

    pair: PairKey
    fingerprint: str
    fields: tuple[tuple[str, ...], tuple[str, ...]]
    votes: dict[str, Vote] = field(default_factory=dict)
    standing: Standing = Standing.UNSURE

    @property
    def last(self) -> Vote:
        """The newest word, with the evidence as that reviewer saw it."""
        return max(self.votes.values(), key=lambda vote: vote.act)

    @property
    def levels(self) -> Mapping[str, str]:
        """The evidence as the last reviewer saw it."""
        return self.last.levels

    @property
    def reviewers(self) -> tuple[str, ...]:
        """Who judged it, in the order of their acts."""
        return tuple(vote.reviewer for vote in sorted(self.votes.values(), key=lambda vote: vote.act))


def read_decisions(workspace: Workspace, many: Iterable[str] = ()) -> list[PairDecision]:
    """The decisions that stand, by pair; of pairs judged again under other values only the newest. `many` as in
    `decisions_of`."""
    with reading(workspace.engine) as connection:
        undone = {act.payload["undoes"] for act in acts.iterate(connection, kinds=[LINK_DECISION_UNDONE])}
        found = [act for act in acts.iterate(connection, kinds=[LINK_DECIDED]) if act.seq not in undone]
    return decisions_of(found, many)


def decisions_of(found: Iterable[Act], many: Iterable[str] = ()) -> list[PairDecision]:
    """The decisions these acts come to, sorted by pair.

    Reviewers who agree decide; one against another is a dispute until a further one makes a majority. Where a record
    has one partner at most (all sources but those in `many`), two partners accepted by different reviewers are a
    dispute too, unless one has more votes.
    """
    standing: dict[PairKey, PairDecision] = {}
    for act in found:
        content = act.payload
        pair = PairKey(content["source"], content["left_table"], content["left_key"], content["right_key"])
        before = standing.get(pair)
        if before is None or before.fingerprint != content["fingerprint"]:
            left, right = content["fields"]
            before = standing[pair] = PairDecision(pair, content["fingerprint"], (tuple(left), tuple(right)))
        before.votes[reviewer_key(content["reviewer"])] = Vote(
            content["reviewer"],
            Verdict(content["verdict"]),
            act.seq,
            act.at,
            content["levels"],
            content["model"],
            content["probability"],
        )
    for decision in standing.values():
        decision.standing = _standing(decision.votes.values())
    _one_partner(standing.values(), frozenset(many))
    return [standing[pair] for pair in sorted(standing)]


def reviewer_key(name: str) -> str:
    """Two spellings of a name are one reviewer when they differ only in blanks, width or capitals."""
    import unicodedata

    return "".join(unicodedata.normalize("NFKC", name).split()).casefold()


def _standing(votes: Iterable[Vote]) -> Standing:
    said = [vote.verdict for vote in votes]
    yes, no = said.count(Verdict.ACCEPT), said.count(Verdict.NONE)
    if yes == no:
        return Standing.DISPUTED if yes else Standing.UNSURE
    return Standing.ACCEPT if yes > no else Standing.NONE


def _one_partner(decisions: Iterable[PairDecision], many: frozenset[str]) -> None:
    accepted: dict[tuple[str, str, str], list[PairDecision]] = {}
    for decision in decisions:
        pair = decision.pair
        if decision.standing is Standing.ACCEPT and pair.source not in many:
            accepted.setdefault((pair.source, pair.left_table, pair.left_key), []).append(decision)
    for rivals in accepted.values():
        _settle(rivals)


def _settle(rivals: Sequence[PairDecision]) -> None:
    if len(rivals) < 2:
        return
    # a reviewer who accepted one partner and later another means the later one
    latest: dict[str, tuple[int, int]] = {}
    for place, one in enumerate(rivals):
        for reviewer, vote in one.votes.items():
            if vote.verdict is Verdict.ACCEPT:
                latest[reviewer] = max(latest.get(reviewer, (0, 0)), (vote.act, place))
    chosen = [place for _, place in latest.values()]
    counts = [chosen.count(place) for place in range(len(rivals))]
    most = max(counts)
    settled = counts.count(most) == 1
    for one, count in zip(rivals, counts, strict=True):
        if not settled:
            one.standing = Standing.DISPUTED
        elif count < most:
            one.standing = Standing.NONE
