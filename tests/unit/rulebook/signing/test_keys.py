"""Key files: made once, opened with the passphrase only; whatever else is given is named in words."""

from __future__ import annotations

import json
import stat
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from census_app.foundation.errors import BadInput
from census_app.rulebook.signing.private_keys import SigningKey, generate_key, open_key, write_key
from census_app.rulebook.signing.public_keys import PublicKey, digits_of, in_groups, read_public_key

from .conftest import FIRST, LAST

PASSPHRASE = "四匹 不相干 的马 都正确"


@pytest.fixture(scope="module")
def private(tmp_path_factory: pytest.TempPathFactory, key: SigningKey) -> Path:
    file = tmp_path_factory.mktemp("keys") / "省.private.pem"
    write_key(key, file, PASSPHRASE)
    return file


@pytest.fixture
def copied(private: Path, tmp_path: Path) -> Path:
    for file in (private, private.with_name("省.public.json")):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    return tmp_path / private.name


def test_a_key_opens_with_its_passphrase_only(private: Path, key: SigningKey) -> None:
    opened = open_key(private, PASSPHRASE)
    assert opened.public == key.public
    assert opened.sign(b"x") == key.sign(b"x")
    assert stat.S_IMODE(private.stat().st_mode) == 0o600
    with pytest.raises(BadInput, match="口令不对"):
        open_key(private, PASSPHRASE + "x")


def test_the_private_key_stands_nowhere_in_clear(private: Path, key: SigningKey) -> None:
    secret = key.secret.private_bytes_raw()
    content = private.read_bytes() + private.with_name("省.public.json").read_bytes()
    assert secret not in content
    assert secret.hex().encode() not in content


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "不是加了口令的私钥"),
        (b"hello", "不是加了口令的私钥"),
        (b"x" * 200_000, "太大"),
        (b"-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIGj\n-----END ENCRYPTED PRIVATE KEY-----\n", "已损坏"),
    ],
)
def test_what_is_no_private_key_is_said(copied: Path, content: bytes, words: str) -> None:
    copied.write_bytes(content)
    with pytest.raises(BadInput, match=words):
        open_key(copied, PASSPHRASE)


def test_a_cut_key_is_refused(copied: Path) -> None:
    content = copied.read_bytes()
    for length in range(0, len(content) - 5, 83):
        copied.write_bytes(content[:length])
        with pytest.raises(BadInput, match=r"私钥"):
            open_key(copied, PASSPHRASE)


def test_a_key_without_passphrase_is_refused(copied: Path, key: SigningKey) -> None:
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    copied.write_bytes(key.secret.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    with pytest.raises(BadInput, match="不是加了口令的私钥"):
        open_key(copied, PASSPHRASE)


def test_two_halves_of_different_pairs_are_refused(copied: Path, stranger: SigningKey) -> None:
    copied.with_name("省.public.json").write_text(stranger.public.text(), encoding="utf-8")
    with pytest.raises(BadInput):
        open_key(copied, PASSPHRASE)


def test_nothing_is_overwritten_and_no_key_enters_a_workspace(copied: Path, key: SigningKey, tmp_path: Path) -> None:
    before = copied.read_bytes()
    with pytest.raises(BadInput, match="已经存在"):
        write_key(key, copied, PASSPHRASE)
    assert copied.read_bytes() == before
    (tmp_path / "W" / "keys").mkdir(parents=True)
    (tmp_path / "W" / "workspace.db").write_bytes(b"")
    with pytest.raises(BadInput, match="工作区"):
        write_key(key, tmp_path / "W" / "keys" / "a.private.pem", PASSPHRASE)
    assert list((tmp_path / "W" / "keys").iterdir()) == []


@pytest.mark.parametrize(("name", "passphrase"), [("a.pem", PASSPHRASE), ("a.private.pem", "short")])
def test_bad_names_and_short_passphrases_are_refused(
    key: SigningKey, tmp_path: Path, name: str, passphrase: str
) -> None:
    with pytest.raises(BadInput):
        write_key(key, tmp_path / name, passphrase)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("issuer", ["", "  ", " 省", "省\u202e", "省\n市", "省" * 101])
def test_a_name_that_misleads_the_eye_is_refused(issuer: str) -> None:
    with pytest.raises(BadInput):
        generate_key(issuer, FIRST, LAST)


def test_a_validity_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(BadInput, match="止日早于起日"):
        generate_key("省", LAST, FIRST)


def test_the_fingerprint_covers_key_name_and_validity(key: SigningKey) -> None:
    content = key.public.model_dump()
    changes = [{"issuer": "别的单位"}, {"valid_until": date(2030, 1, 1)}, {"public_key": "0" * 64}]
    others = {PublicKey.model_validate({**content, **change}).key_id for change in changes}
    assert len(others | {key.public.key_id}) == 4
    assert [len(group) for group in key.public.fingerprint.split()] == [5] * 8


@given(st.text("0123456789", min_size=40, max_size=40), st.sampled_from([" ", "-", "", "\u3000", " - "]))
def test_a_fingerprint_may_be_typed_in_any_grouping(digits: str, separator: str) -> None:
    assert digits_of(separator.join(in_groups(digits).split())) == digits


@pytest.mark.parametrize("spoken", ["", "123", "x" * 40, "1" * 41])
def test_what_is_no_fingerprint_is_refused(spoken: str) -> None:
    with pytest.raises(BadInput, match="40"):
        digits_of(spoken)


def test_a_public_key_file_round_trips(key: SigningKey, tmp_path: Path) -> None:
    (tmp_path / "k.public.json").write_text(key.public.text(), encoding="utf-8")
    assert read_public_key(tmp_path / "k.public.json") == key.public


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "JSON"),
        (b"{", "JSON"),
        (b"\xff\xfe\x00", "公钥文件"),
        (b"[" * 100_000, "公钥文件"),
        (b" " * 200_000, "太大"),
        (b"{}", "缺少 issuer"),
        (b"-----BEGIN ENCRYPTED PRIVATE KEY-----", "是私钥"),
    ],
)
def test_what_is_no_public_key_is_said(tmp_path: Path, content: bytes, words: str) -> None:
    (tmp_path / "k.public.json").write_bytes(content)
    with pytest.raises(BadInput, match=words):
        read_public_key(tmp_path / "k.public.json")


@pytest.mark.parametrize(
    "change",
    [{"public_key": "zz"}, {"valid_from": 5}, {"valid_until": "1999-01-01"}, {"extra": 1}, {"census_public_key": 2}],
)
def test_a_public_key_with_wrong_entries_is_refused(key: SigningKey, tmp_path: Path, change: dict[str, object]) -> None:
    content = {**key.public.model_dump(mode="json"), **change}
    (tmp_path / "k.public.json").write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(BadInput, match="不是公钥文件"):
        read_public_key(tmp_path / "k.public.json")


def test_of_two_files_that_are_not_there_the_one_named_is_missed(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="没有这个私钥文件"):
        open_key(tmp_path / "省.private.pem", PASSPHRASE)
