"""Writes workbooks of big tables: the rows' XML is put together by DuckDB, a dozen times faster than cell by cell.

(Measured on 20,000 customers × 50 columns: 0.6 s here, 8 s through a writer that takes one cell at a time.)
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from census_app.demo.delivery.spelling import Cell, CellKind

if TYPE_CHECKING:
    import duckdb

_PLAIN, _HEADING, _DAY = 0, 1, 2
_BATCH = 4096
_NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_STYLES = (
    f'<styleSheet xmlns="{_NAMESPACE}">'
    '<numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="宋体"/></font>'
    '<font><b/><sz val="12"/><name val="宋体"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3">'
    '<xf fontId="0" xfId="0"/>'
    '<xf fontId="1" xfId="0" applyFont="1" applyAlignment="1"><alignment horizontal="center"/></xf>'
    '<xf fontId="0" numFmtId="164" xfId="0" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="常规" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


@dataclass(frozen=True)
class Block:
    """Rows above or below the data, as they stand: one text per cell, None leaves it empty."""

    rows: Sequence[Sequence[str | None]]
    merged: Sequence[tuple[int, int, int]] = ()
    """(row inside the block, first column, last column), all 0-based."""


@dataclass(frozen=True)
class Sheet:
    """One worksheet: `head`, the rows of `query` (columns `c0 …`, made by `cells`), empty rows in between, `foot`."""

    name: str
    head: Block
    query: str
    cells: Sequence[Cell]
    foot: Block = Block(())
    blank_every: int = 0


def write_workbook(connection: duckdb.DuckDBPyConnection, target: Path, sheets: Sequence[Sheet]) -> None:
    """`target` is a workbook with these sheets; rows stream through, memory stays small."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, text in _frame(sheets):
            archive.writestr(name, '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>' + text)
        for number, sheet in enumerate(sheets, start=1):
            with archive.open(f"xl/worksheets/sheet{number}.xml", "w") as stream:
                for piece in _sheet(connection, sheet):
                    stream.write(piece.encode("utf-8"))


def column_letters(index: int) -> str:
    """`A` for 0, `AA` for 26."""
    letters = ""
    while index >= 0:
        index, rest = divmod(index, 26)
        letters, index = chr(65 + rest) + letters, index - 1
    return letters


def _sheet(connection: duckdb.DuckDBPyConnection, sheet: Sheet) -> Iterator[str]:
    yield f'<worksheet xmlns="{_NAMESPACE}"><sheetData>'
    yield "".join(_block_row(row, number + 1) for number, row in enumerate(sheet.head.rows))
    first = len(sheet.head.rows) + 1
    reader, last = connection.cursor().execute(_row_sql(sheet, first)), first - 1
    while rows := reader.fetchmany(_BATCH):
        yield "".join(row for row, _ in rows)
        last = rows[-1][1]
    yield "".join(_block_row(row, last + 1 + number) for number, row in enumerate(sheet.foot.rows))
    yield "</sheetData>"
    merged = [
        f"{column_letters(left)}{row + 1}:{column_letters(right)}{row + 1}" for row, left, right in sheet.head.merged
    ]
    if merged:
        references = "".join(f'<mergeCell ref="{reference}"/>' for reference in merged)
        yield f'<mergeCells count="{len(merged)}">{references}</mergeCells>'
    yield "</worksheet>"


def _row_sql(sheet: Sheet, first: int) -> str:
    """SQL: (row XML, row number) in order."""
    shift = f" + (number - 1) // {sheet.blank_every}" if sheet.blank_every else ""
    cells = ", ".join(_cell_sql(cell, f"c{index}", column_letters(index)) for index, cell in enumerate(sheet.cells))
    return (
        f"SELECT concat('<row r=\"', place, '\">', {cells}, '</row>'), place "
        f"FROM (SELECT *, number - 1 + {first}{shift} AS place "
        f"FROM (SELECT *, row_number() OVER () AS number FROM ({sheet.query}))) ORDER BY place"
    )


def _cell_sql(cell: Cell, name: str, letters: str) -> str:
    """SQL of one cell's XML; null where the value is null, so that the row's `concat` leaves it out.

    One `concat` over the row: a chain of `||` would copy the growing row once per cell.
    """
    text = (
        f"'<c r=\"{letters}' || place || '\" t=\"inlineStr\"><is><t>' "
        f"|| replace(replace(replace({name}, '&', '&amp;'), '<', '&lt;'), '>', '&gt;') || '</t></is></c>'"
    )
    if cell.kind is CellKind.TEXT:
        return text
    if cell.kind is CellKind.NUMBER:
        return f"'<c r=\"{letters}' || place || '\"><v>' || {name} || '</v></c>'"
    if cell.kind is CellKind.DATE:
        return f"'<c r=\"{letters}' || place || '\" s=\"{_DAY}\"><v>' || {name} || '</v></c>'"
    number = f"'<c r=\"{letters}' || place || '\"><v>' || {name}[2:] || '</v></c>'"
    day = f"'<c r=\"{letters}' || place || '\" s=\"{_DAY}\"><v>' || {name}[2:] || '</v></c>'"
    return f"CASE {name}[1] WHEN '=' THEN {number} WHEN '#' THEN {day} ELSE {text} END"


def _block_row(row: Sequence[str | None], number: int) -> str:
    cells = "".join(
        f'<c r="{column_letters(index)}{number}" s="{_HEADING}" t="inlineStr"><is><t>{escape(text)}</t></is></c>'
        for index, text in enumerate(row)
        if text is not None
    )
    return f'<row r="{number}">{cells}</row>'


def _frame(sheets: Sequence[Sheet]) -> Iterable[tuple[str, str]]:
    """The package's fixed parts."""
    overrides = "".join(
        f'<Override PartName="/xl/worksheets/sheet{number}.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
        for number in range(1, len(sheets) + 1)
    )
    listed = "".join(
        f'<sheet name={quoteattr(sheet.name)} sheetId="{number}" r:id="rId{number}"/>'
        for number, sheet in enumerate(sheets, start=1)
    )
    targets = "".join(
        f'<Relationship Id="rId{number}" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        for number in range(1, len(sheets) + 1)
    )
    office = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    return [
        (
            "[Content_Types].xml",
            f'<Types xmlns="{_PACKAGE}/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{office}.sheet.main+xml"/>'
            f'<Override PartName="/xl/styles.xml" ContentType="{office}.styles+xml"/>{overrides}</Types>',
        ),
        (
            "_rels/.rels",
            f'<Relationships xmlns="{_PACKAGE}/relationships">'
            f'<Relationship Id="rId1" Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        ),
        (
            "xl/workbook.xml",
            f'<workbook xmlns="{_NAMESPACE}" xmlns:r="{_RELATIONS}"><sheets>{listed}</sheets></workbook>',
        ),
        (
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{_PACKAGE}/relationships">{targets}'
            f'<Relationship Id="rId{len(sheets) + 1}" Type="{_RELATIONS}/styles" Target="styles.xml"/></Relationships>',
        ),
        ("xl/styles.xml", _STYLES),
    ]
