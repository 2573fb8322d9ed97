"""Rows for other programs: a spreadsheet takes every cell as the text it is, with its zeros in front and its breaks."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QMimeData, QModelIndex, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractItemView

from census_app.desktop.tables.paged_model import PLACEHOLDER

MOST_ROWS = 2_000
"""More would hold up the window while they are read; whole views are exported."""
_BREAKING = ("\t", "\n", "\r", '"')
_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
# Excel, WPS and LibreOffice alike take such a cell as text: an account number stays `0410163174`
_AS_TEXT = "mso-number-format:'\\@'"
_BREAK = '<br style="mso-data-placement:same-cell">'


def put_rows(rows: Sequence[Sequence[str]], headings: Sequence[str] = ()) -> None:
    """The rows are in the clipboard, as plain lines with tabs and as a table of texts."""
    lines = [list(headings), *rows] if headings else list(rows)
    data = QMimeData()
    data.setText("\n".join("\t".join(map(_plain, line)) for line in lines))
    cells = ("".join(f'<td style="{_AS_TEXT}">{_marked(text)}</td>' for text in line) for line in lines)
    table = "".join(f"<tr>{line}</tr>" for line in cells)
    data.setHtml(f'<html><head><meta charset="utf-8"></head><body><table>{table}</table></body></html>')
    QGuiApplication.clipboard().setMimeData(data)


def _plain(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if any(one in text for one in _BREAKING) else text


def _marked(text: str) -> str:
    return escape(text).replace("\r\n", "\n").replace("\n", _BREAK)


def chosen_places(view: QAbstractItemView) -> list[int] | None:
    """The chosen rows from the top, the current one when none is; None when they are more than can be copied."""
    ranges = view.selectionModel().selection()
    stretches = [(ranges.at(place).top(), ranges.at(place).bottom()) for place in range(ranges.count())]
    if sum(last - first + 1 for first, last in stretches) > MOST_ROWS:
        return None
    places = {row for first, last in stretches for row in range(first, last + 1)}
    current = view.currentIndex()
    return sorted(places) or ([current.row()] if current.isValid() else [])


def shown_columns(view: QAbstractItemView) -> list[int]:
    """The columns that are not hidden."""
    hidden = getattr(view, "isColumnHidden", lambda _column: False)
    return [column for column in range(view.model().columnCount()) if not hidden(column)]


def cell_texts(view: QAbstractItemView, index: QModelIndex) -> list[str]:
    """What stands in the shown cells of a row."""
    found = (index.siblingAtColumn(column).data(_DISPLAY) for column in shown_columns(view))
    return ["" if value is None else str(value) for value in found]


def copy_chosen(view: QAbstractItemView) -> int:
    """The chosen rows are in the clipboard, several under their headings; how many, 0 when nothing was copied."""
    model, places = view.model(), chosen_places(view)
    rows = [cell_texts(view, model.index(place, 0)) for place in places or ()]
    rows = [row for row in rows if any(row) and PLACEHOLDER not in row]
    if rows:
        put_rows(rows, headings_of(view) if len(rows) > 1 else ())
    return len(rows)


def headings_of(view: QAbstractItemView) -> list[str]:
    """The headings of the shown columns."""
    horizontal = Qt.Orientation.Horizontal
    found = (view.model().headerData(column, horizontal, _DISPLAY) for column in shown_columns(view))
    return ["" if one is None else str(one) for one in found]
