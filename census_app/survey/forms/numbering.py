"""A form gets its number: each row its code, each task its QR text, and the rows that are kept of it."""

from __future__ import annotations

from census_app.foundation.canonical import canonical_json, sha256_text
from census_app.survey.forms import layout
from census_app.survey.forms.issued import ACCUSED, BLIND, FormRow
from census_app.survey.forms.model import Form, Line
from census_app.workspace.log.row_codes import RowCodes

VISIT_TITLE = "到访结果"
SIGNATURE_TITLE = "客户签字"


def number_form(form: Form, form_no: str, codes: RowCodes) -> None:
    """Row numbers and codes, QR texts and `rows` stand; call it once the lines are final."""
    form.form_no, form.qr, form.rows = form_no, layout.form_qr(codes, form_no), []
    for batch in form.batches:
        for number, line in enumerate(batch.lines, start=1):
            form.rows.append(_row(form_no, codes, line, number, "", batch.number))
    for block in form.blocks:
        for number, line in enumerate(block.lines, start=1):
            form.rows.append(_row(form_no, codes, line, number, block.task_no, ""))
        block.qr = layout.task_qr(codes, block.task_no)
        key = block.task_no
        block.visit_code = layout.row_code(codes, form_no, key, layout.VISIT_ROW, VISIT_TITLE, "")
        block.signature_code = layout.row_code(codes, form_no, key, layout.SIGNATURE_ROW, SIGNATURE_TITLE, "")


def content_of(form: Form) -> str:
    """The digest of all a form says and asks, whatever its number: the same content is the same form."""
    lines = [
        [key, line.item, line.title, *line.place, line.answer, line.value, line.shown, line.result, line.options,
         line.default, line.hint, line.accused, line.blind, line.required, line.photo]
        for key, listed in (
            *((batch.number, batch.lines) for batch in form.batches),
            *((block.task_no, block.lines) for block in form.blocks),
        )
        for line in listed
    ]  # fmt: skip
    heads = [
        [block.task_no, block.name, block.customer, block.address, block.transformer, block.box_no, block.meter_no,
         block.problems, block.also, block.due]
        for block in form.blocks
    ]  # fmt: skip
    groups = [[batch.number, batch.name, batch.tasks] for batch in form.batches]
    return sha256_text(canonical_json([form.week, form.surveyor, form.surveyor_name, heads, groups, lines]))


def _row(form_no: str, codes: RowCodes, line: Line, number: int, task_no: str, batch: str) -> FormRow:
    line.row_no = number
    line.row_code = layout.row_code(codes, form_no, task_no or batch, layout.row_number(number), line.title, line.shown)
    original = layout.original_code(codes, *line.place, line.value) if line.value else ""
    return FormRow(
        form_no=form_no,
        task_no=task_no,
        row_no=number,
        row_code=line.row_code,
        item=line.item,
        title=line.title,
        table=line.table,
        record_key=line.record_key,
        field=line.field,
        answer=line.answer.value,
        blind=BLIND if line.blind else "",
        original_code=original,
        batch=batch,
        options="\n".join(line.options),
        default=line.default,
        scene=line.scene,
        accused=ACCUSED if line.accused else "",
    )
