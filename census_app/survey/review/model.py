"""One thing that waits for a reviewer, as it may be shown: personal values masked."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from census_app.foundation.masking import without_numbers
from census_app.survey.answers import Answer
from census_app.survey.review.concerns import Concern
from census_app.survey.review.decided import Review
from census_app.survey.tasks.model import Task
from census_app.survey.words import ANSWER_LABELS, DECISION_LABELS, AnswerOutcome, AnswerSource, ReviewDecision


class EntryKind(StrEnum):
    """One answer; the answers of a task that agree with the archive; a problem or a task without an answer."""

    ANSWER = "answer"
    SAME = "same"
    PROBLEM = "problem"
    TASK = "task"


_BASIC = (ReviewDecision.RETURNED, ReviewDecision.REFUTED, ReviewDecision.TO_VISIT)


@dataclass(frozen=True)
class Where:
    """The unit that answers for it, and whose record it is (number and masked name)."""

    unit: str = ""
    unit_name: str = ""
    customer: str = ""


@dataclass(frozen=True)
class Entry:
    """`key` names it on paper and on the command line: `A<act>-<position>`, `S<task>`, `P<problem>`, or the task.

    `archive`, `answered` and `reference` are as a reviewer may see them; None for a value nobody knows. `people` did
    it; `rivals` are the keys of other versions of the same answer. `second_why` says why two reviewers must see it,
    `first_look` who was the first. `task_problems` are all those of its task.
    """

    key: str
    kind: EntryKind
    answers: tuple[Answer, ...]
    problems: tuple[Concern, ...]
    task: Task | None
    where: Where
    people: tuple[str, ...]
    record: str = ""
    field_name: str = ""
    archive: str | None = None
    answered: str = ""
    reference: str | None = None
    reference_why: str = ""
    differs: bool = False
    rivals: tuple[str, ...] = ()
    rival_answers: tuple[Answer, ...] = ()
    second_why: str = ""
    first_look: Review | None = None
    notes: tuple[str, ...] = field(default=())
    task_problems: tuple[Concern, ...] = ()

    @property
    def unit(self) -> str:
        """Code of the unit that answers for it; "" where none is known."""
        return self.where.unit

    @property
    def unit_name(self) -> str:
        """What people call that unit."""
        return self.where.unit_name

    @property
    def customer(self) -> str:
        """Whose record it is: number and masked name."""
        return self.where.customer

    @property
    def outcome(self) -> AnswerOutcome | None:
        """What the answer says; None without one."""
        return self.answers[0].outcome if self.answers else None

    @property
    def said(self) -> str:
        """The answer's outcome in Chinese."""
        if self.kind is EntryKind.SAME:
            return f"{len(self.answers)} 项与档案一致"
        return ANSWER_LABELS[self.answers[0].outcome] if self.answers else "没有答复"

    @property
    def is_list(self) -> bool:
        """Whether it answers a problem of a list."""
        return bool(self.answers) and self.answers[0].source is AnswerSource.LIST

    @property
    def severity(self) -> str:
        """The worst severity among its problems; the task's without one."""
        for one in ("urgent", "important", "normal"):
            if any(problem.severity == one for problem in self.problems):
                return one
        return self.task.severity if self.task is not None else ""

    @property
    def choices(self) -> tuple[ReviewDecision, ...]:
        """The decisions that may be taken."""
        if self.outcome is AnswerOutcome.APPEALED:
            return (ReviewDecision.UPHELD, ReviewDecision.REJECTED, ReviewDecision.TO_VISIT)
        if self.kind is EntryKind.PROBLEM and self.task is None:
            return _BASIC
        if not self.problems:
            return (ReviewDecision.PASSED, ReviewDecision.RETURNED, ReviewDecision.TO_VISIT)
        return (ReviewDecision.PASSED, *_BASIC)

    def as_json(self) -> dict[str, Any]:
        """For `--json`; masked."""
        return {
            "key": self.key,
            "kind": self.kind.value,
            "unit": self.unit,
            "unit_name": self.unit_name,
            "people": list(self.people),
            "task": self.task.task_no if self.task is not None else "",
            "document": self.answers[0].document if self.answers else "",
            "problems": [
                {"problem_no": one.problem_no, "rule_id": one.rule_id, "state": one.state.value}
                for one in self.problems
            ],
            "severity": self.severity,
            "customer": self.customer,
            "record": self.record,
            "field": self.field_name,
            "outcome": self.outcome.value if self.outcome is not None else "",
            "archive": self.archive,
            "answered": self.answered,
            "reference": self.reference,
            "reference_why": self.reference_why,
            "differs": self.differs,
            "rivals": list(self.rivals),
            "second_why": self.second_why,
            "first_reviewer": self.first_look.reviewer if self.first_look is not None else "",
            "choices": [one.value for one in self.choices],
            "notes": list(self.notes),
        }

    def _beside(self) -> str:
        """What the archive says and what was answered; where nothing differs, that is all there is to say."""
        if self.kind is EntryKind.SAME:
            return self.field_name
        archive = f"{self.field_name}：档案 {_shown(self.archive)}"
        reason = self.answers[0].reason if self.answers else ""
        if reason and not self.answered:
            return f"{archive} ｜ 原因 {without_numbers(reason)}"
        agrees = self.outcome is AnswerOutcome.CONSISTENT
        return f"{archive} ｜ 答复 {self.answered or ('与档案一致' if agrees else '（没写）')}"

    def line(self) -> str:
        """One line for the terminal."""
        rules = "、".join(f"{one.problem_no} {one.rule_title}" for one in self.problems[:2])
        parts = [self.key, self.said, self.customer or self.record, rules]
        if self.field_name:
            parts.append(self._beside())
            if self.reference is not None:
                parts[-1] += f" ｜ 参照 {self.reference}"
        remarks = dict.fromkeys(answer.note for answer in self.answers if answer.note)
        parts += [f"［备注：{without_numbers(one)}］" for one in remarks]
        parts += [f"［{one}］" for one in self.notes]
        return "　".join(part for part in parts if part)


def _shown(value: str | None) -> str:
    return "（不知道）" if value is None else value or "（空）"


def choice_words(choices: tuple[ReviewDecision, ...]) -> str:
    """The decisions as a person reads them."""
    return "、".join(DECISION_LABELS[one] for one in choices)
