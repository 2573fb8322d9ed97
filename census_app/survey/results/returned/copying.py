"""The copy of a workbook that goes back: its own sheets, pictures and drop-downs, with the outcomes written in."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path

from census_app.archive.readers.workbook_parts import sheet_parts
from census_app.foundation.errors import BadInput
from census_app.foundation.files import publish
from census_app.survey.results.returned.plain_xml import plain
from census_app.survey.results.returned.sheet_xml import text_cell, unselected, write_beside
from census_app.survey.results.returned.styles import AddedStyles
from census_app.survey.results.returned.summary import GROUNDS, OUTCOME_SHEET, Line
from census_app.survey.results.submission import Mark, Standing

_STYLES, _WORKBOOK = "xl/styles.xml", "xl/workbook.xml"
_RELATIONS, _TYPES = "xl/_rels/workbook.xml.rels", "[Content_Types].xml"
_PART = "xl/worksheets/census_outcome.xml"
_RELATION = "rIdCensusOutcome"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WIDTHS = (12, 26, 90)
# what damaged or unusual parts raise: their writer decided, not we
_CANNOT = (ValueError, LookupError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, BadInput)


def write_copy(
    source: Path,
    target: Path,
    marks: Sequence[Mark],
    beside: Mapping[str, tuple[int, int]],
    lines: Sequence[Line],
) -> bool:
    """`target` is the workbook with outcomes beside its rows and a summary that opens first; False when its parts are
    written in a way that cannot be added to, and nothing was written. `beside`: sheet → (header row, free column)."""
    try:
        _write(source, target, _changed(source, marks, beside, lines))
    except _CANNOT:
        return False
    return True


def _write(source: Path, target: Path, changed: dict[str, bytes]) -> None:
    with (
        publish(target) as temporary,
        zipfile.ZipFile(source) as given,
        zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as made,
    ):
        for entry in given.infolist():
            if not entry.is_dir():
                content = changed.pop(entry.filename, b"")
                made.writestr(entry.filename, content or given.read(entry))
        for name, content in changed.items():
            made.writestr(name, content)


def _changed(
    source: Path, marks: Sequence[Mark], beside: Mapping[str, tuple[int, int]], lines: Sequence[Line]
) -> dict[str, bytes]:
    """Part → its new content."""
    parts = {part.name: part.part for part in sheet_parts(source)}
    with zipfile.ZipFile(source) as given:
        styles = AddedStyles(plain(given.read(_STYLES)))
        changed: dict[str, bytes] = {}
        for name, part in parts.items():
            content = unselected(plain(given.read(part)))
            if name in beside:
                mine = [mark for mark in marks if mark.sheet == name]
                content = write_beside(content, mine, *beside[name], styles)
            changed[part] = content
        summary = _summary(lines, styles)
        if OUTCOME_SHEET in parts:
            changed[parts[OUTCOME_SHEET]] = summary
        else:
            changed[_PART] = summary
            changed[_RELATIONS] = _related(plain(given.read(_RELATIONS)))
            changed[_TYPES] = _typed(plain(given.read(_TYPES)))
        changed[_WORKBOOK] = _opened(plain(given.read(_WORKBOOK)), OUTCOME_SHEET not in parts)
        changed[_STYLES] = styles.content()
    return changed


def _summary(lines: Sequence[Line], styles: AddedStyles) -> bytes:
    looks = {
        "title": styles.on_ground(0, "", "title"),
        "header": styles.on_ground(0, "E4E8EE", "bold"),
        "plain": styles.on_ground(0, "", ""),
        **{standing.value: styles.on_ground(0, GROUNDS[standing], wrap=True) for standing in Standing},
    }
    rows = []
    for number, line in enumerate(lines, start=1):
        cells = b"".join(
            text_cell("", f"{letter}{number}", looks[line.style], text)
            for letter, text in zip("ABC", line.cells, strict=False)
        )
        height = b' ht="28" customHeight="1"' if line.style == "title" else b""
        rows.append(b'<row r="%d"%s>%s</row>' % (number, height, cells))
    columns = "".join(
        f'<col min="{place}" max="{place}" width="{width}" customWidth="1"/>'
        for place, width in enumerate(_WIDTHS, start=1)
    )
    head = (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="{_MAIN}"><sheetPr>'
        '<pageSetUpPr fitToPage="1"/></sheetPr><sheetViews><sheetView showGridLines="0" tabSelected="1" '
        f'workbookViewId="0"/></sheetViews><sheetFormatPr defaultRowHeight="18"/><cols>{columns}</cols><sheetData>'
    )
    tail = '</sheetData><pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/></worksheet>'
    return head.encode() + b"".join(rows) + tail.encode()


def _related(relations: bytes) -> bytes:
    more = (f'<Relationship Id="{_RELATION}" Type="{_LINKS}/worksheet" Target="{_PART.removeprefix("xl/")}"/>').encode()
    prefixed = re.search(rb"</((?:\w+:)?)Relationships>", relations)
    if prefixed is None or prefixed[1]:
        raise ValueError("relations")
    return relations.replace(b"</Relationships>", more + b"</Relationships>")


def _typed(types: bytes) -> bytes:
    if b"</Types>" not in types:
        raise ValueError("types")
    more = f'<Override PartName="/{_PART}" ContentType="{_SHEET_TYPE}"/>'.encode()
    return types.replace(b"</Types>", more + b"</Types>")


def _opened(workbook: bytes, add: bool) -> bytes:
    """The workbook with our sheet, which is the one that opens."""
    sheets = re.search(rb"<((?:\w+:)?)sheets>(.*?)</(?:\w+:)?sheets>", workbook, re.DOTALL)
    if sheets is None:
        raise ValueError("sheets")
    names = re.findall(rb'<(?:\w+:)?sheet\b[^>]*?\sname="([^"]*)"', sheets[2])
    place = len(names) if add else names.index(OUTCOME_SHEET.encode())
    if add:
        used = [int(number) for number in re.findall(rb'\ssheetId="(\d+)"', sheets[2])]
        if _LINKS.encode() not in workbook:
            raise ValueError("relationships")
        entry = (
            f'<{sheets[1].decode()}sheet name="{OUTCOME_SHEET}" sheetId="{max(used, default=0) + 1}" '
            f'xmlns:r="{_LINKS}" r:id="{_RELATION}"/>'
        ).encode()
        workbook = workbook[: sheets.end(2)] + entry + workbook[sheets.end(2) :]
    workbook = re.sub(rb'(<(?:\w+:)?workbookView\b[^>]*?)\sactiveTab="\d+"', rb"\1", workbook)
    workbook = re.sub(rb'(<(?:\w+:)?workbookView\b[^>]*?)\sfirstSheet="\d+"', rb"\1", workbook)
    return re.sub(rb"(<(?:\w+:)?workbookView\b)", rb'\1 activeTab="%d"' % place, workbook, count=1)
