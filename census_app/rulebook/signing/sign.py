"""Signing a pack."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path

from census_app.foundation.errors import BadInput
from census_app.foundation.files import publish
from census_app.rulebook.excel.package import is_workbook
from census_app.rulebook.overrides import is_override, load_override
from census_app.rulebook.pack_files.opening import SIGNATURE, is_pack_file, read_contents
from census_app.rulebook.pack_files.stored_zip import pack_zip
from census_app.rulebook.packs import load_pack
from census_app.rulebook.signing.manifest import SignatureManifest, digests, read_manifest
from census_app.rulebook.signing.private_keys import SigningKey

_UNSIGNED = "0" * 128


def sign_pack(
    path: Path, key: SigningKey, now: datetime, *, out: Path | None = None, expires: date | None = None
) -> SignatureManifest:
    """The pack at `path`, a whole one or one of overrides, or its copy as a zip at `out`, carries the key's signature
    of every byte of it.

    A pack has one signature: a former one is replaced, so a province that signs a pack again answers for it alone.
    Refused: a pack that does not load, files that do not belong in a pack, a key outside its validity.
    """
    _check_dates(key, now, expires)
    if is_workbook(path):
        raise BadInput(f"Excel 形式的规则包不能签名：{path}", "先导出成文件夹或 zip，再签名")
    contents = read_contents(path)
    strangers = [name for name in contents if not is_pack_file(name)]
    if strangers:
        raise BadInput(f"规则包 {path} 里有不该有的文件：{'、'.join(strangers[:5])}", "删掉后再签名")
    pack = load_override(path) if is_override(path) else load_pack(path)
    unsigned = SignatureManifest(
        pack=pack.manifest.id,
        version=pack.manifest.version,
        key_id=key.public.key_id,
        signer=key.public.issuer,
        signed_at=now.astimezone(UTC).replace(microsecond=0),
        expires=expires,
        files=digests(contents),
        signature=_UNSIGNED,
    )
    manifest = unsigned.model_copy(update={"signature": key.sign(unsigned.message())})
    _write(path, out, contents, manifest)
    return manifest


def signer_of(path: Path) -> str:
    """The name in the signature the pack carries now; empty without one. Nothing is checked."""
    manifest = read_manifest(_contents(path).get(SIGNATURE, b""))
    return "" if manifest is None else manifest.signer


def _contents(path: Path) -> dict[str, bytes]:
    if path.suffix.lower() == ".xlsx":
        raise BadInput(f"Excel 形式的规则包不能签名：{path}", "先用 census pack export 写成 zip 或文件夹，再签名")
    return read_contents(path)


def _check_dates(key: SigningKey, now: datetime, expires: date | None) -> None:
    today, public = now.date(), key.public
    if not public.valid_from <= today <= public.valid_until:
        raise BadInput(
            f"{public.issuer} 的钥匙在 {public.valid_from} 至 {public.valid_until} 有效，今天是 {today}",
            "用 census pack keys rotate 换一把新钥匙，或校正本机时钟",
        )
    if expires is not None and expires < today:
        raise BadInput(f"签名的到期日 {expires} 已经过去", "到期日应在今天或以后")


def _write(path: Path, out: Path | None, contents: Mapping[str, bytes], manifest: SignatureManifest) -> None:
    if out is None and path.is_dir():
        target, content = path / SIGNATURE, manifest.content()
    else:
        target, content = out or path, pack_zip({**contents, SIGNATURE: manifest.content()})
    if out is not None and (out.suffix.lower() != ".zip" or out.exists()):
        raise BadInput(f"签名后的规则包要写成新的 .zip：{out}", "换一个以 .zip 结尾、还不存在的文件名")
    with publish(target) as temporary:
        temporary.write_bytes(content)
