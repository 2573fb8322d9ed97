"""Review workbooks read back: every filled row becomes a decision or is refused with file, sheet, row and column."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from census_app.archive.sheets import Sheet, read_sheets
from census_app.archive.workbook_marks.formulas import formula_cells
from census_app.foundation.database import reading
from census_app.foundation.errors import BadInput
from census_app.foundation.jobs import JobContext, silent
from census_app.reporting.review_workbook.rows import fingerprint, opened
from census_app.reporting.review_workbook.texts import ANSWERS, COLUMNS, WorkbookTexts, workbook_texts
from census_app.survey.review.decided import Review, reviews_in
from census_app.survey.review.deciding import decide
from census_app.survey.review.effects import Said
from census_app.survey.review.queue import review_queue
from census_app.survey.review.recording import DecidedReport
from census_app.survey.words import DECISION_LABELS, ReviewDecision
from census_app.workspace.log.row_codes import RowCodes
from census_app.workspace.received import keep_file, not_yet_registered

if TYPE_CHECKING:
    from census_app.workspace.workspace import Workspace

KIND = "review"
_HEADER_WITHIN = 5
_NEEDED = ("key", "decision", "token", "code")
_LETTERS = 26
_DECISIONS = {label: decision for decision, label in DECISION_LABELS.items()}


@dataclass
class TakenReviews:
    """`decided` says what was written; `already` rows had been taken, `blank` ones are not filled in; `refused` says
    where and why."""

    decided: DecidedReport = field(default_factory=DecidedReport)
    already: int = 0
    blank: int = 0
    refused: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The command line's JSON object."""
        content = {**self.decided.as_json(), "already": self.already, "blank": self.blank}
        return content | {"refused": self.refused}

    def lines(self) -> list[str]:
        """For the terminal."""
        lines = [*self.decided.lines(), f"早已收过 {self.already:,} 行，没填 {self.blank:,} 行"]
        if self.refused:
            lines += [f"退回 {len(self.refused):,} 处：", *(f"  {line}" for line in self.refused)]
        return lines


@dataclass(frozen=True)
class _Row:
    """A filled row whose codes are as they were written."""

    said: Said
    mark: str


def take_reviews(
    workspace: Workspace, files: Sequence[Path], by: str = "", context: JobContext | None = None
) -> TakenReviews:
    """The decisions of the workbooks stand, all in one transaction; rows that cannot be taken are refused one by one.

    Rows are recognised by their hidden codes wherever they stand. `by` decided the rows without a reviewer. Rows
    taken before change nothing. `BadInput` when a file is no review workbook; then nothing is written.
    """
    context = context or silent()
    result, texts, codes = TakenReviews(), workbook_texts(), RowCodes.of(workspace)
    kept = [keep_file(workspace, path, KIND) for path in files]
    understood = dict.fromkeys((path.name for path in files), False)
    rows: list[_Row] = []
    by_name = {path.name: path for path in files}
    for sheet in read_sheets(files, context):
        head = _head(sheet, texts)
        if head is not None:
            understood[sheet.file] = True
            formulas = formula_cells(by_name[sheet.file]).get(sheet.name, frozenset())
            rows += _read_sheet(sheet, *head, codes, result, formulas)
    strange = [name for name, known in understood.items() if not known]
    if strange:
        raise BadInput(f"不是审核清单：{'、'.join(strange)}", "给出 census review export 写出、填好的审核清单")
    said = _checked(workspace, rows, result, context)
    if said:
        with reading(workspace.engine) as connection:
            received = [one.row() for one in not_yet_registered(connection, kept)]
        files_taken = {"files": [one.sha256 for one in kept]}
        result.decided = decide(
            workspace, said, by, partly=True, rows={"received_files": received}, payload=files_taken, context=context
        )
        result.refused += [f"{place}：{why}" for place, why in result.decided.refused.items()]
        result.decided.refused = {}
    return result


def _head(sheet: Sheet, texts: WorkbookTexts) -> tuple[int, dict[str, int]] | None:
    return sheet.header({texts.headers[column]: column for column in COLUMNS}, _NEEDED, _HEADER_WITHIN)


def _read_sheet(
    sheet: Sheet,
    first: int,
    columns: dict[str, int],
    codes: RowCodes,
    result: TakenReviews,
    formulas: Collection[tuple[int, int]] | None,
) -> list[_Row]:
    """`formulas`: cells as (row, column) that hold one; None where the sheet has some and nobody can tell where."""
    rows = []
    for number, cells in sheet.rows[first:]:
        row = {name: cells[place].strip() if place < len(cells) else "" for name, place in columns.items()}
        label = "".join(unicodedata.normalize("NFKC", row["decision"]).split())
        calculated = [
            columns[name] for name in ANSWERS if name in columns and _is_formula(number, columns[name], formulas)
        ]
        if calculated:
            place = _place(sheet, number, calculated[0])
            result.refused.append(f"{place}：是公式，不算决定：复制后选择性粘贴为数值")
            continue
        if not label:
            result.blank += 1
            continue
        about = opened(row["token"], row["code"], codes)
        if about is None or about[0] != row["key"]:
            place = _place(sheet, number, columns["code" if about is None else "key"])
            result.refused.append(f"{place}：编号、行码或校验码与出清单时不符，从原清单重填这一行")
        elif label not in _DECISIONS:
            place = _place(sheet, number, columns["decision"])
            result.refused.append(f"{place}：决定看不懂：{label[:20]}，可以是 {'、'.join(_DECISIONS)}")
        else:
            rows.append(_Row(_said(row, _DECISIONS[label], _place(sheet, number, columns["decision"])), about[1]))
    return rows


def _is_formula(row: int, column: int, formulas: Collection[tuple[int, int]] | None) -> bool:
    return formulas is None or (row, column) in formulas


def _said(row: Mapping[str, str], decision: ReviewDecision, place: str) -> Said:
    return Said(
        key=row["key"],
        decision=decision,
        reason=row.get("reason", ""),
        note=" ".join(row.get("note", "").split()),
        to_unit="".join(row.get("to_unit", "").split()),
        place=place,
        by=" ".join(row.get("reviewer", "").split()),
    )


def _checked(workspace: Workspace, rows: Sequence[_Row], result: TakenReviews, context: JobContext) -> list[Said]:
    """What may be said: rows that still wait and are as they were when the workbook was written."""
    if not rows:
        return []
    waiting = {one.key: one for one in review_queue(workspace, context=context).entries}
    with reading(workspace.engine) as connection:
        decided = _by_key(reviews_in(connection))
    said: dict[str, Said] = {}
    for row in rows:
        one = row.said
        entry, before = waiting.get(one.key), decided.get(one.key)
        if entry is not None and fingerprint(entry) == row.mark:
            twin = said.setdefault(one.key, one)
            if twin is not one and (twin.decision, twin.reason, twin.by) != (one.decision, one.reason, one.by):
                result.refused.append(f"{one.place}：{one.key} 填了两次，决定不同，只留一个")
            elif twin is not one:
                result.already += 1
        elif before is not None and before.decision is one.decision:
            result.already += 1
        elif before is not None and entry is None:
            told = f"{before.reviewer} 已判“{DECISION_LABELS[before.decision]}”"
            result.refused.append(f"{one.place}：{told}，不能再判；要改先撤销第 {before.act} 号动作")
        else:
            result.refused.append(f"{one.place}：档案、答复或问题已经变了，重新出清单再审")
    return list(said.values())


def _by_key(reviews: Sequence[Review]) -> dict[str, Review]:
    """Entry key → the newest decision about it."""
    found: dict[str, Review] = {}
    for one in reviews:
        keys = [f"S{one.task_no}"] if one.task_no else []
        keys.append(f"A{one.answer_act}-{one.answer_position}" if one.answer_act else f"P{one.problem_no}")
        keys += [one.task_no] if not one.answer_act and not one.problem_no else []
        found |= dict.fromkeys(keys, one)
    return found


def _place(sheet: Sheet, row: int, column: int) -> str:
    return f"{sheet.place(row)} {_letters(column)} 列"


def _letters(column: int) -> str:
    letters, column = "", column + 1
    while column:
        column, rest = divmod(column - 1, _LETTERS)
        letters = chr(ord("A") + rest) + letters
    return letters
