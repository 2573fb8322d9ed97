"""Whether somebody can be given tasks of a unit."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from census_app.foundation.errors import BadInput
from census_app.survey.dispatch.surveyors import accounts_of
from census_app.workspace.people.directory import directory_in, names_in
from census_app.workspace.people.model import Directory
from census_app.workspace.people.settings import Role

if TYPE_CHECKING:
    from sqlalchemy import Connection

_LONGEST_NAME = 50


def appointed_in(connection: Connection, who: str, units: Iterable[str], today: date) -> str:
    """The account of a person who is here and surveys in all of these units; `BadInput` says why not.

    Without people enabled any name is taken.
    """
    directory = directory_in(connection)
    if not directory.enabled:
        return _name(who)
    names = names_in(connection, directory)
    (account,) = accounts_of(directory, names, [who])
    person = directory.people[account]
    said = names.get(account, account)
    if not person.is_here(today):
        since = f"（至 {person.valid_to}）" if person.valid_to and person.valid_to < today else ""
        raise BadInput(f"{said} 不在岗{since}，不能接任务", "改派给在岗的普查员")
    outside = sorted({unit for unit in units if not _surveys(directory, account, unit, today)})
    if outside:
        where = "、".join(directory.unit_name(unit) or "未归属" for unit in outside)
        raise BadInput(f"{said} 不是 {where} 的普查员", "改派给那里的普查员，或先在名册里给他这个角色")
    return account


def _surveys(directory: Directory, account: str, unit: str, today: date) -> bool:
    """Over the unit, or over a part of it."""
    now = directory.unit_now(unit)
    grants = [grant for grant in directory.grants_of(account, today) if grant.role is Role.SURVEYOR]
    return any(directory.covers(grant.unit, now) or directory.covers(now, grant.unit) for grant in grants)


def _name(who: str) -> str:
    name = " ".join("".join(sign if unicodedata.category(sign)[0] != "C" else " " for sign in who[:1000]).split())
    if not name or len(name) > _LONGEST_NAME:
        raise BadInput(f"普查员的姓名不对：{name[:20]}", f"写姓名，不超过 {_LONGEST_NAME} 个字")
    return name
