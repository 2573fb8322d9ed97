"""A table of recoveries in a workbook or text file: all of its rows, or a refusal with each fault."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from census_app.archive.recognition.headers import header_key
from census_app.archive.sheets import Sheet, read_sheets
from census_app.archive.workbook_marks.formulas import formula_cells
from census_app.foundation.errors import BadInput
from census_app.foundation.jobs import JobContext
from census_app.survey.recoveries import Recovery, read_recovery
from census_app.survey.recovery_settings import recovery_settings

_SHOWN_FAULTS = 20
_NEEDED = "problem_no"


def read_recoveries(path: Path, context: JobContext) -> list[Recovery]:
    """The recoveries of the file in order; `BadInput` names row and column of everything that is wrong."""
    found: list[Recovery] = []
    faults: list[str] = []
    tables = 0
    formulas = formula_cells(path)
    for sheet in read_sheets([path], context):
        header = _header(sheet)
        if header is None:
            continue
        tables += 1
        marked = formulas.get(sheet.name, frozenset())
        _take(sheet, header, None if marked is None else marked, found, faults)
    if not tables:
        names = "、".join(words[0] for words in recovery_settings().columns.values())
        raise BadInput(f"{path.name} 里没有找到追补登记表", f"要有一行表头：{names}")
    if faults:
        more = f"\n……另有 {len(faults) - _SHOWN_FAULTS} 处" if len(faults) > _SHOWN_FAULTS else ""
        raise BadInput("\n".join(faults[:_SHOWN_FAULTS]) + more, "改正后整份再登记；这次没有写入任何内容")
    if not found:
        raise BadInput(f"{path.name} 的登记表是空的", "至少填一行")
    return found


def _header(sheet: Sheet) -> tuple[int, dict[str, int]] | None:
    """Position of the header row and our column → its place; None when the sheet has no such table."""
    known = {header_key(word): name for name, words in recovery_settings().columns.items() for word in words}
    for position, (_, cells) in enumerate(sheet.rows[: recovery_settings().header_within_rows]):
        places: dict[str, int] = {}
        for place, cell in enumerate(cells):
            name = known.get(header_key(cell)) if len(cell) < recovery_settings().longest_text else None
            if name is not None:
                places.setdefault(name, place)
        if _NEEDED in places and {"energy", "amount"} & places.keys():
            return position, places
    return None


def _take(
    sheet: Sheet,
    header: tuple[int, dict[str, int]],
    formulas: frozenset[tuple[int, int]] | None,
    found: list[Recovery],
    faults: list[str],
) -> None:
    position, places = header
    if formulas is None:
        faults.append(f"{sheet.place(0)}：工作表里有公式，全选、复制、选择性粘贴为数值后再登记")
        return
    for number, cells in sheet.rows[position + 1 :]:
        texts = {name: _cell(cells, place) for name, place in places.items()}
        if not any(texts.values()):
            continue
        if any((number, place) in formulas for place in places.values()):
            faults.append(f"{sheet.place(number)}：这一行有公式，改成数值")
            continue
        try:
            texts = {"energy": "", "amount": "", **texts}
            found.append(read_recovery(texts.pop(_NEEDED), texts.pop("energy"), texts.pop("amount"), **texts))
        except BadInput as error:
            faults.append(f"{sheet.place(number)}：{error.message}（{error.advice}）")


def _cell(cells: Sequence[str], place: int) -> str:
    return cells[place].strip() if place < len(cells) else ""
