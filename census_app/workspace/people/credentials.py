"""Stored hashes and counters of wrong tries. Which hash counts stands in the acts: one put in its place is refused."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Connection, select, update
from sqlalchemy.dialects.sqlite import insert

from census_app.foundation.database import reading
from census_app.foundation.errors import BadInput
from census_app.workspace.people.model import Directory
from census_app.workspace.people.pins import hash_code, new_code, stated_digest
from census_app.workspace.people.settings import Role, people_settings
from census_app.workspace.schema import credentials

if TYPE_CHECKING:
    from census_app.workspace.acts import Act
    from census_app.workspace.workspace import Workspace

CODES_ISSUED = "people.codes_issued"
PIN_CHANGED = "people.pin_changed"
LOCKED = "people.locked"


@dataclass(frozen=True)
class Credential:
    """What is stored of one account; empty hashes: none."""

    account: str
    pin_hash: str = ""
    code_hash: str = ""
    code_until: str = ""
    failures: int = 0
    not_before: str = ""
    locked: bool = False

    def has_code(self, now: datetime) -> bool:
        """Whether a first code waits to be used."""
        return bool(self.code_hash) and now < datetime.fromisoformat(self.code_until)

    def can_sign_in(self, now: datetime) -> bool:
        """Whether there is a PIN or a code and no lock."""
        return not self.locked and (bool(self.pin_hash) or self.has_code(now))


def credential_in(connection: Connection, account: str) -> Credential:
    """The account's credential; an empty one when nothing is stored."""
    row = connection.execute(select(credentials).where(credentials.c.account == account)).one_or_none()
    return Credential(account) if row is None else Credential(**row._mapping)


def credentials_in(connection: Connection) -> dict[str, Credential]:
    """All that is stored, by account."""
    return {row.account: Credential(**row._mapping) for row in connection.execute(select(credentials))}


def issue_codes_in(connection: Connection, accounts: Iterable[str], now: datetime) -> tuple[dict[str, str], Act | None]:
    """New first codes, and the act that says so: older codes and PINs of these people no longer count, locks are open.

    The codes are returned, never stored; no act when there are no accounts.
    """
    from census_app.workspace.acts import append_in

    codes = {account: new_code() for account in sorted(set(accounts))}
    if not codes:
        return {}, None
    until = (now.astimezone(UTC) + timedelta(days=people_settings().sign_in.code_days)).isoformat(timespec="seconds")
    hashes = {account: hash_code(account, code) for account, code in codes.items()}
    rows = [
        {"account": account, "pin_hash": "", "code_hash": hashed, "code_until": until}
        | {"failures": 0, "not_before": "", "locked": False}
        for account, hashed in hashes.items()
    ]
    _put(connection, rows)
    content = {"accounts": {account: stated_digest(hashed) for account, hashed in hashes.items()}, "until": until}
    return codes, append_in(connection, CODES_ISSUED, "", content)


def store_pin_in(connection: Connection, account: str, pin_hash: str) -> Act:
    """The PIN counts from now on, the first code no longer; the act says which hash."""
    from census_app.workspace.acts import append_in

    _put(connection, [{"account": account, "pin_hash": pin_hash, "code_hash": "", "code_until": ""}
         | {"failures": 0, "not_before": "", "locked": False}])  # fmt: skip
    return append_in(connection, PIN_CHANGED, account, {"digest": stated_digest(pin_hash)}, actor=account)


def confirm_stated(connection: Connection, held: Credential) -> None:
    """`BadInput` when a stored hash is not the one the acts speak of."""
    if not _agrees(held, _stated_digests(connection, held.account).get(held.account)):
        raise BadInput(
            f"账号 {held.account} 的 PIN 记录和日志对不上，可能被改动过", "请管理员核对（census verify），重发开通码"
        )


def credential_faults(workspace: Workspace) -> list[str]:
    """Chinese sentences about stored hashes that are not those the acts speak of."""
    with reading(workspace.engine) as connection:
        stated = _stated_digests(connection)
        found = credentials_in(connection)
    wrong = sorted(account for account, held in found.items() if not _agrees(held, stated.get(account)))
    return [f"账号 {account} 的 PIN 记录和日志对不上，可能被改动过" for account in wrong]


def count_failure_in(connection: Connection, held: Credential, now: datetime) -> None:
    """One more try is under way; the next must wait. Counted before the check, so that tries at once all count."""
    settings = people_settings().sign_in
    failures = held.failures + 1
    over = failures - settings.free_attempts
    delay = 0 if over <= 0 else min(settings.first_delay_seconds << min(over - 1, 20), settings.longest_delay_seconds)
    until = (now + timedelta(seconds=delay)).isoformat(timespec="seconds")
    _update(connection, held.account, failures=failures, not_before=until if delay else "")


def clear_failures_in(connection: Connection, account: str) -> None:
    """The right PIN was given: wrong tries are forgotten."""
    _update(connection, account, failures=0, not_before="")


def lock_in(connection: Connection, account: str, failures: int) -> None:
    """Too many wrong tries: only an administrator's new code opens the account."""
    from census_app.workspace.acts import append_in

    _update(connection, account, locked=True)
    append_in(connection, LOCKED, account, {"failures": failures}, actor=account)


def administrators_able(connection: Connection, directory: Directory, home: str, now: datetime) -> list[str]:
    """Administrators over `home` who are here today and can sign in, by PIN, code or the operating system."""
    held = credentials_in(connection)
    return [
        account
        for account in directory.holders([Role.ADMINISTRATOR], home, now.astimezone().date())
        if directory.people[account].os_account or held.get(account, Credential(account)).can_sign_in(now)
    ]


def _stated_digests(connection: Connection, account: str | None = None) -> dict[str, tuple[str, str]]:
    """Account → the last act that gave it a hash: its kind and the hash's digest."""
    from census_app.workspace.acts import iterate

    found: dict[str, tuple[int, str, str]] = {}
    for act in iterate(connection, kinds=[PIN_CHANGED], subject=account):
        found[act.subject] = (act.seq, act.kind, act.payload["digest"])
    for act in iterate(connection, kinds=[CODES_ISSUED]):
        for name, digest in act.payload["accounts"].items():
            if found.get(name, (0, "", ""))[0] < act.seq:
                found[name] = (act.seq, act.kind, digest)
    return {name: (kind, digest) for name, (_, kind, digest) in found.items()}


def _agrees(held: Credential, stated: tuple[str, str] | None) -> bool:
    """Whether exactly the hash the acts speak of is stored, and no other beside it."""
    kind, digest = stated or ("", "")
    expected, other = (held.pin_hash, held.code_hash) if kind == PIN_CHANGED else (held.code_hash, held.pin_hash)
    return not other and (not expected or stated_digest(expected) == digest)


def _put(connection: Connection, rows: list[dict[str, object]]) -> None:
    statement = insert(credentials)
    new = {name: statement.excluded[name] for name in rows[0] if name != "account"}
    connection.execute(statement.on_conflict_do_update(index_elements=["account"], set_=new), rows)


def _update(connection: Connection, account: str, **values: object) -> None:
    connection.execute(update(credentials).where(credentials.c.account == account).values(**values))
