"""What an XML comment or a long value holds is read once; from each of its beginnings, it would never end."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from census_app.archive.readers.workbook_parts import sheet_parts, survey_sheet
from census_app.archive.workbook_marks.colours import coloured_cells
from census_app.archive.workbook_marks.comments import commented_cells
from census_app.archive.workbook_marks.formulas import formula_cells
from census_app.foundation.errors import BadInput

MANY = 400_000
SHEET, STYLES, RELATIONS = "xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/worksheets/_rels/sheet1.xml.rels"


def _book(path: Path, entry: str, change: Callable[[bytes], bytes]) -> Path:
    """A workbook with a formula in B1, one of its parts changed."""
    plain = path.with_name("plain.xlsx")
    book = openpyxl.Workbook()
    book.active.append(["a", "=1+1"])
    book.save(plain)
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in {*old.namelist(), entry}:
            content = old.read(name) if name in old.namelist() else b""
            new.writestr(name, change(content) if name == entry else content)
    return path


def _commented(before: bytes, words: bytes) -> Callable[[bytes], bytes]:
    return lambda content: content.replace(before, b"<!--" + words * MANY + b"-->" + before, 1)


@pytest.mark.parametrize(
    ("entry", "change", "read", "found"),
    [
        (STYLES, _commented(b"<fills", b"<fills "), partial(coloured_cells, issued=()), {}),
        (SHEET, _commented(b"<sheetData>", b"<c "), formula_cells, {"Sheet": frozenset({(1, 1)})}),
        (RELATIONS, lambda _: b'<r Target="' + b"comment" * MANY + b'"/>', commented_cells, {}),
    ],
    ids=["colours", "formulas", "comments"],
)
def test_long_nonsense_is_passed_over(
    tmp_path: Path, entry: str, change: Callable[[bytes], bytes], read: Callable[[Path], Any], found: object
) -> None:
    assert read(_book(tmp_path / "hostile.xlsx", entry, change)) == found


def test_a_sheet_of_unfinished_rows_in_a_comment_is_surveyed(tmp_path: Path) -> None:
    book = _book(tmp_path / "hostile.xlsx", SHEET, _commented(b"<sheetData>", b"<row "))
    assert survey_sheet(book, SHEET).has_formulas


def _declared(encoding: bytes) -> Callable[[bytes], bytes]:
    return lambda content: b'<?xml version="1.0" encoding="' + encoding + b'"?>' + content[content.find(b"?>") + 2 :]


@pytest.mark.parametrize("encoding", [b"gb2312", b"no-such-thing", b"hex", b"idna"])
def test_encodings_the_parser_does_not_read_are_damage(tmp_path: Path, encoding: bytes) -> None:
    assert coloured_cells(_book(tmp_path / "styles.xlsx", STYLES, _declared(encoding)), ()) == {}
    with pytest.raises(BadInput, match="目录损坏"):
        sheet_parts(_book(tmp_path / "workbook.xlsx", "xl/workbook.xml", _declared(encoding)))
