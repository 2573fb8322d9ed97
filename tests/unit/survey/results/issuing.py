"""Forms as they are issued and as people fill them, for tests of what comes back: small, on the real layout."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from openpyxl import Workbook as Book
from openpyxl.worksheet.worksheet import Worksheet

from census_app.archive.columns import quote_path
from census_app.foundation.canonical import sha256_file
from census_app.foundation.database import writing
from census_app.foundation.engines import kept_engine
from census_app.survey.forms import layout
from census_app.survey.forms.issued import FORMS_FOLDER, FORMS_ISSUED, FormRow
from census_app.workspace import acts
from census_app.workspace.log.row_codes import RowCodes
from census_app.workspace.log.sealed_rows import append_with_rows
from census_app.workspace.workspace import Workspace

FORM = "0301-2026W48-S01"
SURVEYOR = "张志强"
T1, T2 = "T2648-0001", "T2648-0002"


@dataclass
class Line:
    """One item of a form to be: what the archive says, and how it is asked."""

    item: str
    title: str
    answer: str = "text"
    table: str = ""
    record: str = ""
    name: str = ""
    original: str = ""
    shown: str = ""
    blind: bool = False
    options: tuple[str, ...] = ()
    accused: bool = False


def basic(customer: str, meter: str = "2206031502", tg: str = "T1") -> list[Line]:
    """What is asked of every customer here."""
    return [
        Line("customer.cons_name", "户名", "text", "customer", customer, "cons_name", "赵小芳", "赵*芳"),
        Line("ask_occupant", "实际用电人与户名", "choice", shown="—", options=("同一人", "家人", "租户", "无人居住")),
        Line("customer.mobile", "联系电话", "phone", "customer", customer, "mobile", "13800001111", "138****1111",
             accused=True),
        Line("customer.tg_no", "所属台区", "code", "customer", customer, "tg_no", tg, tg),
        Line("meter.asset_no", "电能表资产号", "code", "meter", meter, "asset_no", meter, "请现场抄录", blind=True),
        Line("ask_reading", "表计示数（总）", "reading", shown="—"),
        Line("customer.elec_type", "实际用电性质", "choice", "customer", customer, "elec_type", "乡村居民生活用电",
             "乡村居民生活用电"),
        Line("customer.cert_no", "证件号码", "text", "customer", customer, "cert_no", "", "（空）"),
    ]  # fmt: skip


SHARED = [
    Line("distribution_transformer.tg_cap", "变压器铭牌容量 kVA", "number", "distribution_transformer", "T1", "tg_cap",
         "200", "200"),
]  # fmt: skip


@dataclass
class Issued:
    """A form: its rows by (task or 台区, item), so that a test can say which cell it fills."""

    form_no: str
    rows: list[FormRow]
    blocks: Mapping[str, Sequence[Line]]
    batches: Mapping[str, Sequence[Line]] = field(default_factory=dict)

    def code(self, key: str, item: str) -> str:
        return next(row.row_code for row in self.rows if key in (row.task_no, row.batch) and row.item == item)


def dispatch(workspace: Workspace, *tasks: Mapping[str, Any], problems: Mapping[str, Sequence[str]] = {}) -> None:
    """The tasks are given out."""
    rows = [
        {"kind": "visit", "trigger": "problem", "table": "customer", "record_key": task["customer"], "unit": "0301",
         "week": "2026-W48", "surveyor": SURVEYOR, "tg_no": "T1", "state": "", **task}
        for task in tasks
    ]  # fmt: skip
    for row in rows:
        row.pop("state")
    linked = [{"task_no": task, "problem_no": number} for task, numbers in problems.items() for number in numbers]
    payload = {"problems": sorted({row["problem_no"] for row in linked})}
    with writing(workspace.engine) as connection:
        append_with_rows(connection, "tasks.dispatched", "2026-W48", payload, {"tasks": rows, "task_problems": linked})


def issue(
    workspace: Workspace,
    blocks: Mapping[str, Sequence[Line]],
    batches: Mapping[str, Sequence[Line]] | None = None,
    form_no: str = FORM,
    surveyor: str = SURVEYOR,
) -> Issued:
    """The form stands issued in the workspace."""
    codes = RowCodes.of(workspace)
    rows = [row for key, lines in blocks.items() for row in _rows(codes, form_no, key, lines, batch="")]
    rows += [row for key, lines in (batches or {}).items() for row in _rows(codes, form_no, key, lines, batch=key)]
    folder = workspace.folder / FORMS_FOLDER
    folder.mkdir(exist_ok=True)
    file = folder / f"{form_no}.parquet"
    _write(rows, file)
    payload = {
        "week": "2026-W48", "unit": "0301", "surveyor": surveyor, "file": f"{form_no}.xlsx", "sha256": "",
        "rows_file": file.name, "rows_sha256": sha256_file(file), "tasks": list(blocks), "anchor": "",
    }  # fmt: skip
    acts.append(workspace.engine, FORMS_ISSUED, form_no, payload)
    return Issued(form_no, rows, blocks, batches or {})


def _rows(codes: RowCodes, form_no: str, key: str, lines: Sequence[Line], batch: str) -> list[FormRow]:
    found = []
    for number, line in enumerate(lines, start=1):
        code = layout.row_code(codes, form_no, key, layout.row_number(number), line.title, line.shown)
        original = (
            layout.original_code(codes, line.table, line.record, line.name, line.original) if line.original else ""
        )
        found.append(
            FormRow(
                form_no, "" if batch else key, number, code, line.item, line.title, line.table, line.record, line.name,
                line.answer, "yes" if line.blind else "", original, batch, "\n".join(line.options),
                accused="yes" if line.accused else "",
            )
        )  # fmt: skip
    return found


def _write(rows: Sequence[FormRow], file: Path) -> None:
    names = list(FormRow.__dataclass_fields__)
    columns = ", ".join(f'"{name}" {"INTEGER" if name == "row_no" else "VARCHAR"}' for name in names)
    with kept_engine(1) as connection:
        connection.execute(f"CREATE TABLE form ({columns})")
        places = ", ".join("?" * len(names))
        connection.executemany(
            f"INSERT INTO form VALUES ({places})", [[getattr(row, name) for name in names] for row in rows]
        )
        connection.execute(f"COPY form TO {quote_path(file)} (FORMAT parquet)")


def workbook(workspace: Workspace, issued: Issued, days: Mapping[str, str] | None = None) -> Book:
    """The form as it goes out, unfilled but for the days of the visits."""
    codes, book = RowCodes.of(workspace), Book()
    walk: Worksheet = book.active
    walk.title = layout.TASKS_SHEET
    walk["A1"], walk["I1"] = "现场普查任务单", f"任务单 {issued.form_no}"
    for column, text in enumerate(layout.TASKS_HEADERS, start=1):
        walk.cell(layout.TASKS_HEADER_ROW, column, text)
    for row, task_no in enumerate(issued.blocks, start=layout.TASKS_HEADER_ROW + 1):
        walk.cell(row, 1, row - layout.TASKS_HEADER_ROW)
        walk.cell(row, 2, task_no)
        walk.cell(row, layout.VISIT_DAY_COLUMN, (days or {}).get(task_no))
    _batches(codes, issued, book)
    _blocks(codes, issued, book)
    return book


def _batches(codes: RowCodes, issued: Issued, book: Book) -> None:
    sheet = book.create_sheet(layout.BATCH_SHEET)
    sheet["I1"] = issued.form_no
    for column, text in enumerate(layout.BATCH_HEADERS, start=1):
        sheet.cell(layout.BATCH_HEADER_ROW, column, text)
    row = layout.BATCH_HEADER_ROW
    for key, lines in issued.batches.items():
        for line in lines:
            row += 1
            for column, text in enumerate((key, "前柳", line.title, line.shown), start=1):
                sheet.cell(row, column, text)
            sheet.cell(row, 9, issued.code(key, line.item))


def _blocks(codes: RowCodes, issued: Issued, book: Book) -> None:
    sheet = book.create_sheet(layout.SURVEY_SHEET)
    sheet["I1"] = issued.form_no
    for column, text in enumerate(layout.SURVEY_HEADERS, start=1):
        sheet.cell(layout.SURVEY_HEADER_ROW, column, text)
    row = layout.SURVEY_HEADER_ROW
    for key, lines in issued.blocks.items():
        for text in (f"1　{key}　赵*芳", "台区：前柳 2#", "本户问题：R032"):
            row += 1
            sheet.cell(row, 1, text)
            sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=7)
        for number, line in enumerate(lines, start=1):
            row += 1
            for column, text in enumerate((number, line.title, line.shown), start=1):
                sheet.cell(row, column, text)
            if line.blind or line.answer == "reading":
                sheet.cell(row, 4, layout.TRANSCRIBED)
            elif not line.name:
                sheet.cell(row, 4, layout.CHOSEN)
            sheet.cell(row, 9, issued.code(key, line.item))
        for kind, texts in (("V", ("到访结果", None, None, "到达时间", None, "离开时间")),
                            ("S", ("客户签字", None, None, "签字情况", None, "普查人签字"))):  # fmt: skip
            row += 1
            for column, text in enumerate(texts, start=1):
                sheet.cell(row, column, text)
            sheet.cell(row, 9, layout.row_code(codes, issued.form_no, key, kind, str(texts[0]), ""))
        row += 1


def row_of(book: Book, code: str, sheet: str = layout.SURVEY_SHEET) -> int:
    """Where the row of this code stands."""
    return next(cell.row for cell in book[sheet]["I"] if cell.value == code)


def fill(book: Book, issued: Issued, key: str, item: str, *, sheet: str = layout.SURVEY_SHEET, **cells: Any) -> int:
    """Writes result, value, reason, photo, note into an item's row; returns the row."""
    row = row_of(book, issued.code(key, item), sheet)
    columns = {"result": 4, "value": 5, "reason": 6, "photo": 7, "note": 8}
    if sheet == layout.BATCH_SHEET:
        columns = {"result": 5, "value": 6, "photo": 7, "note": 8}
    for name, text in cells.items():
        book[sheet].cell(row, columns[name], text)
    return row


def visit(book: Book, key: str, outcome: str = "已普查", arrived: Any = "09:30", left: Any = "09:50") -> int:
    """Writes a block's visit row; returns it."""
    sheet = book[layout.SURVEY_SHEET]
    row = next(cell.row for cell in sheet["I"] if str(cell.value).startswith(f"{key}-V-"))
    for column, text in ((3, outcome), (5, arrived), (7, left)):
        sheet.cell(row, column, text)
    return row


def fill_well(book: Book, issued: Issued, key: str) -> None:
    """Everything answered, nothing wrong."""
    fill(book, issued, key, "customer.cons_name", result="一致")
    fill(book, issued, key, "ask_occupant", value="家人")
    fill(book, issued, key, "customer.mobile", result="不一致", value="13900002222")
    fill(book, issued, key, "customer.tg_no", result="一致")
    fill(book, issued, key, "meter.asset_no", value="2206031502", photo=f"{key}-1")
    fill(book, issued, key, "ask_reading", value=3412)
    fill(book, issued, key, "customer.elec_type", result="一致")
    fill(book, issued, key, "customer.cert_no", result="无法核实", reason="客户没带证件")
    visit(book, key)
