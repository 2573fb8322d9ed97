"""The words of a problem's life, and the columns of `states.parquet`."""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    """Where a problem stands (architecture: what "fixed" means)."""

    NEW = "new"
    OPEN = "open"
    ASSIGNED = "assigned"
    CLAIMED = "claimed"
    IN_REVIEW = "in_review"
    RETURNED = "returned"
    APPEALED = "appealed"
    FIXED = "fixed"
    REOPENED = "reopened"
    EXEMPTED = "exempted"
    LEFT_SCOPE = "left_scope"
    GONE = "gone"
    CANNOT_JUDGE = "cannot_judge"
    WITHDRAWN = "withdrawn"


STATE_LABELS: dict[str, str] = {
    State.NEW: "新发现",
    State.OPEN: "未整改",
    State.ASSIGNED: "已派发",
    State.CLAIMED: "声称整改",
    State.IN_REVIEW: "待复核",
    State.RETURNED: "退回",
    State.APPEALED: "申诉",
    State.FIXED: "已证实",
    State.REOPENED: "反弹",
    State.EXEMPTED: "豁免",
    State.LEFT_SCOPE: "离开范围",
    State.GONE: "记录消失",
    State.CANNOT_JUDGE: "无法再判",
    State.WITHDRAWN: "规则撤回",
}

EXEMPTION_REVOKED = "exemption_revoked"
LAPSED = ("exemption_expired", "exemption_changed", EXEMPTION_REVOKED)
"""Why a problem that was left alone waits for review again: nobody has answered it since."""

REASON_LABELS: dict[str, str] = {
    "refuted": "声称整改，仍判为错",
    "rule_changed": "规则改了，按新规则不再算错",
    "rule_retired": "规则停用了",
    "exemption_expired": "豁免到期",
    "exemption_changed": "豁免所依据的值或规则变了",
    EXEMPTION_REVOKED: "豁免撤销了",
    "merged": "并入同一记录的另一个问题",
    "number_reused": "户号已给了别处的另一位客户",
}
"""Why a problem stands where it stands; a verdict's own reasons are in `checking.explanation`."""

SEVERITY_LABELS: dict[str, str] = {"urgent": "紧急", "important": "重要", "normal": "一般"}

OUTSTANDING = (
    State.NEW,
    State.OPEN,
    State.ASSIGNED,
    State.CLAIMED,
    State.IN_REVIEW,
    State.RETURNED,
    State.APPEALED,
    State.REOPENED,
)

COLUMNS: dict[str, str] = {
    "problem_no": "VARCHAR",
    "problem_id": "VARCHAR",
    "rule_id": "VARCHAR",
    "rule_version": "INTEGER",
    "rule_title": "VARCHAR",
    "closes": "VARCHAR",
    "fingerprint": "VARCHAR",
    "table": "VARCHAR",
    "record_key": "VARCHAR",
    "period": "VARCHAR",
    "state": "VARCHAR",
    "reason": "VARCHAR",
    "severity": "VARCHAR",
    "unit": "VARCHAR",
    "unit_name": "VARCHAR",
    "customer": "VARCHAR",
    "customer_name": "VARCHAR",
    "address": "VARCHAR",
    "tg_no": "VARCHAR",
    "tg_name": "VARCHAR",
    "tg_manager": "VARCHAR",
    "clauses": "VARCHAR",
    "accused": "VARCHAR",
    "values": "VARCHAR",
    "message": "VARCHAR",
    "first_run": "VARCHAR",
    "first_date": "DATE",
    "first_week": "VARCHAR",
    "last_run": "VARCHAR",
    "last_date": "DATE",
    "last_week": "VARCHAR",
    "checked_run": "VARCHAR",
    "checked_date": "DATE",
    "state_run": "VARCHAR",
    "state_date": "DATE",
    "episode_date": "DATE",
    "weeks_running": "INTEGER",
    "due_date": "DATE",
    "is_new": "BOOLEAN",
    "reopened": "INTEGER",
    "exempt_until": "DATE",
    "exempt_values": "VARCHAR",
    "exempt_fingerprint": "VARCHAR",
    "merged_into": "VARCHAR",
    "moved_to": "VARCHAR",
    "look": "BOOLEAN",
    "source_file": "VARCHAR",
    "source_row": "INTEGER",
    "row_id": "BIGINT",
}
"""Columns of `states.parquet`, one row per problem known, whatever its state.

`first_*` the run that first found it, `last_*` the last that found it, `checked_*` the last whose verdict on it
could be given (found, right, out of scope, gone, cannot judge): a `checked_run` other than the present run means
*not re-checked*. `state_*` when the state was entered. `is_new`: first found in data of this run's date, so that a
second run over the same data says the same. `episode_date` begins anew when a fixed problem is found
again; `weeks_running` counts the ISO weeks of the episode in which an official run found it, `due_date` is
counted from the episode's start. `look`: it left the scope, vanished or was blanked while it was out on a list:
a reason to look, not a verdict. `moved_to`: the unit an upheld appeal gave it to, which then answers for it whatever
unit the data name. `reason` says why, where the state alone does not. `accused` and `values` JSON.
"""


def quoted(columns: list[str] | dict[str, str], prefix: str = "") -> str:
    """The columns as a SQL list, each quoted (`table` and `values` are keywords)."""
    dot = f"{prefix}." if prefix else ""
    return ", ".join(f'{dot}"{column}"' for column in columns)


def create_table_sql(name: str) -> str:
    """An empty temporary DuckDB table of the columns."""
    columns = ", ".join(f'"{column}" {kind}' for column, kind in COLUMNS.items())
    return f"CREATE OR REPLACE TEMP TABLE {name} ({columns})"
