"""A trail in clear: only with a reason, and the log says who saw it before it is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from census_app.foundation.errors import BadInput
from census_app.reporting.trail.read import trail_of
from census_app.workspace.linking.disclosing import disclosed
from census_app.workspace.people.permissions import require

if TYPE_CHECKING:
    from census_app.reporting.trail.model import Trail
    from census_app.workspace.workspace import Workspace


def reveal(workspace: Workspace, asked: str, reason: str) -> Trail:
    """The trail with personal values in clear; asks for the permission `personal.see` and leaves an act."""
    if not reason.strip():
        raise BadInput("看不遮盖的个人信息要写事由", "在 --full 后写明为什么需要")
    require(workspace, "personal.see")
    trail = trail_of(workspace, asked)
    disclosed(workspace, reason, f"轨迹 {trail.customer}", 1)
    return trail_of(workspace, asked, clear=True)
