"""Is a pack what a trusted signer signed?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

from census_app.foundation.canonical import sha256_file
from census_app.foundation.errors import BadInput
from census_app.rulebook.excel.package import is_workbook
from census_app.rulebook.pack_files.opening import MANIFEST, SIGNATURE, read_contents
from census_app.rulebook.pack_files.stored_zip import pack_zip
from census_app.rulebook.signing.manifest import SignatureManifest, content_digest, digests, read_manifest
from census_app.rulebook.signing.public_keys import PublicKey, in_groups
from census_app.rulebook.signing.trust import TrustedKeys
from census_app.rulebook.signing.verification import Status, Verification
from census_app.rulebook.yaml_files.strict import read_yaml

# Two healthy clocks differ by less; more than this is a clock set back or an invented time.
_CLOCK_DIFFERENCE = timedelta(minutes=10)
_SHOWN_NAMES = 5


def verify_pack(path: Path, trusted: TrustedKeys, now: datetime) -> Verification:
    """What the pack's signature is worth at `now` (with time zone) to somebody who believes `trusted`.

    Never raises for a bad signature; `BadInput` only when the file is no pack at all (missing, damaged zip, hostile
    names). A signed zip must be, to the last byte, the zip that signing made: nothing hides between its files.
    """
    if is_workbook(path):
        return Verification(Status.UNSIGNED, f"规则包 {path} 是 Excel 形式，不能带签名", sha256_file(path))
    contents = read_contents(path)
    files = digests(contents)
    digest = content_digest(files)
    if SIGNATURE not in contents:
        return Verification(Status.UNSIGNED, f"规则包 {path} 里没有 {SIGNATURE}，无人为它负责", digest)
    manifest = read_manifest(contents[SIGNATURE])
    if manifest is None:
        return Verification(Status.TAMPERED, f"规则包 {path} 的 {SIGNATURE} 不完整或被改过", digest)
    if path.is_file() and path.read_bytes() != pack_zip(contents):
        changed = _changes(manifest.files, files) or "重新打包过或夹带了东西"
        return Verification(Status.TAMPERED, f"规则包 {path} 不是签名时的那个 zip：{changed}", digest)
    status, reason = _judged(manifest, contents, files, trusted, now)
    return Verification(
        status=status,
        reason=f"规则包 {path}：{reason}",
        sha256=digest,
        pack=manifest.pack,
        version=manifest.version,
        key_id=manifest.key_id,
        signer=manifest.signer,
        signed_at=manifest.signed_at.isoformat(),
        expires=manifest.expires,
    )


def _judged(
    manifest: SignatureManifest,
    contents: Mapping[str, bytes],
    files: Mapping[str, str],
    trusted: TrustedKeys,
    now: datetime,
) -> tuple[Status, str]:
    if changed := _changes(manifest.files, files) or _identity_fault(manifest, contents):
        return Status.TAMPERED, changed
    key = trusted.keys.get(manifest.key_id)
    if key is None:
        return Status.UNKNOWN_SIGNER, f"自称由 {manifest.signer} 签发，但不认识公钥 {in_groups(manifest.key_id)}"
    if manifest.signer != key.issuer or not key.signed(manifest.message(), manifest.signature):
        return Status.TAMPERED, f"签名不是 {key.issuer} 的钥匙所签"
    return _timely(manifest, trusted, now)


def _timely(manifest: SignatureManifest, trusted: TrustedKeys, now: datetime) -> tuple[Status, str]:
    """The signature is genuine; does it still count? `signed_at` is believed only against the signer."""
    today, key = now.date(), trusted.keys[manifest.key_id]
    signed_on = manifest.signed_at.astimezone(now.tzinfo).date()
    if fault := trusted.standing(manifest.key_id, today):
        revoked = trusted.revoked.get(manifest.key_id)
        return (Status.REVOKED if revoked and revoked.since <= today else Status.KEY_NOT_VALID), fault
    if manifest.signed_at > now + _CLOCK_DIFFERENCE:
        return Status.SIGNED_LATER, f"{key.issuer} 的签名写着 {signed_on}，本机时钟是 {today}"
    if not key.valid_from <= signed_on <= key.valid_until:
        return Status.KEY_NOT_VALID, f"签名写着 {signed_on}，不在 {key.issuer} 的钥匙有效期内"
    if manifest.expires is not None and today > manifest.expires:
        return Status.EXPIRED, f"{key.issuer} 的签名到 {manifest.expires} 为止，今天是 {today}"
    return Status.SIGNED, (
        f"{manifest.pack} {manifest.version} 由 {key.issuer} 于 {signed_on} 签发，{until_words(manifest, key)}"
    )


def until_words(manifest: SignatureManifest, key: PublicKey) -> str:
    """Until when the signature counts, in words: it never outlives the key it was made with."""
    if manifest.expires is not None and manifest.expires <= key.valid_until:
        return f"{manifest.expires} 到期"
    return f"{key.valid_until} 随钥匙到期"


def _changes(signed: Mapping[str, str], found: Mapping[str, str]) -> str:
    """Which files differ from what was signed, in words; empty when none does."""
    groups = {
        "多出": [name for name in found if name not in signed],
        "缺少": [name for name in signed if name not in found],
        "改过": [name for name in found if signed.get(name, found[name]) != found[name]],
    }
    return "；".join(f"{what} {_listed(names)}" for what, names in groups.items() if names)


def _listed(names: list[str]) -> str:
    more = f" 等 {len(names)} 个文件" if len(names) > _SHOWN_NAMES else ""
    return "、".join(names[:_SHOWN_NAMES]) + more


def _identity_fault(manifest: SignatureManifest, contents: Mapping[str, bytes]) -> str:
    """A signature names the pack and version it was made for; it must not vouch for another."""
    try:
        content = read_yaml(contents[MANIFEST].decode("utf-8-sig"), MANIFEST).content
    except (BadInput, UnicodeDecodeError):
        return f"{MANIFEST} 读不出来"
    stated = (content.get("id"), content.get("version")) if isinstance(content, dict) else (None, None)
    if stated == (manifest.pack, manifest.version):
        return ""
    return f"签名是给 {manifest.pack} {manifest.version} 的，包里写的是 {stated[0]} {stated[1]}"
