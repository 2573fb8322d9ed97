"""Who works at a workspace from this program: entering, choosing a PIN, locking, leaving; plain functions for a worker.

Jobs are processes of their own and must act as the same person, so the PIN is kept in memory while its person is
there: handed to a job through its standard input, never through its command line or environment, never written down.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from census_app.desktop.opened import opened, person_at, seat

if TYPE_CHECKING:
    from census_app.workspace.people.session import Session
    from census_app.workspace.workspace import Workspace

_secrets: dict[Path, str] = {}


class Presence(StrEnum):
    """Whether somebody works at the workspace: nobody need sign in, nobody did, somebody did (who must first choose
    a PIN, who stepped away)."""

    FREE = "free"
    NOBODY = "nobody"
    CHOOSING = "choosing"
    LOCKED = "locked"
    THERE = "there"


@dataclass(frozen=True)
class Person:
    """Who works at the workspace, for people to read; `account` is the computer's account where nobody signs in.
    `by_pin`: unlocking needs the PIN."""

    presence: Presence = Presence.FREE
    account: str = ""
    name: str = ""
    roles: tuple[str, ...] = ()
    by_pin: bool = False

    @property
    def words(self) -> str:
        """The name, or the account of whom has none."""
        return self.name or self.account


def look_in(folder: Path) -> Person:
    """Who works here. Whom the workspace knows by the computer's account, has signed in by that."""
    from census_app.foundation.errors import BadInput
    from census_app.workspace.people.directory import directory
    from census_app.workspace.people.session import SessionState
    from census_app.workspace.people.sign_in import sign_in_by_system

    with opened(folder) as workspace:
        if not directory(workspace.engine).enabled:
            return Person(account=workspace.actor)
        session = person_at(folder)
        if session is not None and session.state is SessionState.ENDED:
            leave(folder)
        if person_at(folder) is None:
            try:
                seat(folder, sign_in_by_system(workspace))
            except BadInput:
                return Person(Presence.NOBODY, session.account if session is not None else "")
        return _told(workspace, folder)


def enter(folder: Path, account: str, secret: str) -> Person:
    """The person has signed in by PIN or first code; refusals of the core pass through."""
    from census_app.workspace.people.sign_in import sign_in

    with opened(folder) as workspace:
        return _seated(workspace, folder, sign_in(workspace, account, secret), secret)


def choose_pin(folder: Path, account: str, secret: str, pin: str) -> Person:
    """From now on the person signs in with `pin`, and has; `secret` is the PIN so far or the first code."""
    from census_app.workspace.people import sign_in

    with opened(folder) as workspace:
        return _seated(workspace, folder, sign_in.choose_pin(workspace, account, secret, pin), pin)


def unlock(folder: Path, secret: str) -> Person:
    """The person who stepped away is back; signing in again is asked for when that took too long."""
    from census_app.workspace.people import sign_in

    session = person_at(folder)
    with opened(folder) as workspace:
        if session is not None:
            sign_in.unlock(workspace, session, secret)
            _keep(folder, secret)
        return _told(workspace, folder)


def lock(folder: Path) -> Person:
    """The person stepped away; the PIN is forgotten until it is given again."""
    _secrets.pop(folder.resolve(), None)
    if (session := person_at(folder)) is not None:
        session.lock()
    return look_in(folder)


def leave(folder: Path) -> None:
    """Nobody works here any more."""
    _secrets.pop(folder.resolve(), None)
    if (session := person_at(folder)) is not None:
        session.expire()
    seat(folder, None)


def signature_for(folder: Path) -> tuple[str, str] | None:
    """Account and PIN with which a job signs in; None when it needs none, or nobody gave one."""
    session, secret = person_at(folder), _secrets.get(folder.resolve(), "")
    return (session.account, secret) if session is not None and secret and not session.must_change else None


def _seated(workspace: Workspace, folder: Path, session: Session, secret: str) -> Person:
    seat(folder, session)
    _keep(folder, secret)
    return _told(workspace, folder)


def _keep(folder: Path, secret: str) -> None:
    if secret:
        _secrets[folder.resolve()] = secret


def _told(workspace: Workspace, folder: Path) -> Person:
    from datetime import date

    from census_app.foundation.database import reading
    from census_app.workspace.people.credentials import credential_in
    from census_app.workspace.people.directory import directory_in, names_in
    from census_app.workspace.people.session import SessionState
    from census_app.workspace.people.settings import people_settings

    session = person_at(folder)
    if session is None:
        return Person(Presence.NOBODY)
    with reading(workspace.engine) as connection:
        found = directory_in(connection)
        name = names_in(connection, found, [session.account]).get(session.account, "")
        by_pin = bool(credential_in(connection, session.account).pin_hash)
    words = people_settings().roles
    roles = tuple(
        f"{words[grant.role].zh}@{found.unit_name(grant.unit)}"
        for grant in found.grants_of(session.account, date.today())
    )
    locked = session.state is SessionState.LOCKED
    presence = Presence.CHOOSING if session.must_change else Presence.LOCKED if locked else Presence.THERE
    return Person(presence, session.account, name, roles, by_pin)
