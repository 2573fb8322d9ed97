"""A session: who works, and how that was established. It locks when idle, ends by age, and can be ended at any time.

A session says who, never what they may do: rights are looked up when they are needed, so a role taken away is gone at
once, in every process.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine

from census_app.foundation.errors import BadInput
from census_app.foundation.processes import account_name
from census_app.workspace.people.model import Directory, Identity
from census_app.workspace.people.settings import people_settings

if TYPE_CHECKING:
    from census_app.workspace.workspace import Workspace

_OPTION = "census_session"
_SIGN_IN_AGAIN = "重新登录"


class SessionState(StrEnum):
    """Whether a session may be used."""

    ACTIVE = "active"
    LOCKED = "locked"
    ENDED = "ended"


class Clock:
    """Two clocks, because either can stand still: the wall's may be set back, the steady one may sleep with the
    machine. What counts is whichever says that more time has passed."""

    def wall(self) -> datetime:
        """The time of day, UTC."""
        return datetime.now(UTC)

    def steady(self) -> float:
        """Seconds that never run back."""
        return time.monotonic()


@dataclass
class Session:
    """One person at work, from signing in to leaving. `must_change`: signed in by a first code; nothing but choosing
    an own PIN is allowed."""

    account: str
    identity: Identity
    must_change: bool = False
    clock: Clock = field(default_factory=Clock, repr=False)
    _ended: bool = field(default=False, init=False, repr=False)
    _locked: bool = field(default=False, init=False, repr=False)

    def __post_init__(self) -> None:
        self._started = self._used = (self.clock.wall(), self.clock.steady())

    @property
    def state(self) -> SessionState:
        """Active, locked (by hand or by idling) or ended (by hand or by age)."""
        settings = people_settings().sign_in
        if self._ended or self._since(self._started) >= timedelta(hours=settings.session_hours):
            return SessionState.ENDED
        if self._locked or self._since(self._used) >= timedelta(minutes=settings.idle_minutes):
            return SessionState.LOCKED
        return SessionState.ACTIVE

    @property
    def seconds_to_lock(self) -> float:
        """How long until idling locks the session; 0 when it is locked or ended."""
        if self.state is not SessionState.ACTIVE:
            return 0.0
        limit = timedelta(minutes=people_settings().sign_in.idle_minutes)
        return (limit - self._since(self._used)).total_seconds()

    def touch(self) -> None:
        """Somebody is there: idling starts anew. A session that is locked or ended stays so."""
        if self.state is SessionState.ACTIVE:
            self._used = (self.clock.wall(), self.clock.steady())

    def lock(self) -> None:
        """Locked until the PIN is given again."""
        self._locked = True

    def expire(self) -> None:
        """Over for good; only signing in again helps."""
        self._ended = True

    def reopen(self) -> None:
        """Unlocked: called once the person has been established again."""
        if self.state is SessionState.ENDED:
            raise BadInput("登录已经结束", _SIGN_IN_AGAIN)
        self._locked = False
        self._used = (self.clock.wall(), self.clock.steady())

    def confirm(self) -> None:
        """`BadInput` unless the session may be used now."""
        state = self.state
        if state is SessionState.ENDED:
            raise BadInput("登录已经结束", _SIGN_IN_AGAIN)
        if state is SessionState.LOCKED:
            raise BadInput("已锁屏", "输入 PIN 解锁后再做")
        if self.must_change:
            raise BadInput("用开通码登录后要先设自己的 PIN", "运行 census people pin 设好 PIN，再用它登录")

    def _since(self, moment: tuple[datetime, float]) -> timedelta:
        wall, steady = moment
        return max(self.clock.wall() - wall, timedelta(seconds=self.clock.steady() - steady))


def use_session(workspace: Workspace, session: Session | None) -> None:
    """Everything done through this open workspace is done by this person from now on; None: nobody signed in."""
    workspace.engine.update_execution_options(**{_OPTION: session})


def session_of(engine: Engine) -> Session | None:
    """Who signed in to this open workspace."""
    found = engine.get_execution_options().get(_OPTION)
    return found if isinstance(found, Session) else None


def present(connection: Connection, directory: Directory) -> Session | None:
    """Who works through this connection: who signed in, else the person of the operating system's account."""
    found = connection.get_execution_options().get(_OPTION)
    if isinstance(found, Session):
        return found
    person = directory.by_os_account(account_name())
    return None if person is None else Session(person.account, Identity.OS)
