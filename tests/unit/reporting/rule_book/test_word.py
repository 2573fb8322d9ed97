"""The Word document: real headings and fields, headers that repeat, links that lead somewhere, equal bytes."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import pytest

from census_app.reporting.rule_book import Book
from census_app.reporting.rule_book.word import word_book

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def _opened(content: bytes) -> Any:
    from docx import Document

    return Document(io.BytesIO(content))


@pytest.fixture(scope="module")
def content(book: Book) -> bytes:
    return word_book(book)


@pytest.fixture(scope="module")
def document(content: bytes) -> Any:
    return _opened(content)


@pytest.fixture(scope="module")
def text(document: Any) -> str:
    return "\n".join(piece.text or "" for piece in document.element.body.iter(f"{W}t"))


def test_every_rule_has_a_heading_and_every_item_a_row(document: Any, text: str, book: Book) -> None:
    headings = {paragraph.text for paragraph in document.paragraphs if paragraph.style.name == "Heading 3"}
    assert {f"{rule.id} {rule.title}" for rule in book.rules} <= headings
    lines = set(text.splitlines())
    assert {item.id for item in book.items} <= lines
    assert {clause.message for rule in book.rules for clause in rule.clauses} <= lines
    assert {clause.english for rule in book.rules for clause in rule.clauses} <= lines
    assert {rule.english_remedy for rule in book.rules} <= lines
    parts = [paragraph.text for paragraph in document.paragraphs if paragraph.style.name == "Heading 1"]
    assert parts == ["异常规则库", "字段说明书", "代码表", "规则里的函数", "依据的代号", "版本记录"]


def test_every_link_and_page_number_names_a_place_that_is_there_once(document: Any, book: Book) -> None:
    body = document.element.body
    places = [place.get(f"{W}name") for place in body.iter(f"{W}bookmarkStart")]
    assert len(places) == len(set(places))
    assert all(name.isalnum() and len(name) <= 40 for name in places)
    targets = {link.get(f"{W}anchor") for link in body.iter(f"{W}hyperlink")}
    pages = {code.text.split()[1] for code in body.iter(f"{W}instrText") if code.text.split()[0] == "PAGEREF"}
    assert targets
    assert len(pages) >= len(book.rules)
    assert targets | pages <= set(places)


def test_contents_are_a_field_and_fields_are_closed(document: Any) -> None:
    body = document.element.body
    codes = [code.text.strip() for code in body.iter(f"{W}instrText")]
    assert sum(code.startswith("TOC ") for code in codes) == 1
    kinds = [mark.get(f"{W}fldCharType") for mark in body.iter(f"{W}fldChar")]
    assert kinds.count("begin") == kinds.count("separate") == kinds.count("end") == len(codes)
    footer = document.sections[0].footer._element
    assert [code.text.strip() for code in footer.iter(f"{W}instrText")] == ["PAGE", "NUMPAGES"]


def test_headers_of_long_tables_stand_on_every_page(document: Any, book: Book) -> None:
    repeated = [row for row in document.element.body.iter(f"{W}tr") if row.find(f"{W}trPr/{W}tblHeader") is not None]
    groups = sum(len(category.groups) for category in book.categories)
    assert len(repeated) >= groups + len(book.rules)


def test_every_cell_ends_with_a_paragraph(document: Any) -> None:
    """Word calls a file damaged otherwise."""
    cells = list(document.element.body.iter(f"{W}tc"))
    assert cells
    assert all(cell[-1].tag == f"{W}p" for cell in cells)


def test_chinese_text_has_its_font(document: Any) -> None:
    for name in ("Normal", "Heading 1", "Heading 2", "Heading 3", "Title", "Cell", "CellNote", "CellCode", "toc 1"):
        fonts = document.styles[name].element.rPr.rFonts
        assert fonts.get(f"{W}eastAsia") == "微软雅黑", name
        assert fonts.get(f"{W}eastAsiaTheme") is None, name


def test_equal_books_give_equal_bytes(content: bytes, book: Book) -> None:
    assert word_book(book) == content
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_hostile_text_stays_text(book_of: Callable[..., Book]) -> None:
    hostile = json.dumps('</w:t><w:br/>&"<![CDATA[')
    book = book_of(f"""
- id: R900
  version: 1
  title: {hostile}
  category: 客户基础档案
  severity: normal
  table: 用电客户
  wrong: 为空(用户名称)
  says: 空
  remedy: {hostile}
  source: {{kind: {hostile}, cite: [{hostile}]}}
  note: {hostile}
""")
    document = _opened(word_book(book))
    told = "".join(piece.text or "" for piece in document.element.body.iter(f"{W}t"))
    assert '</w:t><w:br/>&"<![CDATA[' in told


def test_the_contents_come_before_what_was_changed(text: str, book: Book) -> None:
    assert book.changelog
    assert text.index("目录") < text.index(book.changelog[0])
    assert text.index(book.sources[-1][1]) < text.index(book.changelog[-1])
