"""Files of corrections become corrections: answered lists by their problem numbers, plain tables by their columns."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from census_app.archive.sheets import Sheet, read_sheets
from census_app.checking.rehearsal.corrections import Action, Correction
from census_app.foundation.errors import BadInput
from census_app.foundation.jobs import JobContext
from census_app.reporting.answered_lists.sheet import ListRow, list_rows
from census_app.reporting.corrections.answered import take_answered
from census_app.reporting.corrections.model import ReadCorrections

if TYPE_CHECKING:
    from census_app.workspace.workspace import Workspace

_COLUMNS = {
    "table": ("表", "表名", "table"),
    "key": ("主键", "记录键", "编号", "record_key", "key"),
    "field": ("字段", "字段名", "field"),
    "value": ("新值", "更正值", "值", "value"),
}
_ACTION_COLUMN = ("动作", "action")
_ACTIONS = {"": Action.SET, "改": Action.SET, "删除": Action.DELETE, "删": Action.DELETE, "补录": Action.ADD}
_ACTIONS |= {"补": Action.ADD, **{action.value: action for action in Action}}
_HEADER_WITHIN = 10


def read_corrections(workspace: Workspace, files: Sequence[Path], context: JobContext) -> ReadCorrections:
    """The corrections in the files. A file that is neither a list of ours nor a table of corrections is refused."""
    result = ReadCorrections()
    if not files:
        return result
    listed: list[ListRow] = []
    understood: dict[str, bool] = {path.name: False for path in files}
    for sheet in read_sheets(files, context):
        rows = list_rows(sheet)
        listed += rows or ()
        if rows is not None or _take_table(sheet, result):
            understood[sheet.file] = True
    strange = [name for name, known in understood.items() if not known]
    if strange:
        raise BadInput(
            f"看不出更正：{'、'.join(strange)}", "要么是填好的周问题清单，要么表头有 表、主键、字段、新值 四列"
        )
    take_answered(workspace, listed, result)
    return result


def _take_table(sheet: Sheet, result: ReadCorrections) -> bool:
    """Whether the sheet is a table of corrections; then they are in the result."""
    for position, (_, cells) in enumerate(sheet.rows[:_HEADER_WITHIN]):
        columns = {name: _position(cells, spellings) for name, spellings in _COLUMNS.items()}
        if None in columns.values():
            continue
        action = _position(cells, _ACTION_COLUMN)
        for number, row in sheet.rows[position + 1 :]:
            _take_row(sheet, number, row, {**columns, "action": action}, result)
        return True
    return False


def _take_row(
    sheet: Sheet, number: int, row: list[str], columns: dict[str, int | None], result: ReadCorrections
) -> None:
    cell = {name: "" if place is None or place >= len(row) else row[place].strip() for name, place in columns.items()}
    place = sheet.place(number)
    action = _ACTIONS.get(cell["action"])
    if action is None:
        result.refused.append(f"{place}：动作看不懂：{cell['action']}，可以是 改、删除、补录")
    elif not cell["table"] or not cell["key"] or (action is Action.SET and not cell["field"]):
        result.refused.append(f"{place}：表、主键、字段不能空")
    else:
        result.corrections.append(
            Correction(cell["table"], cell["key"], cell["field"], cell["value"], action, place=place)
        )


def _position(cells: Sequence[str], spellings: tuple[str, ...]) -> int | None:
    folded = ["".join(cell.split()).casefold() for cell in cells]
    return next((folded.index(one) for one in spellings if one in folded), None)
