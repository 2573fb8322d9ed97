"""What the demo did, for people and for scripts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

_SHOWN = 10


class WeekOutcome(BaseModel):
    """One week of the demo: what went in, what was found, how it compares with the truth.

    `missed` and `false` list accusations as `rule table key`; errors that this week's files do not reach are neither
    when nobody finds them; `fates` counts, of the known errors that rules
    cover, what became of them in the second week against what ought to (`fixed → fixed`).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    week: str
    files: int
    rows: int
    rejected: int
    run: str
    findings: int
    known: int
    missed: tuple[str, ...]
    false: tuple[str, ...]
    lists: str
    workbooks: int
    fates: dict[str, int] = {}
    wrongly_fixed: tuple[str, ...] = ()


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
            lines.append(
                f"{week.week}：导入 {week.files} 个文件、{week.rows:,} 行（拒收 {week.rejected} 行）；"
                f"批次 {week.run} 发现 {week.findings:,} 条，已知错误 {week.known:,} 条，"
                f"漏 {len(week.missed)} 条，误报 {len(week.false)} 条"
            )
            lines += _some("漏", week.missed) + _some("误报", week.false)
            if week.fates:
                lines.append("  上周的问题：" + "　".join(f"{name} {count}" for name, count in week.fates.items()))
            lines += _some("误证", week.wrongly_fixed)
            lines.append(f"  清单 {week.workbooks} 份：{week.lists}")
        lines.append(f"工作区：{self.workspace}（打开窗口：census，选择这个文件夹）")
        return lines


def _some(what: str, items: tuple[str, ...]) -> list[str]:
    """The first few, and how many more."""
    lines = [f"  {what}：{item}" for item in items[:_SHOWN]]
    return [*lines, f"  ……另有 {len(items) - _SHOWN:,} 条"] if len(items) > _SHOWN else lines
