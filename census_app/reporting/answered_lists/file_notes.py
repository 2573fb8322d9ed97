"""What is to be said of a received file as a whole: what of it was not read, and where answers were hidden."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from census_app.archive.sheets import Sheet
from census_app.reporting.answered_lists.model import RowResult, RowStatus
from census_app.reporting.answered_lists.reading import ReadFile
from census_app.reporting.answered_lists.sheet import COLUMNS, TITLES, ListRow, rows_without_number, unread_columns

Listed = Sequence[tuple[Sheet, list[ListRow]]]
"""The sheets of a file that are lists, with their rows."""
_COLUMNS_NAMED = 3
_ROWS_NAMED = 5


def notes_of_sheets(listed: Listed, results: Sequence[RowResult], read: ReadFile) -> Iterator[str]:
    """Sheet by sheet: columns that are missing or ours no more, rows nobody asked about, comments, colours."""
    for sheet, rows in listed:
        missing = [TITLES[column] for column in COLUMNS if rows and not rows[0].has(column)]
        if missing:
            yield f"工作表“{sheet.name}”缺列：{'、'.join(missing)}" if sheet.name else f"缺列：{'、'.join(missing)}"
        if unread := unread_columns(sheet):
            yield f"多出的列没有读（答复只认黄色六列）：{'、'.join(unread[:_COLUMNS_NAMED])}"
        if strange := rows_without_number(sheet):
            yield f"{numbered(strange)}没有问题短号，不是下发的问题，没有收：清单以外的问题请另报"
        yield from sheet.notes
        if cells := read.comments.get(sheet.name):
            more = f" 等 {len(cells)} 格" if len(cells) > _ROWS_NAMED else ""
            yield f"{'、'.join(cells[:_ROWS_NAMED])}{more}有批注：批注里的话没有读，答复写在黄色六列"
        if only := list(_only_coloured(sheet, results, read.coloured.get(sheet.name, ()))):
            yield f"{numbered(only)}只涂了颜色，没有填黄色列：颜色不算答复，按未填算，请写上整改结果"


def numbered(rows: Sequence[int]) -> str:
    """`第 4、7 行`, the first few of them."""
    named = "、".join(str(number) for number in rows[:_ROWS_NAMED])
    return f"第 {named} 行" if len(rows) <= _ROWS_NAMED else f"第 {named} 等 {len(rows)} 行"


def _only_coloured(sheet: Sheet, results: Sequence[RowResult], coloured: Collection[tuple[int, int]]) -> Iterator[int]:
    """Rows without an answer of which a cell of ours was coloured."""
    for one in results:
        places = ((one.row.number, column) for column in one.row.columns.values())
        if one.status is RowStatus.UNANSWERED and one.row.sheet is sheet and any(place in coloured for place in places):
            yield one.row.number
