"""What a draft would have found in the past, for people and for programs."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from census_app.workspace.precision.interval import Share
from census_app.workspace.precision.settings import PrecisionSettings


@dataclass(frozen=True)
class Lead:
    """How much earlier the draft would have found confirmed problems: how many of them, and by how many whole weeks."""

    problems: int
    median_weeks: int
    most_weeks: int

    def as_json(self) -> dict[str, int]:
        """For `--json`."""
        return {"problems": self.problems, "median_weeks": self.median_weeks, "most_weeks": self.most_weeks}

    def words(self) -> str:
        """In Chinese."""
        if not self.problems:
            return "没有更早的"
        return f"{self.problems} 条更早，中位 {self.median_weeks} 周、最多 {self.most_weeks} 周"


@dataclass(frozen=True)
class BacktestLine:
    """One rule (of one unit when `unit` is not None).

    `hits`: records found in at least one snapshot; of these `confirmed` and `refuted` as people judged them, `unjudged`
    the others; `borrowed` of the judged ones were judged through another rule that accused the same field of the same
    record. Of problems the rule officially found in these weeks, `missed` confirmed ones it would not find any more,
    `avoided` refuted ones.
    """

    rule_id: str
    unit: str | None
    hits: int
    confirmed: int
    refuted: int
    unjudged: int
    borrowed: int
    missed: int
    avoided: int
    share: Share
    before_found: Lead
    before_decided: Lead

    def as_json(self) -> dict[str, Any]:
        """For `--json`."""
        return {
            "hits": self.hits,
            "confirmed": self.confirmed,
            "refuted": self.refuted,
            "unjudged": self.unjudged,
            "borrowed": self.borrowed,
            "missed": self.missed,
            "avoided": self.avoided,
            "low": str(self.share.low),
            "high": str(self.share.high),
            "before_found": self.before_found.as_json(),
            "before_decided": self.before_decided.as_json(),
        }


@dataclass
class BacktestReport:
    """The rules over the snapshots (id → data date, oldest first). `gone`: data dates whose snapshots were pruned.

    `weekly`: per rule the records hit in each snapshot. `errors`: rules that broke, and how. `stopped`: rules in force
    that the draft does not run any more; their lines say what they find, and so what would vanish. `heirs`: of those,
    the rules that replace them with the number of their records these find.
    """

    pack: str
    snapshots: dict[str, date]
    gone: int
    rules: dict[str, BacktestLine]
    titles: dict[str, str]
    settings: PrecisionSettings
    units: dict[str, list[BacktestLine]] = field(default_factory=dict)
    weekly: dict[str, list[int]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    stopped: tuple[str, ...] = ()
    heirs: dict[str, dict[str, int]] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The command line's JSON object."""
        return {
            "pack": self.pack,
            "snapshots": {snapshot: day.isoformat() for snapshot, day in self.snapshots.items()},
            "gone": self.gone,
            "errors": self.errors,
            "rules": {
                rule_id: {
                    "title": self.titles[rule_id],
                    "stopped": rule_id in self.stopped,
                    "heirs": self.heirs.get(rule_id, {}),
                    **line.as_json(),
                    "weekly": self.weekly[rule_id],
                    "units": {
                        one.unit: {"name": self.names.get(one.unit or "", ""), **one.as_json()}
                        for one in self.units.get(rule_id, [])
                    },
                }
                for rule_id, line in self.rules.items()
            },
        }

    def lines(self, by_unit: bool = False) -> list[str]:
        """In Chinese: over which weeks, then what each rule would have found and how it compares with what we know."""
        days = list(self.snapshots.values())
        lines = [f"回测 {self.pack}：{len(days)} 份快照，{days[0]} 到 {days[-1]}；批次和问题都没有动"]
        if self.gone:
            lines.append(f"另有 {self.gone} 个数据日期的快照已经清理，没有回测")
        for rule_id, line in self.rules.items():
            lines += ["", f"{rule_id} {self.titles[rule_id]}{self._fate(rule_id)}", *self._told(line)]
            heirs = self.heirs.get(rule_id, {})
            lines += [f"  其中 {records:,} 条由接替它的 {heir} 继续报" for heir, records in heirs.items()]
            lines.append(f"  各周命中：{' '.join(str(count) for count in self.weekly[rule_id])}")
            for one in self.units.get(rule_id, []) if by_unit else ():
                name = f"{self.names.get(one.unit or '') or '未归属'} {one.unit or ''}".rstrip()
                lines += [f"  —— {name}", *self._told(one)]
        lines += [f"规则 {rule_id} 出错，没有回测：{said}" for rule_id, said in self.errors.items()]
        return lines

    def _fate(self, rule_id: str) -> str:
        return "（换上后不再运行）" if rule_id in self.stopped else ""

    def _told(self, line: BacktestLine) -> list[str]:
        judged = f"属实 {line.confirmed:,}，误报 {line.refuted:,}，没有人核实过 {line.unjudged:,}"
        vanishes = line.rule_id in self.stopped
        told = [
            f"  {'不再报的有' if vanishes else '命中'} {line.hits:,} 条记录：{judged}",
            f"  查实率：{line.share.words(self.settings)}",
        ]
        if line.borrowed:
            told.append(f"  其中 {line.borrowed:,} 条的结论借自指同一条记录同一字段的别的规则")
        if line.confirmed and not vanishes:
            told.append(f"  比首次正式发现：{line.before_found.words()}；比核实：{line.before_decided.words()}")
        if (line.missed or line.avoided) and not vanishes:
            told.append(f"  现行规则发现过的：属实的会漏掉 {line.missed:,} 条，误报的会少 {line.avoided:,} 条")
        return told
