"""An item's answer as written → the value as it is kept, or why it cannot be: by its field, by what was offered, by
what a meter can show."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from census_app.archive.settings import load_settings
from census_app.archive.typed.cells import ReadingContext
from census_app.dictionary.codes import CodeBook
from census_app.dictionary.model import Dictionary, FieldType, PersonalData
from census_app.survey import values
from census_app.survey.forms.issued import FormRow
from census_app.survey.forms.layout import MASKED_ANSWER, canonical_original, chosen_value
from census_app.survey.results.settings import Shape, result_settings
from census_app.survey.scenes.model import AnswerKind

OTHER = "其他"
_ANSWER_KINDS = frozenset(kind.value for kind in AnswerKind)


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
        self._fields = values.ValueReader(dictionary, today)
        self._dates = ReadingContext(load_settings(), CodeBook(dictionary), today).dates()

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
        fault = _shape_fault(form, found.value)
        return Read(fault=fault) if fault else found

    def day(self, text: str) -> date | None:
        """A date in any usual spelling; None when it is none."""
        return self._dates.read_date(text)

    def _is_personal(self, form: FormRow) -> bool:
        if not form.field:
            return False
        return self._dictionary.table(form.table).field(form.field).personal is not PersonalData.NONE

    def _of_field(self, form: FormRow, text: str) -> Read:
        read = self._fields.read(form.table, form.field, text)
        if read.fault:
            return Read(fault=read.fault)
        if self._dictionary.table(form.table).field(form.field).type is FieldType.COORDINATE and read.value:
            return Read(canonical_original(float(read.value)))
        return Read(read.value)

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


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()


def _shape_fault(form: FormRow, value: str) -> str:
    settings = result_settings()
    shape: Shape | None = settings.shapes.get(f"{form.table}.{form.field}") or settings.shapes.get(form.item)
    if shape is None and form.answer in _ANSWER_KINDS:
        shape = settings.kinds.get(AnswerKind(form.answer))
    return shape.says if shape is not None and shape.matches.fullmatch(_folded(value)) is None else ""
