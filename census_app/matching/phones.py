"""Phone numbers of a cell as values to compare: bare digits, several numbers split, placeholders gone."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from census_app.matching.placeholders import placeholders
from census_app.matching.text.lengths import ascii_of_length


class Phone(NamedTuple):
    """One number; text fields are "" where there is nothing.

    `number`: digits; a mobile number has 11, a fixed one begins with its area code (`03118…`) where it was given.
    `mobile`: whether it is a complete mobile number, or a masked one.
    `pattern`: a masked number with one `*` for each hidden digit, `number` is then "".
    `local`: the number without its area code: what a fixed line with and one without area code have in common.
    """

    number: str
    mobile: bool
    pattern: str = ""
    local: str = ""


_MOBILE_LENGTH = 11
# The spellings most cells hold, read without looking further.
_PLAIN = re.compile(
    r"(?P<mobile>1[3-9][0-9](?:[0-9]{8}|\*{4}[0-9]{4}))|(?P<area>0(?:10|2[0-9]|[3-9][0-9]{2}))-?(?P<fixed>[2-8][0-9]{6,7})"
).fullmatch
# A mask of any length in a mobile number hides four digits.
_MOBILE_MASK = re.compile(r"(?<![0-9*])(1[3-9][0-9])\*+([0-9]{4})(?![0-9*])")
# One number with the separators people put inside; hidden digits may stand where digits stand.
_NUMBER = re.compile(
    r"(?<![0-9*])(?:"
    r"(?:(?:\+|00)?86[- ]?|0|17951|17911|12593)?(?P<mobile>1[3-9*][0-9*][- ]?[0-9*]{4}[- ]?[0-9*]{4})(?![0-9*])"
    r"|(?P<service>[48]00[- ]?[0-9]{3,4}[- ]?[0-9]{3,4})(?![0-9*])"
    r"|(?:(?:\+|00)86[- ]?)?\(?(?P<area>0?10|0?2[0-9]|0?[3-9][0-9]{2})\)?[- ]?"
    r"(?P<fixed>[2-8][0-9*]{2,3}[- ]?[0-9*]{4})(?:(?=-|转|EXT|\*[0-9]{1,4}(?![0-9*]))|(?![0-9*]))"
    r"|(?P<local>[2-8][0-9*]{2,3}-?[0-9*]{4})(?:(?=-|转|EXT)|(?![0-9*]))"
    r"|(?P<twice>1[3-9][0-9]{9}1[3-9][0-9]{9})(?![0-9*])"
    r"|(?P<tail>(?<![-)])\*{4,7}[0-9]{4})(?![0-9*])"
    r"|(?P<other>[0-9][0-9*]{6,14})(?![0-9*])"
    r")"
)
_EXTENSION = re.compile(r"(?:转|-|EXT\.?|分机)[0-9]{1,4}(?![0-9*])")
_HARD_SEPARATORS = re.compile(r"[/、,;|\\，；。:]|\s{2,}|[\r\n\t]")
_INNER = str.maketrans("", "", "- ")
_MASK_SIGNS = str.maketrans(dict.fromkeys("×✕●•X?#", "*"))
_DASHES = str.maketrans(dict.fromkeys("—–―‐‑−─_·.", "-"))
_SERVICE_LENGTH = 10
_LONGEST = 200


def parse_phones(text: str) -> tuple[Phone, ...]:
    """The numbers of a cell in the order written, each once; placeholders and service short numbers left out."""
    plain = _PLAIN(text)
    return tuple(_phones(plain)) if plain else _parse_slowly(text)


def parse_phones_of(texts: Sequence[str]) -> list[tuple[Phone, ...]]:
    """`parse_phones` of each text."""
    return [parse_phones(text) for text in texts]


def bare_mobiles(texts: Sequence[str]) -> list[int]:
    """Places of the texts that are a mobile number of eleven digits and no placeholder."""
    import numpy as np

    places, signs = ascii_of_length(texts, _MOBILE_LENGTH)
    # below "0" wraps round to large numbers
    digits = signs - np.uint8(ord("0"))
    mobile = (digits <= 9).all(axis=1) & (digits[:, 0] == 1) & (digits[:, 1] > 2)
    tails = digits[:, -8:] @ 10 ** np.arange(7, -1, -1)
    placeholder = [int(tail) for tail in placeholders().mobile_tails] + [int(digit * 8) for digit in "0123456789"]
    mobile &= ~np.isin(tails, placeholder)
    found: list[int] = places[mobile].tolist()
    return found


def _parse_slowly(text: str) -> tuple[Phone, ...]:
    if not text or len(text) > _LONGEST:
        return ()
    normal = unicodedata.normalize("NFKC", text).translate(_DASHES).upper().translate(_MASK_SIGNS)
    found: dict[Phone, None] = {}
    if "*" in normal:
        normal = _MOBILE_MASK.sub(r"\1****\2", normal)
    for part in _HARD_SEPARATORS.split(normal):
        position = 0
        while number := _NUMBER.search(part, position):
            found |= dict.fromkeys(_phones(number))
            extension = _EXTENSION.match(part, number.end())
            position = extension.end() if extension else number.end()
    return tuple(found)


def _phones(number: re.Match[str]) -> list[Phone]:
    kind = number.lastgroup or ""
    digits = number[kind]
    if not digits.isdigit():
        digits = digits.translate(_INNER)
    if kind == "twice":
        both = digits[:_MOBILE_LENGTH], digits[_MOBILE_LENGTH:]
        return [Phone(one, True, "", one) for one in both if not _is_placeholder_mobile(one)]
    if kind == "mobile":
        return [] if _is_placeholder_mobile(digits) else [_phone(digits, digits, True)]
    if kind == "tail":
        # of what is mostly a mobile number four digits are shown, however many signs stand for the others
        tail = digits.lstrip("*").rjust(_MOBILE_LENGTH, "*")
        return [Phone("", False, tail, tail)]
    if kind == "fixed":
        area = "0" + number["area"].lstrip("0")
        return [] if _is_placeholder_landline(digits) else [_phone(area + digits, digits, False)]
    if kind == "local":
        return [] if _is_placeholder_landline(digits) else [_phone(digits, digits, False)]
    if kind == "service":
        return [_phone(digits, digits, False)] if len(digits) == _SERVICE_LENGTH else []
    return (
        [] if _is_placeholder_landline(digits) or digits in "01234567890123456789" else [_phone(digits, digits, False)]
    )


def _phone(number: str, local: str, mobile: bool) -> Phone:
    return Phone("", mobile, number, local) if "*" in number else Phone(number, mobile, "", local)


def _is_placeholder_mobile(digits: str) -> bool:
    return digits[-8:] == digits[-1] * 8 or digits[-8:] in placeholders().mobile_tails


def _is_placeholder_landline(digits: str) -> bool:
    return digits == digits[0] * len(digits) or digits in placeholders().landlines
