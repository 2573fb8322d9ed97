"""Personal values shown in clear leave a trace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from census_app.foundation.errors import BadInput
from census_app.workspace import acts
from census_app.workspace.people.permissions import require

if TYPE_CHECKING:
    from census_app.workspace.acts import Act
    from census_app.workspace.workspace import Workspace

PERSONAL_SHOWN = "personal.shown"


def disclosed(workspace: Workspace, reason: str, what: str, records: int) -> Act:
    """The log says who saw the personal values of how many records in clear, and why; `BadInput` without a reason."""
    if not reason.strip():
        raise BadInput("看不遮盖的个人信息要写事由", "在 --full 后写明为什么需要")
    require(workspace, "personal.see")
    return acts.append(workspace.engine, PERSONAL_SHOWN, what[:200], {"reason": reason.strip(), "records": records})
