"""What the demo did, for people and for scripts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from census_app.demo.truth import Fate

_SHOWN = 10
_FATES = {
    Fate.FIXED: "改好了",
    Fate.STILL: "没有改",
    Fate.CLAIMED: "答复已整改、其实没改",
    Fate.NEW: "本周新出的",
    Fate.NOT_RECHECKED: "本周没有交全数据",
}


class WeekOutcome(BaseModel):
    """One week of the demo: what went in, what was found, how it compares with the truth.

    `findings` are rows of the run; a record that stands twice in the data has two, so `places` counts each rule and
    record once, as `known` does. `missed` and `false` list accusations as `rule table key`; known errors that this
    week's files do not reach and that nobody finds are neither, but `unreached`. So `places` = `found` + false and
    `known` = `found` + unreached + missed. `fates` counts, of the known errors that rules
    cover, what became of them in the second week against what ought to (`fixed → fixed`).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    week: str
    files: int
    rows: int
    rejected: int
    run: str
    findings: int
    places: int
    known: int
    unreached: int
    missed: tuple[str, ...]
    false: tuple[str, ...]
    lists: str
    workbooks: int
    fates: dict[str, int] = {}
    wrongly_fixed: tuple[str, ...] = ()

    @property
    def found(self) -> int:
        """Known errors that the run found."""
        return self.known - self.unreached - len(self.missed)


class DemoReport(BaseModel):
    """The whole demo; `as_json` is the command line's JSON object."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    folder: str
    workspace: str
    customers: int
    seed: int
    weeks: tuple[WeekOutcome, ...]

    def as_json(self) -> dict[str, Any]:
        """Plain JSON values."""
        return self.model_dump(mode="json")

    @property
    def exact(self) -> bool:
        """Every known error that a rule covers was found, nobody else was accused, nothing was wrongly proved."""
        return not any(week.missed or week.false or week.wrongly_fixed for week in self.weeks)

    def lines(self) -> list[str]:
        """The story in Chinese, ending with where the lists are."""
        lines = [f"演示县：{self.customers:,} 户，种子 {self.seed}，在 {Path(self.folder)}"]
        for week in self.weeks:
            lines.append(f"{week.week}：导入 {week.files} 个文件、{week.rows:,} 行（拒收 {week.rejected} 行）")
            lines += _findings(week)
            lines += _some("漏", week.missed) + _some("误报", week.false)
            if week.fates:
                lines.append("  错误的实情 → 问题现在：" + "　".join(_fate(*fate) for fate in week.fates.items()))
            lines += _some("误证", week.wrongly_fixed)
            lines.append(f"  清单 {week.workbooks} 份：{week.lists}")
        lines.append(f"工作区：{self.workspace}（打开窗口：census，选择这个文件夹）")
        return lines


def _findings(week: WeekOutcome) -> list[str]:
    """What was found and what was known, in numbers that add up."""
    twice = f"（有的记录在数据里重复，同一处报两条；按规则和记录数是 {week.places:,} 处）"
    unreached = f"、本周交来的数据够不着 {week.unreached:,} 处" if week.unreached else ""
    return [
        f"  批次 {week.run} 发现 {week.findings:,} 条{twice if week.findings > week.places else ''}",
        f"  已知错误 {week.known:,} 处：查到 {week.found:,} 处{unreached}、漏 {len(week.missed):,} 处；"
        f"误报 {len(week.false):,} 处",
    ]


def _fate(name: str, count: int) -> str:
    """`fixed → fixed` and how many, in Chinese."""
    from census_app.workspace.problems.model import STATE_LABELS, State

    ought, _, state = name.partition(" → ")
    return f"{_FATES[Fate(ought)]} → {STATE_LABELS[State(state)]} {count:,}"


def _some(what: str, items: tuple[str, ...]) -> list[str]:
    """The first few, and how many more."""
    lines = [f"  {what}：{item}" for item in items[:_SHOWN]]
    return [*lines, f"  ……另有 {len(items) - _SHOWN:,} 条"] if len(items) > _SHOWN else lines
