"""Which cells of a workbook are formulas: their shown value is what some program once computed, nobody's word."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from census_app.archive.readers.workbook_parts import column_number, sheet_parts, sheet_stream, told_of_damage

_CHUNK_BYTES = 1 << 20
_FORMULA_CELL = re.compile(rb'<(?:\w+:)?c\s(?=[^<>]*\br="([A-Z]{1,3})(\d{1,7})")[^<>]*>\s*<(?:\w+:)?f[\s/>]')
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")


def formula_cells(path: Path) -> dict[str, frozenset[tuple[int, int]] | None]:
    """Sheet name → formula cells as (row from 1, column from 0), of a workbook that passed the gate; None for a sheet
    with formulas whose places cannot be told. Empty for anything but a workbook; `BadInput` when a sheet is damaged."""
    if not _is_workbook(path):
        return {}
    return {part.name: _of_part(path, part.part) for part in sheet_parts(path)}


def _is_workbook(path: Path) -> bool:
    if not zipfile.is_zipfile(path):
        return False
    with told_of_damage(path), zipfile.ZipFile(path) as archive:
        return "xl/workbook.xml" in archive.namelist()


def _of_part(path: Path, part: str) -> frozenset[tuple[int, int]] | None:
    found: set[tuple[int, int]] = set()
    formulas = 0
    with sheet_stream(path, part) as stream:
        rest = b""
        while chunk := stream.read(_CHUNK_BYTES):
            block = rest + chunk
            cut = max(block.rfind(b"<row"), block.rfind(b":row"))
            cut = len(block) if cut <= 0 else cut
            formulas += _collect(block[:cut], found)
            rest = block[cut:]
        formulas += _collect(rest, found)
    return frozenset(found) if formulas == len(found) else None


def _collect(block: bytes, found: set[tuple[int, int]]) -> int:
    for match in _FORMULA_CELL.finditer(block):
        found.add((int(match[2]), column_number(match[1].decode("ascii")) - 1))
    return len(_FORMULA.findall(block))
