"""Values of rules as people say them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from census_app.rulebook.model import AppliedOverride, Closes, OverrideLevel, Severity, Status

SEVERITIES = {Severity.URGENT: "紧急", Severity.IMPORTANT: "重要", Severity.NORMAL: "一般"}
STATUSES = {Status.DRAFT: "草稿", Status.PUBLISHED: "启用", Status.RETIRED: "停用"}
CLOSINGS = {Closes.PROOF: "数据改正才算解决", Closes.EXPLANATION: "说明理由即可解决"}
LEVELS = {OverrideLevel.PROVINCE: "省级", OverrideLevel.CITY: "市级", OverrideLevel.COUNTY: "县级"}
_NOTHING = "（空）"


def value_words(value: Any, unit: str = "") -> str:
    """`0.5 kVA`, `高压、低压`, `高压 3、低压居民 6`, or `315 kVA，2023-06-01 起 400 kVA` for dated values."""
    if _is_dated(value):
        later = (f"{one['since']} 起 {value_words(one['value'], unit)}" for one in value["dated"])
        return "，".join((value_words(value["value"], unit), *later))
    if isinstance(value, dict):
        return "；".join(f"{key}：{value_words(one, unit)}" for key, one in value.items()) or _NOTHING
    if isinstance(value, list | tuple):
        return "、".join(map(str, value)) or _NOTHING
    return f"{value} {unit}".strip() if value not in {None, ""} else _NOTHING


def applied_words(applied: AppliedOverride) -> str:
    """What an override changed, by whom and why, in one sentence for bulletins."""
    what, _, inner = applied.what.partition(".")
    if what == "params":
        changed = f"{applied.rule} 的参数“{inner}”{change_words(applied.old, applied.new, applied.unit, applied.unit)}"
    elif what == "word_lists":
        changed = f"词表“{inner}”{list_words(applied.old, applied.new)}"
    elif what == "status":
        changed = f"{applied.rule} 由{STATUSES[Status(applied.old)]}改为{STATUSES[Status(applied.new)]}"
    else:
        clause = applied.what.removeprefix("severity").strip("[]")
        whose = f"分支“{clause}”的等级" if clause else "等级"
        changed = (
            f"{applied.rule} 的{whose}由{SEVERITIES[Severity(applied.old)]}改为{SEVERITIES[Severity(applied.new)]}"
        )
    level = LEVELS[applied.level]
    return f"{level}覆盖包 {applied.pack} {applied.version}：{changed}（{applied.reason}）"


def change_words(old: Any, new: Any, old_unit: str, new_unit: str) -> str:
    """What changed from one value of a parameter to another, dated values told by their dates."""
    (value, dated), (new_value, new_dated) = _parts(old), _parts(new)
    sentences = [] if value == new_value else [_sentence("", value, new_value, old_unit, new_unit)]
    for since in sorted(dated.keys() | new_dated.keys()):
        named = f"{since} 起的值"
        if since not in new_dated:
            sentences.append(f"{named}（{value_words(dated[since], old_unit)}）删去")
        elif since not in dated:
            sentences.append(f"{named}新定为 {value_words(new_dated[since], new_unit)}")
        elif dated[since] != new_dated[since]:
            sentences.append(_sentence(named, dated[since], new_dated[since], old_unit, new_unit))
    return "，".join(sentences) or "各时期的次序改变"


def _parts(spelt: Any) -> tuple[Any, dict[str, Any]]:
    if _is_dated(spelt):
        return spelt["value"], {one["since"]: one["value"] for one in spelt["dated"]}
    return spelt, {}


def _is_dated(spelt: Any) -> bool:
    return isinstance(spelt, dict) and set(spelt) == {"value", "dated"} and isinstance(spelt["dated"], list | tuple)


def _sentence(named: str, old: Any, new: Any, old_unit: str, new_unit: str) -> str:
    if isinstance(old, list | tuple) and isinstance(new, list | tuple):
        return f"{named}{list_words(old, new)}"
    if isinstance(old, dict) and isinstance(new, dict):
        return "，".join(
            _sentence(f"{named}“{key}”", old.get(key), new.get(key), old_unit, new_unit)
            for key in dict.fromkeys((*old, *new))
            if old.get(key) != new.get(key)
        )
    return f"{named}由 {value_words(old, old_unit)} 改为 {value_words(new, new_unit)}"


def list_words(old: Sequence[Any], new: Sequence[Any]) -> str:
    """`增加 甲、乙，去掉 丙`; `次序改变` when only the order differs."""
    added = [one for one in new if one not in old]
    removed = [one for one in old if one not in new]
    parts = [f"增加 {'、'.join(map(str, added))}"] if added else []
    parts += [f"去掉 {'、'.join(map(str, removed))}"] if removed else []
    return "，".join(parts) or "次序改变"
