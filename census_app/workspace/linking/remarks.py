"""What is said of a comparison as a whole: what was not looked at, and what is odd about a source."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from census_app.matching.covering import ENOUGH, knows_nobody
from census_app.matching.decisions import Decision
from census_app.matching.link import LinkResult
from census_app.matching.renames import Renames
from census_app.matching.sources import Source, key_told
from census_app.matching.words import words

_RENAMES_TOLD = 6
_KEYS_TOLD = 3
_PLACES_TOLD = 6
_ROWS_OF_A_NUMBER = 4
_MOSTLY = 0.9
_JOINED = (Decision.AUTO.value, Decision.ACCEPTED.value)


def remarks(source: Source, result: LinkResult, known: Renames) -> tuple[str, ...]:
    """What people should know of the result, in Chinese, one sentence each; places in `known` had two names before."""
    return (
        *_cut(source, result),
        *_little_to_compare(source, result),
        *_blank(source, result),
        *_strange(source, result),
        *_places(source, words().outside, result.outside),
        *_places(source, words().unmet, result.unmet),
        *_repeated_keys(source, result),
        *_renamed(source, result, known),
    )


def _cut(source: Source, result: LinkResult) -> tuple[str, ...]:
    """What the cap on shared values left out, the keys with most pairs first."""
    most = sorted(result.cut.items(), key=lambda one: (-one[1], one[0]))
    if not most:
        return ()
    told = "、".join(f"{key_told(source, key)} {pairs:,} 对" for key, pairs in most[:_KEYS_TOLD])
    rest = f" 等 {len(most)} 种" if len(most) > _KEYS_TOLD else ""
    return (f"{source.zh}：{words().cut.format(keys=told + rest)}",)


def _little_to_compare(source: Source, result: LinkResult) -> tuple[str, ...]:
    """What is said where not a single record of two tables could be compared, because an empty result is no finding
    then, and of a source that hides both names and numbers, with what would help."""
    kinds = {source.roles[name].kind for name, share in result.hidden.items() if share >= _MOSTLY}
    hidden = {"name", "identifier"} <= kinds
    said = []
    if not (source.within or result.candidates or result.cut):
        said.append(
            "没有一对记录可以比：两边的号码、名称、地址没有一个写得一样。看看对方的列是不是空的、全部脱敏，或是外地的"
        )
    elif hidden:
        said.append("对方的姓名和证件号绝大多数脱敏，只能靠露出的几位和电话、地址比，能认出的少")
    if hidden:
        said.append("请对方改给证件号的哈希（SHA-256），或至少露出证件号末四位和名字里除姓以外的字")
    return (f"{source.zh}：{'；'.join(said)}",) if said else ()


def _blank(source: Source, result: LinkResult) -> tuple[str, ...]:
    """What is said of a register whose columns are empty all down, its numbers or half of what is compared: people
    should not wonder why all wait for them."""
    much = source.anchor in result.blank or 2 * len(result.blank) >= len(source.compared)
    if source.within or not result.blank or not much:
        return ()
    empty = "、".join(source.compared[name].zh or name for name in result.blank)
    left = "、".join(role.zh or name for name, role in source.compared.items() if name not in result.blank)
    return (f"{source.zh}：{words().blank.format(empty=empty)}{words().only.format(roles=left) if left else ''}",)


def _strange(source: Source, result: LinkResult) -> tuple[str, ...]:
    """What is said of a register that knows next to nobody of the archive though there was much to compare."""
    left, right = len(result.left_keys), len(result.right_keys)
    alike = np.isin(result.decision, [*_JOINED, Decision.REVIEW.value])
    met = len(np.unique(result.left_row[alike]))
    if source.within or not result.candidates or not knows_nobody(left, right, met):
        return ()
    return (f"{source.zh}：{words().strange.format(met=f'{met:,}', left=f'{left:,}')}",)


def _places(source: Source, said: str, places: Mapping[str, int]) -> tuple[str, ...]:
    """What is said of places of which the register has nothing, those with most records first."""
    most = sorted(places.items(), key=lambda one: (-one[1], one[0]))
    if not most:
        return ()
    told = "、".join(f"{place} {records:,} 户" for place, records in most[:_PLACES_TOLD])
    rest = f" 等 {len(most)} 处" if len(most) > _PLACES_TOLD else ""
    return (f"{source.zh}：{said.format(places=told + rest)}",)


def _repeated_keys(source: Source, result: LinkResult) -> tuple[str, ...]:
    """What is said of a register whose numbers do not tell its rows apart."""
    rows, numbers = len(result.right_keys), len(set(result.right_keys))
    if source.within or rows < ENOUGH or rows < numbers * _ROWS_OF_A_NUMBER:
        return ()
    return (f"{source.zh}：{words().repeated_keys.format(rows=f'{rows:,}', numbers=f'{numbers:,}')}",)


def _renamed(source: Source, result: LinkResult, known: Renames) -> tuple[str, ...]:
    """What is said of places found to have another name: one cause of many addresses that differ."""
    found = result.model.renames
    names = [
        f"{one} → {other}"
        for sort in ("road", "estate", "village")
        for one, other in found.get(sort, {}).items()
        if one not in known.get(sort, {})
    ]
    if not names:
        return ()
    return (
        f"{source.zh}：{len(names)} 处路、小区或村两边叫法不同，而证件号一致的人门牌对得上，当作一处比："
        f"{'、'.join(names[:_RENAMES_TOLD])}{' 等' if len(names) > _RENAMES_TOLD else ''}",
    )
