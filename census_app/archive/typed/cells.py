"""One cell at a time: the careful reading of whatever the fast path of typing does not settle.

The fast path (sql.py) only takes texts on which both agree; everything else, each distinct text once,
comes here. What a cell becomes: a value, empty, masked (`*`), a label outside its list (`?`), unreadable (`!`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from census_app.archive.columns import is_year_month, scale_of
from census_app.archive.raw import LONG_NUMBER_MARK, UNCOMPUTED
from census_app.archive.settings import ImportSettings, fold_word
from census_app.archive.typed.spellings_of_dates import DateReader
from census_app.archive.typed.spellings_of_numbers import NumberReader
from census_app.dictionary.codes import CodeBook
from census_app.dictionary.model import FieldEntry, FieldType, PersonalData

UNCOMPUTED_REASON = "公式没有计算结果：在 Excel 或 WPS 里打开、保存后再导入"
LONG_NUMBER_REASON = "15 位以上数字按数值存储，末位已失真"
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\x00-\x08\x0e-\x1f\x7f]")
_SPACES = re.compile(r"\s+")
_FORMULA_TEXT = re.compile(r'="(.*)"', re.DOTALL)
_SCIENTIFIC = re.compile(r"\d\.\d+[eE]\+?\d{1,3}|\d[eE]\+\d{1,3}")
_FLOAT_TAIL = re.compile(r"(\d{1,15})\.0+")
_ID_CHARACTERS = re.compile(r"[0-9A-Za-z\s_./#-]+")
_EXCEL_ERROR = re.compile(r"#(REF|VALUE|DIV/0|NAME|NUM|NULL|SPILL|CALC)[!?]?.*", re.IGNORECASE)
_HAN = "\u3400-\u9fff"
_PERSONAL_MASK = re.compile(rf"[*＊]|××|[{_HAN}]×|×[{_HAN}]|[0-9][Xx]{{3,}}|[Xx]{{4,}}")
_PLAIN_MASK = re.compile(rf"[*＊]{{2,}}|××|[{_HAN}][*＊]|[*＊][{_HAN}]|[{_HAN}]×[{_HAN}]?$|[*＊×]+$")
_COORDINATE = re.compile(r"([+-]?\d{1,3}(?:\.\d+)?)\s*°?\s*[NSEWnsew东西南北经纬]*")
_DEGREES = re.compile(
    r"(\d{1,3})\s*[°度]\s*(\d{1,2}(?:\.\d+)?)\s*['′分]\s*(?:(\d{1,2}(?:\.\d+)?)\s*[\"″秒]?)?\s*[NSEWnsew]?"
)


@dataclass(frozen=True)
class Cell:
    """What a text means in its field: `value` as text DuckDB casts to the field's type, None for empty.

    `mark` is `*` masked, `?` outside the code list, `!` unreadable (then `reason` says why), or nothing.
    """

    value: str | None = None
    mark: str = ""
    reason: str = ""
    placeholder: bool = False
    rounded: bool = False
    normalised: bool = False


EMPTY = Cell()
PLACEHOLDER = Cell(placeholder=True)
CellReader = Callable[[str], Cell]


@dataclass(frozen=True)
class ReadingContext:
    """What reading a column depends on beside its field; `data_date` places two-digit years."""

    settings: ImportSettings
    codes: CodeBook
    data_date: date
    header_unit: str | None = None
    date_1904: bool = False

    def beside(self, field: FieldEntry, texts: Sequence[str]) -> ReadingContext:
        """The context in which the texts of one code column say together what bare numbers among them mean."""
        if field.code_list is None:
            return self
        return replace(self, header_unit=self.codes.column_unit(field.code_list, texts, self.header_unit))

    def dates(self) -> DateReader:
        """The reader of this column's dates."""
        years = self.settings.years
        pivot = self.data_date.year + self.settings.two_digit_years_ahead
        origin = date(1904, 1, 1) if self.date_1904 else date(1899, 12, 30)
        return DateReader(years.first, years.last, pivot, origin)

    def numbers(self, field: FieldEntry) -> NumberReader:
        """The reader of this column's numbers."""
        whole = field.type is FieldType.INTEGER
        scale = 0 if whole else scale_of(field)
        ratio = field.unit is None and any(word in field.zh for word in ("变比", "倍率"))
        return NumberReader(self.settings, scale, field.unit, self.header_unit, ratio)


def cell_reader(field: FieldEntry, context: ReadingContext) -> CellReader:
    """A function from a cell's raw text to what it means in `field`."""
    read_clean = _readers(field, context)[field.type]
    longest, empty = context.settings.longest_text, context.settings.empty_words
    if field.identifier or field.type is not FieldType.TEXT:
        empty = empty | context.settings.empty_unless_text_words
    masks = _PLAIN_MASK if field.personal is PersonalData.NONE else _PERSONAL_MASK
    keeps_text = field.type in (FieldType.TEXT, FieldType.CODE)
    numeric = field.type in (FieldType.NUMBER, FieldType.INTEGER, FieldType.COORDINATE)

    def read(raw: str) -> Cell:
        if raw.startswith(LONG_NUMBER_MARK):
            if not numeric:
                return Cell(mark="!", reason=LONG_NUMBER_REASON)
            raw = raw[1:]
        text = clean_text(raw)
        if not text:
            return EMPTY
        if text == UNCOMPUTED:
            return Cell(mark="!", reason=UNCOMPUTED_REASON)
        if _EXCEL_ERROR.fullmatch(text):
            return Cell(mark="!", reason=f"Excel 公式出错：{text}")
        if len(text) > longest:
            return Cell(mark="!", reason=f"太长（{len(text):,} 字，最多 {longest:,} 字），可能是几行粘到了一格")
        meaning = read_clean(text)
        if (meaning.mark or keeps_text) and text.casefold() in empty and not _is_label(field, context, text):
            return PLACEHOLDER
        if (meaning.mark or keeps_text) and masks.search(text) and not _is_label(field, context, text):
            return Cell(value=text if keeps_text else None, mark="*", normalised=keeps_text and text != raw)
        changed = keeps_text and meaning.value is not None and meaning.value != raw.strip()
        return replace(meaning, normalised=True) if changed else meaning

    return read


def clean_text(raw: str) -> str:
    """NFKC, without invisible characters, `'` and `=\"…\"` wrappers; inner white space is single spaces."""
    wrapped = _FORMULA_TEXT.fullmatch(raw.strip())
    text = wrapped[1] if wrapped else raw
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    return _SPACES.sub(" ", text).strip().removeprefix("'").strip()


def _is_label(field: FieldEntry, context: ReadingContext, text: str) -> bool:
    return field.code_list is not None and context.codes.label(field.code_list, text, context.header_unit) is not None


def _readers(field: FieldEntry, context: ReadingContext) -> dict[FieldType, CellReader]:
    if is_year_month(field):
        text_reader: CellReader = _month_reader(context)
    else:
        text_reader = _read_identifier if field.identifier else _read_text
    return {
        FieldType.TEXT: text_reader,
        FieldType.CODE: _code_reader(field, context),
        FieldType.INTEGER: _integer_reader(field, context),
        FieldType.NUMBER: _number_reader(field, context),
        FieldType.COORDINATE: _read_coordinate,
        FieldType.DATE: _date_reader(context),
        FieldType.DATETIME: _time_reader(context),
        FieldType.BOOLEAN: _boolean_reader(context),
    }


def _read_text(text: str) -> Cell:
    return Cell(value=text)


def _read_identifier(text: str) -> Cell:
    if _SCIENTIFIC.fullmatch(text):
        return Cell(mark="!", reason="编号变成了科学计数，原数已丢失")
    tail = _FLOAT_TAIL.fullmatch(text)
    if tail is not None:
        return Cell(value=tail[1])
    return Cell(value=text.replace(" ", "") if _ID_CHARACTERS.fullmatch(text) else text)


def _code_reader(field: FieldEntry, context: ReadingContext) -> CellReader:
    list_id = field.code_list
    codes = context.codes

    def read(text: str) -> Cell:
        label = None if list_id is None else codes.label(list_id, text, context.header_unit)
        if label is not None:
            return Cell(value=label)
        is_open = list_id is None or codes.is_open(list_id)
        if is_open and _SCIENTIFIC.fullmatch(text):
            return Cell(mark="!", reason="编号变成了科学计数，原数已丢失")
        return Cell(value=text) if is_open else Cell(value=text, mark="?")

    return read


def _integer_reader(field: FieldEntry, context: ReadingContext) -> CellReader:
    numbers = context.numbers(field)

    def read(text: str) -> Cell:
        result = numbers.read(text)
        if result.value is None:
            return Cell(mark="!", reason=result.reason)
        if result.rounded:
            return Cell(mark="!", reason="应为整数")
        return Cell(value=str(int(result.value)))

    return read


def _number_reader(field: FieldEntry, context: ReadingContext) -> CellReader:
    numbers = context.numbers(field)

    def read(text: str) -> Cell:
        result = numbers.read(text)
        if result.value is None:
            return Cell(mark="!", reason=result.reason)
        return Cell(value=format(result.value, "f"), rounded=result.rounded)

    return read


def _read_coordinate(text: str) -> Cell:
    plain = _COORDINATE.fullmatch(text)
    if plain is not None:
        return Cell(value=repr(float(plain[1])))
    degrees = _DEGREES.fullmatch(text)
    if degrees is None:
        return Cell(mark="!", reason="不是经纬度")
    value = float(degrees[1]) + float(degrees[2]) / 60 + float(degrees[3] or 0) / 3600
    return Cell(value=repr(round(value, 8)))


def _date_reader(context: ReadingContext) -> CellReader:
    dates = context.dates()

    def read(text: str) -> Cell:
        day = dates.read_date(text)
        return Cell(mark="!", reason="不是日期，或没有这一天") if day is None else Cell(value=day.isoformat())

    return read


def _time_reader(context: ReadingContext) -> CellReader:
    dates = context.dates()

    def read(text: str) -> Cell:
        moment = dates.read_time(text)
        return Cell(mark="!", reason="不是时间，或没有这一刻") if moment is None else Cell(value=moment.isoformat(" "))

    return read


def _month_reader(context: ReadingContext) -> CellReader:
    dates = context.dates()

    def read(text: str) -> Cell:
        month = dates.read_month(text)
        return Cell(mark="!", reason="不是年月") if month is None else Cell(value=month)

    return read


def _boolean_reader(context: ReadingContext) -> CellReader:
    words = context.settings.boolean_words

    def read(text: str) -> Cell:
        value = words.get(fold_word(text))
        if value is None:
            return Cell(mark="!", reason="不是“是/否”")
        return Cell(value="true" if value else "false")

    return read
