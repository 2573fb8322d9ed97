"""Signing in, unlocking, choosing a PIN. What went wrong is never said so that somebody could learn from it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from census_app.foundation.database import reading, writing
from census_app.foundation.errors import BadInput
from census_app.foundation.processes import account_name
from census_app.workspace.people.credentials import (
    Credential,
    administrators_able,
    clear_failures_in,
    confirm_stated,
    count_failure_in,
    credential_in,
    lock_in,
    store_pin_in,
)
from census_app.workspace.people.directory import directory_in
from census_app.workspace.people.model import Identity
from census_app.workspace.people.pins import check_pin_rules, hash_pin, is_code, is_pin
from census_app.workspace.people.roster import values
from census_app.workspace.people.session import Clock, Session, use_session
from census_app.workspace.people.settings import people_settings

if TYPE_CHECKING:
    from census_app.workspace.workspace import Workspace

_WRONG = ("账号或 PIN 不对", "核对后再试；忘了 PIN 请管理员重发开通码")


def sign_in(workspace: Workspace, account: str, secret: str, *, clock: Clock | None = None) -> Session:
    """The person works through this open workspace from now on. `secret` is the PIN, or the first code: then nothing
    but choosing a PIN is allowed (`Session.must_change`).

    `BadInput` for anything else; wrong tries are counted in every process together, delayed and in the end locked.
    """
    clock = clock or Clock()
    session = _established(workspace, account, secret, clock)
    use_session(workspace, session)
    return session


def sign_in_by_system(workspace: Workspace, *, clock: Clock | None = None) -> Session:
    """The person mapped to the operating system's account works here; `BadInput` when nobody is mapped to it."""
    with reading(workspace.engine) as connection:
        person = directory_in(connection).by_os_account(account_name())
    clock = clock or Clock()
    if person is None or not person.is_here(_today(clock)):
        raise BadInput("系统账号没有登记在名册里", "请管理员在名册的“系统账号”一列登记，或用账号和 PIN 登录")
    session = Session(person.account, Identity.OS, clock=clock)
    use_session(workspace, session)
    return session


def unlock(workspace: Workspace, session: Session, secret: str = "") -> None:
    """The locked session goes on; its person must be established again: by PIN, or by the operating system where the
    session began so and the person has no PIN."""
    with reading(workspace.engine) as connection:
        has_pin = bool(credential_in(connection, session.account).pin_hash)
    if session.identity is Identity.OS and not has_pin:
        with reading(workspace.engine) as connection:
            person = directory_in(connection).by_os_account(account_name())
        if person is None or person.account != session.account:
            raise BadInput(*_WRONG)
    else:
        session.must_change = _established(workspace, session.account, secret, session.clock).must_change
    session.reopen()


def choose_pin(workspace: Workspace, account: str, secret: str, pin: str, *, clock: Clock | None = None) -> Session:
    """From now on the person signs in with `pin`; `secret` is the PIN so far or the first code. Signed in by it."""
    session = _established(workspace, account, secret, clock or Clock())
    check_pin_rules(pin, session.account)
    with reading(workspace.engine) as connection:
        if is_pin(credential_in(connection, session.account).pin_hash, pin):
            raise BadInput("新 PIN 和原来的一样", "另选一个")
    hashed = hash_pin(pin)
    before = workspace.session
    use_session(workspace, session)
    try:
        with writing(workspace.engine) as connection:
            store_pin_in(connection, session.account, hashed)
    except BaseException:
        use_session(workspace, before)
        raise
    session.must_change = False
    return session


def _established(workspace: Workspace, account: str, secret: str, clock: Clock) -> Session:
    try:
        spelt = values.account(account)
    except values.Unreadable:
        spelt = ""
    now = clock.wall()
    with writing(workspace.engine) as connection:
        person = directory_in(connection).people.get(spelt)
        held = credential_in(connection, spelt)
        if held.pin_hash or held.code_hash:
            _refuse_when_waiting(held, now)
            confirm_stated(connection, held)
            count_failure_in(connection, held, now)
    by_pin = is_pin(held.pin_hash, secret)
    by_code = is_code(held.code_hash, spelt, secret) and held.has_code(now)
    if (by_pin or by_code) and person is not None and person.is_here(_today(clock)):
        with writing(workspace.engine) as connection:
            if _was_changed(credential_in(connection, spelt), held):
                raise BadInput(*_WRONG)
            clear_failures_in(connection, spelt)
        return Session(spelt, Identity.PIN, must_change=by_code, clock=clock)
    if held.pin_hash or held.code_hash:
        _lock_when_too_many(workspace, spelt, now)
    raise BadInput(*_WRONG)


def _was_changed(after: Credential, before: Credential) -> bool:
    """Whether another process locked the account or gave it another PIN while this one was checking."""
    return after.locked or (after.pin_hash, after.code_hash) != (before.pin_hash, before.code_hash)


def _refuse_when_waiting(held: Credential, now: datetime) -> None:
    if held.locked:
        raise BadInput(f"账号 {held.account} 连错太多次，已锁定", "请管理员重发开通码（census people codes）")
    longest = timedelta(seconds=people_settings().sign_in.longest_delay_seconds)
    # a clock that was set back must not make anybody wait longer than the longest delay
    wait = min(datetime.fromisoformat(held.not_before) - now, longest) if held.not_before else timedelta()
    if wait > timedelta():
        raise BadInput(f"连错 {held.failures} 次，还要等 {int(wait.total_seconds()) + 1} 秒", "等一等再试")


def _lock_when_too_many(workspace: Workspace, account: str, now: datetime) -> None:
    """The only administrator left is not locked, or nobody could open anything any more; waiting is all."""
    with writing(workspace.engine) as connection:
        held = credential_in(connection, account)
        if held.locked or held.failures < people_settings().sign_in.lock_after:
            return
        found = directory_in(connection)
        if administrators_able(connection, found, found.home, now) != [account]:
            lock_in(connection, account, held.failures)


def _today(clock: Clock) -> date:
    return clock.wall().astimezone().date()
