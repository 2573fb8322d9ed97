"""Cells that a spreadsheet made numbers or dates of: read only when a person sees exactly what is read."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation

from census_app.rulebook.excel.spelling import CellRefused

_SHOWN_DIGITS = 11
_PLAIN_FORMAT = re.compile(r"@|0(?:\.(0+))?(?:_ )?")
_NOISE = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_DATE_LETTERS = re.compile(r"[ymdhs]", re.IGNORECASE)
_UNIX_START = {False: datetime(1899, 12, 30), True: datetime(1904, 1, 1)}
_FIRST_SAFE_SERIAL = 61
# The numbers that stand for a format without spelling it, East Asian ones included (ECMA-376 18.8.30).
BUILT_IN_FORMATS = {
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    14: "yyyy/m/d",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "yyyy/m/d h:mm",
    27: "yyyy年m月",
    28: "m月d日",
    29: "m月d日",
    30: "m-d-yy",
    31: "yyyy年m月d日",
    32: "h时mm分",
    33: "h时mm分ss秒",
    36: "yyyy年m月",
    45: "mm:ss",
    47: "mm:ss.0",
    49: "@",
    50: "yyyy年m月",
    57: "yyyy年m月",
    58: "m月d日",
}


def number_text(raw: str, number_format: str, from_1904: bool, dates: bool) -> str:
    """The text of a number cell as a pack spells it: plain digits, or an ISO date (and time) where `dates` allows.

    Raises `CellRefused` for long numbers, percentages, rounded displays, dates without a year and the like.
    """
    letters = {letter.lower() for letter in _DATE_LETTERS.findall(_NOISE.sub("", number_format))}
    if letters and number_format.lower() != "general":
        return _date_text(raw, letters, from_1904, dates)
    return _plain_text(raw, number_format)


def _plain_text(raw: str, number_format: str) -> str:
    try:
        # a double's shortest spelling is what was typed: 0.10000000000000001 is 0.1
        number = Decimal(repr(float(raw))).normalize()
    except (ValueError, InvalidOperation) as error:
        raise CellRefused(f"数字“{raw[:30]}”看不懂：把单元格设成文本，重打") from error
    if not number.is_finite():
        raise CellRefused(f"数字“{raw[:30]}”看不懂：把单元格设成文本，重打")
    shown = _PLAIN_FORMAT.fullmatch(number_format)
    if shown is None and number_format.lower() != "general":
        raise CellRefused(f"数字带格式“{number_format[:30]}”，看到的和存的不一样：把单元格设成文本，重打")
    text = format(number, "f")
    digits = sum(character.isdigit() for character in text)
    if digits > _SHOWN_DIGITS:
        raise CellRefused("这是数字，位数太多，显示成科学计数，后几位可能已经丢了：把单元格设成文本，重打")
    decimals = len(text.partition(".")[2])
    if shown is not None and number_format != "@" and decimals != len(shown[1] or ""):
        raise CellRefused(f"数字带格式“{number_format[:30]}”，看到的和存的（{text}）不一样：把单元格设成文本，重打")
    return "0" if text == "-0" else text


def _date_text(raw: str, letters: set[str], from_1904: bool, dates: bool) -> str:
    if not dates:
        raise CellRefused("被表格软件改成了日期：把单元格设成文本，重打")
    if not {"y", "m", "d"} <= letters:
        raise CellRefused("被表格软件改成了日期，而且年月日不全：把单元格设成文本，重打")
    try:
        serial = float(raw)
        moment = _UNIX_START[from_1904] + timedelta(seconds=round(serial * 86400))
    except (ValueError, OverflowError) as error:
        raise CellRefused(f"日期“{raw[:30]}”看不懂：把单元格设成文本，重打") from error
    if serial < _FIRST_SAFE_SERIAL:
        raise CellRefused("日期太早，看不准：把单元格设成文本，重打")
    if "h" in letters:
        return moment.strftime("%Y-%m-%d %H:%M:%S")
    if serial != int(serial):
        raise CellRefused("日期里藏着时刻：把单元格设成文本，重打")
    return moment.strftime("%Y-%m-%d")
