"""One answer for a whole 台区, said in the window: the rows of 台区批量, taken like those of a filled workbook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from census_app.foundation.canonical import canonical_json
from census_app.foundation.errors import BadInput
from census_app.foundation.temporary import temporary_folder
from census_app.survey.forms.issued import FormRow
from census_app.survey.forms.layout import BATCH_SHEET, RESULTS
from census_app.survey.results.circumstances import Named
from census_app.survey.results.issued_rows import IssuedRows
from census_app.survey.results.outcomes import expected
from census_app.survey.results.storing import store
from census_app.survey.results.submission import Mark, Place, SaidItem, Submission
from census_app.survey.results.taking import RESULTS_LEASE
from census_app.survey.results.verifying import Verifier
from census_app.survey.words import AnswerSource
from census_app.workspace.received import keep_file

if TYPE_CHECKING:
    from census_app.workspace.workspace import Workspace

BATCH_FILE = "batch"


@dataclass(frozen=True)
class BatchItem:
    """One question that a 台区 shares: how it was put, whose form it stands on, and for how many tasks it counts.
    `results` are the words 核对结果 offers, none where the value itself is the answer."""

    row: FormRow
    surveyor: str
    tasks: int

    @property
    def results(self) -> tuple[str, ...]:
        """一致 / 不一致 / 无法核实 where the archive has a value that was shown."""
        return RESULTS if expected(self.row) is None else ()


@dataclass(frozen=True)
class BatchAnswer:
    """What was said to an item, by its row's code."""

    code: str
    outcome: str = ""
    value: str = ""
    note: str = ""


@dataclass(frozen=True)
class BatchTaken:
    """`marks` say what became of each row, in the order of the answers; act 0: the same was said before."""

    marks: tuple[Mark, ...]
    notes: tuple[str, ...]
    act: int


def batch_items(workspace: Workspace, tg_no: str) -> tuple[BatchItem, ...]:
    """The shared questions of a 台区 on the forms that were issued, the newest form first; each question of a form
    once."""
    with IssuedRows(workspace) as issued:
        found = [
            BatchItem(row, form.surveyor, len(form.tasks))
            for form in reversed(list(issued.forms.values()))
            for row in issued.rows_of(form.form_no).values()
            if row.batch == tg_no
        ]
    return tuple(found)


def fill_batch(
    workspace: Workspace, form_no: str, said: Sequence[BatchAnswer], person: str = "", *, now: datetime | None = None
) -> BatchTaken:
    """The answers count for every task of the form on that 台区 whose own row says nothing else.

    Each is verified like a row of the workbook, and the marks tell; answering the same again changes nothing.
    `BadInput` when nothing was said, a code is not the form's, or whoever says it may not take results.
    """
    if not said:
        raise BadInput("一项也没有填", "填了的项才会收")
    moment = now or datetime.now().astimezone()
    with workspace.lease(RESULTS_LEASE, what="台区批量") as lease, IssuedRows(workspace) as issued:
        if not issued.knows_form(form_no):
            raise BadInput(f"没有发出过这份普查表：{form_no[:40]}", "刷新后再填")
        rows = issued.rows_of(form_no)
        strange = next((one.code for one in said if one.code not in rows or not rows[one.code].batch), None)
        if strange is not None:
            raise BadInput(f"这一行不是 {form_no} 的台区批量：{strange[:40]}", "刷新后再填")
        submission = _submission(workspace, form_no, said, person or issued.surveyor(form_no), rows)
        verifier = Verifier(workspace, issued, moment.date())
        verifier.prepare([submission])
        stored = store(workspace, submission, verifier, (), {}, lease, moment, Named())
    return BatchTaken(tuple(stored.verified.marks), tuple(stored.verified.notes), stored.act)


def _submission(
    workspace: Workspace, form_no: str, said: Sequence[BatchAnswer], person: str, rows: Mapping[str, FormRow]
) -> Submission:
    with temporary_folder("batch") as folder:
        file = Path(folder) / f"{form_no}-台区批量.json"
        content = [[one.code, one.outcome, one.value, one.note] for one in said]
        file.write_text(canonical_json([form_no, person, content]), encoding="utf-8")
        kept = keep_file(workspace, file, BATCH_FILE)
    items = [
        SaidItem(
            rows[one.code],
            Place(BATCH_SHEET, number),
            one.outcome.strip(),
            one.value.strip(),
            note=one.note.strip(),
        )
        for number, one in enumerate(said, start=1)
    ]
    return Submission(AnswerSource.FORM, form_no, person, file, kept, items)
