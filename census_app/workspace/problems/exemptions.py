"""Exemptions: a known problem is left alone for a stated reason until a day, as long as nothing about it changes.

An exemption is bound to the accused values and to the rule as it was; when either changes, or the day has
passed, the problem comes back for review at the next official run.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from census_app.foundation.errors import BadInput
from census_app.workspace.acts import Act
from census_app.workspace.problems.acts import EXEMPTION_APPROVED, EXEMPTION_REVOKED, move_problems

if TYPE_CHECKING:
    from census_app.workspace.workspace import Workspace


def approve_exemption(
    workspace: Workspace,
    numbers: Iterable[str],
    reason: str,
    until: date,
    *,
    today: date | None = None,
    actor: str | None = None,
) -> Act:
    """The problems are exempted through `until` (included); a reason is required and the day must lie ahead."""
    if not reason.strip():
        raise BadInput("豁免必须写明理由", "写清依据，例如批准文号")
    if until < (today or date.today()):
        raise BadInput(f"豁免到期日 {until} 已经过去", "到期日应在今天或以后")
    payload = {"reason": reason.strip(), "until": until.isoformat()}
    return move_problems(workspace, EXEMPTION_APPROVED, numbers, payload, actor=actor)


def revoke_exemption(workspace: Workspace, numbers: Iterable[str], reason: str, *, actor: str | None = None) -> Act:
    """The exempted problems wait for review again; a reason is required."""
    if not reason.strip():
        raise BadInput("撤销豁免必须写明理由", "写清为什么不再放着")
    return move_problems(workspace, EXEMPTION_REVOKED, numbers, {"reason": reason.strip()}, actor=actor)
