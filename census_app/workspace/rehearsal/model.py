"""What a rehearsal says, for people and for programs."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from census_app.workspace.problems.model import SEVERITY_LABELS

if TYPE_CHECKING:
    from census_app.checking.rehearsal.corrections import Refused, Tried

_MOST_SHOWN = 20


class Outcome(StrEnum):
    """What the corrections do to a problem."""

    SOLVED = "solved"
    LEFT = "left"
    CAUSED = "caused"
    CANNOT_JUDGE = "cannot_judge"
    LEFT_SCOPE = "left_scope"
    GONE = "gone"


OUTCOME_LABELS = {
    Outcome.SOLVED: "解决",
    Outcome.LEFT: "仍在",
    Outcome.CAUSED: "新引起",
    Outcome.CANNOT_JUDGE: "判不了",
    Outcome.LEFT_SCOPE: "离开范围",
    Outcome.GONE: "记录消失",
}
REASON_LABELS = {
    "null": "有值为空",
    "masked": "有值带掩码",
    "unreadable": "有值看不懂",
    "uncoded": "有值不在代码表里",
    "not_imported": "有列没有导入",
    "not_covered": "数据没有覆盖",
    "not_linked": "没有比对",
    "link_in_review": "比对待人工确认",
    "ambiguous": "编号对应多条记录",
    "calendar": "日历没有覆盖",
}


@dataclass(frozen=True)
class RehearsedProblem:
    """One problem's fate. `message` is as it stands after the corrections (before them when it vanishes).

    `was` says how a newly caused problem's record was judged before; `reason` why it cannot be judged on the other
    side. `reached` is False for a known problem that the corrections cannot touch. `problem_no` and `state` are empty
    for what no official run has found yet.
    """

    outcome: Outcome
    rule_id: str
    rule_title: str
    severity: str
    table: str
    table_name: str
    record_key: str
    customer: str
    clauses: str
    message: str
    message_before: str = ""
    reason: str = ""
    was: str = ""
    problem_no: str = ""
    state: str = ""
    reached: bool = True

    def line(self) -> str:
        """The problem in one line for people."""
        number = f" {self.problem_no}" if self.problem_no else ""
        return (
            f"  {self.rule_id} {self.rule_title}（{SEVERITY_LABELS[self.severity]}）"
            f"{self.table_name} {self.record_key}{number}：{self.message}{self._note()}"
        )

    def _note(self) -> str:
        notes = []
        if self.outcome is Outcome.CANNOT_JUDGE or self.was == "cannot_judge":
            why = reason_label(self.reason)
            notes.append(f"更正前判不了：{why}" if self.was else f"原因：{why}")
        if self.was == "out_of_scope":
            notes.append("更正前不在范围")
        if self.outcome is Outcome.LEFT and not self.reached:
            notes.append("更正没有涉及")
        return f"［{'；'.join(notes)}］" if notes else ""


@dataclass(frozen=True)
class Rehearsal:
    """All that the corrections would do. `rules` were compared on both sides; `lost`: rule → records that were judged
    right before and cannot be judged any more; `unreached_as_of` is the data date of what is known beside them."""

    as_of: date
    data_date: date
    problems: tuple[RehearsedProblem, ...]
    tried: tuple[Tried, ...]
    refused: tuple[Refused, ...]
    rules: int
    rows: int = 0
    lost: dict[str, int] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    unreached_as_of: date | None = None

    def of(self, outcome: Outcome) -> tuple[RehearsedProblem, ...]:
        """The problems with this fate."""
        return tuple(one for one in self.problems if one.outcome is outcome)

    @property
    def solved(self) -> tuple[RehearsedProblem, ...]:
        """Problems that would be proved right."""
        return self.of(Outcome.SOLVED)

    @property
    def left(self) -> tuple[RehearsedProblem, ...]:
        """Problems of the touched records and customers that would still be there."""
        return self.of(Outcome.LEFT)

    @property
    def caused(self) -> tuple[RehearsedProblem, ...]:
        """Problems that are not there now, on any record."""
        return self.of(Outcome.CAUSED)

    @property
    def cannot_judge(self) -> tuple[RehearsedProblem, ...]:
        """Problems that vanish only because nothing can be said any more."""
        return self.of(Outcome.CANNOT_JUDGE)

    def as_json(self) -> dict[str, Any]:
        """The command line's JSON object."""
        problems: dict[str, Any] = {
            outcome.value: [asdict(one) for one in self.of(outcome)] for outcome in OUTCOME_LABELS
        }
        return {
            "as_of": self.as_of.isoformat(),
            "data_date": self.data_date.isoformat(),
            "rules": self.rules,
            "tried": [_tried_json(one) for one in self.tried],
            "refused": [asdict(one.correction) | {"reason": one.reason} for one in self.refused],
            **problems,
            "lost": self.lost,
            "errors": self.errors,
        }

    def lines(self) -> list[str]:
        """The rehearsal for the terminal; the counts say everything, long lists are cut."""
        counted = "，".join(f"{label} {len(self.of(outcome))} 个" for outcome, label in OUTCOME_LABELS.items())
        lines = [f"预演 {len(self.tried)} 处更正（数据日期 {self.data_date}，比较 {self.rules} 条规则）：{counted}"]
        lines += _cut([f"  {_tried_line(one)}" for one in self.tried])
        for outcome, label in OUTCOME_LABELS.items():
            found = self.of(outcome)
            if found:
                lines += [f"{label}：", *_cut([one.line() for one in found])]
        if self.lost:
            lost = "、".join(f"{rule} {number} 条" for rule, number in self.lost.items())
            lines.append(f"另有原来判为正确、更正后判不了的记录：{lost}")
        if self.refused:
            lines += ["没有试的更正：", *_cut([f"  {refused_line(one)}" for one in self.refused])]
        lines += [f"规则 {rule} 出错，没有比较：{said}" for rule, said in self.errors.items()]
        return [*lines, "只是预演：档案、问题、记录都没有改动。"]


def refused_line(refused: Refused) -> str:
    """A refused correction and the reason."""
    wanted = refused.correction
    place = f"{wanted.place}：" if wanted.place else ""
    return f"{place}{refused.table_name} {wanted.record_key} {refused.field_name}：{refused.reason}"


def reason_label(reason: str) -> str:
    """Why something cannot be judged, in Chinese."""
    if reason.startswith("blocked:"):
        return f"先要解决 {reason.removeprefix('blocked:')}"
    return REASON_LABELS.get(reason, reason or "不知道")


def _tried_line(tried: Tried) -> str:
    wanted = tried.correction
    head = f"{tried.table.rule_name} {wanted.record_key}"
    if tried.field is None:
        return f"{head} {'删除' if wanted.action.value == 'delete' else '补录'}"
    new = "（空）" if tried.new is None else tried.new
    old = "（空）" if tried.old is None else tried.old
    return f"{head} {tried.field.rule_name}：" + (f"{old} → {new}" if wanted.action.value == "set" else f"补录 {new}")


def _tried_json(tried: Tried) -> dict[str, Any]:
    return {
        "table": tried.table.id,
        "record_key": tried.correction.record_key,
        "action": tried.correction.action.value,
        "field": tried.field.id if tried.field is not None else None,
        "old": tried.old,
        "new": tried.new,
        "place": tried.correction.place,
    }


def _cut(lines: list[str]) -> list[str]:
    if len(lines) <= _MOST_SHOWN:
        return lines
    return [*lines[:_MOST_SHOWN], f"  ……共 {len(lines)} 条，全部用 --json"]
