"""Cells whose stored value is not what Excel shows: errors, formulas nobody has computed, percentages."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from census_app.archive.raw import UNCOMPUTED
from census_app.archive.readers.workbook_parts import column_number, xml_root

_CHUNK_BYTES = 1 << 20
_BUILT_IN_PERCENT = {"9", "10"}
_ERROR = re.compile(
    rb'<(?:\w+:)?c r="([A-Z]+)(\d+)"(?=[^<>]*\bt="e")[^<>]*>(?:(?!</(?:\w+:)?c>).)*?<(?:\w+:)?v>([^<]*)</', re.DOTALL
)
# A result that is an empty text (`t="str"`) was computed.
_UNCOMPUTED = re.compile(
    rb'<(?:\w+:)?c r="([A-Z]+)(\d+)"(?![^<>]*\bt="str")[^<>]*>\s*'
    rb"<(?:\w+:)?f\b(?:[^<>]*/>|[^<>]*>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)


@dataclass
class OddCells:
    """`texts` to show by row number and 0-based column; rows whose number is a share, by column (a byte per row)."""

    texts: dict[int, dict[int, str]] = field(default_factory=dict)
    shares: dict[int, bytearray] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.texts or self.shares)

    def patched(self, rows: Iterator[tuple[int, list[Any]]]) -> Iterator[tuple[int, list[Any]]]:
        """The same rows with these cells as Excel shows them."""
        for number, row in rows:
            for column, text in self.texts.get(number, {}).items():
                if column < len(row):
                    row[column] = text
            for column, marks in self.shares.items():
                if number < len(marks) and marks[number] and column < len(row):
                    row[column] = _percentage(row[column])
            yield number, row

    def mark_share(self, row: int, column: int) -> None:
        """The number in this cell is shown as a percentage."""
        marks = self.shares.setdefault(column, bytearray())
        if row >= len(marks):
            marks.extend(bytes(row + 1024 - len(marks)))
        marks[row] = 1


def find_odd_cells(path: Path, part: str, errors: bool, formulas: bool) -> OddCells:
    """All of them in one worksheet; `errors` and `formulas` say what a survey of it has seen."""
    shares = _share_pattern(path)
    found = OddCells()
    if not (errors or formulas or shares):
        return found
    for block in _row_blocks(path, part):
        if errors:
            for match in _ERROR.finditer(block):
                _put(found, match, match[3].decode("utf-8", "replace"))
        if formulas:
            for match in _UNCOMPUTED.finditer(block):
                _put(found, match, UNCOMPUTED)
        if shares:
            for match in shares.finditer(block):
                found.mark_share(int(match[2]), _column(match))
    return found


def _row_blocks(path: Path, part: str) -> Iterator[bytes]:
    """The sheet's XML in pieces that end between rows."""
    with zipfile.ZipFile(path) as archive, archive.open(part) as stream:
        rest = b""
        while chunk := stream.read(_CHUNK_BYTES):
            block = rest + chunk
            cut = block.rfind(b"<row ") if len(block) < (_CHUNK_BYTES << 3) else -1
            cut = len(block) if cut <= 0 else cut
            yield block[:cut]
            rest = block[cut:]
        yield rest


def _put(found: OddCells, match: re.Match[bytes], text: str) -> None:
    found.texts.setdefault(int(match[2]), {})[_column(match)] = text


def _column(match: re.Match[bytes]) -> int:
    return column_number(match[1].decode("ascii")) - 1


def _share_pattern(path: Path) -> re.Pattern[bytes] | None:
    """Cells in a percent style; None when the workbook has no such style."""
    styles = _percent_styles(path)
    if not styles:
        return None
    numbers = "|".join(map(str, styles)).encode("ascii")
    return re.compile(rb'<(?:\w+:)?c r="([A-Z]+)(\d+)"(?=[^<>]*\bs="(?:' + numbers + rb')")')


def _percent_styles(path: Path) -> list[int]:
    """The places in the cell styles whose number format ends in a percent sign."""
    with zipfile.ZipFile(path) as archive:
        if "xl/styles.xml" not in archive.namelist():
            return []
        try:
            sheet = xml_root(archive.read("xl/styles.xml"))
        except ElementTree.ParseError:
            return []
    formats = {
        item.get("numFmtId", "")
        for item in sheet.iter()
        if item.tag.endswith("}numFmt") and _is_percent(item.get("formatCode", ""))
    }
    cells = next((item for item in sheet if item.tag.endswith("}cellXfs")), None)
    percent = formats | _BUILT_IN_PERCENT
    return [place for place, item in enumerate(cells) if item.get("numFmtId") in percent] if cells is not None else []


def _is_percent(code: str) -> bool:
    """Whether the format multiplies by a hundred: a `%` that is neither quoted nor escaped."""
    return "%" in re.sub(r'"[^"]*"|\\.', "", code)


def _percentage(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    shown = Decimal(repr(value)).scaleb(2)
    return f"{shown.normalize():f}%"
