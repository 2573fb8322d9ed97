"""Whom this place believes: public keys and revocations as data files in a folder."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from census_app.foundation.errors import BadInput
from census_app.foundation.files import write_text
from census_app.rulebook.signing.private_keys import endorsement_message
from census_app.rulebook.signing.public_keys import SUFFIX, KeyId, PublicKey, digits_of, in_groups, read_public_key

REVOKED_SUFFIX = ".revoked.json"
_MOST_KEYS = 1000


class Revocation(BaseModel):
    """From this day on nothing the key signed is believed, whenever it says it was signed."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    key_id: KeyId
    since: date
    reason: str

    def text(self) -> str:
        """The revocation file's content."""
        return json.dumps(self.model_dump(mode="json"), ensure_ascii=False, indent=2) + "\n"


@dataclass(frozen=True)
class KeyStanding:
    """A key somebody trusted, and why it is not believed now (empty when it is).

    `valid_until` is its last day in ISO form, empty where its file is lost.
    """

    key_id: str
    issuer: str
    fault: str
    valid_until: str

    def as_json(self) -> dict[str, str | bool]:
        """The command line's JSON object."""
        return {**self.__dict__, "fingerprint": in_groups(self.key_id), "believed": not self.fault}

    def lines(self) -> list[str]:
        """The standing in Chinese lines."""
        until = f"，到 {self.valid_until} 为止" if self.valid_until else ""
        return [f"{'不信' if self.fault else '信任'}  {self.issuer}{until}", f"      {in_groups(self.key_id)}"] + (
            [f"      {self.fault}"] if self.fault else []
        )


@dataclass(frozen=True)
class TrustedKeys:
    """Trusted public keys and revocations, by key id; `TrustedKeys()` believes nobody."""

    keys: Mapping[str, PublicKey] = field(default_factory=dict)
    revoked: Mapping[str, Revocation] = field(default_factory=dict)

    @classmethod
    def of(cls, *keys: PublicKey) -> TrustedKeys:
        """These keys, none revoked."""
        return cls({key.key_id: key for key in keys})

    def standing(self, key_id: str, today: date) -> str:
        """Why the key is not believed today, as a sentence; empty when it is."""
        key, revoked = self.keys.get(key_id), self.revoked.get(key_id)
        if key is None:
            return f"不认识公钥 {in_groups(key_id)}"
        if revoked is not None and revoked.since <= today:
            return f"{key.issuer} 的公钥已于 {revoked.since} 吊销：{revoked.reason}"
        if today < key.valid_from:
            return f"{key.issuer} 的公钥从 {key.valid_from} 起才有效，今天是 {today}"
        if today > key.valid_until:
            return f"{key.issuer} 的公钥已于 {key.valid_until} 到期，今天是 {today}"
        return ""

    def standings(self, today: date) -> list[KeyStanding]:
        """Every key in order of its owner, with its standing."""
        ordered = sorted(self.keys.values(), key=lambda key: (key.issuer, key.valid_from, key.key_id))
        return [
            KeyStanding(key.key_id, key.issuer, self.standing(key.key_id, today), key.valid_until.isoformat())
            for key in ordered
        ]

    def vouched(self, key: PublicKey, today: date) -> bool:
        """Whether a key believed today endorsed this one."""
        given = key.endorsed_by
        if given is None or self.standing(given.key_id, today):
            return False
        message = endorsement_message(key, given.key_id, given.endorsed_on)
        return self.keys[given.key_id].signed(message, given.signature)

    def relying_on(self, key_id: str) -> list[PublicKey]:
        """Trusted keys that carry the endorsement of this one."""
        return [key for key in self.keys.values() if key.endorsed_by and key.endorsed_by.key_id == key_id]


def read_trusted(folder: Path) -> TrustedKeys:
    """The keys and revocations of a folder, none when there is no folder; a file that cannot be read is refused."""
    return TrustedKeys(
        {key.key_id: key for key in map(read_public_key, _files(folder, SUFFIX))},
        {revoked.key_id: revoked for revoked in map(_revocation, _files(folder, REVOKED_SUFFIX))},
    )


def check_trustworthy(trusted: TrustedKeys, key: PublicKey, spoken: str | None, today: date) -> str:
    """Whether `endorsement` or `fingerprint` makes the key trustworthy; `BadInput` when neither does.

    `spoken` is the fingerprint the owner read out over another channel.
    """
    if (revoked := trusted.revoked.get(key.key_id)) is not None:
        raise BadInput(f"{key.issuer} 的这个公钥已吊销：{revoked.reason}", "向对方要新的公钥")
    if today > key.valid_until:
        raise BadInput(f"{key.issuer} 的公钥已于 {key.valid_until} 到期", "向对方要新的公钥")
    if spoken is not None:
        if digits_of(spoken) != key.key_id:
            raise BadInput(
                "指纹不符：这个文件不是对方读的那一把公钥", "先不要信任；请对方重读一遍，仍不符就重新取公钥文件"
            )
        return "fingerprint"
    if trusted.vouched(key, today):
        return "endorsement"
    raise BadInput(
        f"还不能信任 {key.issuer} 的公钥：没有已信任的公钥为它背书",
        "打电话请对方读出指纹，用 --fingerprint 填上听到的数字",
    )


def add_key(folder: Path, key: PublicKey) -> Path:
    """The folder trusts the key."""
    target = folder / f"{key.key_id}{SUFFIX}"
    write_text(target, key.text())
    return target


def add_revocation(folder: Path, revocation: Revocation) -> Path:
    """The folder knows the key as revoked."""
    target = folder / f"{revocation.key_id}{REVOKED_SUFFIX}"
    write_text(target, revocation.text())
    return target


def revocation_of(trusted: TrustedKeys, spoken: str, since: date, reason: str) -> Revocation:
    """The revocation of a key known here; `BadInput` for a key never trusted, one revoked before, or no reason."""
    key_id = digits_of(spoken)
    if key_id not in trusted.keys:
        raise BadInput(f"这里没有信任过公钥 {in_groups(key_id)}", "用 census pack keys list 查看信任的公钥")
    if (former := trusted.revoked.get(key_id)) is not None and former.since <= since:
        raise BadInput(f"这个公钥已从 {former.since} 起吊销：{former.reason}", "不用再吊销")
    if not reason.strip():
        raise BadInput("吊销要写明理由", "例如：保管人调离、私钥遗失")
    return Revocation(key_id=key_id, since=since, reason=reason.strip())


def _files(folder: Path, suffix: str) -> Iterable[Path]:
    files = sorted(folder.glob(f"*{suffix}")) if folder.is_dir() else []
    if len(files) > _MOST_KEYS:
        raise BadInput(f"{folder} 里有 {len(files)} 个公钥文件", "检查是不是选错了文件夹")
    return [file for file in files if not file.name.startswith(".")]


def _revocation(path: Path) -> Revocation:
    try:
        return Revocation.model_validate_json(path.read_bytes())
    except (ValidationError, OSError) as error:
        raise BadInput(f"吊销文件读不出来：{path}", "从备份恢复这个文件；读不出来之前什么都不信任") from error
