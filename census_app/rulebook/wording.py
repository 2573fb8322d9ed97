"""Values of rules as people say them."""

from __future__ import annotations

from typing import Any

from census_app.rulebook.model import AppliedOverride, Closes, OverrideLevel, Severity, Status

SEVERITIES = {Severity.URGENT: "紧急", Severity.IMPORTANT: "重要", Severity.NORMAL: "一般"}
STATUSES = {Status.DRAFT: "草稿", Status.PUBLISHED: "启用", Status.RETIRED: "停用"}
CLOSINGS = {Closes.PROOF: "数据改正才算解决", Closes.EXPLANATION: "说明理由即可解决"}
LEVELS = {OverrideLevel.PROVINCE: "省级", OverrideLevel.CITY: "市级", OverrideLevel.COUNTY: "县级"}
_NOTHING = "（空）"


def value_words(value: Any, unit: str = "") -> str:
    """`0.5 kVA`, `高压、低压`, `高压 3、低压居民 6`, or `315 kVA，2023-06-01 起 400 kVA` for dated values."""
    if isinstance(value, dict) and set(value) == {"value", "dated"} and isinstance(value["dated"], list | tuple):
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
    old, new = value_words(applied.old, applied.unit), value_words(applied.new, applied.unit)
    if what == "params":
        changed = f"{applied.rule} 的参数“{inner}”由 {old} 改为 {new}"
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


def list_words(old: list[str] | tuple[str, ...], new: list[str] | tuple[str, ...]) -> str:
    """`增加 甲、乙，去掉 丙`; `次序改变` when only the order differs."""
    added = [one for one in new if one not in old]
    removed = [one for one in old if one not in new]
    parts = [f"增加 {'、'.join(map(str, added))}"] if added else []
    parts += [f"去掉 {'、'.join(map(str, removed))}"] if removed else []
    return "，".join(parts) or "次序改变"
