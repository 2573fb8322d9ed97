"""What tasks are grouped by when they are shared out."""

from __future__ import annotations

from enum import StrEnum


class GroupBy(StrEnum):
    """What tasks that one person takes together have in common."""

    PROBLEM = "problem"
    TRANSFORMER = "tg"
    LINE = "line"
    AREA = "area"
    MANAGER = "manager"


GROUP_LABELS = {
    GroupBy.PROBLEM: "问题类别",
    GroupBy.TRANSFORMER: "台区",
    GroupBy.LINE: "线路",
    GroupBy.AREA: "居住区",
    GroupBy.MANAGER: "台区经理",
}
