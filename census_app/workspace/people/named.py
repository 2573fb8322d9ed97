"""People named in somebody else's file or sentence: each must be in the roster and have the role for what is said."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import date

from sqlalchemy import Connection

from census_app.foundation.errors import BadInput
from census_app.workspace.people.directory import directory_in, names_in
from census_app.workspace.people.settings import people_settings

_NAMED = 5


def confirm_named_in(connection: Connection, permission: str, said: Iterable[str]) -> None:
    """`BadInput` unless each name or account belongs to somebody here today who has a role for this permission.

    Without people enabled every name is taken.
    """
    found = directory_in(connection)
    if not found.enabled:
        return
    asked = people_settings().permissions[permission]
    today = date.today()
    able = {account for account in found.people if {one.role for one in found.grants_of(account, today)} & asked.roles}
    names = names_in(connection, found, able)
    known = {_key(account) for account in able} | {_key(name) for name in names.values()}
    strange = sorted({name for name in said if _key(name) not in known})
    if strange:
        roles = "、".join(people_settings().roles[role].zh for role in sorted(asked.roles))
        raise BadInput(
            f"名册里没有可以{asked.zh}的人：{'、'.join(strange[:_NAMED])}", f"写名册里的姓名或账号；要有 {roles} 的角色"
        )


def _key(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).split()).casefold()
