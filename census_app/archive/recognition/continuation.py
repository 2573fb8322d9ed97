"""A sheet without header that goes on where another ended (a table split over sheets or files)."""

from __future__ import annotations

import re

from census_app.archive.raw import RawTable
from census_app.archive.readers.grid import Grid
from census_app.archive.recognition.headers import header_key
from census_app.archive.recognition.names import NameIndex
from census_app.archive.recognition.values import fitting_share
from census_app.dictionary.codes import CodeBook

_FIT = 0.9
_MIN_FIELDS = 2
_PART_MARK = re.compile(r"[\s_\-]*(?:[(（]?\d+[)）]?|第?[一二三四五六七八九十\d]+(?:部分|页|张|批)|续表?)$")


def series_name(name: str) -> str:
    """The name without what tells parts of a series apart: `用电客户(2)` and `用电客户_1` are both `用电客户`."""
    stem = re.sub(r"\.\w{2,4}$", "", name)
    return header_key(_PART_MARK.sub("", stem) or stem)


def continues(grid: Grid, previous: RawTable, index: NameIndex, codes: CodeBook) -> bool:
    """Whether the first rows fit the columns of `previous` in every typed field and in the shape of its key."""
    if previous.table is None or not previous.usable or not grid.preview:
        return False
    fields = {field.id: field for field in index.tables[previous.table].fields}
    taken = previous.field_columns()
    if len(taken) < _MIN_FIELDS or grid.width < max(column.index for column in taken.values()) + 1:
        return False
    for name, column in taken.items():
        texts = [cells[column.index] or "" for _, cells in grid.preview]
        share = fitting_share(fields[name], codes, texts)
        if share is not None and share < _FIT:
            return False
        if name in index.tables[previous.table].key and not _same_shape(texts, column.samples):
            return False
    return True


def _same_shape(texts: list[str], samples: tuple[str, ...]) -> bool:
    shapes = {shape(sample) for sample in samples}
    filled = [text for text in texts if text]
    return bool(filled) and sum(shape(text) in shapes for text in filled) >= _FIT * len(filled)


def shape(text: str) -> str:
    """Digits as 9, letters as a, everything else itself: `TG0012` → `aa9999`."""
    return re.sub(r"[A-Za-z]", "a", re.sub(r"\d", "9", text.strip()))
