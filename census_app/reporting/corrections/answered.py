"""An answered weekly list as corrections to be rehearsed: read and held against what was issued like a take."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from census_app.checking.rehearsal.corrections import Correction
from census_app.reporting.answered_lists.identify import identify
from census_app.reporting.answered_lists.issued import IssuedRows
from census_app.reporting.answered_lists.known import KnownProblems
from census_app.reporting.answered_lists.sheet import ListRow
from census_app.reporting.corrections.model import ReadCorrections
from census_app.reporting.weekly.texts import weekly_texts
from census_app.workspace.engine import scratch_engine
from census_app.workspace.log.row_codes import RowCodes

if TYPE_CHECKING:
    from census_app.workspace.workspace import Workspace


def take_answered(workspace: Workspace, rows: Sequence[ListRow], result: ReadCorrections) -> None:
    """The corrected values of the rows are in the result, rows that cannot be used refused with the reason."""
    filled = [row for row in rows if row.text("value")]
    result.without_value += len(rows) - len(filled)
    if not filled:
        return
    numbers = sorted({row.problem_no for row in filled if row.problem_no})
    codes, personal = RowCodes.of(workspace), weekly_texts().personal_answer
    with scratch_engine(workspace.cache) as connection:
        known, lists = KnownProblems(workspace, connection).of(numbers), IssuedRows(workspace, connection)
        issued, of_code = lists.of(numbers), lists.of_codes({row.code for row in filled if row.code})
    for row in filled:
        place = row.sheet.place(row.number)
        problem, value = known.get(row.problem_no), row.text("value")
        identified = identify(row, issued.get(row.problem_no, ()), of_code, "", codes)
        if problem is None or identified.issued is None or identified.faults:
            result.refused += [f"{row.place(fault.column)}：{fault.text}" for fault in identified.faults]
            if not identified.faults:
                result.refused.append(f"{place}：没有这个问题：{row.problem_no}")
        elif value in personal:
            result.refused.append(f"{row.place('value')}：只写了“{value}”，没有真值，预演不了")
        else:
            result.corrections.append(
                Correction(problem.table, problem.record_key, problem.accused, row.value.strip(), place=place)
            )
