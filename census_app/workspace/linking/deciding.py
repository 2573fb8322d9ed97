"""A reviewer says of one pair: one and the same, not the same, cannot tell; or takes it back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from census_app.foundation.database import writing
from census_app.foundation.errors import BadInput
from census_app.matching.judging import Verdict
from census_app.workspace import acts
from census_app.workspace.linking.decisions import (
    LINK_DECIDED,
    LINK_DECISION_UNDONE,
    VERDICT_LABELS,
    PairKey,
    decisions_of,
    reviewer_key,
)
from census_app.workspace.people.named import confirm_named_in
from census_app.workspace.people.permissions import require

if TYPE_CHECKING:
    from census_app.workspace.acts import Act
    from census_app.workspace.workspace import Workspace

LONGEST_NAME = 50
_BETWEEN_NAMES = "、，,；;/"


@dataclass(frozen=True)
class JudgedPair:
    """A pair as it was shown to the reviewer: what it looked like and how it was weighed.

    `probability` is the one `model` gave it among its rivals, as text with four decimals; "" when it is not known.
    """

    pair: PairKey
    fingerprint: str
    fields: tuple[tuple[str, ...], tuple[str, ...]]
    levels: Mapping[str, str]
    model: str = ""
    probability: str = ""


@dataclass(frozen=True)
class Said:
    """What a reviewer says of a pair; the remark is kept beside the log, like any personal value."""

    shown: JudgedPair
    verdict: Verdict
    reviewer: str
    remark: str = ""


def checked_reviewer(name: str) -> str:
    """The reviewer's name as kept; `BadInput` when it is empty, too long, of several people, or holds characters nobody
    can read."""
    import unicodedata

    cleaned = " ".join(name.split())
    if not cleaned:
        raise BadInput("没有写审核人", "写上作决定的人的姓名")
    if len(cleaned) > LONGEST_NAME:
        raise BadInput(f"审核人太长（{len(cleaned)} 个字）", f"姓名最多 {LONGEST_NAME} 个字")
    if any(mark in cleaned for mark in _BETWEEN_NAMES):
        raise BadInput(f"审核人写了不止一个：{cleaned}", "一行写一个人；几个人都判过的，各交各的")
    if any(unicodedata.category(character).startswith("C") for character in cleaned):
        raise BadInput("审核人里有看不见的字符", "重新输入姓名")
    return cleaned


def record_decisions(
    workspace: Workspace, said: Sequence[Said], *, actor: str | None = None, now: datetime | None = None
) -> list[Act]:
    """Each new word stands in the log, all in one transaction; what a reviewer already holds is not said again."""
    made = []
    require(workspace, "link.decide")
    with writing(workspace.engine) as connection:
        confirm_named_in(connection, "link.decide", {one.reviewer for one in said})
        undone = {act.payload["undoes"] for act in acts.iterate(connection, kinds=[LINK_DECISION_UNDONE])}
        held = {
            (one.pair, one.fingerprint, reviewer): vote.verdict
            for one in decisions_of(
                act for act in acts.iterate(connection, kinds=[LINK_DECIDED]) if act.seq not in undone
            )
            for reviewer, vote in one.votes.items()
        }
        for one in said:
            held_key = (one.shown.pair, one.shown.fingerprint, reviewer_key(one.reviewer))
            if held.get(held_key) is one.verdict:
                continue
            held[held_key] = one.verdict
            remark = {"remark": one.remark} if one.remark else None
            made.append(
                acts.append_in(
                    connection,
                    LINK_DECIDED,
                    _subject(one.shown.pair),
                    _payload(one),
                    actor=actor,
                    personal=remark,
                    now=now,
                )
            )
    return made


def undo_decision(
    workspace: Workspace,
    pairs: Iterable[PairKey],
    reviewer: str,
    *,
    actor: str | None = None,
    now: datetime | None = None,
) -> Act:
    """A compensating act: the reviewer's newest word on this pair (the first of `pairs` that has one) no longer
    counts; what he said before it does again. `BadInput` when there is none."""
    wanted = list(pairs)
    require(workspace, "link.decide")
    with writing(workspace.engine) as connection:
        undone = {act.payload["undoes"] for act in acts.iterate(connection, kinds=[LINK_DECISION_UNDONE])}
        mine = [
            act
            for act in acts.iterate(connection, kinds=[LINK_DECIDED])
            if act.seq not in undone
            and reviewer_key(act.payload["reviewer"]) == reviewer_key(reviewer)
            and pair_of(act) in wanted
        ]
        if not mine:
            raise BadInput(f"{reviewer} 没有对这一对作过决定", "用 census link explain 看它现有的决定")
        last = mine[-1]
        content = {"undoes": last.seq, "verdict": last.payload["verdict"], "reviewer": last.payload["reviewer"]}
        return acts.append_in(connection, LINK_DECISION_UNDONE, last.subject, content, actor=actor, now=now)


def pair_of(act: Act) -> PairKey:
    """The pair a `link.decided` act is about."""
    content = act.payload
    return PairKey(content["source"], content["left_table"], content["left_key"], content["right_key"])


def said_words(said: Said) -> str:
    """For people: who, what, which pair."""
    pair = said.shown.pair
    return f"{said.reviewer}：{pair.left_key} 与 {pair.right_key} {VERDICT_LABELS[said.verdict]}"


def _subject(pair: PairKey) -> str:
    return f"{pair.source}:{pair.left_key}"[:200]


def _payload(said: Said) -> dict[str, Any]:
    shown = said.shown
    return {
        "source": shown.pair.source,
        "left_table": shown.pair.left_table,
        "left_key": shown.pair.left_key,
        "right_key": shown.pair.right_key,
        "verdict": said.verdict.value,
        "reviewer": said.reviewer,
        "fingerprint": shown.fingerprint,
        "fields": [list(names) for names in shown.fields],
        "levels": dict(shown.levels),
        "model": shown.model,
        "probability": shown.probability,
    }
