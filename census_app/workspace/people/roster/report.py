"""What became of a roster, for people and scripts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from census_app.workspace.people.roster.faults import Fault
from census_app.workspace.people.roster.plan import RosterPlan

_SHOWN = 20
_CHANGES_IN_JSON = 1_000
_KINDS = {"new": "新增", "changed": "变更", "left": "离岗"}


@dataclass(frozen=True)
class RosterReport:
    """`plan` None: wrong cells, nothing was taken; `marked` is then the copy that shows them. `act` 0: nothing was
    written, because it is a preview or nothing changed."""

    file: str
    rows: int
    faults: tuple[Fault, ...] = ()
    plan: RosterPlan | None = None
    preview: bool = False
    act: int = 0
    marked: str = ""
    codes: str = ""
    codes_issued: int = 0
    enabled: bool = False
    notes: list[str] = field(default_factory=list)

    @property
    def refused(self) -> bool:
        """Whether the roster was not taken because of wrong cells."""
        return self.plan is None

    def as_json(self) -> dict[str, Any]:
        """The command line's JSON object."""
        plan = self.plan
        return {
            "imported": not self.refused and not self.preview,
            "preview": self.preview,
            "act": self.act,
            "rows": self.rows,
            "people": _counts(plan),
            "units": {"new": 0, "changed": 0} | (_kinds(plan.unit_changes) if plan else {}),
            "changes": [change.__dict__ for change in (*plan.unit_changes, *plan.changes)[:_CHANGES_IN_JSON]]
            if plan
            else [],
            "faults": [
                {"sheet": one.sheet, "row": one.row, "column": one.column, "place": one.place, "message": one.message}
                for one in self.faults[:_CHANGES_IN_JSON]
            ],
            "fault_count": len(self.faults),
            "marked": self.marked,
            "codes": self.codes,
            "codes_issued": self.codes_issued,
            "enabled": self.enabled,
            "notes": self.notes,
        }

    def lines(self) -> list[str]:
        """For the terminal."""
        if self.plan is None:
            shown = [f"  {one.line()}" for one in self.faults[:_SHOWN]]
            rest = [f"  ……共 {len(self.faults):,} 处"] if len(self.faults) > _SHOWN else []
            return [
                f"{self.file} 有 {len(self.faults):,} 处要改，没有导入任何内容：",
                *shown,
                *rest,
                *([f"标错的副本：{self.marked}（改好红格后直接导入它）"] if self.marked else []),
            ]
        return [*self._summary(self.plan), *self._changes(self.plan), *(f"注意：{note}" for note in self.notes)]

    def _summary(self, plan: RosterPlan) -> list[str]:
        counts = _counts(plan)
        head = f"{self.file}：{self.rows:,} 行" + ("（预览，没有写入）" if self.preview else "")
        named = {"new": "新增", "changed": "变更", "left": "离岗", "unchanged": "不变"}
        people = "人员 " + "，".join(f"{word} {counts[kind]:,}" for kind, word in named.items())
        units = _kinds(plan.unit_changes)
        lines = [head, f"{people}；单位 新增 {units.get('new', 0):,}，变更 {units.get('changed', 0):,}"]
        if counts["absent"]:
            lines.append(f"现有人员里有 {counts['absent']:,} 人不在这份名册里，保持不变（加 --complete 则记为离岗）")
        if not self.preview and plan.empty:
            lines.append("和现有的完全一样，什么都没有改变")
        if self.act:
            lines.append(f"已导入（第 {self.act} 号动作）")
        if self.codes_issued:
            lines.append(f"{self.codes_issued:,} 个开通码写在 {self.codes}（只在这个文件里；发完删除）")
        return [*lines, *(["人员管理已启用：此后每个动作都要有登录的人来做"] if self.enabled else [])]

    def _changes(self, plan: RosterPlan) -> list[str]:
        changes = [*plan.unit_changes, *plan.changes]
        lines = [f"  {_KINDS[one.kind]} {one.subject}：{one.words}" for one in changes[:_SHOWN]]
        return [*lines, *([f"  ……共 {len(changes):,} 项"] if len(changes) > _SHOWN else [])]


def _counts(plan: RosterPlan | None) -> dict[str, int]:
    found = {"new": 0, "changed": 0, "left": 0, "unchanged": 0, "absent": 0}
    if plan is not None:
        found |= _kinds(plan.changes) | {"unchanged": plan.unchanged, "absent": len(plan.absent)}
    return found


def _kinds(changes: Any) -> dict[str, int]:
    found: dict[str, int] = {}
    for one in changes:
        found[one.kind] = found.get(one.kind, 0) + 1
    return found
