"""Writes the book into a folder or a file."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from census_app.foundation.errors import BadInput
from census_app.foundation.files import publish
from census_app.reporting.rule_book.model import Book


class BookFormat(StrEnum):
    """The formats; each is also the file's ending."""

    HTML = "html"
    DOCX = "docx"


def write_book(book: Book, out: Path, only: BookFormat | None = None) -> list[Path]:
    """The files written: `out` itself when it ends like a format, else one file per format in the folder `out`.

    A file that stands there is replaced whole. `only` restricts a folder to one format.
    """
    files = book_files(book, out, only)
    for form, path in files.items():
        content = _content(book, form)
        with publish(path) as temporary:
            temporary.write_bytes(content)
    return list(files.values())


def book_files(book: Book, out: Path, only: BookFormat | None = None) -> dict[BookFormat, Path]:
    """Where `write_book` would write; `BadInput` for an ending that is no format or contradicts `only`."""
    ending = out.suffix.lower().removeprefix(".")
    if ending in set(BookFormat):
        form = BookFormat(ending)
        if only not in (None, form):
            raise BadInput(f"{out} 的后缀与 --format {only} 不一致", "改后缀，或去掉 --format")
        return {form: out}
    if out.is_file():
        raise BadInput(f"{out} 已是一个文件，又不是 .html 或 .docx", "换一个文件夹，或以 .html、.docx 结尾的文件名")
    forms = tuple(BookFormat) if only is None else (only,)
    return {form: out / f"异常规则库与字段说明书-{book.pack}-{book.version}.{form}" for form in forms}


def _content(book: Book, form: BookFormat) -> bytes:
    if form is BookFormat.HTML:
        from census_app.reporting.rule_book.html import html_book

        return html_book(book).encode()
    from census_app.reporting.rule_book.word import word_book

    return word_book(book)
