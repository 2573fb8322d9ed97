"""The columns people see, filter and export: names, Chinese names, types."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from census_app.workspace.problems.model import OUTSTANDING, SEVERITY_LABELS, STATE_LABELS

if TYPE_CHECKING:
    from census_app.dictionary.model import Dictionary

TABLE_ID = "problem"


@dataclass(frozen=True)
class ProblemField:
    """One column of the problem view."""

    id: str
    zh: str
    type: str = "text"


FIELDS: tuple[ProblemField, ...] = (
    ProblemField("problem_no", "问题短号"),
    ProblemField("state", "状态"),
    ProblemField("severity", "级别"),
    ProblemField("rule_id", "规则号"),
    ProblemField("rule_title", "规则"),
    ProblemField("unit", "单位编码"),
    ProblemField("unit_name", "单位"),
    ProblemField("customer", "户号"),
    ProblemField("customer_name", "户名"),
    ProblemField("address", "用电地址"),
    ProblemField("tg_no", "台区编号"),
    ProblemField("tg_name", "台区"),
    ProblemField("tg_manager", "台区经理"),
    ProblemField("table", "表"),
    ProblemField("record_key", "记录键"),
    ProblemField("period", "期间"),
    ProblemField("clauses", "分支"),
    ProblemField("message", "说明"),
    ProblemField("reason", "缘由"),
    ProblemField("weeks_running", "挂账周数", "int"),
    ProblemField("due_date", "整改期限", "date"),
    ProblemField("overdue", "超期", "bool"),
    ProblemField("is_new", "本次新发现", "bool"),
    ProblemField("outstanding", "未了结", "bool"),
    ProblemField("not_rechecked", "未复验", "bool"),
    ProblemField("look", "请抽看", "bool"),
    ProblemField("reopened", "反弹次数", "int"),
    ProblemField("first_date", "首次发现", "date"),
    ProblemField("first_week", "首次发现周"),
    ProblemField("last_date", "最近发现", "date"),
    ProblemField("checked_date", "最近判定", "date"),
    ProblemField("state_date", "状态日期", "date"),
    ProblemField("exempt_until", "豁免到期", "date"),
    ProblemField("source_file", "来源文件"),
    ProblemField("source_row", "来源行", "int"),
)

RISK = ProblemField("risk", "风险分", "number")
"""The score of the problem's customer; only in views made by risk, for it takes a measurement of its own."""

SUGGESTED: tuple[ProblemField, ...] = (
    ProblemField("suggested_field", "建议改"),
    ProblemField("suggested", "建议值"),
    ProblemField("suggested_sure", "把握"),
    ProblemField("suggested_why", "依据"),
)
"""What linked reference data say, masked; only in views that ask for it."""

LABELS: dict[str, dict[str, str]] = {"state": dict(STATE_LABELS), "severity": dict(SEVERITY_LABELS)}
SYNONYMS: dict[str, str] = {"unit_name": "unit"}
"""A condition on the first column is also met through the second: 单位 = '0301' as well as 单位 = '柳河供电所'."""


def derived_sql(today: str, run: str) -> str:
    """The derived columns over a states table: overdue, outstanding, not re-checked."""
    standing = ", ".join(f"'{state.value}'" for state in OUTSTANDING)
    return (
        f"state IN ({standing}) AS outstanding, "
        f"(state IN ({standing}) AND coalesce(due_date < DATE '{today}', false)) AS overdue, "
        f"(checked_run IS DISTINCT FROM '{run}') AS not_rechecked"
    )


@cache
def problem_dictionary() -> Dictionary:
    """A dictionary whose only table is the problem view, so that the rule language can be read over it."""
    from census_app.dictionary.model import Dictionary

    tables = {
        TABLE_ID: {
            "id": TABLE_ID,
            "zh": "问题",
            "rule_name": "问题",
            "key": ("problem_no",),
            "fields": [
                {
                    "id": field.id,
                    "zh": field.zh,
                    "rule_name": field.zh,
                    "type": field.type,
                }
                for field in FIELDS
            ],
        }
    }
    return Dictionary.model_validate({"version": "1", "categories": (), "tables": tables})
