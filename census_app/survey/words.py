"""The words of the survey, as stored and as people read them."""

from __future__ import annotations

from enum import StrEnum


class TaskKind(StrEnum):
    """How a task is settled."""

    DESK = "desk"
    CALL = "call"
    VISIT = "visit"


class Trigger(StrEnum):
    """Why a task exists."""

    PROBLEM = "problem"
    BILLING = "billing"
    INSPECTION = "inspection"
    ROTATION = "rotation"
    IMPORTANT = "important"
    RECHECK = "recheck"


class TaskState(StrEnum):
    """Where a task stands. `unreached`: nobody there, refused, to come again; it stays with its surveyor."""

    DISPATCHED = "dispatched"
    UNREACHED = "unreached"
    SURVEYED = "surveyed"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    RECALLED = "recalled"
    MERGED = "merged"
    SPLIT = "split"


OPEN_TASKS = (TaskState.DISPATCHED, TaskState.UNREACHED, TaskState.RETURNED)
"""Somebody still has to go, call or look."""


class AnswerSource(StrEnum):
    """What kind of document an answer came in; `desk`: somebody at the desk proposed a correction, with evidence."""

    LIST = "list"
    FORM = "form"
    PHONE = "phone"
    DESK = "desk"


class AnswerOutcome(StrEnum):
    """What an answer says: the first four answer a problem of a list, the others an item of a form."""

    RECTIFIED = "rectified"
    NOT_ABNORMAL = "not_abnormal"
    NEEDS_VISIT = "needs_visit"
    APPEALED = "appealed"
    CONSISTENT = "consistent"
    DIFFERENT = "different"
    UNVERIFIABLE = "unverifiable"
    TRANSCRIBED = "transcribed"
    CHOSEN = "chosen"


class AnswerStanding(StrEnum):
    """What became of an answer when it was taken: `taken`, or in `conflict` with another answer or another item.

    Refused rows are not answers; they stand in the file that was kept and in the outcome sheet sent back.
    """

    TAKEN = "taken"
    CONFLICT = "conflict"


class VisitOutcome(StrEnum):
    """How a visit ended."""

    SURVEYED = "surveyed"
    PARTLY = "partly"
    NOBODY = "nobody"
    REFUSED = "refused"
    NO_ADDRESS = "no_address"
    DEMOLISHED = "demolished"
    APPOINTMENT = "appointment"


class ReviewDecision(StrEnum):
    """What a reviewer decided. `refuted`: it is no problem (误报); `upheld`/`rejected` answer an appeal."""

    PASSED = "passed"
    RETURNED = "returned"
    REFUTED = "refuted"
    UPHELD = "upheld"
    REJECTED = "rejected"
    TO_VISIT = "to_visit"


TASK_KIND_LABELS = {TaskKind.DESK: "案头", TaskKind.CALL: "电话", TaskKind.VISIT: "上门"}
TRIGGER_LABELS = {
    Trigger.PROBLEM: "问题",
    Trigger.BILLING: "电费异常",
    Trigger.INSPECTION: "用电检查单",
    Trigger.ROTATION: "轮换",
    Trigger.IMPORTANT: "重要客户四到位",
    Trigger.RECHECK: "抽样复查",
}
TASK_STATE_LABELS = {
    TaskState.DISPATCHED: "已派发",
    TaskState.UNREACHED: "未见到人",
    TaskState.SURVEYED: "已普查待审",
    TaskState.RETURNED: "退回重查",
    TaskState.ACCEPTED: "审核通过",
    TaskState.RECALLED: "已撤回",
    TaskState.MERGED: "已并入",
    TaskState.SPLIT: "已拆分",
}
ANSWER_LABELS = {
    AnswerOutcome.RECTIFIED: "已整改",
    AnswerOutcome.NOT_ABNORMAL: "非异常",
    AnswerOutcome.NEEDS_VISIT: "需现场",
    AnswerOutcome.APPEALED: "申诉",
    AnswerOutcome.CONSISTENT: "一致",
    AnswerOutcome.DIFFERENT: "不一致",
    AnswerOutcome.UNVERIFIABLE: "无法核实",
    AnswerOutcome.TRANSCRIBED: "抄录",
    AnswerOutcome.CHOSEN: "直接选",
}
VISIT_LABELS = {
    VisitOutcome.SURVEYED: "已普查",
    VisitOutcome.PARTLY: "部分完成",
    VisitOutcome.NOBODY: "无人",
    VisitOutcome.REFUSED: "拒绝",
    VisitOutcome.NO_ADDRESS: "地址不存在",
    VisitOutcome.DEMOLISHED: "已拆除",
    VisitOutcome.APPOINTMENT: "约定再来",
}
DECISION_LABELS = {
    ReviewDecision.PASSED: "通过",
    ReviewDecision.RETURNED: "退回",
    ReviewDecision.REFUTED: "误报",
    ReviewDecision.UPHELD: "申诉成立",
    ReviewDecision.REJECTED: "申诉不成立",
    ReviewDecision.TO_VISIT: "转现场",
}
