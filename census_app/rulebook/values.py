"""Values written in packs (cases, baseline records) typed by the dictionary."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from census_app.dictionary.codes import CodeBook
from census_app.dictionary.model import FieldEntry, FieldType
from census_app.foundation.errors import BadInput

Value = str | int | Decimal | float | bool | date | datetime | None

_BOOLEANS = {"true": True, "false": False, "是": True, "否": False}
_EXPECTED = {
    FieldType.INTEGER: "整数",
    FieldType.NUMBER: "数字",
    FieldType.COORDINATE: "数字",
    FieldType.DATE: "日期，写作 2024-03-01",
    FieldType.DATETIME: "时间，写作 2024-03-01 08:30:00",
    FieldType.BOOLEAN: "是或否",
}


def typed_value(field: FieldEntry, text: str | None, codes: CodeBook) -> Value:
    """The Python value of a field as a pack spells it; None stays None.

    Labels of closed code lists are canonical; a label outside its list stays as it is (an uncoded value).
    Numbers are exact decimals, coordinates floats. Raises `BadInput` when the text is not of the type.
    """
    if text is None:
        return None
    if not isinstance(text, str):
        raise BadInput(f"“{field.rule_name}”要写一个值", "检查缩进")
    try:
        return _converted(field, text, codes)
    except (ValueError, KeyError, InvalidOperation) as error:
        raise BadInput(f"“{field.rule_name}”的值“{text}”不对", f"要{_EXPECTED[field.type]}") from error


def _converted(field: FieldEntry, text: str, codes: CodeBook) -> Value:
    kind = field.type
    if kind is FieldType.CODE and field.code_list:
        return codes.label(field.code_list, text) or text
    if kind is FieldType.INTEGER:
        return int(text)
    if kind is FieldType.NUMBER:
        return Decimal(text)
    if kind is FieldType.COORDINATE:
        return float(text)
    if kind is FieldType.DATE:
        return date.fromisoformat(text)
    if kind is FieldType.DATETIME:
        return datetime.fromisoformat(text)
    return _BOOLEANS[text] if kind is FieldType.BOOLEAN else text
