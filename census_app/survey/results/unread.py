"""Answers hidden where nobody reads them: rows that were only coloured, and words in comments."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from census_app.archive.settings import fold_word
from census_app.archive.workbook_marks.colours import coloured_cells
from census_app.archive.workbook_marks.comments import commented_cells
from census_app.foundation.workbooks.palette import COLOURS
from census_app.survey.results.returned.summary import GROUNDS
from census_app.survey.results.settings import result_settings
from census_app.survey.results.submission import SaidItem
from census_app.survey.words import AnswerOutcome

_NAMED = 5
_OURS = {*COLOURS, *GROUNDS.values()}
_PEOPLES = (AnswerOutcome.CONSISTENT, AnswerOutcome.DIFFERENT, AnswerOutcome.UNVERIFIABLE)


def unread_cells(path: Path, items: Sequence[SaidItem]) -> list[str]:
    """What to say of a form's rows without an answer of which a cell was coloured, and of cells with comments."""
    coloured, comments = coloured_cells(path, _OURS), commented_cells(path)
    only: dict[str, list[int]] = defaultdict(list)
    for one in items:
        place, marked = one.place, coloured.get(one.place.sheet, ())
        if not _is_answered(one) and any((place.row, column) in marked for column in place.columns.values()):
            only[place.sheet].append(place.row)
    notes = [
        f"{sheet} 第 {_first(rows)} 行只涂了颜色，没有写字：颜色不算答复，按未填算，请写上核对结果"
        for sheet, rows in only.items()
    ]
    sheets = {one.place.sheet for one in items}
    return notes + [
        f"{sheet} {_first(cells)}{' 格' * (len(cells) > _NAMED)} 有批注：批注里的话没有读，请写到“备注”一列"
        for sheet, cells in comments.items()
        if sheet in sheets
    ]


def _is_answered(item: SaidItem) -> bool:
    """Whether a person wrote anything; 抄录 and 直接选 stood there before."""
    chosen = result_settings().outcomes.get(fold_word(item.outcome)) if item.outcome else None
    return bool(item.value or item.reason or item.photos or item.note or chosen in _PEOPLES)


def _first(places: Sequence[object]) -> str:
    """`3、7`, and of many the first few: `3、7、8、9、12 等 30`."""
    listed = "、".join(str(one) for one in places[:_NAMED])
    return listed if len(places) <= _NAMED else f"{listed} 等 {len(places)}"
