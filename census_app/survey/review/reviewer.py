"""Who reviews: whoever signed in, for themselves; without people the name that was given, else the account."""

from __future__ import annotations

from sqlalchemy import Connection

from census_app.foundation.errors import BadInput
from census_app.workspace.acts import current_actor
from census_app.workspace.people.identity import Roster
from census_app.workspace.people.session import present


def reviewer_of(connection: Connection, by: str, roster: Roster) -> str:
    """The reviewer's account, or name where nobody signs in; `BadInput` when `by` names somebody else."""
    session = present(connection, roster.directory) if roster.directory.enabled else None
    if session is None:
        return by.strip() or current_actor()
    if by.strip() and not roster.means(by, session.account):
        raise BadInput(f"登录的是 {session.account}，不能以 {by.strip()[:40]} 的名义审核", "由本人登录后再审")
    return session.account
