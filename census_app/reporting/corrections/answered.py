"""An answered weekly list: rows found by their problem numbers, held against their check codes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from census_app.archive.columns import quote_path, quote_text
from census_app.archive.sheets import Sheet
from census_app.checking.rehearsal.corrections import Correction
from census_app.reporting.weekly.problem_sheet import HEADERS, SHEET
from census_app.reporting.weekly.texts import weekly_texts
from census_app.workspace.engine import scratch_engine
from census_app.workspace.row_codes import RowCodes
from census_app.workspace.run_record import last_official

if TYPE_CHECKING:
    from census_app.reporting.corrections.read import ReadCorrections
    from census_app.workspace.workspace import Workspace

_NAMES = ["".join(header.split()) for header in HEADERS]
_NEEDED = ("问题短号", "改哪项", "整改后值", "校验码")
_SEALED = ("问题短号", "级别", "规则", "户号", "改哪项", "问题与依据（系统值/比对值）", "整改期限")
_HEADER_WITHIN = 5


@dataclass(frozen=True)
class AnsweredList:
    """The sheet and where its columns stand; people sort, hide and move columns."""

    sheet: Sheet
    columns: dict[str, int]
    first: int

    def take(self, workspace: Workspace, result: ReadCorrections) -> None:
        """The corrected values of the list are in the result, rows that cannot be used refused with the reason."""
        rows = [(number, self._cells(cells)) for number, cells in self.sheet.rows[self.first :]]
        rows = [(number, cells) for number, cells in rows if cells["问题短号"]]
        filled = [(number, cells) for number, cells in rows if cells["整改后值"]]
        result.without_value += len(rows) - len(filled)
        known = _problems(workspace, {cells["问题短号"] for _, cells in filled})
        codes = RowCodes.of(workspace)
        personal = set(weekly_texts().personal_answer)
        for number, cells in filled:
            place = self.sheet.place(number)
            problem = known.get(cells["问题短号"])
            if problem is None:
                result.refused.append(f"{place}：没有这个问题：{cells['问题短号']}")
            elif not codes.agrees([cells.get(name, "") for name in _SEALED], cells["校验码"]):
                result.refused.append(f"{place}：系统列被改动过（校验码不符），从原清单重填这一行")
            elif cells["整改后值"] in personal:
                result.refused.append(f"{place}：只写了“{cells['整改后值']}”，没有真值，预演不了")
            else:
                table, key, accused = problem
                result.corrections.append(Correction(table, key, accused, cells["整改后值"], place=place))

    def _cells(self, row: list[str]) -> dict[str, str]:
        return {name: row[place].strip() if place < len(row) else "" for name, place in self.columns.items()}


def answered_list(sheet: Sheet) -> AnsweredList | None:
    """The sheet as a list of ours; None when it is something else."""
    if sheet.name and sheet.name != SHEET:
        return None
    for position, (_, cells) in enumerate(sheet.rows[:_HEADER_WITHIN]):
        folded = ["".join(cell.split()) for cell in cells]
        columns = {name: folded.index(name) for name in _NAMES if name in folded}
        if all(name in columns for name in _NEEDED):
            return AnsweredList(sheet, columns, position + 1)
    return None


def _problems(workspace: Workspace, numbers: set[str]) -> dict[str, tuple[str, str, str]]:
    """Problem number → table, record key, first accused field (a path where it is another record's)."""
    run = last_official(workspace)
    states = run.states_path(workspace) if run is not None else None
    if states is None or not numbers:
        return {}
    listed = ", ".join(quote_text(number) for number in sorted(numbers))
    with scratch_engine(workspace.folder / "cache") as connection:
        rows = connection.execute(
            f'SELECT problem_no, "table", record_key, accused FROM read_parquet({quote_path(states)}) '
            f"WHERE problem_no IN ({listed})"
        ).fetchall()
    return {number: (table, key, _first(accused)) for number, table, key, accused in rows}


def _first(accused: Any) -> str:
    names = json.loads(accused or "[]")
    return str(names[0]) if names else ""
