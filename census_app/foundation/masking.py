"""Personal values as they may be kept and shown: enough to recognise a record, not enough to misuse it.

The shape of the value decides, so that every personal field is treated alike:
- letters and digits of 7 or more (phones, identity numbers, accounts): both ends stay, the middle is starred;
- 3 to 6 bare digits (a number cut short): the first two stay, so that the message still says what is wrong;
- a value that already holds stars stays as it is;
- a value that names nobody stays, so that the message says what is wrong with it: one digit repeated, a word put in the
  place of a name (待定、测试用户), a short name of a shop or an office (塬畔宾馆);
- text holding digits (addresses): the last run of digits (the room or house number) is starred;
- a name of up to 4 characters, with a middle dot, of Latin words, or made of the syllables that minority names are
  spelled with (巴图格日勒): the first character and one star;
- several such names, and one with a remark in brackets (张三、李四；张三（户主）): each of them so;
- anything else (names of organisations, places without numbers) stays.
"""

from __future__ import annotations

import re
from functools import lru_cache

from census_app.foundation.resources import read_yaml, resource

_NUMBER = re.compile(r"[0-9A-Za-z*-]{7,}")
_SHORT_NUMBER = re.compile(r"[0-9]{3,6}")
_SHORT_HEAD = 2
_LAST_DIGITS = re.compile(r"[0-9]+([^0-9]*)$")
_LONGEST_NAME = 4
_MIDDLE_DOT = "·"
_LATIN_NAME = r"[A-Za-zÀ-ɏ\x27.-]+(?: [A-Za-zÀ-ɏ\x27.-]+)+"
_PERSONS = "matching/names/persons.yaml"
_NOBODY = "nobody.yaml"
_LONGEST_SPELLED = 9
_BETWEEN = "、，,；;/／&()（）"
_SHORT_NAME = f"[^{_BETWEEN}]{{1,{_LONGEST_NAME}}}"
_NAMES = re.compile(f"{_SHORT_NAME}(?:[{_BETWEEN}]+{_SHORT_NAME})+[{_BETWEEN}]*")
_EACH_NAME = re.compile(f"([^{_BETWEEN}])[^{_BETWEEN}]*")
_LONG_NUMBERS = re.compile(r"[0-9A-Za-z]{7,}")
# least length → characters kept at the head and at the tail
_ENDS = ((15, 6, 4), (10, 3, 4), (7, 2, 2))


def masked(value: str) -> str:
    """The value as it may be kept; empty text stays empty, a masked value stays as it is."""
    if re.fullmatch(_nobody(), value):
        return value
    if _NUMBER.fullmatch(value):
        head, tail = next((head, tail) for least, head, tail in _ENDS if len(value) >= least)
        return value[:head] + "*" * (len(value) - head - tail) + value[-tail:]
    if _SHORT_NUMBER.fullmatch(value):
        return value[:_SHORT_HEAD] + "*" * (len(value) - _SHORT_HEAD)
    if "*" in value:
        return value
    if _LAST_DIGITS.search(value):
        return _LAST_DIGITS.sub(r"*\1", value)
    if value and (len(value) <= _LONGEST_NAME or _MIDDLE_DOT in value or re.fullmatch(_long_names(), value)):
        return value[0] + "*"
    if _NAMES.fullmatch(value):
        return _EACH_NAME.sub(r"\1*", value)
    return value


def without_numbers(text: str) -> str:
    """Free text with every long number in it masked."""
    return _LONG_NUMBERS.sub(lambda found: masked(found[0]), text)


def masked_sql(value: str) -> str:
    """DuckDB SQL for `masked` of a text expression; null stays null."""
    numbers = " ".join(
        f"WHEN length({value}) >= {least} THEN left({value}, {head}) "
        f"|| repeat('*', length({value}) - {head + tail}) || right({value}, {tail})"
        for least, head, tail in _ENDS
    )
    return (
        f"CASE WHEN regexp_full_match({value}, '{_nobody()}') THEN {value} "
        f"WHEN regexp_full_match({value}, '[0-9A-Za-z*-]{{7,}}') THEN CASE {numbers} END "
        f"WHEN regexp_full_match({value}, '[0-9]{{3,6}}') "
        f"THEN left({value}, {_SHORT_HEAD}) || repeat('*', length({value}) - {_SHORT_HEAD}) "
        f"WHEN contains({value}, '*') THEN {value} "
        f"WHEN regexp_matches({value}, '[0-9]+[^0-9]*$') THEN regexp_replace({value}, '[0-9]+([^0-9]*)$', '*\\1') "
        f"WHEN length({value}) BETWEEN 1 AND {_LONGEST_NAME} OR contains({value}, '{_MIDDLE_DOT}') "
        f"OR regexp_full_match({value}, '{_long_names()}') "
        f"THEN left({value}, 1) || '*' "
        f"WHEN {several_names(value)} THEN {names_masked(value)} ELSE {value} END"
    )


@lru_cache(maxsize=1)
def _long_names() -> str:
    """A pattern of whole names of more than 4 characters: Latin words, or nothing but syllables of minority names."""
    syllables = "".join(sorted(set("".join(read_yaml(resource(_PERSONS))["pieces"]))))
    return f"{_LATIN_NAME}|[{syllables}]{{{_LONGEST_NAME + 1},{_LONGEST_SPELLED}}}"


@lru_cache(maxsize=1)
def _nobody() -> str:
    """A pattern of whole values that name nobody."""
    words = read_yaml(resource(_NOBODY))
    repeated = "|".join(f"{digit}{{3,}}" for digit in "0123456789")
    return (
        f"{repeated}|({'|'.join(words['before'])})?({'|'.join(words['words'])})({'|'.join(words['after'])})?[0-9]{{0,6}}"
        f"|[^0-9*]{{1,{_LONGEST_NAME - 2}}}({'|'.join(words['places'])})"
    )


def several_names(value: str) -> str:
    """DuckDB SQL: whether the text is several short names, or one with a remark in brackets."""
    return f"regexp_full_match({value}, '{_NAMES.pattern}')"


def names_masked(value: str) -> str:
    """DuckDB SQL of such a text: of each name the first character and one star."""
    return f"regexp_replace({value}, '{_EACH_NAME.pattern}', '\\1*', 'g')"
