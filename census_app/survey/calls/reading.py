"""A call sheet that came back, as rows: found by its headers, whatever was moved, added or sorted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from census_app.archive.sheets import Sheet, read_sheets
from census_app.archive.workbook_marks.formulas import formula_cells
from census_app.foundation.errors import BadInput
from census_app.foundation.jobs import JobContext
from census_app.survey.calls.texts import ANSWERS, CallTexts, call_texts

_HEADER_WITHIN = 10
_NEEDED = ("task", "customer", "matter", "result", "person", "day", "code")
_LONGEST = 500


@dataclass(frozen=True)
class SaidCall:
    """One filled row; `faults` are cells that cannot be taken for what a person wrote."""

    sheet: Sheet
    row: int
    cells: Mapping[str, str]
    faults: tuple[str, ...] = ()

    @property
    def place(self) -> str:
        """How people find the row."""
        return self.sheet.place(self.row)

    @property
    def is_answered(self) -> bool:
        """Whether anything was filled in."""
        return any(self.cells[column] for column in ANSWERS)


def read_calls(path: Path, context: JobContext) -> list[SaidCall]:
    """The rows of the file's call sheet; `BadInput` when it is none, or columns are missing."""
    texts = call_texts()
    formulas = formula_cells(path)
    best: list[str] | None = None
    for sheet in read_sheets([path], context):
        for position, (_, header) in enumerate(sheet.rows[:_HEADER_WITHIN]):
            places = _places(header, texts)
            missing = [texts.headers[column] for column in _NEEDED if column not in places]
            if not missing:
                return list(_rows(sheet, position, places, formulas.get(sheet.name, frozenset()), texts))
            if "task" in places and (best is None or len(missing) < len(best)):
                best = missing
    if best is not None:
        raise BadInput(f"{path.name} 缺这些列：{'、'.join(best)}", "不要删列；从原来的电话单里补回来")
    raise BadInput(f"{path.name} 不是电话单", "给出 census task calls 写出、填好的那个文件")


def _places(header: list[str], texts: CallTexts) -> dict[str, int]:
    folded = ["".join(cell.split()) for cell in header]
    return {column: folded.index(word) for column, word in texts.headers.items() if word in folded}


def _rows(
    sheet: Sheet,
    position: int,
    places: Mapping[str, int],
    formulas: frozenset[tuple[int, int]] | None,
    texts: CallTexts,
) -> Iterator[SaidCall]:
    for number, row in sheet.rows[position + 1 :]:
        cells = {
            column: row[places[column]].strip() if column in places and places[column] < len(row) else ""
            for column in texts.headers
        }
        if not cells["task"] and not any(cells[column] for column in ANSWERS):
            continue
        faults = [
            f"{texts.headers[column]}太长（{len(text):,} 个字）"
            for column, text in cells.items()
            if column in ANSWERS and len(text) > _LONGEST
        ]
        if formulas is None:
            faults.append("工作表里有公式，说不清在哪几格")
        elif any((number, place) in formulas for place in places.values()):
            faults.append("这一行有公式：复制后选择性粘贴为数值")
        yield SaidCall(sheet, number, cells, tuple(faults))
