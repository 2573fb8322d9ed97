"""The sheets of a workbook file: their names, visibility, parts, and what a survey of the raw XML shows."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO
from xml.etree import ElementTree

from census_app.foundation.errors import BadInput

_CHUNK_BYTES = 1 << 20
_OVERLAP_BYTES = 512
_RELATIONSHIP = re.compile(r"\{[^}]*relationships\}id$")
_DIMENSION = re.compile(rb'<(?:\w+:)?dimension ref="([A-Z]+\d+)(?::([A-Z]+)(\d+))?"')
_FAR_CELL = re.compile(rb'r="([A-Z]{3}\d+)"')
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_LAST_ROW = re.compile(rb'<(?:\w+:)?row\b[^<>]*?\br="(\d+)"')
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError)


@dataclass(frozen=True)
class SheetPart:
    """One worksheet: `part` is its path inside the zip."""

    name: str
    part: str
    hidden: bool


@dataclass
class SheetSurvey:
    """What the raw XML says: declared size, last row element, first cell beyond column ZZ, whether
    there are Excel errors and formulas."""

    declared_rows: int = 0
    declared_columns: int = 0
    last_row: int = 0
    far_cell: str = ""
    has_errors: bool = False
    has_formulas: bool = False


def sheet_parts(path: Path) -> list[SheetPart]:
    """The worksheets in the order of the tabs; chart and dialog sheets are left out."""
    with told_of_damage(path), zipfile.ZipFile(path) as archive:
        try:
            workbook = xml_root(archive.read("xl/workbook.xml"))
            relations = xml_root(archive.read("xl/_rels/workbook.xml.rels"))
        except (KeyError, ElementTree.ParseError, zlib.error, zipfile.BadZipFile, EOFError) as error:
            raise BadInput("工作簿的目录损坏", "在 Excel 或 WPS 里打开并另存为 xlsx") from error
        names = set(archive.namelist())
    targets = {item.get("Id", ""): item for item in relations}
    parts = []
    for sheet in workbook.iter():
        if not sheet.tag.endswith("}sheet"):
            continue
        relation = next((value for key, value in sheet.attrib.items() if _RELATIONSHIP.search(key)), "")
        target = targets.get(relation)
        if target is None or not target.get("Type", "").endswith("/worksheet"):
            continue
        part = _inside(target.get("Target", ""))
        if part in names:
            hidden = sheet.get("state", "visible") != "visible"
            parts.append(SheetPart(name=sheet.get("name", ""), part=part, hidden=hidden))
    return parts


def xml_root(content: bytes) -> ElementTree.Element:
    """The root of a part. `ParseError` also where it is declared to be in an encoding the parser cannot read: the
    parser looks among Python's codecs and raises whatever it meets there."""
    try:
        return ElementTree.fromstring(content)  # noqa: S314
    except (LookupError, ValueError) as error:
        raise ElementTree.ParseError(str(error)) from error


@contextmanager
def told_of_damage(path: Path) -> Iterator[None]:
    """Within it a workbook whose parts cannot be unpacked ends in `BadInput` that names the file."""
    try:
        yield
    except _DAMAGED as error:
        raise BadInput(f"{path.name} 的内容损坏", "在 Excel 或 WPS 里打开并另存为 xlsx") from error


@contextmanager
def sheet_stream(path: Path, part: str) -> Iterator[IO[bytes]]:
    """The raw XML of one sheet; `BadInput` that names the file when it cannot be unpacked."""
    with told_of_damage(path), zipfile.ZipFile(path) as archive, archive.open(part) as stream:
        yield stream


def _inside(target: str) -> str:
    if target.startswith("/"):
        return target.lstrip("/")
    return str(PurePosixPath("xl") / target)


def survey_sheet(path: Path, part: str) -> SheetSurvey:
    """Read the sheet's XML once, as bytes; nothing is kept in memory."""
    survey = SheetSurvey()
    with zipfile.ZipFile(path) as archive, archive.open(part) as stream:
        tail = b""
        first = True
        while chunk := stream.read(_CHUNK_BYTES):
            block = tail + chunk
            if first:
                _read_dimension(survey, block)
                first = False
            survey.has_errors = survey.has_errors or b't="e"' in block
            survey.has_formulas = survey.has_formulas or _FORMULA.search(block) is not None
            if not survey.far_cell and (far := _FAR_CELL.search(block)):
                survey.far_cell = far[1].decode("ascii")
            position = block.rfind(b"row ")
            for match in _LAST_ROW.finditer(block, max(0, position - 32)):
                survey.last_row = max(survey.last_row, int(match[1]))
            tail = block[-_OVERLAP_BYTES:]
    return survey


def read_declared(path: Path, part: str) -> SheetSurvey:
    """Only the declared size, from the first bytes of the sheet."""
    survey = SheetSurvey()
    with zipfile.ZipFile(path) as archive, archive.open(part) as stream:
        _read_dimension(survey, stream.read(_OVERLAP_BYTES * 8))
    return survey


def _read_dimension(survey: SheetSurvey, block: bytes) -> None:
    match = _DIMENSION.search(block)
    if match and match[2]:
        survey.declared_columns = column_number(match[2].decode("ascii"))
        survey.declared_rows = int(match[3])


def column_number(letters: str) -> int:
    """`A` is 1, `AA` is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
