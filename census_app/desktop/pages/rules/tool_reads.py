"""What is asked and done about pack files and keys, as plain functions that run on a worker."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

from census_app.desktop.core_errors import advised
from census_app.desktop.opened import opened
from census_app.desktop.pages.rules.reads import Ground

_VALIDITY = timedelta(days=730)


def compare_with(ground: Ground, pack: Path) -> list[str]:
    """What the pack says differently from what is in force, in lines; an override is laid over the base in force."""
    from census_app.rulebook.differences import differences, lines
    from census_app.rulebook.overrides import apply_overrides, is_override, load_override
    from census_app.rulebook.packs import load_pack

    present = ground.composed
    if is_override(pack):
        override = load_override(pack)
        others = [one for one in present.overrides if one.manifest.id != override.manifest.id]
        other = apply_overrides(present.base, [*others, override])
        return [f"{present.base_entry.label} ＋ {override.manifest.id} {override.manifest.version}", "",
                *lines(differences(present.pack, other))]  # fmt: skip
    other = apply_overrides(load_pack(pack), present.overrides)
    head = f"{present.base_entry.label} → {other.manifest.id} {other.manifest.version}"
    return [head, "", *lines(differences(present.pack, other))]


def verification_of(folder: Path, pack: Path) -> list[str]:
    """Who signed the pack, whether it was changed since, whether this workspace believes it."""
    from census_app.workspace.pack_life.trusted_keys import verify_for

    with opened(folder) as workspace:
        return [advised(line) for line in verify_for(workspace, pack).lines()]


def sign(pack: Path, key: Path, passphrase: str, out: Path | None) -> list[str]:
    """The pack is signed; what it was signed with, in lines."""
    from census_app.rulebook.signing.private_keys import open_key
    from census_app.rulebook.signing.public_keys import in_groups
    from census_app.rulebook.signing.sign import sign_pack

    manifest = sign_pack(pack, open_key(key, passphrase), datetime.now().astimezone(), out=out)
    return [
        f"{manifest.signer} 已签名：{manifest.pack} {manifest.version}，{len(manifest.files)} 个文件",
        f"公钥指纹  {in_groups(manifest.key_id)}",
        str(out or pack),
    ]


def key_lines(folder: Path) -> list[str]:
    """Every key ever trusted here with its standing."""
    from census_app.workspace.pack_life.trusted_keys import key_standings

    with opened(folder) as workspace:
        return [line for one in key_standings(workspace, date.today()) for line in one.lines()]


def trust(folder: Path, file: Path, spoken: str) -> list[str]:
    """The key in the file is believed; `spoken` is the fingerprint its owner read out, empty for an endorsed key."""
    from census_app.rulebook.signing.public_keys import read_public_key
    from census_app.workspace.pack_life.trusted_keys import trust_key

    key = read_public_key(file)
    with opened(folder) as workspace:
        trust_key(workspace, key, spoken=spoken or None)
    return list(key.lines())


def revoke(folder: Path, fingerprint: str, reason: str) -> None:
    """Nothing the key signed is believed from today on."""
    from census_app.workspace.pack_life.trusted_keys import revoke_key

    with opened(folder) as workspace:
        revoke_key(workspace, fingerprint, date.today(), reason)


def make_key(private: Path, issuer: str, passphrase: str) -> list[str]:
    """A new pair of keys stands in the file and beside it; both in lines."""
    from census_app.rulebook.signing.private_keys import check_new_place, generate_key, write_key

    check_new_place(private)
    key = generate_key(issuer, date.today(), date.today() + _VALIDITY)
    public = write_key(key, private, passphrase)
    return [*key.public.lines(), f"私钥  {private}", f"公钥  {public}"]
