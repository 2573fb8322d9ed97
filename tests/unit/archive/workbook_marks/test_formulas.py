from __future__ import annotations

import zipfile
from functools import partial
from pathlib import Path

import openpyxl
import pytest

from census_app.archive.workbook_marks.colours import coloured_cells
from census_app.archive.workbook_marks.comments import commented_cells
from census_app.archive.workbook_marks.formulas import formula_cells
from census_app.archive.workbook_marks.merges import merged_ranges
from census_app.foundation.errors import BadInput


def _book(path: Path) -> Path:
    book = openpyxl.Workbook()
    book.active.append(["a", "=1+1", 3])
    book.active.append([None, None, '="x"&A1'])
    book.create_sheet("两")
    book.save(path)
    return path


def test_formula_cells_are_found_by_their_places(tmp_path: Path) -> None:
    found = formula_cells(_book(tmp_path / "a.xlsx"))
    assert found == {"Sheet": frozenset({(1, 1), (2, 2)}), "两": frozenset()}


def test_formulas_without_places_are_told_apart_from_none(tmp_path: Path) -> None:
    source = _book(tmp_path / "a.xlsx")
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(tmp_path / "b.xlsx", "w") as new:
        for entry in old.namelist():
            content = old.read(entry)
            if entry.endswith("sheet1.xml"):
                content = content.replace(b' r="B1"', b"")
            new.writestr(entry, content)
    assert formula_cells(tmp_path / "b.xlsx")["Sheet"] is None


def test_text_files_have_none(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("a,=1+1\n", encoding="utf-8")
    assert formula_cells(tmp_path / "a.csv") == {}


def test_a_zip_that_is_no_workbook_has_none(tmp_path: Path) -> None:
    """What it is, the reader says better."""
    with zipfile.ZipFile(tmp_path / "文档.xlsx", "w") as archive:
        archive.writestr("word/document.xml", "<a/>")
    assert formula_cells(tmp_path / "文档.xlsx") == {}


@pytest.mark.parametrize(
    ("read", "entry"),
    [
        (formula_cells, "xl/worksheets/sheet1.xml"),
        (merged_ranges, "xl/worksheets/sheet1.xml"),
        (partial(coloured_cells, issued=()), "xl/styles.xml"),
        (commented_cells, "xl/worksheets/_rels/sheet1.xml.rels"),
    ],
)
def test_a_sheet_that_cannot_be_unpacked_is_refused_with_the_name_of_the_file(tmp_path: Path, read, entry) -> None:
    source = tmp_path / "a.xlsx"
    _book(source)
    with zipfile.ZipFile(source, "a") as book:
        if entry not in book.namelist():
            book.writestr(entry, "<Relationships/>")
        start = book.getinfo(entry).header_offset
    content = bytearray(source.read_bytes())
    content[start + 32 + len(entry)] ^= 0xFF
    source.write_bytes(content)
    with pytest.raises(BadInput, match=r"a\.xlsx 的内容损坏"):
        read(source)


@pytest.mark.parametrize("read", [formula_cells, merged_ranges, commented_cells, partial(coloured_cells, issued=())])
def test_a_directory_that_points_nowhere_is_refused_with_the_name_of_the_file(tmp_path: Path, read) -> None:
    source = _book(tmp_path / "a.xlsx")
    content = bytearray(source.read_bytes())
    end = content.rfind(b"PK\x05\x06")
    content[end + 12 : end + 16] = b"\xff\xff\xff\x7f"
    source.write_bytes(content)
    with pytest.raises(BadInput, match=r"a\.xlsx 的内容损坏"):
        read(source)
