"""The public keys a workspace trusts: files in `keys/`, each bound by an act.

A file without an act does not exist, so a key dropped into the folder is not believed; a revocation stands in the acts
themselves, so deleting its file does not bring a key back.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from census_app.foundation.canonical import sha256_file
from census_app.foundation.database import reading
from census_app.foundation.files import write_text
from census_app.rulebook.signing.public_keys import SUFFIX, PublicKey, read_public_key
from census_app.rulebook.signing.trust import (
    KeyStanding,
    Revocation,
    TrustedKeys,
    add_revocation,
    check_trustworthy,
    revocation_of,
)
from census_app.rulebook.signing.verify import verify_pack
from census_app.workspace.acts import Act, append, list_acts
from census_app.workspace.people.permissions import require
from census_app.workspace.schema import acts

if TYPE_CHECKING:
    from census_app.rulebook.signing.verification import Verification
    from census_app.workspace.workspace import Workspace

KEY_TRUSTED = "key.trusted"
KEY_REVOKED = "key.revoked"


def keys_folder(workspace: Workspace) -> Path:
    """Where the workspace keeps public keys."""
    return workspace.folder / "keys"


def trusted_keys(workspace: Workspace) -> TrustedKeys:
    """The keys whose file is the one that was trusted, and every revocation."""
    keys = {}
    for act in list_acts(workspace.engine, kinds=[KEY_TRUSTED]):
        path = _key_file(workspace, act.subject)
        if path.is_file() and sha256_file(path) == act.payload["sha256"]:
            keys[act.subject] = read_public_key(path)
    revoked = [
        Revocation(key_id=act.subject, since=date.fromisoformat(act.payload["since"]), reason=act.payload["reason"])
        for act in list_acts(workspace.engine, kinds=[KEY_REVOKED])
    ]
    earliest = sorted(revoked, key=lambda revocation: revocation.since, reverse=True)
    return TrustedKeys(keys, {revocation.key_id: revocation for revocation in earliest})


def trust_key(
    workspace: Workspace,
    key: PublicKey,
    *,
    spoken: str | None = None,
    actor: str | None = None,
    now: datetime | None = None,
) -> Act:
    """The workspace believes the key from now on; `spoken` is the fingerprint its owner read out.

    Without it the key must carry the endorsement of a key believed already.
    """
    require(workspace, "pack.trust")
    moment = now or datetime.now().astimezone()
    how = check_trustworthy(trusted_keys(workspace), key, spoken, moment.date())
    path = _key_file(workspace, key.key_id)
    write_text(path, key.text())
    payload = {
        "issuer": key.issuer,
        "valid_from": key.valid_from.isoformat(),
        "valid_until": key.valid_until.isoformat(),
        "how": how,
        "sha256": sha256_file(path),
    }
    return append(workspace.engine, KEY_TRUSTED, key.key_id, payload, actor=actor, now=moment)


def revoke_key(
    workspace: Workspace,
    spoken: str,
    since: date,
    reason: str,
    *,
    actor: str | None = None,
    now: datetime | None = None,
) -> Act:
    """Nothing the key signed is believed from that day on, whatever date the signatures bear."""
    require(workspace, "pack.trust")
    trusted = trusted_keys(workspace)
    revocation = revocation_of(trusted, spoken, since, reason)
    issuer = trusted.keys[revocation.key_id].issuer
    payload = {"issuer": issuer, "since": revocation.since.isoformat(), "reason": revocation.reason}
    act = append(workspace.engine, KEY_REVOKED, revocation.key_id, payload, actor=actor, now=now)
    add_revocation(keys_folder(workspace), revocation)
    return act


def key_standings(workspace: Workspace, today: date) -> list[KeyStanding]:
    """Every key ever trusted here, in that order, with its standing."""
    trusted = trusted_keys(workspace)
    issuers = {act.subject: str(act.payload["issuer"]) for act in list_acts(workspace.engine, kinds=[KEY_TRUSTED])}
    return [
        KeyStanding(key_id, issuer, _fault(trusted, key_id, today), _last_day(trusted, key_id))
        for key_id, issuer in issuers.items()
    ]


def _last_day(trusted: TrustedKeys, key_id: str) -> str:
    key = trusted.keys.get(key_id)
    return key.valid_until.isoformat() if key else ""


def verify_for(workspace: Workspace, path: Path, now: datetime | None = None) -> Verification:
    """`verify_pack` for a workspace: its keys, and a time not before its newest act.

    So a clock set back does not bring an expired signature to life.
    """
    moment = now or datetime.now().astimezone()
    with reading(workspace.engine) as connection:
        newest = connection.execute(select(func.max(acts.c.at))).scalar()
    latest = datetime.fromisoformat(newest) if newest else moment.astimezone(UTC)
    return verify_pack(path, trusted_keys(workspace), max(moment, latest.astimezone(moment.tzinfo)))


def _key_file(workspace: Workspace, key_id: str) -> Path:
    return keys_folder(workspace) / f"{key_id}{SUFFIX}"


def _fault(trusted: TrustedKeys, key_id: str, today: date) -> str:
    if key_id not in trusted.keys and key_id not in trusted.revoked:
        return f"keys 文件夹里的 {key_id}{SUFFIX} 不见了或被改过；从备份恢复，或重新信任"
    return trusted.standing(key_id, today)
