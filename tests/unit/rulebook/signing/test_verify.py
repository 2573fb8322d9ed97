"""A signature holds for exactly what was signed, by exactly whom, exactly as long as said."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from census_app.foundation.errors import BadInput
from census_app.rulebook.pack_files.opening import read_contents
from census_app.rulebook.pack_files.stored_zip import pack_zip
from census_app.rulebook.packs import load_pack
from census_app.rulebook.signing import PublicKey, Status, TrustedKeys, sign_pack, verify_pack
from census_app.rulebook.signing.manifest import read_manifest
from census_app.rulebook.signing.private_keys import SigningKey
from census_app.rulebook.signing.trust import Revocation

from .conftest import LAST, NOW, PACK


def _status(path: Path, key: SigningKey, now: datetime = NOW) -> Status:
    return verify_pack(path, TrustedKeys.of(key.public), now).status


def test_what_was_signed_is_trusted_as_folder_and_as_zip(signed: Path, signed_zip: Path, key: SigningKey) -> None:
    folder = verify_pack(signed, TrustedKeys.of(key.public), NOW)
    zipped = verify_pack(signed_zip, TrustedKeys.of(key.public), NOW)
    assert folder.trusted
    assert zipped.trusted
    assert (folder.sha256, folder.pack, folder.version) == (zipped.sha256, "sample", "1.2.0")
    assert folder.signer == "某省电力公司"
    folder.refuse_unless_trusted()
    assert load_pack(signed).manifest == load_pack(signed_zip).manifest


def test_every_byte_of_a_signed_zip_counts(signed_zip: Path, key: SigningKey, tmp_path: Path) -> None:
    """Bytes of the zip's framing too (times, attributes, lengths): a signed zip has one spelling only."""
    original, target = signed_zip.read_bytes(), tmp_path / "flipped.zip"
    believed = TrustedKeys.of(key.public)
    for position in range(len(original)):
        changed = bytearray(original)
        changed[position] ^= 1 << position % 8
        target.write_bytes(changed)
        assert not _believed(target, believed), position


def test_a_signed_zip_cut_or_lengthened_is_refused(signed_zip: Path, key: SigningKey, tmp_path: Path) -> None:
    original, target = signed_zip.read_bytes(), tmp_path / "cut.zip"
    believed = TrustedKeys.of(key.public)
    for length in range(0, len(original), 7):
        target.write_bytes(original[:length])
        assert not _believed(target, believed), length
    for changed in (original + b"x", b"x" + original, original + original):
        target.write_bytes(changed)
        assert not _believed(target, believed)


def _believed(path: Path, trusted: TrustedKeys) -> bool:
    try:
        return verify_pack(path, trusted, NOW).trusted
    except BadInput:
        return False


def test_every_byte_of_a_signed_folder_counts(signed: Path, key: SigningKey) -> None:
    for file in [file for file in signed.rglob("*") if file.is_file()]:
        original = file.read_bytes()
        for position in range(len(original)):
            changed = bytearray(original)
            changed[position] ^= 0x01
            file.write_bytes(changed)
            expected = Status.UNKNOWN_SIGNER if _names_another_key(bytes(changed), key) else Status.TAMPERED
            assert _status(signed, key) is expected, (file.name, position)
        file.write_bytes(original)
    assert _status(signed, key) is Status.SIGNED


def _names_another_key(content: bytes, key: SigningKey) -> bool:
    """One digit of the key id changed into another digit: the file is well formed and names a stranger."""
    manifest = read_manifest(content)
    return manifest is not None and manifest.key_id != key.public.key_id


def _add(folder: Path) -> None:
    (folder / "more" / "deep").mkdir()
    (folder / "more" / "deep" / "note.txt").write_text("", encoding="utf-8")


def _add_hidden(folder: Path) -> None:
    (folder / ".hidden").write_text("", encoding="utf-8")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (_add, "多出 more/deep/note.txt"),
        (_add_hidden, "多出 .hidden"),
        (lambda folder: (folder / "README.md").unlink(), "缺少 README.md"),
        (lambda folder: (folder / "README.md").rename(folder / "readme.md"), "多出 readme.md；缺少 README.md"),
        (lambda folder: (folder / "README.md").write_text("别的"), "改过 README.md"),
        (lambda folder: (folder / "pack.yaml").write_text(PACK.replace("1.2.0", "9.0.0")), "改过 pack.yaml"),
    ],
)
def test_files_added_removed_renamed_or_changed_are_named(
    signed: Path, key: SigningKey, change: Callable[[Path], object], words: str
) -> None:
    change(signed)
    verification = verify_pack(signed, TrustedKeys.of(key.public), NOW)
    assert verification.status is Status.TAMPERED
    assert words in verification.reason
    with pytest.raises(BadInput, match=words):
        verification.refuse_unless_trusted(unsigned_accepted=True)


def test_what_was_changed_in_a_zip_is_named(signed_zip: Path, key: SigningKey) -> None:
    contents = dict(read_contents(signed_zip))
    contents["README.md"] += b" "
    with zipfile.ZipFile(signed_zip, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    verification = verify_pack(signed_zip, TrustedKeys.of(key.public), NOW)
    assert verification.status is Status.TAMPERED
    assert "改过 README.md" in verification.reason


def test_a_zip_packed_again_is_refused_but_its_folder_is_good(
    signed_zip: Path, key: SigningKey, tmp_path: Path
) -> None:
    with zipfile.ZipFile(signed_zip) as archive:
        archive.extractall(tmp_path / "again")
    with zipfile.ZipFile(tmp_path / "again.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in read_contents(signed_zip).items():
            archive.writestr(name, content)
    assert _status(tmp_path / "again", key) is Status.SIGNED
    assert _status(tmp_path / "again.zip", key) is Status.TAMPERED
    (tmp_path / "zipped.zip").write_bytes(pack_zip(read_contents(tmp_path / "again")))
    assert (tmp_path / "zipped.zip").read_bytes() == signed_zip.read_bytes()


def test_links_in_a_folder_are_refused(signed: Path, key: SigningKey) -> None:
    (signed / "README.md").rename(signed.parent / "elsewhere.md")
    (signed / "README.md").symlink_to(signed.parent / "elsewhere.md")
    with pytest.raises(BadInput, match=r"链接：README\.md"):
        verify_pack(signed, TrustedKeys.of(key.public), NOW)


def test_an_unsigned_pack_passes_only_with_a_yes(pack: Path, key: SigningKey) -> None:
    verification = verify_pack(pack, TrustedKeys.of(key.public), NOW)
    assert verification.status is Status.UNSIGNED
    verification.refuse_unless_trusted(unsigned_accepted=True)
    with pytest.raises(BadInput, match=r"signature\.json"):
        verification.refuse_unless_trusted()


def test_the_same_name_with_another_key_is_a_stranger(pack: Path, key: SigningKey, stranger: SigningKey) -> None:
    sign_pack(pack, stranger, NOW)
    assert _status(pack, key) is Status.UNKNOWN_SIGNER


def test_a_key_id_borrowed_from_a_trusted_key_does_not_help(pack: Path, key: SigningKey, stranger: SigningKey) -> None:
    sign_pack(pack, SigningKey(key.public, stranger.secret), NOW)
    assert _status(pack, key) is Status.TAMPERED


def test_another_name_under_a_trusted_key_is_refused(signed: Path, key: SigningKey) -> None:
    text = (signed / "signature.json").read_text(encoding="utf-8")
    (signed / "signature.json").write_text(text.replace("某省电力公司", "国家电网公司"), encoding="utf-8")
    assert _status(signed, key) is Status.TAMPERED


def test_a_signature_does_not_vouch_for_another_pack(signed: Path, key: SigningKey, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(signed, other)
    (other / "pack.yaml").write_text(PACK.replace("id: sample", "id: other"), encoding="utf-8")
    sign_pack(other, key, NOW)
    shutil.copy(signed / "signature.json", other / "signature.json")
    assert _status(other, key) is Status.TAMPERED


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"a":' * 2000, b"9" * 5000, b" " * 2_000_000]
)
def test_a_signature_that_is_none_is_refused(signed: Path, key: SigningKey, content: bytes) -> None:
    (signed / "signature.json").write_bytes(content)
    assert _status(signed, key) is Status.TAMPERED


@pytest.mark.parametrize(
    ("now", "status"),
    [
        (NOW - timedelta(minutes=9), Status.SIGNED),
        (NOW - timedelta(minutes=11), Status.SIGNED_LATER),
        (datetime(2009, 1, 1, tzinfo=NOW.tzinfo), Status.KEY_NOT_VALID),
        (datetime(2027, 12, 31, 23, tzinfo=NOW.tzinfo), Status.SIGNED),
        (datetime(2028, 1, 1, 0, tzinfo=NOW.tzinfo), Status.KEY_NOT_VALID),
    ],
)
def test_a_signature_counts_while_its_key_does(signed: Path, key: SigningKey, now: datetime, status: Status) -> None:
    assert _status(signed, key, now) is status


def test_the_last_day_of_a_signature_still_counts(pack: Path, key: SigningKey) -> None:
    sign_pack(pack, key, NOW, expires=date(2026, 12, 1))
    assert _status(pack, key, NOW.replace(month=12, day=1)) is Status.SIGNED
    assert _status(pack, key, NOW.replace(month=12, day=2)) is Status.EXPIRED


def test_a_signature_is_said_to_last_no_longer_than_its_key(pack: Path, key: SigningKey) -> None:
    sign_pack(pack, key, NOW, expires=LAST + timedelta(days=200))
    assert f"{LAST} 随钥匙到期" in verify_pack(pack, TrustedKeys.of(key.public), NOW).reason
    sign_pack(pack, key, NOW, expires=LAST - timedelta(days=1))
    assert verify_pack(pack, TrustedKeys.of(key.public), NOW).reason.endswith(f"{LAST - timedelta(days=1)} 到期")


def test_days_are_those_of_the_reader(pack: Path, key: SigningKey) -> None:
    sign_pack(pack, key, NOW, expires=date(2026, 11, 20))
    late = datetime(2026, 11, 20, 17, tzinfo=NOW.tzinfo)
    assert _status(pack, key, late) is Status.SIGNED
    assert _status(pack, key, late.astimezone(timezone(timedelta(hours=8)))) is Status.EXPIRED


@pytest.mark.parametrize(("since", "status"), [(20, Status.REVOKED), (21, Status.SIGNED)])
def test_a_revoked_key_is_believed_for_nothing(signed: Path, key: SigningKey, since: int, status: Status) -> None:
    """Whenever the signature says it was made: the thief writes that date."""
    key_id = key.public.key_id
    revoked = {key_id: Revocation(key_id=key_id, since=date(2026, 11, since), reason="遗失")}
    verification = verify_pack(signed, TrustedKeys({key_id: key.public}, revoked), NOW)
    assert verification.status is status


def test_an_excel_pack_is_unsigned(tmp_path: Path) -> None:
    (tmp_path / "pack.xlsx").write_bytes(b"PK")
    assert verify_pack(tmp_path / "pack.xlsx", TrustedKeys(), NOW).status is Status.UNSIGNED


def test_no_pack_at_all_is_said(tmp_path: Path) -> None:
    for missing in (tmp_path, tmp_path / "none.zip"):
        with pytest.raises(BadInput):
            verify_pack(missing, TrustedKeys(), NOW)


def test_a_key_whose_validity_was_stretched_is_another_key(signed: Path, key: SigningKey) -> None:
    stretched = PublicKey.model_validate({**key.public.model_dump(), "valid_until": date(2099, 1, 1)})
    assert verify_pack(signed, TrustedKeys.of(stretched), NOW).status is Status.UNKNOWN_SIGNER
