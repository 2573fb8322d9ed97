"""Permissions are asked for in the core, before the work starts; `signing` asks again when the act is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from census_app.foundation.database import reading
from census_app.foundation.errors import BadInput
from census_app.workspace.people.directory import directory_in
from census_app.workspace.people.model import Directory
from census_app.workspace.people.session import Session, SessionState, present
from census_app.workspace.people.settings import Permission, Scope, people_settings
from census_app.workspace.people.telling import NOT_SIGNED_IN, not_allowed

if TYPE_CHECKING:
    from census_app.workspace.workspace import Workspace


def require(workspace: Workspace, permission: str, units: Iterable[str] = ()) -> None:
    """`BadInput` unless whoever works through this workspace may do this, over each of the units concerned.

    Says what role is missing and who has it. Without people enabled everything is allowed. `units` matter to
    permissions of scope `unit` only; one nobody knows needs the role over the workspace's own unit.
    """
    with reading(workspace.engine) as connection:
        require_in(connection, people_settings().permissions[permission], units)


def require_kind(workspace: Workspace, kind: str, units: Iterable[str] = ()) -> None:
    """`require` the permission that acts of this kind need."""
    with reading(workspace.engine) as connection:
        require_in(connection, people_settings().permission_of(kind), units)


def require_in(connection: Connection, permission: Permission, units: Iterable[str] = ()) -> None:
    """`require` inside a transaction of yours."""
    found = directory_in(connection)
    if not found.enabled:
        return
    session = present(connection, found)
    if session is None:
        raise BadInput(*NOT_SIGNED_IN)
    session.confirm()
    missing = _missing(found, session, permission, list(units))
    if missing is not None:
        raise not_allowed(connection, found, session.account, permission, missing)


def may(workspace: Workspace, permission: str, unit: str = "") -> bool:
    """Whether `require` would let it pass; for views that say in advance what cannot be done."""
    with reading(workspace.engine) as connection:
        return permitted_in(connection, permission, [unit] if unit else ())


def permitted_in(connection: Connection, permission: str, units: Iterable[str]) -> bool:
    """Whether `require_in` would let it pass."""
    return permitting_in(connection, permission)(units)


def permitting_in(connection: Connection, permission: str) -> Callable[[Iterable[str]], bool]:
    """Tells for any units whether `require_in` would let it pass; for many questions within one transaction."""
    found = directory_in(connection)
    asked = people_settings().permissions[permission]
    if not found.enabled:
        return lambda units: True
    session = present(connection, found)
    if session is None or session.must_change or session.state is not SessionState.ACTIVE:
        return lambda units: False
    return lambda units: _missing(found, session, asked, list(units)) is None


def _missing(found: Directory, session: Session, permission: Permission, units: list[str]) -> list[str] | None:
    """The units over which the person lacks the role; None when nothing is missing."""
    today = date.today()
    if permission.scope in (Scope.OWN, Scope.NOBODY):
        return None
    if permission.scope is Scope.ANY:
        held = {grant.role for grant in found.grants_of(session.account, today)}
        return None if held & permission.roles else []
    wanted = units if permission.scope is Scope.UNIT and units else [found.home]
    lacking = [unit for unit in dict.fromkeys(wanted) if not found.may(session.account, permission.roles, unit, today)]
    return lacking or None
