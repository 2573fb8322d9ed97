"""Pieces of WordprocessingML as text: runs, paragraphs, links, fields and tables, every text escaped.

Tables of hundreds of rows are written as text and parsed once: building them cell by cell takes minutes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape, quoteattr

from census_app.reporting.rule_book.text import printable

NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_BORDER = "C3CBD4"
_HEADER_GROUND = "E8ECF1"
_PAGE_TWIPS = 9866  # A4 less the margins of the document


def run(text: str, style: str = "") -> str:
    """A piece of text in a character style of the document."""
    properties = f"<w:rPr><w:rStyle w:val={quoteattr(style)}/></w:rPr>" if style else ""
    return f'<w:r>{properties}<w:t xml:space="preserve">{escape(printable(text))}</w:t></w:r>'


def paragraph(*runs: str, style: str = "", indent: int = 0) -> str:
    """A paragraph of runs in a paragraph style; `indent` in levels."""
    properties = f"<w:pStyle w:val={quoteattr(style)}/>" if style else ""
    properties += f'<w:ind w:left="{indent * 280}"/>' if indent else ""
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(runs)}</w:p>"


def link(text: str, bookmark: str, style: str = "") -> str:
    """A run that leads to a bookmark; the plain run without one."""
    inner = run(text, style or ("Reference" if bookmark else ""))
    return f'<w:hyperlink w:anchor="{bookmark}" w:history="1">{inner}</w:hyperlink>' if bookmark else inner


def bookmarked(inner: str, bookmark: str, number: int) -> str:
    """The runs as the place a link leads to."""
    start = f'<w:bookmarkStart w:id="{number}" w:name="{bookmark}"/>'
    return f'{start}{inner}<w:bookmarkEnd w:id="{number}"/>'


def field(instruction: str, shown: str = "", style: str = "") -> str:
    """A field that the word processor computes; `shown` stands until it does."""
    begin = '<w:r><w:fldChar w:fldCharType="begin" w:dirty="true"/></w:r>'
    text = f'<w:r><w:instrText xml:space="preserve"> {escape(instruction)} </w:instrText></w:r>'
    between = '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    return f'{begin}{text}{between}{run(shown, style)}<w:r><w:fldChar w:fldCharType="end"/></w:r>'


def page_of(bookmark: str) -> str:
    """The number of the page a bookmark stands on."""
    return field(rf"PAGEREF {bookmark} \h")


def table(
    header: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[float], *, unbroken: bool = True
) -> str:
    """A table; cells are paragraphs already made, headers plain texts, widths shares of the page.

    The header row stands again on every page. `unbroken` rows stay on one page; rows that may be longer than a page
    must not be.
    """
    total = sum(widths)
    twips = [round(_PAGE_TWIPS * width / total) for width in widths]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in twips)
    whole = "<w:cantSplit/>" if unbroken else ""
    body = [_header_row(header, twips)] if header else []
    body += [_row(row, twips, whole) for row in rows]
    layout = f'<w:tblW w:w="{_PAGE_TWIPS}" w:type="dxa"/>{_borders()}<w:tblLayout w:type="fixed"/>{_margins()}'
    return f"<w:tbl {NAMESPACE}><w:tblPr>{layout}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{''.join(body)}</w:tbl>"


def _header_row(header: Sequence[str], twips: Sequence[int]) -> str:
    ground = f'<w:shd w:val="clear" w:color="auto" w:fill="{_HEADER_GROUND}"/>'
    cells = [paragraph(run(text), style="CellHeader") for text in header]
    return _row(cells, twips, "<w:cantSplit/><w:tblHeader/>", ground)


def _row(cells: Sequence[str], twips: Sequence[int], properties: str, ground: str = "") -> str:
    told = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{ground}</w:tcPr>{cell or paragraph()}</w:tc>'
        for cell, width in zip(cells, twips, strict=True)
    )
    return f"<w:tr><w:trPr>{properties}</w:trPr>{told}</w:tr>"


def _borders() -> str:
    lines = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="{_BORDER}"/>' for side in ("top", "bottom", "insideH")
    )
    return f"<w:tblBorders>{lines}</w:tblBorders>"


def _margins() -> str:
    sides = (("top", 30), ("left", 70), ("bottom", 30), ("right", 70))
    told = "".join(f'<w:{side} w:w="{width}" w:type="dxa"/>' for side, width in sides)
    return f"<w:tblCellMar>{told}</w:tblCellMar>"
