"""Packs made to hurt: each is refused in words, at once, and nothing of it is taken."""

from __future__ import annotations

import os
import struct
import threading
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from census_app.dictionary.model import Dictionary
from census_app.foundation.errors import BadInput
from census_app.rulebook.documents import read_documents
from census_app.rulebook.excel.writing import write_workbook
from census_app.rulebook.overrides import is_override, load_override
from census_app.rulebook.pack_files import read_contents, read_files
from census_app.rulebook.packs import load_pack, pack_of_documents
from census_app.rulebook.resolve import resolve_pack

HEAD = """id: sample
title: 样例
version: 1.0.0
issuer: 测试
dictionary: "1"
effective_from: 2026-01-01
due_days: {urgent: 3}
"""
RULE = """- id: R043
  version: 1
  title: 合同容量
  category: 供电电源与受电设备
  severity: urgent
  table: 用电客户
  wrong: [{id: 不符, when: 合同容量 < 0, says: 容量}]
  remedy: 核对
  source: {kind: engineering}
"""


def zipped(path: Path, entries: dict[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as bundle:
        for name, content in entries.items():
            bundle.writestr(name, content)
    return path


def refusal(path: Path, read: Callable[[Path], Any] = load_pack) -> str:
    with pytest.raises(BadInput) as caught:
        read(path)
    assert caught.value.advice
    return caught.value.message


PLAIN: dict[str, bytes | str] = {"pack.yaml": HEAD, "rules.yaml": RULE}


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


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "pack"
    path.mkdir()
    (path / "pack.yaml").write_text(HEAD, encoding="utf-8")
    (path / "rules.yaml").write_text(RULE, encoding="utf-8")
    return path


READERS = (load_pack, read_files, read_contents, is_override, load_override)


@pytest.mark.parametrize("read", READERS)
def test_links_in_a_folder(folder: Path, tmp_path: Path, read: Callable[[Path], Any]) -> None:
    (tmp_path / "secret.yaml").write_text("[]", encoding="utf-8")
    (folder / "more.yaml").symlink_to(tmp_path / "secret.yaml")
    assert "有链接：more.yaml" in refusal(folder, read)


def test_linked_folder_is_not_entered(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "more.yaml").write_text(RULE.replace("R043", "R044"), encoding="utf-8")
    (folder / "sub").symlink_to(tmp_path / "other", target_is_directory=True)
    assert [rule.id for rule in load_pack(folder).rules] == ["R043"]
    assert "有链接：sub" in refusal(folder, read_contents)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
@pytest.mark.parametrize("read", READERS)
def test_pipes_do_not_block(folder: Path, tmp_path: Path, read: Callable[[Path], Any]) -> None:
    os.mkfifo(folder / "more.yaml")
    assert "不是文件的东西：more.yaml" in refusal(folder, read)
    os.mkfifo(tmp_path / "p.zip")
    assert "不是普通文件" in refusal(tmp_path / "p.zip", read)
    assert "不是普通文件" in refusal(Path("/dev/zero"), read)


def test_folder_with_too_much(folder: Path) -> None:
    for number in range(400):
        (folder / f"{number}.yaml").write_text("", encoding="utf-8")
    assert "超过 300 个文件" in refusal(folder)
    for number in range(3000):
        (folder / f"{number}.tmp").touch()
    assert "文件太多" in refusal(folder)


def test_huge_file_in_a_folder(folder: Path) -> None:
    with (folder / "more.yaml").open("wb") as stream:
        stream.truncate(3_000_000_000)
    assert "超过 8 MB" in refusal(folder)


def test_folder_chosen_by_mistake_is_not_walked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "scandir", lambda _path: pytest.fail("walked"))
    assert "没有 pack.yaml" in refusal(tmp_path)


def test_file_that_changes_while_it_is_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read = os.read

    def growing(descriptor: int, most: int) -> bytes:
        piece = read(descriptor, most)
        with (folder / "rules.yaml").open("a", encoding="utf-8") as stream:
            stream.write("#")
        return piece

    monkeypatch.setattr(os, "read", growing)
    assert "rules.yaml 在读的时候被改动" in refusal(folder)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("- id: 甲".encode("gbk"), "rules.yaml:1 不是 UTF-8"),
        ("- id: R1".encode("utf-16"), "rules.yaml:1 是 UTF-16 编码"),
        (b"- id: R1\n\0", "rules.yaml:2:1 有看不见的字符"),
        ("- id: R1 # 先看\u202e这里".encode(), "改变文字方向的字符 U+202E"),
        ("- id: R\u200b1".encode(), "U+200B"),
        (b'- id: "R\\u200b1"', "rules.yaml:1:7 用转义写了看不见的字符"),
        (b'- "R\\u200b1": 1', "用转义写了看不见的字符"),
        (b"- !!python/object/apply:os.system [ls]", "不能写类型标记"),
        (b"- &a [x]\n- *a", "不能用锚 &a"),
        (b"- {<<: {a: b}}", "不能用合并键"),
        (b"[" * 100_000, "嵌套得太深"),
        (b"- " * 100_000, "嵌套超过 12 层"),
        (b"- " + b"a" * 50_000, "一个值超过 20000 个字符"),
        (b"- 1\n" * 400_000, "超过 300000 个值"),
        (b"#" * 3_000_000, "超过 2000000 个字符"),
        (b"- {id: R1, id: R2}", "键“id”写了两遍"),
        (b"- [a\n", "列表缺少逗号或右方括号"),
        (b"a: b: c\n", "含“: ”的文字要加引号"),
        (b"- 'a\n", "引号没有结束"),
        (b"\tid: 1\n- x", "不能用制表符"),
        (b"--- a\n--- b\n", "只能有一份 YAML"),
    ],
)
def test_yaml(folder: Path, content: bytes, says: str) -> None:
    (folder / "rules.yaml").write_bytes(content)
    assert says in refusal(folder)


def test_values_of_all_files_together(folder: Path) -> None:
    for number in range(8):
        (folder / f"{number}.yaml").write_text("- 1\n" * 50_000, encoding="utf-8")
    assert "超过 300000 个值" in refusal(folder)


def test_ten_thousand_rules(folder: Path) -> None:
    (folder / "rules.yaml").write_text("- {id: R1, version: 1}\n" * 10_000, encoding="utf-8")
    assert "有 10000 条规则，超过 1000 条" in refusal(folder)


def _rule_with(old: str, new: str) -> str:
    assert old in RULE
    return RULE.replace(old, new)


def _rules() -> Iterator[tuple[str, str]]:
    yield _rule_with("R043", "R043|R044"), "规则号“R043|R044”不合规范"
    yield _rule_with("id: R043", 'id: "R043,"'), "规则号“R043,”不合规范"
    yield _rule_with("R043", "Р043"), "不合规范"
    yield _rule_with("R043", "R０43"), "不合规范"
    yield _rule_with("R043", "../R043"), "不合规范"
    yield _rule_with("id: R043", 'id: ""'), "不合规范"
    yield _rule_with("id: 不符", 'id: "不符,甲"'), "分支名“不符,甲”不合规范"
    yield _rule_with("id: 不符", "id: 不符\u0301"), "不合规范"
    yield _rule_with("id: 不符", "id: ⽤电"), "不合规范"
    yield RULE + "  params: {容差ａ: 1}\n", "参数名“容差ａ”不合规范"
    yield RULE + "  replaces: ['R1,R2']\n", "规则号“R1,R2”不合规范"
    yield _rule_with("version: 1", "version: 99999999999999999999"), "“version”不能大于 100000"
    yield _rule_with("version: 1", "version: " + "9" * 6000), "“version”太大"
    yield _rule_with("version: 1", "version: 0"), "“version”不能小于 1"
    yield _rule_with("version: 1", "version: [1]"), "“version”要写整数"
    yield _rule_with("合同容量\n", "合" * 6000 + "\n"), "“title.zh”太长，最多 5000 个字"
    yield RULE + "  due_days: -1\n", "“due_days”不能小于 0"
    many = ", ".join(f"{{id: c{i}, when: 合同容量 < {i}, says: x}}" for i in range(100))
    yield _rule_with("{id: 不符, when: 合同容量 < 0, says: 容量}", many), "“wrong”写得太多，最多 60 项"
    yield RULE + f"  params: {{{', '.join(f'p{i}: 1' for i in range(100))}}}\n", "“params”写得太多"
    yield RULE + "  cases: [" + "{expect: right}, " * 1000 + "]\n", "“cases”写得太多，最多 300 项"
    yield RULE + f"  {'x' * 900}: 1\n", "不认识的键“" + "x" * 120 + "…”"


@pytest.mark.parametrize(("text", "says"), list(_rules()), ids=lambda text: text[-40:])
def test_rules(folder: Path, text: str, says: str) -> None:
    (folder / "rules.yaml").write_text(text, encoding="utf-8")
    assert says in refusal(folder)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (f"word_lists: {{词: [{', '.join(f'w{i}' for i in range(6000))}]}}", "“word_lists.词”写得太多，最多 5000 项"),
        ("word_lists: {'a b': [x]}", "词表名“a b”不合规范"),
        ("word_lists: {1a: [x]}", "词表名“1a”不合规范"),
    ],
)
def test_headings(folder: Path, line: str, says: str) -> None:
    (folder / "pack.yaml").write_text(HEAD + line, encoding="utf-8")
    assert says in refusal(folder)


_WIDE = "长度(归一姓名(归一姓名(归一姓名(用户名称)))) > 3"


def _nested(levels: int) -> str:
    inner = _nested(levels - 1) if levels else _WIDE
    return f"coalesce(case when {inner} then true else false end, false)"


@pytest.mark.parametrize(
    ("when", "says"),
    [
        (" or ".join(["合同容量 = 1"] * 90), "连写过多"),
        ("(" * 21 + "合同容量 = 1" + ")" * 21, "括号嵌套超过 20 层"),
        ("归一姓名(" * 5 + "用户名称" + ")" * 5 + " = '甲'", "函数套用超过 4 层"),
        ("not " * 30 + "合同容量 = 1", "not"),
        ("合同容量 = " + "9" * 5000, "超过 4000 个字符"),
        ("replace(replace(用户名称, 'a', 'aa'), 'a', 'aa') = '甲'", "没有函数“replace”"),
        ("匹配(用户名称, '(a+)+')", "重复里面又有重复"),
        ("匹配(用户名称, 'a{1000}')", "重复超过 100 次"),
        ("匹配(用户名称, '(?=a)a')", "不能用前后查看"),
        ("合同容量 = 1; drop table x", "不能有分号"),
        ("合同容量 in (select 1)", ""),
        (_nested(7), "展开后太大"),
    ],
)  # fmt: skip
def test_expressions(folder: Path, dictionary: Dictionary, when: str, says: str) -> None:
    (folder / "rules.yaml").write_text(_rule_with("合同容量 < 0", f'"{when}"'), encoding="utf-8")
    errors = resolve_pack(load_pack(folder), dictionary).errors
    assert errors and says in str(errors[0])


def test_many_heavy_rules(folder: Path, dictionary: Dictionary) -> None:
    when = " or ".join(["信用代码有效(用户名称)"] * 20)
    rules = [_rule_with("合同容量 < 0", when).replace("R043", f"R{number}") for number in range(300)]
    (folder / "rules.yaml").write_text("".join(rules), encoding="utf-8")
    (error,) = resolve_pack(load_pack(folder), dictionary).errors
    assert "全部规则展开后太大" in error.message


def test_hidden_characters_in_a_workbook(folder: Path, dictionary: Dictionary, tmp_path: Path) -> None:
    documents = read_documents(folder)
    pack_of_documents(documents, folder)
    path = tmp_path / "pack.xlsx"
    write_workbook(documents, dictionary, path)
    assert load_pack(path).rule("R043").title.zh == "合同容量"
    book = openpyxl.load_workbook(path)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value == "合同容量"]
    for cell in cells:
        cell.value = "先看\u202e这里"
    book.save(path)
    book.close()
    assert cells
    assert "U+202E" in refusal(tmp_path / "pack.xlsx")


def test_many_faults_are_cut(folder: Path) -> None:
    (folder / "rules.yaml").write_text("- {id: R1}\n" * 900, encoding="utf-8")
    told = refusal(folder)
    assert "…… 另有" in told and len(told) < 5_000


def test_reading_is_safe_beside_other_threads(folder: Path) -> None:
    found: list[int] = []
    threads = [threading.Thread(target=lambda: found.append(len(load_pack(folder).rules))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [1, 1, 1, 1]
