"""Private keys: an encrypted PEM beside the public key file; made, opened, never shown."""

from __future__ import annotations

import hashlib
import os
import unicodedata
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from census_app.foundation.canonical import canonical_json
from census_app.foundation.errors import BadInput
from census_app.foundation.files import publish, said_plainly, write_text
from census_app.rulebook.signing.public_keys import SUFFIX, Endorsement, PublicKey, read_public_key

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

PRIVATE_SUFFIX = ".private.pem"
SHORTEST_PASSPHRASE = 12
_LARGEST_FILE = 100_000
# The PEM's own derivation takes 2,048 rounds only, so guesses would be cheap; this one costs 32 MB and 0.1 s each.
_SCRYPT = {"n": 1 << 15, "r": 8, "p": 1, "maxmem": 64 << 20, "dklen": 32}
_ENDORSEMENT = b"census key endorsement 1\n"


@dataclass(frozen=True)
class SigningKey:
    """An opened private key with its public side."""

    public: PublicKey
    secret: Ed25519PrivateKey

    def sign(self, message: bytes) -> str:
        """The message's signature as 128 hexadecimal digits."""
        return self.secret.sign(message).hex()

    def endorse(self, newer: PublicKey, today: date) -> PublicKey:
        """The newer key with this key's word for it."""
        message = endorsement_message(newer, self.public.key_id, today)
        given = Endorsement(key_id=self.public.key_id, endorsed_on=today, signature=self.sign(message))
        return newer.model_copy(update={"endorsed_by": given})


def endorsement_message(newer: PublicKey, older_id: str, endorsed_on: date) -> bytes:
    """What an older key signs to vouch for a newer one."""
    stated = {"key": newer.facts, "endorsed_by": older_id, "endorsed_on": endorsed_on.isoformat()}
    return _ENDORSEMENT + canonical_json(stated).encode()


def generate_key(issuer: str, valid_from: date, valid_until: date) -> SigningKey:
    """A new key, in memory only."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    secret = Ed25519PrivateKey.generate()
    public = secret.public_key().public_bytes_raw().hex()
    try:
        key = PublicKey(issuer=issuer, public_key=public, valid_from=valid_from, valid_until=valid_until)
    except ValidationError as error:
        detail = error.errors(include_url=False)[0]["msg"].removeprefix("Value error, ")
        raise BadInput(f"签发单位或有效期不对：{detail}", "写单位全称；止日不早于起日") from error
    return SigningKey(key, secret)


def write_key(key: SigningKey, private: Path, passphrase: str) -> Path:
    """`private` holds the encrypted key, readable by its owner only, and the returned file its public side.

    Nothing is overwritten, and no private key is put into a workspace: those are copied and backed up.
    """
    from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, PrivateFormat

    public = _public_beside(private)
    check_new_place(private)
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise BadInput(f"口令太短：至少 {SHORTEST_PASSPHRASE} 个字符", "用几个不相干的词连成一句，容易记、难猜")
    encryption = BestAvailableEncryption(_stretched(passphrase, key.public))
    content = key.secret.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption)
    with publish(private) as temporary:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
    try:
        write_text(public, key.public.text())
    except BaseException:
        private.unlink()
        raise
    return public


def check_new_place(private: Path) -> None:
    """`BadInput` when a key cannot be written here; asked before the passphrase is."""
    for file in (private, _public_beside(private)):
        if file.exists():
            raise BadInput(f"文件已经存在：{file}", "换一个名字；钥匙从不覆盖")
    for folder in private.absolute().parents:
        if (folder / "workspace.db").exists():
            raise BadInput(f"私钥不能放在工作区里：{private}", "工作区会被备份和拷贝；放到只有签发人能打开的地方")


def open_key(private: Path, passphrase: str) -> SigningKey:
    """The key in an encrypted PEM, whose public key file lies beside it; `BadInput` says what is wrong in words."""
    beside, pem = _public_beside(private), _pem(private)
    public = read_public_key(beside)
    secret = _decrypted(private, pem, _stretched(passphrase, public))
    if secret.public_key().public_bytes_raw().hex() != public.public_key:
        raise BadInput(f"{private} 与旁边的公钥文件不是一对", "把同一次生成的两个文件放在一起")
    return SigningKey(public, secret)


def _public_beside(private: Path) -> Path:
    if not private.name.endswith(PRIVATE_SUFFIX):
        raise BadInput(f"私钥文件名要以 {PRIVATE_SUFFIX} 结尾：{private}", f"例如 省公司{PRIVATE_SUFFIX}")
    return private.with_name(private.name.removesuffix(PRIVATE_SUFFIX) + SUFFIX)


def _pem(private: Path) -> bytes:
    if not private.is_file():
        raise BadInput(f"没有这个私钥文件：{private}", "检查路径")
    with said_plainly(private):
        if private.stat().st_size > _LARGEST_FILE:
            raise BadInput(f"{private} 太大，不是私钥文件", "选 census pack keys new 生成的文件")
        return private.read_bytes()


def _decrypted(private: Path, content: bytes, password: bytes) -> Ed25519PrivateKey:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    if b"-----BEGIN ENCRYPTED PRIVATE KEY-----" not in content:
        raise BadInput(f"{private} 不是加了口令的私钥", "选 census pack keys new 生成的文件；没有口令的私钥不收")
    with suppress(ValueError, TypeError, UnsupportedAlgorithm):
        secret = load_pem_private_key(content, password)
        if isinstance(secret, Ed25519PrivateKey):
            return secret
        raise BadInput(f"{private} 不是 Ed25519 私钥", "选 census pack keys new 生成的文件")
    raise BadInput(f"打不开私钥 {private}：口令不对，或文件已损坏", "核对口令的大小写和输入法；仍打不开就用备份的文件")


def _stretched(passphrase: str, public: PublicKey) -> bytes:
    """The passphrase made costly to guess; salted with the public key, so no two keys share the work."""
    salt = bytes.fromhex(public.public_key)
    same_letters = unicodedata.normalize("NFC", passphrase)
    return hashlib.scrypt(same_letters.encode(), salt=salt, **_SCRYPT).hex().encode()
