"""A value as written → the value as it is kept, or why it cannot be: type, code list, shape, check digits."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from census_app.archive.cells import CellReader, ReadingContext, cell_reader
from census_app.archive.settings import load_settings
from census_app.dictionary.codes import CodeBook
from census_app.dictionary.model import Dictionary, FieldEntry, FieldType, PersonalData
from census_app.dictionary.nearest import nearest
from census_app.matching.identifiers import IdentifierKind, parse_identifier
from census_app.survey.forms.issued import FormRow
from census_app.survey.forms.layout import MASKED_ANSWER, canonical_original, chosen_value
from census_app.survey.results.settings import Shape, result_settings
from census_app.survey.scenes.model import AnswerKind

OTHER = "其他"
_ANSWER_KINDS = frozenset(kind.value for kind in AnswerKind)
_YES_NO = {"true": "是", "false": "否"}
_NAMED = 6
_ID_LENGTHS = (15, 18)


@dataclass(frozen=True)
class Read:
    """`value` is canonical text; `fault` says why it cannot be taken, `note` what is odd about it."""

    value: str = ""
    fault: str = ""
    note: str = ""


class ValueReader:
    """Reads values of items; `today` places two-digit years."""

    def __init__(self, dictionary: Dictionary, today: date) -> None:
        self._dictionary = dictionary
        self._codes = CodeBook(dictionary)
        self._context = ReadingContext(load_settings(), self._codes, today)
        self._readers: dict[tuple[str, str], tuple[FieldEntry, CellReader]] = {}
        self._dates = self._context.dates()

    def read(self, form: FormRow, text: str) -> Read:
        """What the text means as an answer to this row."""
        text = _offered(form, text)
        if form.field and _folded(text) == OTHER:
            return Read(fault="选了“其他”，要写出是什么")
        if text == MASKED_ANSWER and self._is_personal(form):
            return Read(MASKED_ANSWER, note="只写了“已改”，没有新值")
        found = self._of_field(form, text) if form.field else self._of_kind(form, text)
        if found.fault or not found.value:
            return found
        fault = _shape_fault(form, found.value) or _check_fault(form, found.value)
        return Read(fault=fault) if fault else found

    def day(self, text: str) -> date | None:
        """A date in any usual spelling; None when it is none."""
        return self._dates.read_date(text)

    def _is_personal(self, form: FormRow) -> bool:
        if not form.field:
            return False
        return self._dictionary.table(form.table).field(form.field).personal is not PersonalData.NONE

    def _of_field(self, form: FormRow, text: str) -> Read:
        known = self._readers.get((form.table, form.field))
        if known is None:
            entry = self._dictionary.table(form.table).field(form.field)
            known = self._readers[(form.table, form.field)] = (entry, cell_reader(entry, self._context))
        entry, reader = known
        cell = reader(text)
        if cell.mark == "?":
            return Read(fault=self._outside(entry, text))
        if cell.mark == "*":
            return Read(fault="带星号的不是完整的值：写全")
        if cell.mark:
            return Read(fault=cell.reason or "读不懂")
        if cell.value is None:
            return Read(fault=f"“{text[:20]}”不是一个值：确实没有的，选“无法核实”并写原因")
        return Read(_canonical(entry, cell.value))

    def _outside(self, entry: FieldEntry, text: str) -> str:
        labels = self._codes.labels(str(entry.code_list))
        near = nearest(text[:40], labels) or list(labels[:_NAMED])
        return f"“{text[:20]}”不在“{entry.zh}”的选项里，可以写：{'、'.join(near[:_NAMED])}"

    def _of_kind(self, form: FormRow, text: str) -> Read:
        kind = AnswerKind(form.answer) if form.answer in _ANSWER_KINDS else AnswerKind.TEXT
        return _KINDS.get(kind, _text)(self, form, text)

    def read_number(self, form: FormRow, text: str) -> Read:
        """A plain decimal; readings within what a meter can show."""
        try:
            number = Decimal(unicodedata.normalize("NFKC", text).replace(",", "").strip())
        except InvalidOperation:
            return Read(fault=f"“{text[:20]}”不是数字")
        limits = result_settings().reading
        if form.answer == AnswerKind.READING:
            if not number.is_finite() or not limits.least <= number <= limits.most:
                return Read(fault=f"示数应在 {limits.least} 到 {limits.most:,} 之间")
            if number != round(number, limits.decimals):
                return Read(fault=f"示数最多 {limits.decimals} 位小数")
        if not number.is_finite() or abs(number.adjusted()) > 18:
            return Read(fault=f"“{text[:20]}”不是数字")
        return Read(canonical_original(number))

    def read_date(self, _form: FormRow, text: str) -> Read:
        """A date."""
        day = self.day(text)
        return Read(fault="不是日期，或没有这一天：写成 2026-11-24") if day is None else Read(day.isoformat())

    def read_choice(self, form: FormRow, text: str) -> Read:
        """One of what was offered; anything else is taken and told."""
        choices = {_folded(choice): choice for choice in form.choices}
        chosen = choices.get(_folded(text))
        return Read(text, note="不是下拉里的选项") if chosen is None and choices else Read(chosen or text)


def _offered(form: FormRow, text: str) -> str:
    """What an option of the drop-down stands for: the number before its name."""
    folded = _folded(text)
    return next((chosen_value(choice) for choice in form.choices if _folded(choice) == folded), text)


def _text(_reader: ValueReader, _form: FormRow, text: str) -> Read:
    return Read(text)


_KINDS: dict[AnswerKind, Callable[[ValueReader, FormRow, str], Read]] = {
    AnswerKind.NUMBER: ValueReader.read_number,
    AnswerKind.READING: ValueReader.read_number,
    AnswerKind.DATE: ValueReader.read_date,
    AnswerKind.CHOICE: ValueReader.read_choice,
}


def _canonical(entry: FieldEntry, value: str) -> str:
    if entry.type is FieldType.BOOLEAN:
        return _YES_NO[value]
    if entry.type is FieldType.NUMBER:
        return canonical_original(Decimal(value))
    if entry.type is FieldType.COORDINATE:
        return canonical_original(float(value))
    return value


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()


def _shape_fault(form: FormRow, value: str) -> str:
    settings = result_settings()
    shape: Shape | None = settings.shapes.get(f"{form.table}.{form.field}") or settings.shapes.get(form.item)
    if shape is None and form.answer in _ANSWER_KINDS:
        shape = settings.kinds.get(AnswerKind(form.answer))
    return shape.says if shape is not None and shape.matches.fullmatch(_folded(value)) is None else ""


def _check_fault(form: FormRow, value: str) -> str:
    wanted = result_settings().checksums.get(f"{form.table}.{form.field}")
    if wanted is None:
        return ""
    found = parse_identifier(value)
    if wanted == "person":
        resident = len(_folded(value)) in _ID_LENGTHS and _folded(value)[:-1].isdigit()
        return "居民身份证号的校验位或生日不对：对着证件再看一遍" if resident and not found.valid else ""
    right = found.kind is IdentifierKind.ORGANISATION and found.valid
    return "" if right else "统一社会信用代码的校验位不对：对着营业执照再看一遍"
