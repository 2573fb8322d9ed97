from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl

from census_app.archive.formulas import formula_cells


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
