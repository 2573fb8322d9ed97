"""What came of checking a pack's signature."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from census_app.foundation.errors import BadInput
from census_app.rulebook.signing.public_keys import in_groups


class Status(StrEnum):
    """The outcomes; only `SIGNED` is trusted, and only `UNSIGNED` may be accepted by somebody's explicit yes."""

    SIGNED = "signed"
    UNSIGNED = "unsigned"
    TAMPERED = "tampered"
    UNKNOWN_SIGNER = "unknown_signer"
    REVOKED = "revoked"
    KEY_NOT_VALID = "key_not_valid"
    EXPIRED = "expired"
    SIGNED_LATER = "signed_later"


_NAMES = {
    Status.SIGNED: "签名可信",
    Status.UNSIGNED: "未签名",
    Status.TAMPERED: "签名后被改动",
    Status.UNKNOWN_SIGNER: "签名人不在信任之列",
    Status.REVOKED: "签名的钥匙已吊销",
    Status.KEY_NOT_VALID: "签名的钥匙不在有效期内",
    Status.EXPIRED: "签名已到期",
    Status.SIGNED_LATER: "签名时间晚于现在",
}

_ADVICE = {
    Status.UNSIGNED: "请签发单位签名；一定要用未签名的包，须明确同意",
    Status.TAMPERED: "不要使用；向签发单位重新要一份原文件",
    Status.UNKNOWN_SIGNER: "确认对方身份后用 census pack keys trust 信任它的公钥",
    Status.REVOKED: "请签发单位用新的钥匙重新签名",
    Status.KEY_NOT_VALID: "校正本机时钟；时钟没错就请签发单位用新的钥匙重新签名",
    Status.EXPIRED: "向签发单位要新版本；或校正本机时钟",
    Status.SIGNED_LATER: "校正本机时钟；时钟没错就不要使用这个包",
}


@dataclass(frozen=True)
class Verification:
    """The outcome for one pack. `reason` is a sentence; `signer` is a claim unless the status is `SIGNED`.

    `sha256` stands for the names and bytes of the pack's files without the signature, in a folder as in a zip.
    """

    status: Status
    reason: str
    sha256: str
    pack: str = ""
    version: str = ""
    key_id: str = ""
    signer: str = ""
    signed_at: str = ""
    expires: date | None = None

    @property
    def trusted(self) -> bool:
        """Whether somebody believed here answers for every byte."""
        return self.status is Status.SIGNED

    @property
    def advice(self) -> str:
        """What to do about it; empty when trusted."""
        return _ADVICE.get(self.status, "")

    def refuse_unless_trusted(self, *, unsigned_accepted: bool = False) -> None:
        """`BadInput` with the reason; an unsigned pack passes when somebody said yes to it, a bad signature never."""
        if self.trusted or (unsigned_accepted and self.status is Status.UNSIGNED):
            return
        raise BadInput(self.reason, self.advice)

    def as_json(self) -> dict[str, Any]:
        """The command line's JSON object."""
        fields = {**self.__dict__, "expires": self.expires.isoformat() if self.expires else None}
        return {**fields, "trusted": self.trusted, "advice": self.advice}

    def lines(self) -> list[str]:
        """The outcome in Chinese lines."""
        lines = [f"{_NAMES[self.status]}：{self.reason}"]
        if self.key_id:
            lines.append(f"公钥指纹  {in_groups(self.key_id)}")
        lines.append(f"内容校验值  {self.sha256}")
        return [*lines, self.advice] if self.advice else lines
