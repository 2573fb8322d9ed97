"""Deferrals: a person in charge lets problems wait until a day for a reason; nothing else about them changes.

A deferral moves no problem and proves nothing: until its day the overdue ladder does not press for it, afterwards the
days are counted from the original deadline again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from census_app.foundation.database import reading
from census_app.foundation.errors import BadInput
from census_app.survey.overdue_settings import overdue_settings
from census_app.workspace import acts
from census_app.workspace.people.permissions import require_kind
from census_app.workspace.problems.acts import Standing, checked_numbers, standing, units_of
from census_app.workspace.problems.model import OUTSTANDING, STATE_LABELS

if TYPE_CHECKING:
    from census_app.workspace.acts import Act
    from census_app.workspace.workspace import Workspace

DEFERRAL_APPROVED = "deferral.approved"
DEFERRAL_REVOKED = "deferral.revoked"
_NAMED = 5


@dataclass(frozen=True)
class Deferral:
    """Until when (included) a problem may wait, why, and by which act of whom."""

    until: date
    reason: str
    actor: str
    act: int


def approve_deferral(
    workspace: Workspace, numbers: Iterable[str], reason: str, until: date, *, today: date | None = None
) -> Act:
    """The problems may wait through `until`; a later approval replaces an earlier one.

    `BadInput`, and nothing is written, without a reason, when the day has passed or lies too far ahead, or when one of
    the problems is unknown or no longer outstanding.
    """
    start = today or date.today()
    longest = overdue_settings().longest_deferral_days
    if not reason.strip():
        raise BadInput("暂缓必须写明理由", "写清依据，例如客户停产、等设备到货、批准文号")
    if until < start:
        raise BadInput(f"暂缓到期日 {until} 已经过去", "到期日应在今天或以后")
    if until > start + timedelta(days=longest):
        raise BadInput(f"暂缓到 {until} 太久：最多 {longest} 天", "到期再批；长期不改的，应走豁免")
    chosen = checked_numbers(numbers)
    found = standing(workspace, chosen)
    require_kind(workspace, DEFERRAL_APPROVED, units_of(found))
    _refuse_settled(found)
    content = {"reason": reason.strip(), "until": until.isoformat(), "problems": chosen}
    return acts.append(workspace.engine, DEFERRAL_APPROVED, "", content)


def revoke_deferral(workspace: Workspace, numbers: Iterable[str], reason: str, *, today: date | None = None) -> Act:
    """The problems are pressed for again as if nobody had deferred them; refused for one that is not deferred."""
    if not reason.strip():
        raise BadInput("撤销暂缓必须写明理由", "写清为什么不能再等")
    chosen = checked_numbers(numbers)
    require_kind(workspace, DEFERRAL_REVOKED, units_of(standing(workspace, chosen)))
    with reading(workspace.engine) as connection:
        deferred = deferrals_in(connection, today or date.today())
    missing = [number for number in chosen if number not in deferred]
    if missing:
        raise BadInput(f"这些问题没有在暂缓：{'、'.join(missing[:_NAMED])}", "用 census lists overdue 看哪些在暂缓")
    return acts.append(workspace.engine, DEFERRAL_REVOKED, "", {"reason": reason.strip(), "problems": chosen})


def deferrals_in(connection: Connection, day: date, until_act: int | None = None) -> dict[str, Deferral]:
    """Problem number → the deferral that holds on `day`, as the acts (up to `until_act`) say."""
    found: dict[str, Deferral] = {}
    for act in acts.iterate(connection, kinds=(DEFERRAL_APPROVED, DEFERRAL_REVOKED), until=until_act):
        for number in act.payload["problems"]:
            if act.kind == DEFERRAL_REVOKED:
                found.pop(number, None)
            else:
                until = date.fromisoformat(act.payload["until"])
                found[number] = Deferral(until, act.payload["reason"], act.actor, act.seq)
    return {number: one for number, one in found.items() if one.until >= day}


def _refuse_settled(found: dict[str, Standing]) -> None:
    settled = [
        f"{number}（{STATE_LABELS[one.state]}）" for number, one in found.items() if one.state not in OUTSTANDING
    ]
    if settled:
        raise BadInput(
            f"{len(settled)} 个问题已经了结，不用暂缓：{'、'.join(settled[:_NAMED])}",
            "去掉它们再试；这次没有写入任何内容",
        )
