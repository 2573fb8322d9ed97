"""Which cells of a workbook somebody coloured: people answer with a marker pen, and no reader of cells sees it."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Collection
from pathlib import Path

from census_app.archive.readers.workbook_parts import column_number, sheet_parts, told_of_damage

_STYLES = "xl/styles.xml"
_MOST_BYTES = 1 << 24
_CHUNK_BYTES = 1 << 20
_WHITE = "FFFFFF"
_FILLS = re.compile(rb"<(?:\w+:)?fills[\s>].*?</(?:\w+:)?fills>", re.DOTALL)
_FILL = re.compile(rb"<(?:\w+:)?fill>.*?</(?:\w+:)?fill>|<(?:\w+:)?fill/>", re.DOTALL)
_SOLID = re.compile(rb'patternType="solid"')
_GROUND = re.compile(rb"<(?:\w+:)?fgColor\s([^>]*)>")
_RGB = re.compile(rb'\brgb="(?:[0-9A-Fa-f]{2})?([0-9A-Fa-f]{6})"')
_THEME = re.compile(rb'\btheme="(\d+)"')
_FORMATS = re.compile(rb"<(?:\w+:)?cellXfs[\s>].*?</(?:\w+:)?cellXfs>", re.DOTALL)
_FORMAT = re.compile(rb"<(?:\w+:)?xf\s([^>]*)>")
_FILL_OF = re.compile(rb'\bfillId="(\d+)"')
_CELL = re.compile(rb'<(?:\w+:)?c\s(?=[^>]*\br="([A-Z]{1,3})(\d{1,7})")[^>]*\bs="(\d+)"')


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
    """The numbers of the cell formats that colour a cell as nobody of ours did."""
    fills, formats = _FILLS.search(styles), _FORMATS.search(styles)
    if fills is None or formats is None:
        return frozenset()
    strange = {place for place, one in enumerate(_FILL.findall(fills[0])) if _is_strange(one, issued)}
    numbers = [_FILL_OF.search(one) for one in _FORMAT.findall(formats[0])]
    return frozenset(place for place, one in enumerate(numbers) if one is not None and int(one[1]) in strange)


def _is_strange(fill: bytes, issued: Collection[str]) -> bool:
    ground = _GROUND.search(fill)
    if ground is None or not _SOLID.search(fill):
        return False
    if (theme := _THEME.search(ground[1])) is not None:
        # the first colour of a theme is the paper
        return int(theme[1]) > 0
    colour = _RGB.search(ground[1])
    return colour is not None and colour[1].decode("ascii").upper() not in {_WHITE, *issued}


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
