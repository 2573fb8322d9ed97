"""Refusals in words: what is missing, and who could do it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection

from census_app.foundation.errors import BadInput
from census_app.workspace.people.directory import names_in
from census_app.workspace.people.model import Directory
from census_app.workspace.people.settings import Permission, people_settings

NOT_SIGNED_IN = (
    "这个工作区启用了人员管理，还没有登录",
    "在命令前加 --as 账号 登录，或请管理员把你的系统账号登记进名册",
)
_NAMED = 3


def not_allowed(
    connection: Connection, directory: Directory, account: str, permission: Permission, units: Sequence[str]
) -> BadInput:
    """Who may not do what, and who may."""
    today = date.today()
    person = directory.people.get(account)
    if person is None or not person.is_here(today):
        return BadInput(f"账号 {account} 今天不在名册的有效期内", "请管理员更新名册后再做")
    where = "、".join(directory.unit_name(unit) for unit in units[:_NAMED] if unit) or "整个工作区"
    roles = "、".join(people_settings().roles[role].zh for role in sorted(permission.roles)) or "无"
    unit = units[0] if units else directory.home
    able = [one for one in directory.holders(permission.roles, unit, today) if one != account][:_NAMED]
    names = names_in(connection, directory, able)
    told = "、".join(f"{names.get(one, one)}（{one}）" for one in able)
    return BadInput(
        f"{account} 不能在 {where} {permission.zh}：要有 {roles} 的角色",
        f"请能做的人来做：{told}" if able else "现在没有人能做；请管理员在名册里授予角色",
    )
