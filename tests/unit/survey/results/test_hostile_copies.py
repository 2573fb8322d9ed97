"""What an XML comment holds is passed over when a copy is made; from each of its beginnings, it would never end."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import pytest

from census_app.survey.results.returned.copying import write_copy
from census_app.survey.results.returned.plain_xml import plain
from census_app.survey.results.returned.summary import OUTCOME_HEADER, OUTCOME_SHEET, Line
from census_app.survey.results.submission import Mark, Standing

MANY = 400_000
SHEET, STYLES, WORKBOOK = "xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/workbook.xml"
LINES = [Line("title", ("收回结果",))]


def _changed(path: Path, part: str, before: bytes, more: bytes) -> Path:
    """A form of one answered row, with `more` before the first `before` of a part."""
    form = path.with_name("form.xlsx")
    book = openpyxl.Workbook()
    book.active.title = "普查表"
    book.active.append(["项", "值"])
    book.active.append(["合同容量", "315"])
    book.save(form)
    with zipfile.ZipFile(form) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            assert name != part or before in content
            new.writestr(name, content.replace(before, more + before, 1) if name == part else content)
    return path


def _copied(source: Path) -> Path | None:
    target = source.with_name("copy.xlsx")
    mark = Mark(sheet="普查表", row=2, standing=Standing.REFUSED, says="看不懂", cells=(1,))
    return target if write_copy(source, target, [mark], {"普查表": (1, 2)}, LINES) else None


@pytest.mark.parametrize(
    ("part", "before", "word"),
    [
        (SHEET, b"<sheetData>", b"<row "),
        (SHEET, b"<sheetData>", b'<row r="2">'),
        (SHEET, b"<sheetData>", b"<cols>"),
        (STYLES, b"<cellXfs", b"<xf>"),
        (STYLES, b"<cellXfs", b"<cellXfs>"),
        (STYLES, b"<fills", b"<fills>"),
        (WORKBOOK, b"<sheets>", b"<sheets>"),
    ],
)
def test_words_in_a_comment_are_passed_over(tmp_path: Path, part: str, before: bytes, word: bytes) -> None:
    copy = _copied(_changed(tmp_path / "hostile.xlsx", part, before, b"<!--" + word * MANY + b"-->"))
    assert copy is not None
    book = openpyxl.load_workbook(copy)
    assert book.sheetnames == ["普查表", OUTCOME_SHEET]
    assert [cell.value for cell in book["普查表"][1]][2] == OUTCOME_HEADER
    assert [cell.value for cell in book["普查表"][2]][2:] == ["退回", "看不懂"]


@pytest.mark.parametrize(
    ("part", "before", "more"),
    [
        (SHEET, b"<sheetData>", b"<!--" * MANY),
        (SHEET, b"<sheetData>", b'<row r="2">' * MANY),
        (SHEET, b"<sheetData>", b"<![CDATA[" + b"<row>" * MANY + b"]]>"),
        (STYLES, b"<cellXfs", b"<?x " + b"<xf>" * MANY + b"?>"),
        (STYLES, b"</cellXfs>", b'<xf a=">"/>' * MANY),
    ],
    ids=["comments without end", "rows without end", "cdata", "instruction", "brackets in values"],
)
def test_what_no_writer_puts_there_is_not_copied(tmp_path: Path, part: str, before: bytes, more: bytes) -> None:
    assert _copied(_changed(tmp_path / "hostile.xlsx", part, before, more)) is None
    assert not (tmp_path / "copy.xlsx").exists()


def test_a_bracket_in_a_text_or_formula_is_plain() -> None:
    part = b"<?xml version='1.0'?><s><f>IF(A1=\"\",B1>2)</f><t>a > b</t></s>"
    assert plain(part) == part
