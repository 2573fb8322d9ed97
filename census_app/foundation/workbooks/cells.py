"""Formats and text measures for bulk writing with xlsxwriter; data never becomes a formula or a link."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format

from census_app.foundation.files import TEMPORARY_SUFFIX
from census_app.foundation.text_width import display_width, lines_needed
from census_app.foundation.workbooks.palette import FONT, INK, LINE

__all__ = ["PIXELS_PER_LINE", "WORKBOOK_OPTIONS", "Styles", "display_width", "lines_needed", "open_workbook"]

PIXELS_PER_LINE = 15.5
WORKBOOK_OPTIONS: dict[str, Any] = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "yyyy-mm-dd",
}


class Styles:
    """Formats of one workbook, each distinct one created once."""

    def __init__(self, workbook: xlsxwriter.Workbook, size: float = 10) -> None:
        self._workbook = workbook
        self._size = size
        self._known: dict[tuple[tuple[str, Any], ...], Format] = {}

    def get(self, **properties: Any) -> Format:
        """The format with these xlsxwriter properties on top of the house font."""
        key = tuple(sorted(properties.items()))
        if key not in self._known:
            base = {"font_name": FONT, "font_size": self._size, "font_color": INK, "valign": "vcenter"}
            self._known[key] = self._workbook.add_format({**base, **properties})
        return self._known[key]

    def boxed(self, **properties: Any) -> Format:
        """`get` with a thin grey border around the cell."""
        return self.get(**{"border": 1, "border_color": LINE, **properties})


@contextmanager
def open_workbook(path: Path, *, small: bool = False) -> Iterator[xlsxwriter.Workbook]:
    """A workbook written row by row in constant memory; a `small` one is kept in memory, which is faster.

    Its temporary files stand beside the target, in a folder whose name the sweep knows when the program is killed.
    """
    if small:
        options = {**WORKBOOK_OPTIONS, "constant_memory": False, "in_memory": True}
        with xlsxwriter.Workbook(str(path), options) as workbook:
            yield workbook
        return
    rows = path.with_name(f".rows.{os.getpid()}{TEMPORARY_SUFFIX}")
    rows.mkdir(exist_ok=True)
    try:
        with xlsxwriter.Workbook(str(path), {**WORKBOOK_OPTIONS, "tmpdir": str(rows)}) as workbook:
            yield workbook
    finally:
        shutil.rmtree(rows, ignore_errors=True)
