"""What a preview says: per rule and unit, which problems would appear, vanish and stay."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from census_app.workspace.pack_life.affected import REASONS, Affected

_UNITS_SHOWN = 12
_RULES_SHOWN = 40
NO_UNIT = "（无单位）"


@dataclass(frozen=True)
class Counts:
    """Problems that would appear, vanish and stay."""

    appear: int = 0
    vanish: int = 0
    stay: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.appear + other.appear, self.vanish + other.vanish, self.stay + other.stay)

    def as_json(self) -> dict[str, int]:
        """For the command line and the acts."""
        return {"appear": self.appear, "vanish": self.vanish, "stay": self.stay}

    def __str__(self) -> str:
        return f"出现 {self.appear:,}　消失 {self.vanish:,}　不变 {self.stay:,}"


@dataclass(frozen=True)
class RulePreview:
    """One rule that is judged again: why, its problems by unit, and what breaks it (empty: nothing)."""

    rule: str
    title: str
    reason: str
    units: dict[str, Counts] = field(default_factory=dict)
    error: str = ""

    @property
    def total(self) -> Counts:
        """Over all units."""
        return sum(self.units.values(), Counts())


@dataclass(frozen=True)
class PreviewReport:
    """The effect of a change of packs on the newest data; nothing of it stands in the workspace.

    `reused` is the official run whose findings stood for the old side; empty when both sides were judged.
    """

    before: str
    after: str
    snapshot: str
    data_date: str
    as_of: str
    affected: Affected
    rules: tuple[RulePreview, ...]
    unit_names: dict[str, str]
    reused: str = ""
    left_out: tuple[str, ...] = ()

    @property
    def total(self) -> Counts:
        """Over all rules."""
        return sum((rule.total for rule in self.rules), Counts())

    @property
    def errors(self) -> dict[str, str]:
        """Rules that break on the data, and how."""
        return {rule.rule: rule.error for rule in self.rules if rule.error}

    def as_json(self) -> dict[str, Any]:
        """The command line's JSON object."""
        return {
            "before": self.before,
            "after": self.after,
            "snapshot": self.snapshot,
            "data_date": self.data_date,
            "as_of": self.as_of,
            "reused_run": self.reused,
            "left_out": list(self.left_out),
            "total": self.total.as_json(),
            "rules": {
                rule.rule: {
                    "title": rule.title,
                    "reason": rule.reason,
                    **rule.total.as_json(),
                    "units": {unit: counts.as_json() for unit, counts in rule.units.items()},
                    "error": rule.error,
                }
                for rule in self.rules
            },
            "units": self.unit_names,
            "reworded": list(self.affected.reworded),
            "changes": {rule: list(said) for rule, said in self.affected.changes.items()},
            "unchanged": self.affected.unchanged,
        }

    def lines(self) -> list[str]:
        """The preview in Chinese lines."""
        head = f"{self.before} → {self.after}，按数据日期 {self.data_date} 的快照（今日 = {self.as_of}）预演"
        lines = [
            head,
            f"重新判断 {len(self.rules)} 条规则；只改文字、等级或期限 {len(self.affected.reworded)} 条；"
            f"没有变 {self.affected.unchanged} 条",
        ]
        lines += [f"{label} 在今日 {self.as_of} 不在有效期内，不起作用" for label in self.left_out]
        for rule in self.rules[:_RULES_SHOWN]:
            lines += self._rule_lines(rule)
        if len(self.rules) > _RULES_SHOWN:
            lines.append(f"…… 另有 {len(self.rules) - _RULES_SHOWN} 条规则，见 --json 或 --out")
        for rule_id in ("", *self.affected.reworded):
            lines += [f"{rule_id or '整个包'}　{said}" for said in self.affected.changes.get(rule_id, ())]
        return [*lines, f"合计　{self.total}"]

    def _rule_lines(self, rule: RulePreview) -> list[str]:
        said = "；".join(self.affected.changes.get(rule.rule, ())) or REASONS[rule.reason]
        head = f"{rule.rule} {rule.title}（{said}）　{rule.total}"
        if rule.error:
            return [f"{rule.rule} {rule.title}（{said}）　在这份数据上运行出错：{rule.error}"]
        moved = {unit: counts for unit, counts in rule.units.items() if counts.appear or counts.vanish}
        shown = list(moved.items())[:_UNITS_SHOWN]
        lines = [f"  {self._unit(unit)}　{counts}" for unit, counts in shown]
        more = [f"  …… 另有 {len(moved) - len(shown)} 个单位"] if len(moved) > len(shown) else []
        return [head, *lines, *more]

    def _unit(self, unit: str) -> str:
        name = self.unit_names.get(unit, "")
        return f"{unit} {name}".strip() or NO_UNIT
