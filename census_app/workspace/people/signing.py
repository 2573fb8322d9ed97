"""Who stands under an act: the last gate every act passes, whatever called it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from census_app.foundation.errors import BadInput
from census_app.foundation.processes import account_name
from census_app.workspace.people.directory import directory_in
from census_app.workspace.people.model import Directory, Identity
from census_app.workspace.people.session import Session, SessionState, present
from census_app.workspace.people.settings import Permission, Scope, people_settings
from census_app.workspace.people.telling import NOT_SIGNED_IN, not_allowed


@dataclass(frozen=True)
class Signature:
    """Who did it, and how that was established."""

    actor: str
    identity: str


def signature(connection: Connection, kind: str, actor: str | None) -> Signature:
    """The person who does an act of this kind; refused (`BadInput`) where people are enabled and nobody may.

    Without people it is the operating system's account, or the name that was given.
    """
    found = directory_in(connection)
    if not found.enabled:
        return _without_people(actor)
    permission = people_settings().permission_of(kind)
    if permission.scope is Scope.NOBODY:
        return Signature(actor or who_in(connection), Identity.NONE)
    session = present(connection, found)
    if session is None:
        raise BadInput(*NOT_SIGNED_IN)
    if session.state is SessionState.ENDED:
        raise BadInput("登录已经结束", "重新登录；这次没有写入任何内容")
    if actor is not None and actor != session.account:
        raise BadInput(f"登录的是 {session.account}，不能以 {actor} 的名义做", "由本人登录后再做")
    _confirm(connection, found, session, permission)
    return Signature(session.account, session.identity)


def who_in(connection: Connection) -> str:
    """Who works through this connection: the person, or the operating system's account where people are not enabled
    or nobody signed in."""
    from census_app.workspace.acts import current_actor

    found = directory_in(connection)
    session = present(connection, found) if found.enabled else None
    return current_actor() if session is None else session.account


def _confirm(connection: Connection, found: Directory, session: Session, permission: Permission) -> None:
    """The role itself is checked here; over which unit, the calling function knows (`permissions.require`)."""
    if permission.scope is Scope.OWN:
        return
    if session.must_change:
        raise BadInput("用开通码登录后要先设自己的 PIN", "运行 census people pin 设好 PIN，再用它登录")
    held = {grant.role for grant in found.grants_of(session.account, date.today())}
    if not held & permission.roles:
        raise not_allowed(connection, found, session.account, permission, [found.home])


def _without_people(actor: str | None) -> Signature:
    from census_app.workspace.acts import current_actor

    running = current_actor()
    name = actor or running
    return Signature(name, Identity.OS if name == running == account_name() else Identity.NONE)
