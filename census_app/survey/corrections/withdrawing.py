"""A batch that has not gone out is taken back: its values may be corrected anew, or their review undone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from census_app.foundation.database import writing
from census_app.foundation.errors import BadInput
from census_app.survey.corrections.model import CORRECTIONS_MADE, corrections_in
from census_app.survey.review.decided import undone_acts
from census_app.workspace.acts import Act, append_in, iterate
from census_app.workspace.people.permissions import require_kind
from census_app.workspace.problems.effects import RESTORED

if TYPE_CHECKING:
    from census_app.workspace.workspace import Workspace


def withdraw_batch(workspace: Workspace, batch: str, reason: str, *, actor: str | None = None) -> Act:
    """The batch does not count any more; its rows stay in the log's proof. `BadInput` when it went out already."""
    if not reason.strip():
        raise BadInput("收回要写明原因", "用 --reason 写明为什么收回")
    require_kind(workspace, RESTORED)
    with writing(workspace.engine) as connection:
        made = next(iterate(connection, kinds=[CORRECTIONS_MADE], subject=batch), None)
        if made is None or made.seq in undone_acts(connection):
            raise BadInput(f"没有这个回填批：{batch}", "census survey corrections list 看有哪些")
        if any(one.exported_act for one in corrections_in(connection) if one.batch == batch):
            raise BadInput(f"{batch} 已经导出，不能收回", "在系统里改回的值用新的普查或申诉更正")
        content = {"undoes": made.seq, "reason": reason.strip(), "states": {}, "problems": []}
        return append_in(connection, RESTORED, f"act:{made.seq}", content, actor=actor)
