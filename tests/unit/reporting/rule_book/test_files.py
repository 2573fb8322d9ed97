"""Where the book is written, and what is refused before anything is."""

from __future__ import annotations

from pathlib import Path

import pytest

from census_app.foundation.errors import BadInput
from census_app.reporting.rule_book import Book, BookFormat, write_book
from census_app.reporting.rule_book.files import book_files
from census_app.reporting.rule_book.text import printable


def test_a_folder_takes_every_format_or_the_one_asked_for(book: Book, tmp_path: Path) -> None:
    name = f"异常规则库与字段说明书-{book.pack}-{book.version}"
    assert {path.name for path in book_files(book, tmp_path / "new").values()} == {f"{name}.html", f"{name}.docx"}
    (written,) = write_book(book, tmp_path / "new", BookFormat.HTML)
    assert written.name == f"{name}.html"
    assert [path.name for path in (tmp_path / "new").iterdir()] == [f"{name}.html"]


def test_a_file_names_its_format(book: Book, tmp_path: Path) -> None:
    target = tmp_path / "规则书.HTML"
    target.write_text("old", encoding="utf-8")
    assert write_book(book, target) == [target]
    assert target.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_what_contradicts_itself_is_refused(book: Book, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="--format"):
        write_book(book, tmp_path / "a.docx", BookFormat.HTML)
    (tmp_path / "a.pdf").write_bytes(b"kept")
    with pytest.raises(BadInput, match=r"\.docx"):
        write_book(book, tmp_path / "a.pdf")
    assert [path.name for path in tmp_path.iterdir()] == ["a.pdf"]
    assert (tmp_path / "a.pdf").read_bytes() == b"kept"


def test_what_no_reader_takes_is_shown_as_a_box() -> None:
    assert printable("甲\x00乙\ud800丙\u202e丁\n") == "甲□乙□丙□丁\n"
