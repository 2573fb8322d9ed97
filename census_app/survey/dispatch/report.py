"""What a dispatch gave out, to whom, and what it left alone."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from census_app.survey.dispatch.request import Gathered
from census_app.survey.settling.kinds import EFFORT
from census_app.survey.words import TASK_KIND_LABELS, TaskKind

_MOST_PEOPLE = 40
_MOST_REFUSED = 20
_NOBODY = "（还没有人）"


@dataclass(frozen=True)
class GivenTask:
    """One task of a dispatch, as much as a person wants to see before it is written."""

    task_no: str
    kind: str
    trigger: str
    customer: str
    table: str
    record_key: str
    unit: str
    unit_name: str
    surveyor: str
    surveyor_name: str
    day: str
    route: int
    due: str
    severity: str
    score: str
    problems: int

    def as_json(self) -> dict[str, Any]:
        """All of it."""
        return dict(self.__dict__)


@dataclass
class DispatchReport:
    """`act` is 0 where nothing was written: a preview, or nothing to give out. `problems` counts those of the new
    tasks; `left_over` customers did not fit into the planned days, `over_limit` into the limit."""

    week: str
    tasks: list[GivenTask]
    problems: int
    gathered: Gathered
    act: int = 0
    left_over: int = 0
    over_limit: int = 0
    absorbed: int = 0
    dry_run: bool = False
    notes: list[str] = field(default_factory=list)

    @property
    def unassigned(self) -> int:
        """Tasks nobody has."""
        return sum(not task.surveyor for task in self.tasks)

    @property
    def joined_problems(self) -> int:
        """Problems that an open task of their customer covers from now on."""
        return sum(len(one.problems) for one in self.gathered.joining.values())

    def as_json(self) -> dict[str, Any]:
        """The command line's JSON object."""
        return {
            "week": self.week,
            "act": self.act,
            "dry_run": self.dry_run,
            "tasks": len(self.tasks),
            "problems": self.problems,
            "kinds": {kind.value: count for kind, count in self._kinds().items()},
            "unassigned": self.unassigned,
            "surveyors": self._loads(),
            "already_in_tasks": self.gathered.in_tasks,
            "joined_problems": self.joined_problems,
            "joined_tasks": len(self.gathered.joining),
            "absorbed_tasks": self.absorbed,
            "other_kinds": {kind.value: count for kind, count in self.gathered.other_kinds.items()},
            "without_phone": self.gathered.without_phone,
            "known_reasons": self.gathered.known_reasons,
            "left_over": self.left_over,
            "over_limit": self.over_limit,
            "refused": self.gathered.refused,
            "notes": self.notes,
            "list": [task.as_json() for task in self.tasks],
        }

    def lines(self) -> list[str]:
        """The report in Chinese for the terminal."""
        kinds = "、".join(f"{TASK_KIND_LABELS[kind]} {count:,}" for kind, count in self._kinds().items() if count)
        head = "预览，没有写入：" if self.dry_run else ""
        act = f"（第 {self.act} 号动作）" if self.act else ""
        if self.tasks:
            lines = [f"{head}{self.week} 派 {len(self.tasks):,} 个任务（{kinds}），{self.problems:,} 条问题{act}"]
        else:
            lines = [f"{head}{self.week} 没有新任务可派{act}"]
        return [*lines, *self._people(), *self._left_alone(), *self.notes]

    def _kinds(self) -> dict[TaskKind, int]:
        counted = Counter(task.kind for task in self.tasks)
        return {kind: counted[kind.value] for kind in reversed(EFFORT)}

    def _loads(self) -> dict[str, dict[str, int]]:
        """Surveyor → planned day → tasks."""
        found: dict[str, dict[str, int]] = {}
        for task in self.tasks:
            days = found.setdefault(task.surveyor, {})
            days[task.day] = days.get(task.day, 0) + 1
        return found

    def _people(self) -> list[str]:
        names = {task.surveyor: task.surveyor_name or task.surveyor for task in self.tasks}
        units: dict[str, Counter[str]] = {}
        for task in self.tasks:
            units.setdefault(task.unit_name or task.unit or "未归属", Counter())[task.surveyor] += 1
        lines, told = [], 0
        for unit, people in sorted(units.items()):
            shown = people.most_common(max(0, _MOST_PEOPLE - told))
            told += len(shown)
            words = "、".join(f"{names[one] or _NOBODY} {count}" for one, count in shown)
            more = f" 等 {len(people)} 人" if len(shown) < len(people) else ""
            lines.append(f"  {unit} {sum(people.values()):,} 个：{words}{more}")
        return lines

    def _left_alone(self) -> list[str]:
        found, lines = self.gathered, []
        if self.unassigned:
            lines.append(f"{self.unassigned:,} 个任务还没有人：单位里没有可派的普查员，用 census task change 指定")
        if self.joined_problems:
            count = len(found.joining)
            lines.append(f"{self.joined_problems:,} 条新问题并入 {count:,} 个在办任务，一次办完")
        if self.absorbed:
            lines.append(f"{self.absorbed:,} 个在办的电话、案头任务并入这次的上门")
        if found.without_phone:
            lines.append(f"{found.without_phone:,} 户打个电话就行，档案里没有电话，改为上门")
        if found.in_tasks:
            lines.append(f"{found.in_tasks:,} 条问题已在办，没有重复派")
        for kind, count in found.other_kinds.items():
            lines.append(f"{TASK_KIND_LABELS[kind]}能了结的 {count:,} 条这次不派，留在周清单里")
        if self.left_over:
            lines.append(
                f"{self.left_over:,} 户排不进这些工作日，留到下次（每天的工作量在 resources/survey/dispatch.yaml）"
            )
        if self.over_limit:
            lines.append(f"{self.over_limit:,} 户超出限额，留到下次")
        if found.known_reasons:
            lines.append(f"{found.known_reasons:,} 条其他缘由已经派过或已有在办任务")
        if found.refused:
            lines += ["没有收的行：", *(f"  {one}" for one in found.refused[:_MOST_REFUSED])]
        return lines
