"""The page of a document as one HTML file: the same blocks, the same numbers, each with its code beside it."""

from __future__ import annotations

from html import escape
from pathlib import Path

from census_app.foundation.files import write_text
from census_app.reporting.reports.document import (
    FULL,
    HALF,
    Block,
    Cell,
    Chart,
    Document,
    Pair,
    Row,
    Section,
    Table,
    Tiles,
    Tone,
)
from census_app.reporting.reports.numbers import Number, Words
from census_app.reporting.reports.page.charts import chart_svg
from census_app.reporting.reports.page.style import style_sheet
from census_app.reporting.reports.workbook.codes import HOW_TO

_FULL_CHART = (760, 240)
_LONG_TABLE = 24


def write_page(document: Document, target: Path) -> None:
    """`target` durably holds the page in UTF-8: whole, or not at all."""
    write_text(target, page_html(document))


def page_html(document: Document) -> str:
    """The whole page; every text of the data is escaped."""
    title = escape(f"{document.title} {document.issue}".strip())
    parts = [
        f'<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8"><title>{title}</title>',
        f"<style>{style_sheet(document.landscape)}</style></head><body><main>",
        f'<header><h1>{escape(document.title)}</h1><div class="issue">{escape(document.issue)}</div></header>',
        f'<div class="subtitle">{escape(document.subtitle)}</div>',
        f'<p class="headline">{_words(document.headline)}</p>' if document.headline else "",
        *(_section(section) for section in document.sections),
        _foot(document),
        _codes(document),
        "</main></body></html>\n",
    ]
    return "\n".join(part for part in parts if part)


def _section(section: Section) -> str:
    if isinstance(section, Tiles):
        return _tiles(section)
    if isinstance(section, Pair):
        return f'<div class="pair">{_block(section.left, HALF)}{_block(section.right, HALF)}</div>'
    return _block(section, FULL)


def _block(block: Block, width: int) -> str:
    long = " long" if isinstance(block, Table) and len(block.rows) > _LONG_TABLE else ""
    if isinstance(block, Table):
        inner = _table(block, width)
    elif isinstance(block, Chart):
        inner = (chart_svg(block) if width == HALF else chart_svg(block, *_FULL_CHART)) + _note(block.note)
    else:
        inner = "".join(f'<p class="line">{_words(line)}</p>' for line in block.lines)
    return f'<section class="block{long}"><h2>{escape(block.title)}</h2>{inner}</section>'


def _table(table: Table, width: int) -> str:
    columns = "".join(f'<col style="width:{100 * column.width / width:.1f}%">' for column in table.columns)
    head = "".join(f"<th>{escape(column.title)}</th>" for column in table.columns)
    rows = "".join(_row(row) for row in table.rows)
    return (
        f"<table><colgroup>{columns}</colgroup><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
        f"{_note(table.note)}"
    )


def _row(row: Row) -> str:
    cells = "".join(_cell(cell, row.depth if place == 0 else 0) for place, cell in enumerate(row.cells))
    return f'<tr class="on-{row.tone.value}">{cells}</tr>'


def _cell(cell: Cell, depth: int) -> str:
    kinds = [name for name, on in (("left", cell.left), ("bold", cell.bold), ("small", cell.small)) if on]
    kinds += [f"ink-{cell.tone.value}"] if cell.tone is not Tone.PLAIN else []
    styles = [f"padding-left:{5 + 14 * depth}px"] if depth else []
    if cell.bar is not None:
        kinds.append("bar")
        styles.append(f"--fill:{100 * min(1.0, max(0.0, cell.bar)):.1f}%")
    style = f' style="{";".join(styles)}"' if styles else ""
    return f'<td class="{" ".join(kinds)}"{style}>{_words(cell.words)}</td>'


def _tiles(tiles: Tiles) -> str:
    inner = "".join(
        f'<div class="tile ink-{tile.tone.value}"><div class="label">{escape(tile.label)}</div>'
        f'<div class="figure">{_words((tile.number,))}</div><div class="note">{_words(tile.note)}</div></div>'
        for tile in tiles.tiles
    )
    return f'<div class="tiles" style="--tiles:{len(tiles.tiles)}">{inner}</div>'


def _note(words: Words) -> str:
    return f'<div class="note">{_words(words)}</div>' if words else ""


def _words(words: Words) -> str:
    return "".join(escape(part) if isinstance(part, str) else _number(part) for part in words)


def _number(number: Number) -> str:
    if not number.code:
        return f'<span class="n">{escape(number.text)}</span>'
    return f'<span class="n" title="census why {number.code}">{escape(number.text)}<i>{number.code}</i></span>'


def _foot(document: Document) -> str:
    blank = "______________"
    signed = (
        f"编制：{blank}　　审核：{blank}　　签发：{blank}　　　　{escape(document.signed)}" if document.signed else ""
    )
    told = "　｜　".join(escape(line) for line in document.footer)
    return (f'<div class="signed">{signed}</div>' if signed else "") + f"<footer>{told}</footer>"


def _codes(document: Document) -> str:
    rows = "".join(
        f'<tr><td class="code">{code}</td><td>{escape(printed)}</td><td class="left">{escape(what)}</td>'
        f'<td class="left">{escape(how)}</td></tr>'
        for code, printed, what, how in document.coded()
    )
    head = "<tr><th>查数码</th><th>印出的数</th><th>是什么</th><th>怎么算</th></tr>"
    columns = "".join(f'<col style="width:{width}%">' for width in (9, 13, 30, 48))
    return (
        f'<section class="block long codes"><h2>每个数的查数码</h2><div class="note">{escape(HOW_TO)}</div>'
        f"<table><colgroup>{columns}</colgroup><thead>{head}</thead><tbody>{rows}</tbody></table></section>"
    )
