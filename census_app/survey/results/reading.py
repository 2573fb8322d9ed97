"""The readers of documents, and what they share: cells as people wrote them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from census_app.archive.raw import LONG_NUMBER_MARK
from census_app.archive.typed.cells import clean_text
from census_app.survey.results.settings import result_settings

_SHORT, _REMEMBERED = 24, 20_000
LONG_NUMBER = "15 位以上的数字，Excel 可能已经改了末几位：改成文本格式重新填"
IS_FORMULA = "是公式：复制后选择性粘贴为数值"
IS_MERGED = "是合并的单元格：取消合并，每行各填"


def cell_at(cells: Sequence[str], column: int | None) -> str:
    """The raw text of a cell; empty when the column is not there."""
    return cells[column] if column is not None and 0 <= column < len(cells) else ""


def said(raw: str) -> str:
    """The text as it is taken: half-width, no invisible characters, trimmed; never longer than the settings allow."""
    if len(raw) <= _SHORT:
        return _cleaned(raw)
    return clean_text(raw[: 2 * result_settings().longest_text].removeprefix(LONG_NUMBER_MARK))


@lru_cache(_REMEMBERED)
def _cleaned(raw: str) -> str:
    """The same few words stand in most cells."""
    return clean_text(raw.removeprefix(LONG_NUMBER_MARK)) if raw else ""


def text_faults(raw: str) -> str:
    """Why the text cannot be what somebody wrote; empty when it can."""
    longest = result_settings().longest_text
    if raw.startswith(LONG_NUMBER_MARK):
        return LONG_NUMBER
    return f"太长（{len(raw):,} 个字，最多 {longest}）" if len(raw) > longest else ""
