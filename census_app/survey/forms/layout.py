"""Where everything stands on a survey workbook, so that what goes out and what comes back agree.

普查表: one block per customer: three head rows, a row per item, a visit row, a signature row. 台区批量: one row per
item that a 台区 or a line shares. 任务单: the walk. Column I, outside the print area, holds each row's code; cell I1 of
every sheet says the form's number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from census_app.workspace.log.row_codes import RowCodes

TASKS_SHEET = "任务单"
BATCH_SHEET = "台区批量"
SURVEY_SHEET = "普查表"
CODES_SHEET = "码表"

TASKS_HEADERS = ("顺序", "任务号", "台区", "户名", "地址", "问题数", "方式", "到访日期", "备注")
BATCH_HEADERS = ("编号", "名称", "普查项", "档案原值", "核对结果", "现场值", "照片号", "备注", "行号")
SURVEY_HEADERS = ("序", "普查项", "档案原值", "核对结果", "现场值", "原因", "照片号", "备注", "行号")
TASKS_HEADER_ROW = 5
BATCH_HEADER_ROW = 4
SURVEY_HEADER_ROW = 3
"""1-based rows of the headers."""

RESULT_COLUMN, VALUE_COLUMN, REASON_COLUMN, PHOTO_COLUMN, NOTE_COLUMN, CODE_COLUMN = 4, 5, 6, 7, 8, 9
"""1-based columns of an item row on 普查表 (D–I)."""
BATCH_RESULT_COLUMN, BATCH_VALUE_COLUMN, BATCH_PHOTO_COLUMN, BATCH_NOTE_COLUMN = 5, 6, 7, 8
VISIT_DAY_COLUMN, TASK_NOTE_COLUMN = 8, 9
"""On 任务单, beside the task's number in column 2."""
OUTCOME_COLUMN, ARRIVED_COLUMN, LEFT_COLUMN = 3, 5, 7
"""On a block's visit row (row code ending `-V-…`)."""
SIGNATURE_COLUMN = 5
"""On a block's signature row (row code ending `-S-…`)."""

CONSISTENT, DIFFERENT, UNVERIFIABLE = "一致", "不一致", "无法核实"
TRANSCRIBED, CHOSEN = "抄录", "直接选"
RESULTS = (CONSISTENT, DIFFERENT, UNVERIFIABLE)
"""What 核对结果 offers where an original stands; otherwise it holds 抄录 or 直接选, written by the system."""
TRANSCRIBE_HERE = "请现场抄录"
"""Stands in 档案原值 where the value was left out."""
NO_ORIGINAL = "—"
EMPTY_ORIGINAL = "（空）"
MASKED_ANSWER = "已改"
"""What people write who changed a personal value elsewhere and do not put it on paper."""
OPTION_NAME = "　"
"""Between the number and the name of an option (`T0301-0093　前柳2#`); the answer is the number."""
ACCUSED_MARK, PHOTO_MARK = "★ ", "·拍照"
"""Stand before the title of an item that a problem of the task accuses, and behind that of one that wants a photo; row
codes are without them."""

VISIT_ROW, SIGNATURE_ROW = "V", "S"
SIGNATURES = ("纸面已签", "签字照片", "客户不签", "无人可签")

QR_PREFIX = "CENSUS1:T:"
FORM_QR_PREFIX = "CENSUS1:F:"
_QR = re.compile(r"CENSUS1:(?P<kind>[TF]):(?P<number>[^:\s]{1,80}):(?P<check>[0-9a-f]{10})")
_ROW_CODE = re.compile(r"(?P<key>.{1,80})-(?P<row>[VS]|\d{2,4})-(?P<check>[0-9a-f]{10})", re.DOTALL)
_FORM_NO = re.compile(r"\S+-\d{4}W\d{2}-S\d{2,4}")


@dataclass(frozen=True)
class RowCode:
    """A row's code read back: `key` is the task number (on 台区批量 the 台区 or line), `row` the number of the item in
    it, or V or S."""

    key: str
    row: str
    check: str


def row_code(codes: RowCodes, form_no: str, key: str, row: str, title: str, shown: str) -> str:
    """`T2648-0137-06-12cc9a4be1`: names the row and seals what the system wrote into it.

    `shown` is the text in 档案原值 as it stands on the sheet, so a value that was left out is in no code.
    """
    return f"{key}-{row}-{codes.code([form_no, key, row, title, shown])}"


def unaltered(codes: RowCodes, form_no: str, code: RowCode, title: str, shown: str) -> bool:
    """Whether title and original still stand as the system wrote them (as read from the sheet, mark included)."""
    return codes.agrees([form_no, code.key, code.row, bare_title(title), shown.strip()], code.check)


def bare_title(title: str) -> str:
    """The title of an item as it was issued, from its text on the sheet."""
    return title.strip().removeprefix(ACCUSED_MARK).removesuffix(PHOTO_MARK)


def shown_title(title: str, *, accused: bool, photo: bool) -> str:
    """The title of an item as it stands on the sheet."""
    return f"{ACCUSED_MARK if accused else ''}{title}{PHOTO_MARK if photo else ''}"


def chosen_value(text: str) -> str:
    """The value of an answer: of an option with a name, its number."""
    return text.partition(OPTION_NAME)[0].strip()


def read_row_code(text: str) -> RowCode | None:
    """The parts of a row code; None when the text is none. Blanks around it do not matter."""
    found = _ROW_CODE.fullmatch(text.strip())
    return RowCode(found["key"], found["row"], found["check"]) if found else None


def row_number(number: int) -> str:
    """The item's number as it stands in row codes: two digits at least."""
    return f"{number:02d}"


def task_qr(codes: RowCodes, task_no: str) -> str:
    """What the task's QR code says: nothing personal."""
    return f"{QR_PREFIX}{task_no}:{codes.code(['T', task_no])}"


def form_qr(codes: RowCodes, form_no: str) -> str:
    """What the QR code of 任务单 says."""
    return f"{FORM_QR_PREFIX}{form_no}:{codes.code(['F', form_no])}"


def read_qr(codes: RowCodes, text: str) -> tuple[str, str] | None:
    """(`T` or `F`, number) of a QR code of this workspace; None for any other text or a code that was tampered with."""
    found = _QR.fullmatch(text.strip())
    if found is None or not codes.agrees([found["kind"], found["number"]], found["check"]):
        return None
    return found["kind"], found["number"]


def original_code(codes: RowCodes, table: str, record_key: str, field: str, original: str) -> str:
    """The keyed digest by which an answer is held against the original as it was issued, without keeping it."""
    return codes.code(["original", table, record_key, field, original])


def canonical_original(value: Any) -> str:
    """An archive value as one text: null is empty, decimals without trailing zeros, 是/否, ISO dates."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal | float):
        text = f"{value:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value).strip()


def form_number(unit: str, week: str, serial: int) -> str:
    """`0301-2026W48-S03`."""
    return f"{unit or '未归属'}-{week.replace('-', '')}-S{serial:02d}"


def form_number_in(text: str) -> str:
    """The form's number in the text of cell I1; empty when there is none."""
    found = _FORM_NO.search(text)
    return found[0] if found else ""


PHONE_FORM, PHONE_TASK, PHONE_QR = "form_no", "task_no", "task_qr"
"""Questions of the phone form that say which form and which task (or which batch, by its number) was filled in."""
PHONE_OUTCOME, PHONE_DAY, PHONE_ARRIVED, PHONE_LEFT = "visit_outcome", "visit_day", "visit_arrived", "visit_left"
PHONE_PLACE, PHONE_PHOTO, PHONE_NOTE = "visit_place", "visit_photo", "visit_note"
PHONE_SIGNED, PHONE_SIGNATURE = "visit_signed", "visit_signature"
PHONE_PARTS = ("result", "scan", "value", "reason", "photo")
"""What the phone asks of an item: 核对结果, the bar code that was scanned, 现场值 (typed where nothing was scanned),
原因, and the photo's file name."""
_PHONE_QUESTION = re.compile(r"r_(?P<check>[0-9a-f]{10})_(?P<part>[a-z]+)")


def phone_question(code: str, part: str) -> str:
    """The name of a question of the phone form: `r_12cc9a4be1_value`, from the check of the item's row code."""
    return f"r_{code.rsplit('-', 1)[1]}_{part}"


def read_phone_question(name: str) -> tuple[str, str] | None:
    """(check of the row code, part) of a column of a phone's export, whatever groups stand before its name; None for
    any other column."""
    found = _PHONE_QUESTION.fullmatch(re.split(r"[-/.:]", name.strip())[-1])
    return (found["check"], found["part"]) if found else None
