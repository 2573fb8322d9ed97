"""The same form for phones: an XLSForm that ODK Collect and KoboCollect take.

One submission answers one task, or one 台区 of the batch. What is asked of whom follows from the task that is chosen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import xlsxwriter

from census_app.foundation.files import publish
from census_app.foundation.workbooks.cells import WORKBOOK_OPTIONS
from census_app.survey.forms import layout
from census_app.survey.forms.layout import phone_question
from census_app.survey.forms.model import Batch, Block, Form, Line
from census_app.survey.forms.settings import FormSettings
from census_app.survey.scenes.model import AnswerKind
from census_app.survey.words import VISIT_LABELS

SURVEY_COLUMNS = (
    "type", "name", "label", "hint", "required", "required_message", "relevant", "constraint", "constraint_message",
    "appearance", "parameters", "calculation", "read_only", "default",
)  # fmt: skip
CHOICES_COLUMNS = ("list_name", "name", "label")
SETTINGS_COLUMNS = ("form_title", "form_id", "version", "default_language", "style")
_TYPES = {
    AnswerKind.NUMBER: "decimal",
    AnswerKind.READING: "decimal",
    AnswerKind.DATE: "date",
    AnswerKind.PLACE: "geopoint",
    AnswerKind.PHOTO: "image",
}
_CONSTRAINTS = {
    AnswerKind.READING: (". >= 0 and . <= 9999999", "请填 0 到 9999999 的数字"),
    AnswerKind.PHONE: ("regex(., '^(1[3-9][0-9]{9}|0[0-9]{2,3}-?[0-9]{7,8})$')", "手机 11 位，座机带区号"),
    AnswerKind.DATE: (". >= date('1949-10-01') and . <= date('2099-12-31')", "日期写错了"),
    AnswerKind.TEXT: ("string-length(.) <= 200", "最多 200 个字"),
}
_ASSET = ("regex(., '^[0-9A-Za-z-]{8,24}$')", "资产号 8 至 24 位")
_IDENTIFIER = ("string-length(.) <= 60", "最多 60 个字")
_YES = "yes"
_PICTURE = "max-pixels=2400"
"""Bar codes and nameplates can still be read, and a day's photos still be sent from a village."""
_ASSET_FIELD = "asset_no"
_UNSAFE = re.compile(r"[^0-9A-Za-z_]")

Row = dict[str, str]


@dataclass
class _Sheets:
    survey: list[Row] = field(default_factory=list)
    choices: list[Row] = field(default_factory=list)
    lists: dict[tuple[str, ...], str] = field(default_factory=dict)

    def ask(self, kind: str, name: str, label: str = "", **more: str) -> None:
        """One row of the survey sheet."""
        picture = {"parameters": _PICTURE} if kind == "image" else {}
        self.survey.append({"type": kind, "name": name, "label": _label(label)} | picture | more)

    def choose(self, options: Iterable[str]) -> str:
        """The type of a question with these options; options with a name are stored by their number."""
        listed = tuple(options)
        if listed not in self.lists:
            name = self.lists[listed] = f"list_{len(self.lists) + 1}"
            self.choices += [
                {"list_name": name, "name": layout.chosen_value(option) or option, "label": _label(option)}
                for option in listed
            ]
        return f"select_one {self.lists[listed]}"


def write_xlsform(form: Form, settings: FormSettings, target: Path) -> None:
    """`target` durably holds the XLSForm of a numbered form. What is left out on paper is left out here too."""
    sheets = _Sheets()
    _ask_which(sheets, form)
    for number, batch in enumerate(form.batches, start=1):
        _ask_batch(sheets, number, batch, settings)
    for number, block in enumerate(form.blocks, start=1):
        _ask_block(sheets, number, block, settings)
    _ask_visit(sheets, form)
    about = {
        "form_title": f"现场普查 {form.surveyor_name} {form.week}",
        "form_id": _UNSAFE.sub("_", f"census_{form.form_no}"),
        "version": f"{form.first_day:%Y%m%d}{form.form_no.rsplit('-S', 1)[1]}",
        "style": "pages",
    }
    with publish(target) as temporary, xlsxwriter.Workbook(str(temporary), WORKBOOK_OPTIONS) as workbook:
        _write(workbook, "survey", SURVEY_COLUMNS, sheets.survey)
        _write(workbook, "choices", CHOICES_COLUMNS, sheets.choices)
        _write(workbook, "settings", SETTINGS_COLUMNS, [about])


def _ask_which(sheets: _Sheets, form: Form) -> None:
    for kind in ("start", "end", "today", "username", "deviceid"):
        sheets.ask(kind, f"meta_{kind}")
    sheets.ask("calculate", layout.PHONE_FORM, calculation=f"'{form.form_no}'")
    batches = [f"{batch.number}{layout.OPTION_NAME}台区批量 {batch.name}" for batch in form.batches]
    blocks = [
        f"{block.task_no}{layout.OPTION_NAME}{number} {block.name} {block.address}"
        for number, block in enumerate(form.blocks, start=1)
    ]
    sheets.ask(
        sheets.choose([*batches, *blocks]), layout.PHONE_TASK, "这次填哪一户（先填台区批量）", required=_YES,
        required_message="先选一户", appearance="minimal",
    )  # fmt: skip
    sheets.ask(
        "barcode", layout.PHONE_QR, "扫普查表上本户的二维码（可不扫）",
        constraint=f"starts-with(., concat('{layout.QR_PREFIX}', ${{{layout.PHONE_TASK}}}, ':'))",
        constraint_message="这不是所选这一户的二维码",
    )  # fmt: skip


def _ask_batch(sheets: _Sheets, number: int, batch: Batch, settings: FormSettings) -> None:
    label = f"台区批量 {batch.name} {batch.number}"
    _begin(sheets, f"batch_{number}", label, batch.number)
    for line in batch.lines:
        _ask_line(sheets, line, settings)
    sheets.ask("end group", "")


def _ask_block(sheets: _Sheets, number: int, block: Block, settings: FormSettings) -> None:
    label = f"{number} {block.task_no} {block.name}"
    _begin(sheets, f"task_{number}", label, block.task_no)
    meters = f"　表箱 {block.box_no}" if block.box_no else ""
    told = f"{block.called} {block.customer}　{block.address}　台区 {block.transformer}{meters}"
    sheets.ask("note", f"task_{number}_place", told)
    sheets.ask("note", f"task_{number}_problems", block.purpose)
    for line in block.lines:
        _ask_line(sheets, line, settings)
    sheets.ask("end group", "")


def _begin(sheets: _Sheets, name: str, label: str, chosen: str) -> None:
    relevant = f"${{{layout.PHONE_TASK}}} = {_quoted(chosen)}"
    sheets.ask("begin group", name, label, relevant=relevant, appearance="field-list")


def _ask_line(sheets: _Sheets, line: Line, settings: FormSettings) -> None:
    """With an original: same, different or not verifiable, then the value or the reason; without one: the value."""
    needed = {"required": _YES, "required_message": "这一项一定要填"} if line.required else {}
    told = {"hint": _label(line.hint)} if line.hint else {}
    title = f"{line.row_no} {line.heading}"
    if line.result:
        _ask_value(sheets, line, title, "", needed | told)
    else:
        result = phone_question(line.row_code, "result")
        sheets.ask(sheets.choose(layout.RESULTS), result, f"{title}　档案：{line.shown}", **needed, **told)
        different = f"${{{result}}} = {_quoted(layout.DIFFERENT)}"
        say = {"required": _YES, "required_message": "不一致要填现场值"}
        _ask_value(sheets, line, f"{line.title} 现场值", different, say)
        unverifiable = f"${{{result}}} = {_quoted(layout.UNVERIFIABLE)}"
        why = {"required": _YES, "required_message": "无法核实要选原因"}
        reason = phone_question(line.row_code, "reason")
        sheets.ask(
            sheets.choose(settings.reasons), reason, f"{line.title} 无法核实的原因", relevant=unverifiable, **why
        )
    if line.photo and line.answer is not AnswerKind.PHOTO:
        sheets.ask("image", phone_question(line.row_code, "photo"), f"{line.title} 照片", appearance="new")


def _ask_value(sheets: _Sheets, line: Line, label: str, when: str, more: Row) -> None:
    """The value; of what bears a bar code it is scanned, and typed only where that did not work."""
    if line.answer is AnswerKind.CODE and line.field == _ASSET_FIELD:
        scan = phone_question(line.row_code, "scan")
        sheets.ask("barcode", scan, f"{label}（扫条形码）", relevant=when)
        when = f"({when}) and ${{{scan}}} = ''" if when else f"${{{scan}}} = ''"
    value = phone_question(line.row_code, "value")
    sheets.ask(_type_of(sheets, line), value, label, relevant=when, **_limits(line), **more)


def _type_of(sheets: _Sheets, line: Line) -> str:
    if line.options and line.answer is AnswerKind.CHOICE:
        return sheets.choose(line.options)
    return _TYPES.get(line.answer, "text")


def _limits(line: Line) -> dict[str, str]:
    """The constraint of a value and the words when it is not met."""
    if line.answer is AnswerKind.CODE:
        found: tuple[str, str] | None = _ASSET if line.field == _ASSET_FIELD else _IDENTIFIER
    else:
        found = _CONSTRAINTS.get(line.answer)
    return {} if found is None else {"constraint": found[0], "constraint_message": found[1]}


def _ask_visit(sheets: _Sheets, form: Form) -> None:
    """How the visit ended, where and when, and the customer's signature; not asked of a batch."""
    numbers = [batch.number for batch in form.batches]
    is_task = " and ".join(f"${{{layout.PHONE_TASK}}} != {_quoted(number)}" for number in numbers)
    begin = {"relevant": is_task} if is_task else {}
    sheets.ask("begin group", "visit", "到访结果", **begin)
    outcome = {"required": _YES, "required_message": "选一个到访结果"}
    sheets.ask(sheets.choose(VISIT_LABELS.values()), layout.PHONE_OUTCOME, "到访结果", **outcome)
    sheets.ask("date", layout.PHONE_DAY, "到访日期", default="today()", constraint=". <= today()",
               constraint_message="到访日期不能在今天以后")  # fmt: skip
    sheets.ask("time", layout.PHONE_ARRIVED, "到达时间")
    sheets.ask("time", layout.PHONE_LEFT, "离开时间", constraint=f". >= ${{{layout.PHONE_ARRIVED}}}",
               constraint_message="离开不能早于到达")  # fmt: skip
    sheets.ask("geopoint", layout.PHONE_PLACE, "定位", hint="站在表箱旁，等误差小于 20 米")
    sheets.ask("image", layout.PHONE_PHOTO, "门牌照片", appearance="new")
    sheets.ask(sheets.choose(layout.SIGNATURES), layout.PHONE_SIGNED, "签字情况")
    sheets.ask("image", layout.PHONE_SIGNATURE, "客户签字", appearance="signature",
               relevant=f"${{{layout.PHONE_SIGNED}}} = '{layout.SIGNATURES[1]}'")  # fmt: skip
    sheets.ask("text", layout.PHONE_NOTE, "备注")
    sheets.ask("end group", "")


def _label(text: str) -> str:
    """Text that says itself: a reference or a tag in the archive's words would be taken for one."""
    return text.replace("${", "＄｛").replace("<", "＜").replace(">", "＞")


def _quoted(text: str) -> str:
    """A string of XPath; a text with both kinds of quotes does not stand in numbers or our own words."""
    return f'"{text}"' if "'" in text else f"'{text}'"


def _write(workbook: xlsxwriter.Workbook, name: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
    sheet = workbook.add_worksheet(name)
    bold = workbook.add_format({"bold": True})
    for column, header in enumerate(columns):
        sheet.write_string(0, column, header, bold)
    for number, row in enumerate(rows, start=1):
        for column, header in enumerate(columns):
            if row.get(header):
                sheet.write_string(number, column, row[header])
    sheet.freeze_panes(1, 0)
