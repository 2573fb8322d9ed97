"""Chinese numerals written before a classifier."""

from __future__ import annotations

import re

DIGITS = "零〇一二三四五六七八九"
_VALUE = {character: max(0, index - 1) for index, character in enumerate(DIGITS)} | {"两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
NUMERAL = re.compile("[零〇一二两三四五六七八九十百千]+")


def to_digits(text: str) -> str:
    """`text` with every run of Chinese numerals as digits: 二十三 → 23, 三零五 → 305, 十 → 10."""
    return NUMERAL.sub(lambda found: _number(found.group()), text)


def _number(numeral: str) -> str:
    if not any(character in _UNITS for character in numeral):
        return "".join(str(_VALUE[character]) for character in numeral)
    total, digit = 0, 0
    for character in numeral:
        if character in _UNITS:
            total += (digit or (0 if total else 1)) * _UNITS[character]
            digit = 0
        else:
            digit = _VALUE[character]
    return str(total + digit)
