"""Chinese numerals as numbers: `二十一`, `廿一`, `二〇三`, `贰`, `12`."""

from __future__ import annotations

import re

_DIGITS = {
    character: value
    for value, characters in enumerate(
        ("零〇O", "一壹幺弌", "二贰两", "三叁参", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")
    )
    for character in characters
} | {str(value): value for value in range(10)}
_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_TENS = {"廿": 20, "卄": 20, "卅": 30, "卌": 40}
_TEN_THOUSAND = "万"
_LONGEST = 12

CHINESE_NUMERALS = "零〇一二三四五六七八九十百千两廿卅壹贰叁肆伍陆柒捌玖拾佰仟"
_RUN = re.compile(f"[0-9]+|[{CHINESE_NUMERALS}]+")


def parse_numeral(text: str) -> int | None:
    """The number a folded numeral means; None when it is none (empty, other characters, absurdly long).

    Places (`二百零三`), tens (`廿一`), digit by digit (`二〇三`, `一二`) and Arabic digits are read.
    """
    if not text or len(text) > _LONGEST:
        return None
    if text.isascii():
        return int(text) if text.isdigit() else None
    high, found, low = text.partition(_TEN_THOUSAND)
    if not found:
        return _below_ten_thousand(text)
    thousands, rest = _below_ten_thousand(high), _below_ten_thousand(low) if low else 0
    return None if thousands is None or rest is None else thousands * 10_000 + rest


def arabic(text: str) -> str:
    """The text with every numeral in it written in Arabic digits: `二十三号` → `23号`; other characters stay."""
    return _RUN.sub(lambda run: _written(run[0]), text)


def _written(run: str) -> str:
    if run.isdigit() and run.isascii():
        return run
    value = parse_numeral(run)
    return run if value is None else str(value)


def _below_ten_thousand(text: str) -> int | None:
    if all(character in _DIGITS for character in text):
        return int("".join(str(_DIGITS[character]) for character in text)) if text else None
    total, pending = 0, None
    for character in text:
        if character in _DIGITS:
            if pending:
                return None
            pending = _DIGITS[character]
        elif character in _UNITS:
            total += (1 if pending is None else pending) * _UNITS[character]
            pending = None
        elif character in _TENS and pending is None:
            total += _TENS[character]
        else:
            return None
    return total + (pending or 0)
