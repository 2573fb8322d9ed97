"""Months standing side by side: one row holds a year, where every table here has one row a month."""

from __future__ import annotations

import re
import unicodedata

from census_app.archive.readers.grid import Grid
from census_app.archive.recognition.words import shipped_words

_MONTH = r"(?:0?[1-9]|1[0-2])"
_YEAR_AND_MONTH = rf"(?:19|20)\d\d(?:[-./年]{_MONTH}月?|(?:0[1-9]|1[0-2]))"
_ACROSS = re.compile(rf"(?P<before>\D*?)(?P<month>{_YEAR_AND_MONTH}|{_MONTH}月)份?(?P<behind>\D*)")
_FEWEST = 3


def months_across(grid: Grid) -> tuple[int, str, str] | None:
    """The row of the headings, the first and the last of the months, where three columns or more say the same of
    different months; None where no row does."""
    for number, cells in grid.preview[: shipped_words().header_rows]:
        months: dict[str, dict[str, str]] = {}
        for cell in cells:
            text = "".join(unicodedata.normalize("NFKC", cell or "").split())
            if found := _ACROSS.fullmatch(text):
                said = months.setdefault(f"{found['before']} {found['behind']}", {})
                said.setdefault(found["month"], text)
        longest = max((list(said.values()) for said in months.values()), key=len, default=[])
        if len(longest) >= _FEWEST:
            return number, longest[0], longest[-1]
    return None
