"""Numerals that tell one organisation from its sibling: 第二, 3号, 二车间, 三队."""

from __future__ import annotations

import re

from census_app.matching.text.numerals import CHINESE_NUMERALS, parse_numeral

_COUNTED = "(?:号|车间|分|支|队|组|厂|店|中|小|院|区|营业|工区|门市|库|站|部|所|幢|栋|楼|期|泵|井)"
_NUMERAL = re.compile(
    rf"第([0-9]{{1,6}}|[{CHINESE_NUMERALS}]{{1,6}}(?!售))|([0-9]+)号?"
    rf"|(?<![{CHINESE_NUMERALS}])([{CHINESE_NUMERALS}]{{1,4}})(?={_COUNTED})"
)


def split_numerals(text: str) -> tuple[str, str, str]:
    """(text without its numerals, text with them in Arabic digits and without 第, the numerals joined by `,`).

    Only numerals that count something are numerals: not the 三 of 三友 or the 百 of 百川.
    """
    if not _NUMERAL.search(text):
        return text, text, ""
    numbers: list[str] = []

    def digits(numeral: re.Match[str]) -> str:
        value = parse_numeral(numeral[1] or numeral[2] or numeral[3])
        if value is None:
            return numeral[0]
        numbers.append(str(value))
        return "\0" + str(value) + "\0"

    marked = _NUMERAL.sub(digits, text)
    if not numbers:
        return text, text, ""
    pieces = marked.split("\0")
    return "".join(pieces[::2]), "".join(pieces), ",".join(numbers)
