"""Which cells of a workbook carry a comment: people answer in them, and no reader of cells sees it."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path, PurePosixPath

from census_app.archive.readers.workbook_parts import sheet_parts, told_of_damage

_MOST_BYTES = 1 << 22
_TARGET = re.compile(rb'Target="([^"]*)"')
_PLACE = re.compile(rb'<(?:\w+:)?(?:comment|threadedComment)\s[^<>]*?\bref="([A-Z]{1,3}\d{1,7})"')


def commented_cells(path: Path) -> dict[str, tuple[str, ...]]:
    """Sheet name → cells with comments such as `O7`, in the order of the file, of a workbook that passed the gate.

    Sheets without any are left out, and so is everything of another kind of file; `BadInput` when it is damaged.
    """
    if not zipfile.is_zipfile(path):
        return {}
    with told_of_damage(path), zipfile.ZipFile(path) as archive:
        names = set(archive.namelist())
        if "xl/workbook.xml" not in names:
            return {}
        found = {part.name: _of_sheet(archive, names, part.part) for part in sheet_parts(path)}
    return {sheet: cells for sheet, cells in found.items() if cells}


def _of_sheet(archive: zipfile.ZipFile, names: set[str], part: str) -> tuple[str, ...]:
    sheet = PurePosixPath(part)
    relations = str(sheet.parent / "_rels" / f"{sheet.name}.rels")
    if relations not in names:
        return ()
    cells: dict[str, None] = {}
    for target in _TARGET.findall(_beginning(archive, relations)):
        place = _resolved(sheet.parent, target.decode("utf-8", "replace"))
        if place in names and "comment" in PurePosixPath(place).name.lower():
            cells |= {cell.decode("ascii"): None for cell in _PLACE.findall(_beginning(archive, place))}
    return tuple(cells)


def _beginning(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as stream:
        return stream.read(_MOST_BYTES)


def _resolved(folder: PurePosixPath, target: str) -> str:
    """`../comments1.xml` as seen from the sheet's folder, or a path from the root of the zip."""
    if target.startswith("/"):
        return target.lstrip("/")
    parts = list(folder.parts)
    for step in PurePosixPath(target).parts:
        if step == "..":
            parts = parts[:-1]
        else:
            parts.append(step)
    return "/".join(parts)
