"""Zips made to hurt: each is refused in words, at once, and nothing of it is taken."""

from __future__ import annotations

import os
import struct
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from census_app.foundation.errors import BadInput
from census_app.rulebook.pack_files.opening import read_files
from census_app.rulebook.packs import load_pack

from .sample import HEAD, PLAIN, RULE, refusal, zipped


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("../evil.yaml", "越出文件夹"),
        ("a/../../evil.yaml", "越出文件夹"),
        ("/etc/evil.yaml", "越出文件夹"),
        ("C:/evil.yaml", "越出文件夹"),
        ("C:evil.yaml", "越出文件夹"),
        ("\\\\server\\share\\evil.yaml", "越出文件夹"),
        ("a//b.yaml", "不该有的字符"),
        ("./a.yaml", "不该有的字符"),
        ("a/b/c/d.yaml", "文件夹太深"),
        ("a" * 200 + ".yaml", "文件名太长"),
        ("con.yaml", "Windows 保留"),
        ("a/LPT1.yaml", "Windows 保留"),
        ("rules.yaml.", "不该有的字符"),
        ("rules\u202elmay.yaml", "不该有的字符"),
        ("rulеs.yaml", "不该有的字符"),
        ("rules\n.yaml", "不该有的字符"),
        ("inner.zip", "不该有的文件"),
        ("run.py", "不该有的文件"),
        ("sub/signature.json", "不该有的文件"),
        ("__MACOSX/._pack.yaml", "苹果系统"),
        ("RULES.yaml", "重名"),
    ],
)
def test_names_in_a_zip(tmp_path: Path, name: str, says: str) -> None:
    assert says in refusal(zipped(tmp_path / "p.zip", {**PLAIN, name: "[]"}))


def test_names_from_chinese_windows(tmp_path: Path) -> None:
    path = zipped(tmp_path / "p.zip", {"RULES/pack.yaml": HEAD, "RULES/r.yaml": RULE})
    content = path.read_bytes().replace(b"RULES/", "规则".encode("gbk") + b"1/")
    path.write_bytes(content)
    assert list(read_files(path)) == ["pack.yaml", "r.yaml"]


def test_double_names(tmp_path: Path) -> None:
    path = zipped(tmp_path / "p.zip", {**PLAIN, "rulez.yaml": RULE})
    path.write_bytes(path.read_bytes().replace(b"rulez", b"rules"))
    assert "重名" in refusal(path)


def test_null_byte_in_a_name(tmp_path: Path) -> None:
    path = zipped(tmp_path / "p.zip", {**PLAIN, "a#.exe.yaml": "[]"})
    path.write_bytes(path.read_bytes().replace(b"a#.exe", b"a\0.exe"))
    assert "零字节" in refusal(path)


@pytest.mark.parametrize(("mode", "says"), [(0o120777, "链接"), (0o010644, "不是文件"), (0o020644, "不是文件")])
def test_links_and_devices_in_a_zip(tmp_path: Path, mode: int, says: str) -> None:
    entry = zipfile.ZipInfo("more.yaml")
    entry.external_attr = mode << 16
    path = zipped(tmp_path / "p.zip", PLAIN)
    with zipfile.ZipFile(path, "a") as bundle:
        bundle.writestr(entry, "/etc/passwd")
    assert says in refusal(path)


@pytest.mark.parametrize(
    ("entries", "method", "says"),
    [
        ({"big.yaml": b"a" * 7_900_000}, zipfile.ZIP_DEFLATED, "压缩比"),
        ({f"{i}.yaml": os.urandom(30_000).hex() for i in range(200)}, zipfile.ZIP_DEFLATED, "展开后超过 8 MB"),
        ({f"{i}.yaml": "" for i in range(400)}, zipfile.ZIP_STORED, "超过 300 个文件"),
        ({"big.yaml": b"a" * 9_000_000}, zipfile.ZIP_STORED, "超过 8 MB"),
        ({"a.yaml": b"a" * 50_000}, zipfile.ZIP_LZMA, "少见的压缩方法"),
        ({"a.yaml": b"a" * 50_000}, zipfile.ZIP_BZIP2, "少见的压缩方法"),
    ],
)
def test_bombs(tmp_path: Path, entries: dict[str, bytes | str], method: int, says: str) -> None:
    assert says in refusal(zipped(tmp_path / "p.zip", {**PLAIN, **entries}, method))


def _central(content: bytes, number: int) -> int:
    at = -1
    for _ in range(number + 1):
        at = content.index(b"PK\x01\x02", at + 1)
    return at


def test_entries_that_share_their_bytes(tmp_path: Path) -> None:
    """As in the bomb of overlapping files: every directory entry points at the same compressed bytes."""
    names = {f"a{i}.yaml": b"# " + os.urandom(500).hex().encode() for i in range(20)}
    path = zipped(tmp_path / "p.zip", {**PLAIN, **names})
    content = bytearray(path.read_bytes())
    offset = content[_central(content, 2) + 42 :][:4]
    for number in range(3, 22):
        at = _central(content, number)
        content[at + 42 : at + 46] = offset
    path.write_bytes(content)
    assert "互相重叠" in refusal(path)


@pytest.mark.parametrize("declared", [3, 2_000_000])
def test_sizes_that_lie(tmp_path: Path, declared: int) -> None:
    path = zipped(tmp_path / "p.zip", PLAIN)
    content = bytearray(path.read_bytes())
    at = _central(content, 1)
    content[at + 24 : at + 28] = struct.pack("<L", declared)
    path.write_bytes(content)
    assert "压缩比" in refusal(path) or "不是完好的 zip" in refusal(path) or "大小不符" in refusal(path)


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        (b"MZ", b"", "不是 zip"),
        (b"PK", b"", "不是完好的 zip"),
        (b"", b"more", "后面接了别的内容"),
        (b"", b"\0" * 70_000, "后面接了"),
    ],
)
def test_more_than_a_zip(tmp_path: Path, before: bytes, after: bytes, says: str) -> None:
    path = zipped(tmp_path / "p.zip", PLAIN)
    path.write_bytes(before + path.read_bytes() + after)
    assert says in refusal(path)


def test_an_empty_file_is_said_to_be_empty(tmp_path: Path) -> None:
    (tmp_path / "p.zip").write_bytes(b"")
    assert "是空的" in refusal(tmp_path / "p.zip")


def test_comment_and_password(tmp_path: Path) -> None:
    path = zipped(tmp_path / "p.zip", PLAIN)
    with zipfile.ZipFile(path, "a") as bundle:
        bundle.comment = b"x" * 100
    assert "后面接了别的内容" in refusal(path)
    path = zipped(tmp_path / "q.zip", PLAIN)
    content = bytearray(path.read_bytes())
    content[_central(content, 1) + 8] |= 1
    path.write_bytes(content)
    assert "加了密码" in refusal(path)


def test_directory_of_a_million_entries(tmp_path: Path) -> None:
    path = tmp_path / "p.zip"
    entry = struct.pack("<4s6H3L5H2L", b"PK\x01\x02", 20, 20, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + b"a"
    body = b"PK\x03\x04" + b"\0" * 30 + entry * 100_000
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 9, 9, len(entry) * 100_000, 34, 0)
    path.write_bytes(body + end)
    assert "目录太大" in refusal(path)


def test_truncated_anywhere(tmp_path: Path) -> None:
    whole = zipped(tmp_path / "whole.zip", PLAIN).read_bytes()
    path = tmp_path / "cut.zip"
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        assert "zip" in refusal(path)


def test_any_byte_changed(tmp_path: Path) -> None:
    """Loads the same pack (bytes nobody reads), or is refused: never anything else."""
    whole = zipped(tmp_path / "whole.zip", PLAIN).read_bytes()
    expected = load_pack(tmp_path / "whole.zip")
    path = tmp_path / "changed.zip"
    for at in range(len(whole)):
        for change in (0x01, 0x80, 0xFF):
            path.write_bytes(whole[:at] + bytes([whole[at] ^ change]) + whole[at + 1 :])
            try:
                found = load_pack(path)
            except BadInput as error:
                assert error.message and error.advice
            else:
                assert found == expected


@given(st.binary(max_size=400))
def test_any_bytes(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any.zip"
    path.write_bytes(content)
    assert "zip" in refusal(path)
