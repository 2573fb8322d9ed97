"""Which cells of a workbook are merged: one person's word spread over several rows."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from census_app.archive.readers.workbook_parts import column_number, sheet_parts, sheet_stream

_CHUNK_BYTES = 1 << 20
_OVERLAP_BYTES = 128
_MERGE = re.compile(rb'<(?:\w+:)?mergeCell\s+ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')


def merged_ranges(path: Path) -> dict[str, list[tuple[int, int, int, int]]]:
    """Sheet name → merged ranges as (first row, first column, last row, last column), rows from 1 and columns from 0,
    of a workbook that passed the gate. Empty for anything but a workbook; `BadInput` when a sheet is damaged."""
    if not zipfile.is_zipfile(path):
        return {}
    return {part.name: _of_part(path, part.part) for part in sheet_parts(path)}


def _of_part(path: Path, part: str) -> list[tuple[int, int, int, int]]:
    found: dict[tuple[int, int, int, int], None] = {}
    with sheet_stream(path, part) as stream:
        rest = b""
        while chunk := stream.read(_CHUNK_BYTES):
            block = rest + chunk
            for match in _MERGE.finditer(block):
                left, right = column_number(match[1].decode("ascii")), column_number(match[3].decode("ascii"))
                found[(int(match[2]), left - 1, int(match[4]), right - 1)] = None
            rest = block[-_OVERLAP_BYTES:]
    return list(found)
