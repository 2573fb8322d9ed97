"""Public keys: whose they are, how long they hold, and a fingerprint that can be read over the telephone."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from census_app.foundation.canonical import canonical_json
from census_app.foundation.errors import BadInput
from census_app.foundation.files import said_plainly

SUFFIX = ".public.json"
FINGERPRINT_DIGITS = 40
_GROUP = 5
_LARGEST_FILE = 100_000
_LONGEST_ISSUER = 100


def _readable(name: str) -> str:
    """A name that looks on the screen as it is: no control or direction characters, nothing blank."""
    if not name.strip() or name != name.strip() or len(name) > _LONGEST_ISSUER:
        raise ValueError("名称为空、过长或两头有空格")
    if any(unicodedata.category(character)[0] in "CZ" and character != " " for character in name):
        raise ValueError("名称里有看不见的字符")
    return name


Issuer = Annotated[str, AfterValidator(_readable)]
KeyId = Annotated[str, Field(pattern=rf"^[0-9]{{{FINGERPRINT_DIGITS}}}$")]
Signed = Annotated[str, Field(pattern=r"^[0-9a-f]{128}$")]


class Endorsement(BaseModel):
    """The word of an older key for this one: its fingerprint, the day it says it did it, and its signature."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    key_id: KeyId
    endorsed_on: date
    signature: Signed


class PublicKey(BaseModel):
    """A public key with its owner's name and the days, both included, between which it is to be believed."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    census_public_key: Literal[1] = 1
    issuer: Issuer
    public_key: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    valid_from: date
    valid_until: date
    endorsed_by: Endorsement | None = None

    @model_validator(mode="after")
    def _in_order(self) -> PublicKey:
        if self.valid_until < self.valid_from:
            raise ValueError("有效期的止日早于起日")
        return self

    @property
    def facts(self) -> dict[str, object]:
        """What the fingerprint covers: everything but the endorsement."""
        return self.model_dump(mode="json", exclude={"endorsed_by"})

    @property
    def key_id(self) -> str:
        """Forty digits that stand for the key, its owner's name and its validity together."""
        digest = hashlib.sha256(canonical_json(self.facts).encode()).digest()
        return str(int.from_bytes(digest) % 10**FINGERPRINT_DIGITS).zfill(FINGERPRINT_DIGITS)

    @property
    def fingerprint(self) -> str:
        """The key's number in groups of five, as it is read aloud."""
        return in_groups(self.key_id)

    def signed(self, message: bytes, signature: str) -> bool:
        """Whether this key signed the message."""
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

        try:
            key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(self.public_key))
            key.verify(bytes.fromhex(signature), message)
        except (InvalidSignature, ValueError):
            return False
        return True

    def text(self) -> str:
        """The key file's content."""
        return json.dumps(self.model_dump(mode="json"), ensure_ascii=False, indent=2) + "\n"

    def lines(self) -> list[str]:
        """The key in Chinese lines."""
        lines = [f"{self.issuer}，{self.valid_from} 至 {self.valid_until} 有效", f"指纹  {self.fingerprint}"]
        if self.endorsed_by is not None:
            lines.append(f"由旧公钥背书  {in_groups(self.endorsed_by.key_id)}")
        return lines


def in_groups(key_id: str) -> str:
    """Forty digits in eight groups of five."""
    return " ".join(key_id[start : start + _GROUP] for start in range(0, len(key_id), _GROUP))


def digits_of(spoken: str) -> str:
    """A fingerprint as somebody typed it, without spaces and hyphens; `BadInput` unless it is forty digits."""
    digits = "".join(unicodedata.normalize("NFKC", spoken).replace("-", " ").split())
    if len(digits) != FINGERPRINT_DIGITS or not (digits.isascii() and digits.isdecimal()):
        raise BadInput(
            f"指纹要写 {FINGERPRINT_DIGITS} 位数字，这里是 {len(digits)} 个字符", "照对方读出的八组、每组五位填写"
        )
    return digits


def read_public_key(path: Path) -> PublicKey:
    """The public key in a file; `BadInput` says in words what else it is."""
    with said_plainly(path):
        content = _bytes_of(path)
    if b"PRIVATE KEY" in content:
        raise BadInput(f"{path} 是私钥，不是公钥", f"私钥不外传；这里要的是 {SUFFIX} 结尾的公钥文件")
    try:
        return PublicKey.model_validate_json(content)
    except ValidationError as error:
        raise BadInput(f"{path} 不是公钥文件：{_first_fault(error)}", f"向签发单位要 {SUFFIX} 结尾的文件") from error


def _bytes_of(path: Path) -> bytes:
    if not path.is_file():
        raise BadInput(f"没有这个公钥文件：{path}", "检查路径")
    if path.stat().st_size > _LARGEST_FILE:
        raise BadInput(f"{path} 太大，不是公钥文件", f"公钥文件以 {SUFFIX} 结尾，不到 1 KB")
    return path.read_bytes()


def _first_fault(error: ValidationError) -> str:
    fault = error.errors(include_url=False)[0]
    where = ".".join(str(part) for part in fault["loc"])
    if fault["type"] == "json_invalid":
        return "内容不是完整的 JSON"
    if fault["type"] == "missing":
        return f"缺少 {where}"
    if fault["type"] == "value_error":
        return str(fault["ctx"]["error"]) if "ctx" in fault else str(fault["msg"])
    return f"{where or '内容'} 不对"
