"""A sheet's XML, which must be plain, with outcomes written beside its rows; everything else stays byte for byte."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

from census_app.archive.readers.workbook_parts import column_number
from census_app.rulebook.excel.grid import column_letters
from census_app.survey.results.returned.styles import AddedStyles
from census_app.survey.results.returned.summary import GROUNDS, OUTCOME_HEADER, REASON_HEADER
from census_app.survey.results.submission import STANDING_LABELS, Mark, Standing

_ROOT = re.compile(rb"<((?:\w+:)?)worksheet\b")
_ROW = re.compile(rb"<(?P<tag>(?:\w+:)?row)\b(?P<attributes>[^>]*?)(?:/>|>(?P<cells>.*?)</(?P=tag)>)", re.DOTALL)
_NUMBER = re.compile(rb'\sr="(\d+)"')
_SPANS = re.compile(rb'\sspans="[^"]*"')
_DIMENSION = re.compile(rb"<(?:\w+:)?dimension\b[^>]*/>")
_SELECTED = re.compile(rb'\stabSelected="(?:1|true)"')
_COLUMNS = re.compile(rb"<((?:\w+:)?)cols>(.*?)</(?:\w+:)?cols>", re.DOTALL)
_COLUMN = re.compile(rb"<(?:\w+:)?col\b[^>]*/>")
_BOUND = re.compile(rb'\s(min|max)="(\d+)"')
_PLACE = re.compile(rb'\sr="([A-Z]{1,3})\d+"')
_CELL = re.compile(rb'<(?:\w+:)?c\b[^>]*?\sr="([A-Z]{1,3})\d+"')
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_STYLE = re.compile(rb'\ss="(\d+)"')
_LONGEST = 1_000
_WIDTHS = (9, 70)


def text_cell(prefix: str, place: str, style: int, text: str) -> bytes:
    """An inline text; nothing in it can become a formula or markup."""
    kept = escape(_FORBIDDEN.sub("", text[:_LONGEST]))
    return (
        f'<{prefix}c r="{place}" s="{style}" t="inlineStr"><{prefix}is><{prefix}t xml:space="preserve">{kept}'
        f"</{prefix}t></{prefix}is></{prefix}c>"
    ).encode()


def write_beside(sheet: bytes, marks: Sequence[Mark], header_row: int, column: int, styles: AddedStyles) -> bytes:
    """The sheet with 收回结果 and its reason in the two columns from `column` (from 0) on; cells at fault coloured.

    Raises `ValueError` when rows cannot be told apart.
    """
    root = _ROOT.search(sheet)
    if root is None:
        raise ValueError("not a sheet")
    prefix = root[1].decode("ascii")
    by_row: dict[int, list[Mark]] = {}
    for mark in marks:
        by_row.setdefault(mark.row, []).append(mark)
    writer = _Writer(prefix, column, styles)
    done: set[int] = set()

    def replaced(found: re.Match[bytes]) -> bytes:
        number = _NUMBER.search(found["attributes"])
        if number is None:
            raise ValueError("rows without numbers")
        row = int(number[1])
        if row != header_row and row not in by_row:
            return found[0]
        done.add(row)
        cells = found["cells"] or b""
        inside = writer.header(cells, row) if row == header_row else writer.marked(cells, row, by_row[row])
        tag, attributes = found["tag"], _SPANS.sub(b"", found["attributes"])
        return b"<%s%s>%s</%s>" % (tag, attributes, inside, tag)

    written = _ROW.sub(replaced, sheet)
    if not set(by_row) <= done:
        raise ValueError("rows are missing")
    return _widened(_DIMENSION.sub(b"", written, count=1), prefix, column)


def unselected(sheet: bytes) -> bytes:
    """The sheet no longer the one that opens."""
    return _SELECTED.sub(b"", sheet)


class _Writer:
    def __init__(self, prefix: str, column: int, styles: AddedStyles) -> None:
        self._prefix, self._column, self._styles = prefix, column, styles
        self._letters = (column_letters(column + 1), column_letters(column + 2))

    def header(self, cells: bytes, row: int) -> bytes:
        """The header row with the two new names."""
        style = self._styles.on_ground(0, "E4E8EE", "bold")
        return self._added(self._without_ours(cells, row), row, (OUTCOME_HEADER, REASON_HEADER), (style, style))

    def marked(self, cells: bytes, row: int, marks: Sequence[Mark]) -> bytes:
        """The row with its outcome, the worst first where there are several."""
        ordered = sorted(marks, key=lambda mark: _WORST.index(mark.standing))
        worst = ordered[0].standing
        for mark in ordered:
            if mark.standing in (Standing.REFUSED, Standing.CONFLICT):
                for place in mark.cells:
                    cells = self._coloured(cells, f"{column_letters(place + 1)}{row}", GROUNDS[mark.standing])
        says = "；".join(dict.fromkeys(mark.says for mark in ordered if mark.says))
        label = self._styles.on_ground(0, GROUNDS[worst], "bold" if worst is Standing.REFUSED else "")
        texts = (STANDING_LABELS[worst], says)
        return self._added(
            self._without_ours(cells, row), row, texts, (label, self._styles.on_ground(0, GROUNDS[worst]))
        )

    def _added(self, cells: bytes, row: int, texts: tuple[str, str], looks: tuple[int, int]) -> bytes:
        new = b"".join(
            text_cell(self._prefix, f"{letters}{row}", style, text)
            for letters, text, style in zip(self._letters, texts, looks, strict=True)
        )
        after = _first_after(cells, self._column + 1)
        return cells[:after] + new + cells[after:]

    def _without_ours(self, cells: bytes, row: int) -> bytes:
        for letters in self._letters:
            if f'"{letters}{row}"'.encode() not in cells:
                continue
            cells = re.sub(_cell_pattern(f"{letters}{row}"), b"", cells)
        return cells

    def _coloured(self, cells: bytes, place: str, ground: str) -> bytes:
        found = re.search(_cell_pattern(place), cells)
        if found is None:
            return cells
        opening, slash, rest = _opening(found[0])
        style = _STYLE.search(opening)
        new = self._styles.on_ground(int(style[1]) if style else 0, ground)
        opening = _STYLE.sub(b"", opening) + b' s="%d"' % new
        return cells[: found.start()] + opening + slash + rest + cells[found.end() :]


_WORST = (Standing.REFUSED, Standing.CONFLICT, Standing.TAKEN, Standing.KNOWN, Standing.EMPTY)


def _opening(cell: bytes) -> tuple[bytes, bytes, bytes]:
    end = cell.index(b">")
    slash = b"/" if cell[end - 1 : end] == b"/" else b""
    return cell[: end - len(slash)], slash, cell[end:]


def _cell_pattern(place: str) -> bytes:
    return rb"<((?:\w+:)?c)\b(?=[^>]*\sr=\"%s\")(?:[^>]*?/>|[^>]*?[^/]>.*?</\1>)" % place.encode("ascii")


def _first_after(cells: bytes, column: int) -> int:
    """Where in the row's XML the first cell to the right of `column` (from 1) stands: cells must stay in order."""
    last = _PLACE.search(cells, max(0, cells.rfind(b' r="')))
    if last is None or column_number(last[1].decode("ascii")) <= column:
        return len(cells)
    later = (found for found in _CELL.finditer(cells) if column_number(found[1].decode("ascii")) > column)
    return next((found.start() for found in later), len(cells))


def _widened(sheet: bytes, prefix: str, column: int) -> bytes:
    """Our two columns have a width; what stood about them before is cut back."""
    ours = b"".join(
        f'<{prefix}col min="{column + 1 + step}" max="{column + 1 + step}" width="{width}" customWidth="1"/>'.encode()
        for step, width in enumerate(_WIDTHS)
    )
    found = _COLUMNS.search(sheet)
    if found is None:
        place = re.search(rb"<(?:\w+:)?sheetData\b", sheet)
        if place is None:
            raise ValueError("no rows")
        wrapped = f"<{prefix}cols>".encode() + ours + f"</{prefix}cols>".encode()
        return sheet[: place.start()] + wrapped + sheet[place.start() :]
    left, right = [], []
    for one in _COLUMN.findall(found[2]):
        bounds = {name: int(value) for name, value in _BOUND.findall(one)}
        low, high = bounds.get(b"min", 0), bounds.get(b"max", 0)
        if low <= column:
            left.append(_bounded(one, low, min(high, column)))
        if high > column + 2:
            right.append(_bounded(one, max(low, column + 3), high))
    inside = b"".join([*left, ours, *right])
    opened, closed = b"<%scols>" % found[1], b"</%scols>" % found[1]
    return sheet[: found.start()] + opened + inside + closed + sheet[found.end() :]


def _bounded(column: bytes, low: int, high: int) -> bytes:
    values: Mapping[bytes, int] = {b"min": low, b"max": high}
    return _BOUND.sub(lambda one: b' %s="%d"' % (one[1], values[one[1]]), column)
