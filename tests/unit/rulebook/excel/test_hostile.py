"""Workbooks from strangers: refused in words, whatever is inside; never a crash, never much memory."""

from __future__ import annotations

import random
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from census_app.foundation.errors import BadInput
from census_app.rulebook.excel import grid, package
from census_app.rulebook.packs import load_pack

RULES = """
- id: R001
  version: 1
  title: {zh: 户名为空}
  category: 客户基础档案
  severity: urgent
  table: 用电客户
  wrong: [{id: 空, when: 为空(用户名称), accuses: [用户名称], says: {zh: 户名为空}}]
  params: {容差: {value: 2, unit: kVA}}
  remedy: {zh: 补录}
  source: {kind: seed}
  cases: [{expect: wrong, record: {用户名称: ~}}]
"""


@pytest.fixture
def path(workbook_of: Callable[..., Path]) -> Path:
    return workbook_of(RULES)


def _rewritten(path: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def _says(path: Path) -> str:
    with pytest.raises(BadInput) as caught:
        load_pack(path)
    return caught.value.message


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/sharedStrings.xml", "xl/worksheets/sheet2.xml"])
@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>',
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x SYSTEM "http://example.org/x.dtd">',
    ],
)
def test_document_types(path: Path, part: str, declaration: str) -> None:
    def change(parts: dict[str, bytes]) -> None:
        head, _, rest = parts[part].partition(b"?>")
        parts[part] = head + b"?>" + declaration.encode() + rest

    assert "文档类型声明" in _says(_rewritten(path, change))


def test_document_type_in_another_encoding(path: Path) -> None:
    def change(parts: dict[str, bytes]) -> None:
        text = parts["xl/workbook.xml"].decode().partition("?>")[2]
        declared = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x [<!ENTITY a "a">]>' + text
        parts["xl/workbook.xml"] = declared.encode("utf-16")

    assert "文档类型声明" in _says(_rewritten(path, change))


def test_macros(path: Path) -> None:
    assert "带有宏" in _says(_rewritten(path, lambda parts: parts.update({"xl/vbaProject.bin": b"x"})))


@pytest.mark.parametrize(
    "part", ["xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/worksheets/sheet2.xml", "xl/sharedStrings.xml"]
)
def test_missing_parts(path: Path, part: str) -> None:
    def change(parts: dict[str, bytes]) -> None:
        del parts[part]

    assert _says(_rewritten(path, change))


def test_bombs(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "MAX_PART_BYTES", 300_000)

    def change(parts: dict[str, bytes]) -> None:
        parts["xl/worksheets/sheet2.xml"] = parts["xl/worksheets/sheet2.xml"].replace(
            b"</sheetData>", b"<row/>" * 100_000 + b"</sheetData>"
        )

    assert "展开后超过" in _says(_rewritten(path, change))


def test_too_many_cells(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grid, "MAX_CELLS", 30)
    assert "太大" in _says(path)


def test_too_many_sheets(path: Path) -> None:
    def change(parts: dict[str, bytes]) -> None:
        one = b'<sheet name="x" sheetId="99" r:id="rId1"/>'
        parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b"</sheets>", one * 200 + b"</sheets>")

    assert "张工作表" in _says(_rewritten(path, change))


def test_two_sheets_of_one_name(path: Path) -> None:
    def change(parts: dict[str, bytes]) -> None:
        parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace('name="基准"'.encode(), 'name="规则"'.encode())

    assert "规则!A1 有两张同名的工作表" in _says(_rewritten(path, change))


def test_old_and_encrypted_office_files(tmp_path: Path) -> None:
    old = tmp_path / "规则.xls"
    old.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    assert "旧格式或加了密码" in _says(old)


def test_what_is_no_workbook(tmp_path: Path) -> None:
    text = tmp_path / "规则.xlsx"
    text.write_text("id: x", encoding="utf-8")
    assert "不是完好的 Excel 工作簿" in _says(text)
    with zipfile.ZipFile(text, "w") as archive:
        archive.writestr("pack.yaml", "id: x")
    assert "不是 Excel 工作簿" in _says(text)


def test_a_workbook_under_another_name(path: Path) -> None:
    renamed = path.with_suffix(".zip")
    path.rename(renamed)
    assert load_pack(renamed).rules[0].id == "R001"


def test_repeated_parts(path: Path) -> None:
    with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning):
        archive.writestr("xl/workbook.xml", archive.read("xl/workbook.xml"))
    assert "重名" in _says(path)


def test_readings_above_words_are_not_text(path: Path) -> None:
    def change(parts: dict[str, bytes]) -> None:
        plain = "<si><t>户名为空</t></si>".encode()
        rich = "<si><r><t>户名</t></r><r><t>为空</t></r><rPh sb='0' eb='1'><t>hu</t></rPh><phoneticPr fontId='1'/></si>"
        assert plain in parts["xl/sharedStrings.xml"]
        parts["xl/sharedStrings.xml"] = parts["xl/sharedStrings.xml"].replace(plain, rich.encode())

    assert load_pack(_rewritten(path, change)).rules[0].title.zh == "户名为空"


@pytest.mark.parametrize("seed", range(6))
def test_damaged_bytes(path: Path, seed: int) -> None:
    chance = random.Random(seed)
    before = load_pack(path).model_dump()
    whole = path.read_bytes()
    for _ in range(15):
        damaged = bytearray(whole)
        for _ in range(chance.randint(1, 6)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        path.write_bytes(bytes(damaged[: chance.choice([len(damaged), chance.randrange(len(damaged))])]))
        with suppress(BadInput):
            assert load_pack(path).model_dump() == before, "damage that goes unseen must change nothing"


_PIECES = [b"<", b">", b"</c>", b'r="A1"', b't="s"', b"<v>", b"9" * 30, b"<f>1</f>", b"&#0;", b"&x;", b"<is><t>", b'"']


@pytest.mark.parametrize("seed", range(6))
def test_damaged_xml(path: Path, seed: int) -> None:
    chance = random.Random(seed)
    names = [
        "xl/workbook.xml",
        "xl/sharedStrings.xml",
        "xl/styles.xml",
        *(f"xl/worksheets/sheet{n}.xml" for n in (2, 3, 5)),
    ]
    whole = path.read_bytes()
    for _ in range(15):

        def change(parts: dict[str, bytes]) -> None:
            name = chance.choice(names)
            at = chance.randrange(len(parts[name]))
            cut = at + chance.choice([0, chance.randint(1, 40)])
            parts[name] = parts[name][:at] + chance.choice([b"", chance.choice(_PIECES)]) + parts[name][cut:]

        path.write_bytes(whole)
        with suppress(BadInput):
            load_pack(_rewritten(path, change))


@pytest.mark.parametrize("encoding", ["gb2312", "no-such-thing", "hex", "idna", "utf-7"])
def test_parts_in_encodings_the_parser_does_not_read(path: Path, encoding: str) -> None:
    def change(parts: dict[str, bytes]) -> None:
        head, end, rest = parts["xl/workbook.xml"].partition(b"?>")
        parts["xl/workbook.xml"] = head.replace(b"UTF-8", encoding.encode()) + end + rest

    assert "xl/workbook.xml 不是 UTF-8 编码" in _says(_rewritten(path, change))
