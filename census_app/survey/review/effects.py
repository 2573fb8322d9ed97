"""What a decision does: the kind of act it becomes, and the problems and tasks it moves."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from census_app.foundation.errors import BadInput
from census_app.survey.answers import Answer
from census_app.survey.review.concerns import Concern
from census_app.survey.review.decided import FIRST_LOOK
from census_app.survey.review.model import Entry, EntryKind, choice_words
from census_app.survey.review.settings import ReviewSettings
from census_app.survey.words import DECISION_LABELS, AnswerOutcome, ReviewDecision
from census_app.workspace.problems.effects import APPEAL_MOVED, EFFECTS, PROBLEM_REFUTED
from census_app.workspace.problems.model import STATE_LABELS

ANSWER_ACCEPTED = "answer.accepted"
ANSWER_RETURNED = "answer.returned"
EXPLANATION_ACCEPTED = "explanation.accepted"
RESULTS_ACCEPTED = "results.accepted"
RESULTS_RETURNED = "results.returned"
_EXPLAINED = "explanation"
_BACK = (ReviewDecision.RETURNED, ReviewDecision.REJECTED, ReviewDecision.TO_VISIT)
_NEEDS_REASON = (ReviewDecision.RETURNED, ReviewDecision.REJECTED, ReviewDecision.REFUTED)
SUPERSEDED = "superseded"


@dataclass(frozen=True)
class Said:
    """A reviewer's word on one entry. `reason` is a code or its name; `to_unit` moves an appeal that is upheld to
    another unit; `place` is where it was written, for refusals; `by` is who said it, where that is not who records it.
    `until`: through which day what is found to be no problem is left alone; None: as long as the settings say.
    """

    key: str
    decision: ReviewDecision
    reason: str = ""
    note: str = ""
    to_unit: str = ""
    place: str = ""
    by: str = ""
    until: date | None = None


@dataclass(frozen=True)
class Effect:
    """What one entry's decision writes: rows of `reviews`, the problems that move, the task that goes back."""

    kind: str
    reason: str
    rows: tuple[dict[str, Any], ...]
    problems: tuple[str, ...]
    bound: dict[str, dict[str, str]] = field(default_factory=dict)
    to_unit: str = ""
    to_visit: bool = False
    returned_task: str = ""
    until: date | None = None


def effect_of(entry: Entry, said: Said, reviewer: str, settings: ReviewSettings, *, rivals_wait: bool) -> Effect:
    """The effect; `BadInput` when the decision does not fit the entry. `rivals_wait`: another version of the answer
    stays undecided, so that sending this one back moves nothing."""
    code, words = _reason(entry, said, settings)
    kind = _kind(entry, said)
    _refuse_needless_day(said, kind)
    moved = _moved(entry, kind)
    if rivals_wait and said.decision in _BACK:
        moved = ()
    refused = [one for one in moved if not _fits(one.state.value, one.closes, kind)]
    explicit = kind != RESULTS_RETURNED
    if refused and explicit:
        states = "、".join(f"{one.problem_no}（{STATE_LABELS[one.state]}）" for one in refused[:3])
        raise BadInput(f"问题现在的状态不能这样审：{states}", "刷新待审清单后再看")
    numbers = tuple(one.problem_no for one in moved if one not in refused)
    back = said.decision in _BACK and not entry.is_list
    return Effect(
        kind=kind,
        reason=words,
        rows=tuple(_rows(entry, said, code, reviewer, kind)),
        problems=numbers,
        bound={one.problem_no: {"values": one.bound, "fingerprint": one.fingerprint} for one in moved}
        if kind == PROBLEM_REFUTED
        else {},
        to_unit=said.to_unit if kind == APPEAL_MOVED else "",
        to_visit=said.decision is ReviewDecision.TO_VISIT,
        returned_task=entry.task.task_no if back and entry.task is not None else "",
        until=said.until,
    )


def _refuse_needless_day(said: Said, kind: str) -> None:
    if said.until is not None and kind != PROBLEM_REFUTED:
        raise BadInput(f"{said.key} 这样判不是豁免，没有到期日", "去掉到期日；它只用于认定不是问题的")


def is_final(entry: Entry, said: Said) -> bool:
    """Whether the decision settles the entry; a first pass of a value two must see does not."""
    return not (said.decision is ReviewDecision.PASSED and entry.second_why and entry.first_look is None)


def _reason(entry: Entry, said: Said, settings: ReviewSettings) -> tuple[str, str]:
    if said.decision not in entry.choices:
        raise BadInput(
            f"这一条不能判“{DECISION_LABELS[said.decision]}”（{entry.said}）", f"可以判：{choice_words(entry.choices)}"
        )
    if len(said.note) > settings.longest_note:
        raise BadInput(f"审核意见超过 {settings.longest_note} 字", "写短一些，长的说明另附文件")
    if said.to_unit and said.decision is not ReviewDecision.UPHELD:
        raise BadInput("只有申诉成立才能转别的单位", "去掉转往单位，或改判申诉成立")
    if said.decision in _NEEDS_REASON:
        code = settings.reason_code(said.decision, said.reason)
        return code, settings.words(code)
    if said.decision is ReviewDecision.TO_VISIT:
        return "to_visit", settings.to_visit.zh
    if said.to_unit:
        return "other_unit", settings.other_unit.zh
    words = "申诉成立" if said.decision is ReviewDecision.UPHELD else ""
    if entry.outcome is AnswerOutcome.NOT_ABNORMAL:
        words = "非异常，经审核属实"
    return "", words


def _kind(entry: Entry, said: Said) -> str:
    decision = said.decision
    explained = bool(entry.problems) and all(one.closes == _EXPLAINED for one in entry.problems)
    if decision is ReviewDecision.REFUTED:
        return PROBLEM_REFUTED
    if decision is ReviewDecision.UPHELD:
        return APPEAL_MOVED if said.to_unit else EXPLANATION_ACCEPTED if explained else PROBLEM_REFUTED
    if decision in _BACK:
        of_list = entry.is_list or entry.task is None
        return ANSWER_RETURNED if of_list else RESULTS_RETURNED
    if not is_final(entry, said):
        return FIRST_LOOK
    if entry.kind is EntryKind.PROBLEM or entry.is_list:
        if explained:
            return EXPLANATION_ACCEPTED
        return PROBLEM_REFUTED if entry.outcome is AnswerOutcome.NOT_ABNORMAL else ANSWER_ACCEPTED
    return RESULTS_ACCEPTED


def _moved(entry: Entry, kind: str) -> tuple[Concern, ...]:
    if kind == RESULTS_RETURNED and entry.kind is not EntryKind.PROBLEM:
        return entry.task_problems
    return entry.problems if kind in EFFECTS else ()


def _fits(state: str, closes: str, kind: str) -> bool:
    effect = EFFECTS[kind]
    return state in effect.taken_from and (effect.closes is None or effect.closes == closes)


def _rows(entry: Entry, said: Said, code: str, reviewer: str, kind: str) -> list[dict[str, Any]]:
    common = {
        "task_no": entry.task.task_no if entry.task is not None else "",
        "problem_no": entry.problems[0].problem_no if len(entry.problems) == 1 else "",
        "reviewer": reviewer,
        "verification": 2 if entry.first_look is not None else 1,
    }
    named: list[Answer | None] = [*entry.answers] or [None]
    rows = [
        {
            **common,
            "answer_act": answer.act if answer is not None else 0,
            "answer_position": answer.position if answer is not None else 0,
            "decision": said.decision.value,
            "reason": code,
            "note": said.note.strip(),
        }
        for answer in named
    ]
    if said.decision is ReviewDecision.TO_VISIT and len(entry.problems) != 1:
        # whoever sorts the problems next asks by problem
        concerned = entry.problems or entry.task_problems
        told = {"decision": said.decision.value, "reason": code}
        return rows + [{**common, **told, "problem_no": one.problem_no} for one in concerned]
    if said.decision in _BACK or kind == FIRST_LOOK:
        return rows
    losing = {"decision": ReviewDecision.RETURNED.value, "reason": SUPERSEDED, "note": entry.key}
    return rows + [
        {**common, **losing, "answer_act": one.act, "answer_position": one.position, "verification": 1}
        for one in entry.rival_answers
    ]
