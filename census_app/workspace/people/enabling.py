"""People enabled or disabled: from then on somebody must have signed in, or as before everybody may everything."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from census_app.foundation.database import writing
from census_app.foundation.errors import BadInput
from census_app.workspace.people.credentials import administrators_able
from census_app.workspace.people.directory import PEOPLE_DISABLED, PEOPLE_ENABLED, directory_in
from census_app.workspace.people.model import Directory
from census_app.workspace.people.permissions import require_kind
from census_app.workspace.people.settings import Role

if TYPE_CHECKING:
    from census_app.workspace.acts import Act
    from census_app.workspace.workspace import Workspace


def enable_people(workspace: Workspace, home: str = "", *, now: datetime | None = None) -> Act:
    """From now on every act needs a person who signed in and may do it. `home`: code of the unit the workspace belongs
    to, else the topmost one an administrator is there for. Refused when no administrator could sign in."""
    require_kind(workspace, PEOPLE_ENABLED)
    with writing(workspace.engine) as connection:
        return enable_in(connection, directory_in(connection), home, now or datetime.now().astimezone())


def enable_in(connection: Connection, found: Directory, home: str, now: datetime) -> Act:
    """`enable_people` inside a transaction of yours, with the directory as it will be."""
    from census_app.workspace.acts import append_in

    unit = home or topmost(found, now)
    if unit not in found.units:
        raise BadInput(f"没有“{unit}”这个单位", "先导入名册，或核对单位编码")
    confirm_administrator(connection, found, unit, now)
    return append_in(connection, PEOPLE_ENABLED, unit, {"unit": unit})


def disable_people(workspace: Workspace, reason: str) -> Act:
    """Everything is allowed to everybody again, as without a roster; the roster stays. A reason is required."""
    from census_app.workspace.acts import append

    if not reason.strip():
        raise BadInput("停用人员管理必须写明理由", "写清为什么")
    require_kind(workspace, PEOPLE_DISABLED)
    return append(workspace.engine, PEOPLE_DISABLED, "", {"reason": reason.strip()})


def confirm_administrator(connection: Connection, found: Directory, home: str, now: datetime) -> None:
    """`BadInput` when with this directory no administrator over `home` could sign in."""
    if administrators_able(connection, found, home, now):
        return
    unit = found.unit_name(home)
    if found.holders([Role.ADMINISTRATOR], home, now.astimezone().date()):
        raise BadInput(
            f"{unit} 的管理员都登录不了：没有 PIN、开通码或系统账号", "加 --codes 文件 发开通码，或登记系统账号"
        )
    raise BadInput(f"这样 {unit} 就没有管理员了，谁也不能再管理人员", "名册里至少留一个在有效期内、管到它的管理员")


def topmost(found: Directory, now: datetime) -> str:
    """The highest unit an administrator who is here is there for; `BadInput` when there is none or no telling."""
    today = now.astimezone().date()
    held = {
        grant.unit
        for account in found.people
        for grant in found.grants_of(account, today)
        if grant.role is Role.ADMINISTRATOR
    }
    tops = sorted(unit for unit in held if not any(other != unit and found.covers(other, unit) for other in held))
    if not tops:
        raise BadInput("名册里没有管理员", "至少给一个在有效期内的人“管理员”角色")
    if len(tops) > 1:
        named = "、".join(found.unit_name(unit) for unit in tops[:5])
        raise BadInput(f"说不清工作区属于哪个单位：{named} 各有管理员", "用 --home 单位编码 指明")
    return tops[0]
