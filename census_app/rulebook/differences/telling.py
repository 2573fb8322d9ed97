"""Differences as lines a supervisor reads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from census_app.rulebook.differences.model import EFFECT_WORDS, EFFECTS, Difference, Effect, Kind

_COUNTED = (
    (Kind.ADDED, "新增"),
    (Kind.RETIRED, "停用"),
    (Kind.REMOVED, "消失"),
    (Kind.STATUS, "启用或转草稿"),
    (Kind.EXPRESSION, "条件改变"),
    (Kind.SCOPE, "范围改变"),
    (Kind.PARAMETER, "参数改变"),
    (Kind.SEVERITY, "等级改变"),
)
_PACK_ONLY = "规则本身没有差别，改的是规则包：版本、期限、天数、词表或说明"
_SHOWN = (Kind.EXPRESSION, Kind.SCOPE, Kind.GRAIN, Kind.MESSAGE, Kind.TEXT, Kind.NOTE)


def counts(found: Sequence[Difference]) -> dict[str, dict[str, int]]:
    """How many rules each kind of change and each (gravest) effect touches; the pack itself is not counted."""
    kinds = {kind.value: len({one.rule for one in found if one.kind is kind and one.rule}) for kind, _ in _COUNTED}
    gravest: dict[str, int] = {}
    for one in found:
        if one.rule:
            gravest[one.rule] = min(gravest.get(one.rule, len(EFFECTS)), EFFECTS.index(one.effect))
    effects = {effect.value: sum(rank == place for rank in gravest.values()) for place, effect in enumerate(EFFECTS)}
    return {"kinds": kinds, "effects": effects}


def lines(found: Sequence[Difference]) -> list[str]:
    """Counts at the top, then each rule with what changed in it; one line when nothing differs."""
    if not found:
        return ["两个规则包没有差别"]
    told, examples = [_top(found)], []
    for rule, members in groupby(found, key=lambda one: one.rule):
        group = list(members)
        if rule and all(one.effect is Effect.CASES for one in group):
            examples.append(rule)
        else:
            told += ["", *_about(rule, group)]
    return [*told, "", f"只改例子的规则 {len(examples)} 条：{'、'.join(examples)}"] if examples else told


def _top(found: Sequence[Difference]) -> str:
    counted = counts(found)
    kinds = [f"{words} {counted['kinds'][kind.value]} 条" for kind, words in _COUNTED if counted["kinds"][kind.value]]
    effects = [f"{EFFECT_WORDS[one]} {counted['effects'][one.value]} 条" for one in EFFECTS if counted["effects"][one]]
    return "；".join(filter(None, ("，".join(kinds), "，".join(effects)))) or _PACK_ONLY


def _about(rule: str, group: list[Difference]) -> Iterable[str]:
    yield f"{f'{rule} {group[0].title}' if rule else '规则包'}　{EFFECT_WORDS[group[0].effect]}"
    for one in group:
        effect = f"〔{EFFECT_WORDS[one.effect]}〕" if one.effect is not group[0].effect else ""
        reason = f"（覆盖包的理由：{one.reason}）" if one.reason else ""
        yield f"  {one.says}{effect}{reason}"
        if one.kind in _SHOWN and (one.marked or one.old or one.new):
            old, new = one.marked or (one.old, one.new)
            yield from (f"    {name} {text}" for name, text in (("原", old), ("新", new)) if text)
