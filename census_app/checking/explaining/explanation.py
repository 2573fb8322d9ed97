"""The answer to *why* and *why not*: one rule on one record, every part with its value."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from census_app.checking.reasons import Reason

_NAMED = 3
_NAMED_LENGTH = 30
VERDICTS = {
    "wrong": "有错",
    "right": "正确",
    "out_of_scope": "不在范围",
    "cannot_judge": "无法判断",
    "error": "规则出错",
}
REASONS = {
    Reason.NOT_LINKED: "未比对：还没有与外部数据关联",
    Reason.NOT_IMPORTED: "这一列没有导入",
    Reason.NOT_COVERED: "对方的表没有导入，或没有覆盖这个单位",
    Reason.LINK_IN_REVIEW: "待人工确认：比对的候选还没有人确认，或记录说不出是不是",
    Reason.AMBIGUOUS: "对应到多条记录",
    Reason.UNREADABLE: "单元格读不出来",
    Reason.MASKED: "值被脱敏",
    Reason.UNCODED: "不在代码表里",
    Reason.CALENDAR: "日期不在工作日历范围内",
    Reason.NULL: "值为空或算不出来",
}

LINK_VERDICTS = {
    "": "未比对",
    "linked": "已关联",
    "review": "待人工确认",
    "open": "说不出是不是",
    "none": "比对过，没有对应的记录",
}
DECISIONS = {
    "auto": "自动",
    "accepted": "人工确认",
    "review": "待确认",
    "veto:same_address_other_name": "同址异名，不是同一个",
    "veto:same_name_other_identifier": "同名不同证，不是同一个",
    "veto:other_branch": "总分公司，不是同一个",
}


def reason_words(reason: str) -> str:
    """A reason in Chinese."""
    if reason.startswith("blocked:"):
        return f"所依据的规则 {reason.removeprefix('blocked:')} 判为有错"
    return REASONS[Reason(reason)] if reason in set(Reason) else reason


@dataclass(frozen=True)
class Member:
    """One member of an aggregate: its key, the values looked at, and whether the condition holds (None: unknown)."""

    key: str
    values: dict[str, str]
    holds: bool | None


@dataclass(frozen=True)
class Step:
    """One sub-expression: its words, its value as people read it, why it is unknown if it is, and its parts.

    `truth` is the value of a condition (None when unknown, or when the step is no condition).
    `members` are the first records an aggregate looked at, of `member_count`.
    """

    words: str
    value: str
    condition: bool = False
    truth: bool | None = None
    reason: str = ""
    steps: tuple[Step, ...] = ()
    members: tuple[Member, ...] = ()
    member_count: int | None = None

    def unknown(self, reason: str) -> Iterator[str]:
        """The words of the innermost parts that are unknown for this reason."""
        inner = [words for step in self.steps for words in step.unknown(reason)]
        if inner:
            yield from inner
        elif self.reason == reason:
            yield self.words

    def lines(self, depth: int) -> Iterator[str]:
        """Indented text."""
        why = f"（{reason_words(self.reason)}）" if self.reason else ""
        yield f"{'  ' * depth}{self.words} ＝ {self.value}{why}"
        for step in self.steps:
            yield from step.lines(depth + 1)
        for member in self.members:
            shown = "，".join(f"{name} {value}" for name, value in member.values.items())
            mark = {True: "✓", False: "✗", None: "？"}[member.holds]
            yield f"{'  ' * (depth + 1)}{mark} {member.key}{f'：{shown}' if shown else ''}"
        if self.member_count is not None and self.member_count > len(self.members):
            yield f"{'  ' * (depth + 1)}…… 共 {self.member_count} 条"


@dataclass(frozen=True)
class LinkCandidate:
    """A pair that was kept: the other record's key, what was decided, and the weight in bits."""

    key: str
    decision: str
    bits: str


@dataclass(frozen=True)
class LinkUsed:
    """What the comparison with one source came to; an empty `verdict` says that the record was not compared."""

    source: str
    verdict: str
    candidates: tuple[LinkCandidate, ...]

    def line(self) -> str:
        """In Chinese."""
        listed = "；".join(
            f"{one.key}（{DECISIONS.get(one.decision, one.decision)}，{one.bits} 分）" for one in self.candidates
        )
        return f"比对 {self.source}：{LINK_VERDICTS[self.verdict]}{f'　{listed}' if listed else ''}"


@dataclass(frozen=True)
class ClauseExplanation:
    """One way to be wrong: its verdict, the message it gives or would give, and its parts.

    `english` is the message's English as the pack writes it, with its placeholders; empty where it has none. `values`
    are what the placeholders show, by their words.
    """

    clause: str
    verdict: str
    reason: str
    message: str
    step: Step | None
    english: str = ""
    values: dict[str, str] = field(default_factory=dict)

    def why(self) -> str:
        """Why it cannot be judged, with the names of what is unknown; empty when it can."""
        if not self.reason:
            return ""
        named = dict.fromkeys(self.step.unknown(self.reason)) if self.step is not None else {}
        short = [words for words in named if len(words) <= _NAMED_LENGTH][:_NAMED]
        return reason_words(self.reason) + (f"（{'、'.join(short)}）" if short else "")


@dataclass(frozen=True)
class Explanation:
    """Everything about one rule on one record. `rows` counts the rows that share the key; the first is explained.

    `data_days`: where the rule asks on which day something was last told (数据日), that day by table.
    """

    rule_id: str
    title: str
    table: str
    key: str
    as_of: str
    rows: int
    verdict: str
    reason: str
    unit: str
    source_file: str
    source_row: int | None
    scope: Step
    clauses: tuple[ClauseExplanation, ...]
    remedy: str = ""
    error: str = ""
    shown: dict[str, str] = field(default_factory=dict)
    links: tuple[LinkUsed, ...] = ()
    data_days: dict[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """For the command line and the window."""
        return asdict(self)

    def lines(self) -> list[str]:
        """Text for people, Chinese."""
        named = [
            clause.why() for clause in self.clauses if clause.reason == self.reason and clause.verdict == self.verdict
        ]
        why = f"：{named[0] if named else reason_words(self.reason)}" if self.reason else ""
        place = f"{self.source_file} 第 {self.source_row} 行" if self.source_row else self.source_file
        lines = [
            f"{self.rule_id} {self.title}",
            f"{self.table} {self.key}（{self.unit or '未归属'}；{place}）",
            f"结论：{VERDICTS[self.verdict]}{why}　基准日 {self.as_of}",
        ]
        lines += [self._data_day_words(table, day) for table, day in self.data_days.items()]
        if self.rows > 1:
            lines.append(f"有 {self.rows} 行用同一个编号，这里说的是第一行")
        if self.error:
            lines.append(f"规则出错：{self.error}")
        lines += ["范围：", *self.scope.lines(1)]
        for clause in self.clauses:
            told = f"：{clause.why()}" if clause.reason else ""
            lines.append(f"{f'分支 {clause.clause}' if clause.clause else '条件'}　{VERDICTS[clause.verdict]}{told}")
            if clause.verdict == "wrong":
                lines.append(f"  说明：{clause.message}")
            if clause.step is not None:
                lines += clause.step.lines(1)
        lines += [used.line() for used in self.links]
        if self.shown:
            lines.append("另附：" + "，".join(f"{name} {value}" for name, value in self.shown.items()))
        if self.verdict == "wrong" and self.remedy:
            lines.append(f"整改：{self.remedy}")
        return lines

    def _data_day_words(self, table: str, day: str) -> str:
        since = "" if day == self.as_of else "，之后没有再交来，办没办、改没改不知道，按那一天判"
        return f"数据日：{table} {day}{since}"
