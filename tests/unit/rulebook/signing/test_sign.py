"""Signing refuses what could not be verified afterwards, and leaves the pack as it was then."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from census_app.foundation.errors import BadInput
from census_app.rulebook.pack_files.opening import read_contents
from census_app.rulebook.signing import Status, TrustedKeys, sign_pack, verify_pack
from census_app.rulebook.signing.private_keys import SigningKey
from census_app.rulebook.signing.sign import signer_of

from .conftest import NOW


def test_signing_again_replaces_the_signature(signed: Path, key: SigningKey, stranger: SigningKey) -> None:
    sign_pack(signed, stranger, NOW)
    assert verify_pack(signed, TrustedKeys.of(key.public), NOW).status is Status.UNKNOWN_SIGNER
    assert verify_pack(signed, TrustedKeys.of(stranger.public), NOW).trusted


def test_a_zip_is_signed_in_place_or_into_a_new_file(
    signed_zip: Path, key: SigningKey, stranger: SigningKey, tmp_path: Path
) -> None:
    sign_pack(signed_zip, stranger, NOW, out=tmp_path / "again.zip")
    assert verify_pack(signed_zip, TrustedKeys.of(key.public), NOW).trusted
    sign_pack(signed_zip, stranger, NOW)
    assert signed_zip.read_bytes() == (tmp_path / "again.zip").read_bytes()


def test_the_former_signer_is_told(pack: Path, key: SigningKey) -> None:
    assert signer_of(pack) == ""
    sign_pack(pack, key, NOW)
    assert signer_of(pack) == "某省电力公司"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"expires": date(2026, 11, 19)}, "已经过去"),
        ({"now": NOW.replace(year=2028)}, "有效"),
        ({"out": "signed.tar"}, r"\.zip"),
        ({"out": "there.zip"}, r"\.zip"),
    ],
)
def test_a_refused_signature_changes_nothing(
    pack: Path, key: SigningKey, tmp_path: Path, arguments: dict[str, object], words: str
) -> None:
    (tmp_path / "there.zip").write_bytes(b"kept")
    before = read_contents(pack)
    given = {"now": NOW, **arguments}
    if "out" in given:
        given["out"] = tmp_path / str(given["out"])
    with pytest.raises(BadInput, match=words):
        sign_pack(pack, key, **given)  # type: ignore[arg-type]
    assert read_contents(pack) == before
    assert (tmp_path / "there.zip").read_bytes() == b"kept"


def test_a_file_that_does_not_belong_is_named(pack: Path, key: SigningKey) -> None:
    (pack / "Thumbs.db").write_bytes(b"x")
    with pytest.raises(BadInput, match=r"Thumbs\.db"):
        sign_pack(pack, key, NOW)


def test_a_pack_that_does_not_load_is_not_signed(pack: Path, key: SigningKey) -> None:
    (pack / "rules.yaml").write_text("- id: R1\n", encoding="utf-8")
    with pytest.raises(BadInput, match="R1"):
        sign_pack(pack, key, NOW)
    assert not (pack / "signature.json").exists()


def test_an_excel_pack_is_not_signed(tmp_path: Path, key: SigningKey) -> None:
    (tmp_path / "p.xlsx").write_bytes(b"PK")
    with pytest.raises(BadInput, match="Excel"):
        sign_pack(tmp_path / "p.xlsx", key, NOW)
