"""The book as a Word document: real headings, contents with page numbers, tables whose headers repeat."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from census_app.reporting.rule_book import word_xml as xml
from census_app.reporting.rule_book.model import Book
from census_app.reporting.rule_book.text import printable
from census_app.reporting.rule_book.word_entries import EntryWriter
from census_app.reporting.rule_book.word_styles import grade_style, prepare
from census_app.reporting.rule_book.words import book_words

_CONTENTS_LEVELS = 2


def word_book(book: Book) -> bytes:
    """The .docx file's bytes; equal books give equal bytes."""
    from docx import Document

    document = Document()
    prepare(document)
    _properties(document, book)
    writer = _BookWriter(document, book)
    writer.write()
    buffer = io.BytesIO()
    document.save(buffer)
    return _without_times(buffer.getvalue())


class _BookWriter:
    """Writes the parts in order and remembers the headings for the contents."""

    def __init__(self, document: Any, book: Book) -> None:
        self.document = document
        self.book = book
        self.words = book_words()
        self.entries = EntryWriter(book)
        self.headings: list[tuple[int, str, str]] = []

    def write(self) -> None:
        """The whole document."""
        self._running_lines()
        self._cover()
        contents = self._raw(xml.paragraph())
        self._overrides()
        self._rules()
        self._items()
        self._code_lists()
        self._functions()
        self._sources()
        self._versions()
        for piece in self._contents():
            contents.addprevious(self._parsed(piece))
        contents.getparent().remove(contents)

    def _cover(self) -> None:
        book = self.book
        self._raw(xml.paragraph(xml.run(book.title), style="Title"))
        self._raw(xml.paragraph(xml.run(f"{book.pack_title} {book.version}", "Muted")))
        facts = [(_cell(xml.run(name, "Muted")), _cell(xml.run(value))) for name, value in book.facts]
        self._raw(xml.table((), facts, (1, 4)))
        for line in book.preface:
            self._raw(xml.paragraph(xml.run(line), style="ListBullet"))
        if book.unresolved:
            missing = f"以下规则写得不对，不能运行，本书没有收入：{'、'.join(book.unresolved)}。"
            self._raw(xml.paragraph(xml.run(missing, grade_style("urgent"))))
        if book.retired:
            ended = f"以下规则已停用，本书没有收入：{'、'.join(book.retired)}。"
            self._raw(xml.paragraph(xml.run(ended, "Muted")))
        if book.word_lists:
            rows = [(_cell(xml.run(f"〔{name}〕")), _cell(xml.run(listed))) for name, listed in book.word_lists]
            self._raw(xml.table(("词表", "词"), rows, (1, 5)))

    def _contents(self) -> Iterable[str]:
        """A contents field that is already filled, for readers that do not compute fields."""
        yield xml.paragraph('<w:r><w:br w:type="page"/></w:r>', xml.run("目录", "Emphasised"))
        begin = (
            '<w:r><w:fldChar w:fldCharType="begin" w:dirty="true"/></w:r>'
            f'<w:r><w:instrText xml:space="preserve"> TOC \\o "1-{_CONTENTS_LEVELS}" \\h \\z \\u </w:instrText></w:r>'
            '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        )
        listed = [heading for heading in self.headings if heading[0] <= _CONTENTS_LEVELS]
        for position, (level, text, bookmark) in enumerate(listed):
            start = begin if position == 0 else ""
            page = "<w:r><w:tab/></w:r>" + xml.page_of(bookmark)
            yield xml.paragraph(start, xml.link(text, bookmark), page, style=f"toc{level}")
        yield xml.paragraph('<w:r><w:fldChar w:fldCharType="end"/></w:r>')

    def _overrides(self) -> None:
        if not self.book.overrides:
            return
        self._heading(1, self.words.overrides_title, "overrides")
        rows = [(_cell(self.entries.link(rule)), _cell(xml.run(text))) for rule, text in self.book.overrides]
        self._raw(xml.table(("规则", "调整"), rows, (1, 8)))

    def _rules(self) -> None:
        self._heading(1, self.words.rules_title, "rules")
        self._raw(xml.table(*self.entries.rule_list()))
        for category in self.book.categories:
            self._heading(2, f"{category.id} {category.name}（{len(category.rules)} 条）", category.rules_anchor)
            if not category.rules:
                self._raw(xml.paragraph(xml.run("这一类现在没有规则。", "Muted")))
            for rule in category.rules:
                self._heading(3, f"{rule.id} {rule.title}", rule.anchor)
                for piece in self.entries.rule(rule):
                    self._raw(piece)

    def _items(self) -> None:
        self._heading(1, self.words.items_title, "items")
        for category in self.book.categories:
            if not category.groups:
                continue
            self._heading(2, f"{category.id} {category.name}（{len(category.items)} 项）", category.items_anchor)
            for group in category.groups:
                self._heading(3, group.table, group.anchor)
                self._raw(xml.paragraph(xml.run(group.grain, "Muted")))
                self._raw(xml.table(*self.entries.items(group)))

    def _code_lists(self) -> None:
        self._heading(1, self.words.code_lists_title, "codes")
        for codes in self.book.code_lists:
            self._heading(3, codes.name, codes.anchor)
            for piece in self.entries.code_list(codes):
                self._raw(piece)

    def _functions(self) -> None:
        self._heading(1, self.words.functions_title, "functions")
        self._raw(xml.table(*self.entries.functions()))

    def _sources(self) -> None:
        if not self.book.sources:
            return
        self._heading(1, self.words.sources_title, "sources")
        rows = [(_cell(xml.run(name)), _cell(xml.run(title))) for name, title in self.book.sources]
        self._raw(xml.table(("代号", "是什么"), rows, (1, 8)))

    def _versions(self) -> None:
        """Last: who opens the book looks for a rule, not for what was changed in it."""
        if not self.book.changelog:
            return
        self._heading(1, self.words.versions_title, "versions")
        for line in self.book.changelog:
            self._raw(xml.paragraph(xml.run(line), style="ListBullet"))

    def _heading(self, level: int, text: str, anchor: str) -> None:
        bookmark = self.entries.bookmark(anchor)
        self.headings.append((level, text, bookmark))
        inner = self.entries.place(xml.run(text), anchor)
        before = "<w:pageBreakBefore/>" if level == 1 else ""
        self._raw(f'<w:p><w:pPr><w:pStyle w:val="Heading{level}"/>{before}</w:pPr>{inner}</w:p>')

    def _running_lines(self) -> None:
        section = self.document.sections[0]
        title = f"{self.book.title}　{self.book.pack} {self.book.version}"
        pages = [xml.run("第 ", "Muted"), xml.field("PAGE", "1", "Muted"), xml.run(" 页，共 ", "Muted")]
        pages += [xml.field("NUMPAGES", "1", "Muted"), xml.run(" 页", "Muted")]
        for part, runs in ((section.header, [xml.run(title, "Muted")]), (section.footer, pages)):
            old = part.paragraphs[0]._p
            old.addprevious(self._parsed(xml.paragraph(*runs, style="CellNote")))
            old.getparent().remove(old)

    def _raw(self, piece: str) -> Any:
        body = self.document.element.body
        element = self._parsed(piece)
        body.insert(len(body) - 1, element)  # the section's properties stay last
        if element.tag.endswith("}tbl"):
            body.insert(
                len(body) - 1,
                self._parsed('<w:p><w:pPr><w:spacing w:after="60" w:line="120" w:lineRule="exact"/></w:pPr></w:p>'),
            )
        return element

    def _parsed(self, piece: str) -> Any:
        from docx.oxml import parse_xml

        if xml.NAMESPACE not in piece.partition(">")[0]:
            name, rest = piece[:4], piece[4:]
            piece = f"{name} {xml.NAMESPACE}{rest}"
        return parse_xml(piece)


def _cell(*runs: str) -> str:
    return xml.paragraph(*runs, style="Cell")


def _properties(document: Any, book: Book) -> None:
    """Nothing about the machine or the moment: the document is dated by the pack."""
    moment = datetime.fromisoformat(book.effective_from)
    properties = document.core_properties
    properties.title, properties.author, properties.comments = printable(book.title), "Census", ""
    properties.subject = printable(f"{book.pack} {book.version}")
    properties.created = properties.modified = moment
    properties.last_modified_by, properties.language = "Census", "zh-CN"


def _without_times(content: bytes) -> bytes:
    """The same package with every entry dated alike."""
    import zipfile

    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as made, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as kept:
        for entry in made.infolist():
            dated = zipfile.ZipInfo(entry.filename, (1980, 1, 1, 0, 0, 0))
            dated.compress_type = zipfile.ZIP_DEFLATED
            kept.writestr(dated, made.read(entry))
    return buffer.getvalue()
