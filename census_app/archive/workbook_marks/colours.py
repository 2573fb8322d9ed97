"""Which cells of a workbook somebody coloured: people answer with a marker pen, and no reader of cells sees it."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Collection
from pathlib import Path
from xml.etree import ElementTree

from census_app.archive.readers.workbook_parts import column_number, sheet_parts, told_of_damage, xml_root

_STYLES = "xl/styles.xml"
_MOST_BYTES = 1 << 24
_CHUNK_BYTES = 1 << 20
_WHITE = "FFFFFF"
_COLOUR_DIGITS = 6
# no attribute holds a `<`: what stands in a comment is passed over once, not from each of its beginnings
_CELL = re.compile(rb'<(?:\w+:)?c\s(?=[^<>]*\br="([A-Z]{1,3})(\d{1,7})")[^<>]*\bs="(\d+)"')


def coloured_cells(path: Path, issued: Collection[str]) -> dict[str, frozenset[tuple[int, int]]]:
    """Sheet name → cells with a ground that is neither white nor one of the `issued` colours (RRGGBB), as (row from 1,
    column from 0), of a workbook that passed the gate. Sheets without any are left out; so is any other file;
    `BadInput` when it is damaged."""
    if not zipfile.is_zipfile(path):
        return {}
    with told_of_damage(path), zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        if "xl/workbook.xml" not in names or _STYLES not in names:
            return {}
        with archive.open(_STYLES) as stream:
            formats = _strange_formats(stream.read(_MOST_BYTES), {colour.upper() for colour in issued})
        if not formats:
            return {}
        found = {part.name: _of_part(archive, part.part, formats) for part in sheet_parts(path)}
    return {sheet: cells for sheet, cells in found.items() if cells}


def _strange_formats(styles: bytes, issued: Collection[str]) -> frozenset[int]:
    """The numbers of the cell formats that colour a cell as nobody of ours did; none when the styles are no XML."""
    try:
        root = xml_root(styles)
    except ElementTree.ParseError:
        return frozenset()
    strange = {str(place) for place, one in enumerate(root.iterfind("{*}fills/{*}fill")) if _is_strange(one, issued)}
    formats = enumerate(root.iterfind("{*}cellXfs/{*}xf"))
    return frozenset(place for place, one in formats if one.get("fillId") in strange)


def _is_strange(fill: ElementTree.Element, issued: Collection[str]) -> bool:
    pattern = fill.find("{*}patternFill")
    ground = pattern.find("{*}fgColor") if pattern is not None else None
    if pattern is None or ground is None or pattern.get("patternType") != "solid":
        return False
    if (theme := ground.get("theme")) is not None:
        # the first colour of a theme is the paper
        return theme != "0"
    colour = ground.get("rgb", "")[-_COLOUR_DIGITS:].upper()
    return len(colour) == _COLOUR_DIGITS and colour not in {_WHITE, *issued}


def _of_part(archive: zipfile.ZipFile, part: str, formats: frozenset[int]) -> frozenset[tuple[int, int]]:
    found: set[tuple[int, int]] = set()
    with archive.open(part) as stream:
        rest = b""
        while chunk := stream.read(_CHUNK_BYTES):
            block = rest + chunk
            cut = max(block.rfind(b"<"), 0)
            found.update(_coloured(block[:cut], formats))
            rest = block[cut:]
        found.update(_coloured(rest, formats))
    return frozenset(found)


def _coloured(block: bytes, formats: frozenset[int]) -> set[tuple[int, int]]:
    return {
        (int(match[2]), column_number(match[1].decode("ascii")) - 1)
        for match in _CELL.finditer(block)
        if int(match[3]) in formats
    }
