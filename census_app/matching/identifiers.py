"""Numbers that identify people and organisations, as values to compare: resident ids, credit and organisation codes.

No table of counties by birth year is consulted, 15-digit and 81/82/83 ids are ids, credit codes may begin with
letters (N, Y, A …). A wrong check digit makes a number invalid, not incomparable: one wrong digit is what people write.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum
from functools import lru_cache
from operator import mul
from typing import TYPE_CHECKING, NamedTuple

from census_app.matching.placeholders import placeholders
from census_app.matching.text.lengths import ascii_of_length

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class IdentifierKind(StrEnum):
    """What a number is by its shape."""

    PERSON = "person18"
    ORGANISATION = "organisation"
    MASKED = "masked"
    HASH = "hash"
    OTHER = "other"
    NONE = "none"


class Identifier(NamedTuple):
    """One number made comparable; text fields are "" where there is nothing. (A tuple: a million are made at once.)

    `value`: upper case, without separators, resident ids in 18 places; "" for masked and missing ones.
    `valid`: check digits (and the birthday) are right; False where no check is known.
    `organisation_code`: nine places, from an organisation code or from inside a credit code.
    `first14`, `last8`: of resident ids, also of masked ones where the places are not masked.
    `birth`: `YYYYMMDD` when that day exists. `pattern`: a masked number, one `*` for each hidden place.
    """

    kind: IdentifierKind
    value: str = ""
    valid: bool = False
    organisation_code: str = ""
    first14: str = ""
    last8: str = ""
    birth: str = ""
    pattern: str = ""


_MISSING = Identifier(IdentifierKind.NONE)
_PERSON, _ORGANISATION, _OTHER = IdentifierKind.PERSON, IdentifierKind.ORGANISATION, IdentifierKind.OTHER

_PERSON_LENGTH, _OLD_PERSON_LENGTH, _ORGANISATION_LENGTH, _OLD_CENTURY = 18, 15, 9, "19"
_PERSON_WEIGHTS = tuple(pow(2, 17 - place, 11) for place in range(17))
_PERSON_CHECKS = "10X98765432"
_OLDEST_YEAR, _LATEST_YEAR = 1850, 2099
_PROVINCES = frozenset("11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 "
                       "71 81 82 83 91".split())  # fmt: skip

_CREDIT_ALPHABET = b"0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_VALUES = bytes.maketrans(_CREDIT_ALPHABET, bytes(range(31)))
_CREDIT_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
_CREDIT_SHAPE = re.compile(r"[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}").fullmatch
# Letters a credit code never holds, read or typed for what they look like.
_MISREAD = str.maketrans("IOZS", "1025")

_ORGANISATION_VALUES = bytes.maketrans(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", bytes(range(36)))
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_ORGANISATION_CHECKS = "0X987654321"
_ORGANISATION_SHAPE = re.compile(r"[0-9A-Z]{8}[0-9X]").fullmatch

_PASSPORT_SHAPE = re.compile(r"[DEGHPS][0-9]{8}|E[A-Z][0-9]{7}").fullmatch

_PERSON_SHAPE = re.compile(r"[0-9]{17}[0-9X]").fullmatch
_ALGORITHMS = {32: "md5", 40: "sha1", 64: "sha256"}
_HASH_SHAPE = re.compile(r"[0-9A-F]{32}|[0-9A-F]{40}|[0-9A-F]{64}").fullmatch
_CLEAN = re.compile(r"[0-9A-Z]+").fullmatch
_SEPARATORS = re.compile(r"[^0-9A-Z*]+")
_MASK_SIGNS = str.maketrans(dict.fromkeys("＊×✕✖╳●•·?？#＃", "*"))
# Six places of the county in front, up to four at the end: what masked resident ids show.
_PERSON_MASK = re.compile(r"(?P<head>[1-9][0-9]{5}(?:[12][0-9]{0,9})?)\*+(?P<tail>[0-9]{0,3}[0-9X]?)$")
_RUN_OF_X = re.compile(r"X{2,}")
# The prefix of a kind or a note stands before the number in cells typed by hand: 身份证130102…
_LONGEST = 80


def parse_identifier(text: str) -> Identifier:
    """What a cell of an identifier column holds; kind `none` for empty cells, placeholders and repeated characters."""
    if _PERSON_SHAPE(text):
        return _eighteen(text)
    cleaned = _cleaned(text)
    if "*" in cleaned:
        return _masked(cleaned)
    return _unmasked(cleaned)


def parse_identifiers(texts: Sequence[str]) -> list[Identifier]:
    """`parse_identifier` of each text."""
    return [parse_identifier(text) for text in texts]


class BareNumbers(NamedTuple):
    """Numbers of 18 places that need no closer look: their `places` among the texts given, rising.

    `resident`: which of them are resident ids, on a day that exists and with the right check character; the others are
    shaped as credit codes. `county`, `year`, `day`, `order`: of the resident ids, the numbers their digits make (of the
    order, 11 times its digits and the number of the check character).
    """

    places: NDArray[np.intp]
    resident: NDArray[np.bool_]
    county: NDArray[np.int64]
    year: NDArray[np.int64]
    day: NDArray[np.int64]
    order: NDArray[np.int64]


def bare_numbers(texts: Sequence[str]) -> BareNumbers:
    """Those of the texts that `parse_identifier` takes as they are, told a column at a time."""
    import numpy as np

    listed = placeholders().identifiers
    if not listed.isdisjoint(texts):
        texts = ["" if text in listed else text for text in texts]
    places, signs = ascii_of_length(texts, _PERSON_LENGTH)
    # below "0" wraps round to large numbers
    digits = signs[:, :-1] - np.uint8(ord("0"))
    check = digits @ np.asarray(_PERSON_WEIGHTS, dtype=np.uint16) % 11
    county, year, day, serial = (
        digits[:, first:last] @ 10 ** np.arange(last - first - 1, -1, -1)
        for first, last in ((0, 6), (6, 10), (10, 14), (14, 17))
    )
    figures = digits <= 9
    resident = (
        figures.all(axis=1)
        & (np.frombuffer(_PERSON_CHECKS.encode(), dtype=np.uint8)[check] == signs[:, -1])
        & _are_days(year, day)
    )
    credit = _shaped_as_credit_code(signs, figures)
    kept = np.flatnonzero(resident | credit)
    people = kept[resident[kept]]
    return BareNumbers(
        places[kept],
        resident[kept],
        county[people],
        year[people],
        day[people],
        serial[people] * 11 + check[people],
    )


def _shaped_as_credit_code(signs: NDArray[np.uint8], figures: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which rows are credit codes by their shape and can be nothing else: with a letter before the last place, no mask
    and no organisation code of one repeated character."""
    import numpy as np

    allowed = np.zeros(256, dtype=bool)
    allowed[list(_CREDIT_ALPHABET)] = True
    hidden = (signs[:, :-1] == ord("X")) & (signs[:, 1:] == ord("X"))
    found: NDArray[np.bool_] = (
        figures[:, 2:8].all(axis=1)
        & ~figures.all(axis=1)
        & allowed[signs].all(axis=1)
        & ~hidden.any(axis=1)
        & (signs[:, 8:17] != signs[:, 8:9]).any(axis=1)
    )
    return found


def order_of(number: int) -> str:
    """The last four places of a resident id, from their number in `BareNumbers`."""
    return f"{number // 11:03}{_PERSON_CHECKS[number % 11]}"


def _are_days(years: NDArray[np.int64], days: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which years with months and days, as the numbers their digits make, are a day somebody may be born on."""
    import numpy as np

    known = _days()
    rows = years - _OLDEST_YEAR
    within = (rows >= 0) & (rows < len(known))
    found: NDArray[np.bool_] = within & known[np.where(within, rows, 0), np.minimum(days, known.shape[1] - 1)]
    return found


@lru_cache(maxsize=1)
def _days() -> NDArray[np.bool_]:
    """A row for each year somebody may be born in, in which the months and days that exist are true."""
    import numpy as np

    days = np.arange(f"{_OLDEST_YEAR}-01-01", f"{_LATEST_YEAR + 1}-01-01", dtype="datetime64[D]")
    months, years = days.astype("datetime64[M]"), days.astype("datetime64[Y]")
    month, day = months.astype(np.int64) % 12 + 1, (days - months).astype(np.int64) + 1
    known = np.zeros((_LATEST_YEAR - _OLDEST_YEAR + 1, 10_000), dtype=bool)
    known[years.astype(np.int64) + 1970 - _OLDEST_YEAR, month * 100 + day] = True
    return known


def digest_of(found: Identifier, algorithm: str) -> str:
    """The identifier as a source that hides numbers gives it, in capitals; "" without an algorithm or a value."""
    if found.kind is IdentifierKind.HASH:
        return found.value
    if not algorithm or not found.value:
        return ""
    return hashlib.new(algorithm, found.value.encode(), usedforsecurity=False).hexdigest().upper()


def hashing_of(texts: Iterable[str]) -> str:
    """The algorithm most hashes among identifiers were made with, told by their length; "" when there are none."""
    long = (text for text in texts if len(text) >= min(_ALGORITHMS))
    lengths = Counter(len(found.value) for found in map(parse_identifier, long) if found.kind is IdentifierKind.HASH)
    return _ALGORITHMS[lengths.most_common(1)[0][0]] if lengths else ""


def _unmasked(cleaned: str) -> Identifier:
    length = len(cleaned)
    if not cleaned or cleaned in placeholders().identifiers or cleaned == cleaned[0] * length:
        return _MISSING
    if length == _PERSON_LENGTH:
        return _eighteen(cleaned)
    if length == _OLD_PERSON_LENGTH and cleaned.isdigit():
        return _fifteen(cleaned)
    if length == _ORGANISATION_LENGTH and _ORGANISATION_SHAPE(cleaned) and not _PASSPORT_SHAPE(cleaned):
        return Identifier(_ORGANISATION, cleaned, _organisation_checked(cleaned), cleaned)
    if _HASH_SHAPE(cleaned):
        return Identifier(IdentifierKind.HASH, cleaned)
    return Identifier(_OTHER, cleaned)


def _cleaned(text: str) -> str:
    """Upper case letters, digits and `*`; empty for what is no number at all."""
    if len(text) > _LONGEST:
        return ""
    upper = text.strip().upper()
    if _CLEAN(upper) and upper.isascii():
        return _RUN_OF_X.sub(_starred, upper) if "XX" in upper else upper
    normal = unicodedata.normalize("NFKC", _cross_as_x(upper).translate(_MASK_SIGNS)).upper()
    if normal in placeholders().identifiers:
        return ""
    compact = _SEPARATORS.sub("", normal)
    return _RUN_OF_X.sub(_starred, compact)


def _cross_as_x(text: str) -> str:
    """A cross, or a Greek or Cyrillic letter, in the last place after digits is the check digit X."""
    return text[:-1] + "X" if len(text) > 1 and text[-1] in "×ΧХ乂╳" and text[-2].isdigit() else text


def _starred(run: re.Match[str]) -> str:
    # A credit code may end in XX; more of them, or in the middle, hide something.
    return run[0] if run.end() == _PERSON_LENGTH and run.start() >= _PERSON_LENGTH - 2 else "*" * len(run[0])


def _masked(cleaned: str) -> Identifier:
    if not cleaned.strip("*"):
        return _MISSING
    cleaned = _PERSON_MASK.sub(_full_length, cleaned)
    if len(cleaned) != _PERSON_LENGTH:
        return Identifier(IdentifierKind.MASKED, pattern=cleaned)
    first, last = cleaned[:14], cleaned[-8:]
    return Identifier(
        IdentifierKind.MASKED,
        first14="" if "*" in first else first,
        last8="" if "*" in last else last,
        birth="" if "*" in (day := cleaned[6:14]) else _birth(day),
        pattern=cleaned,
    )


def _full_length(masked: re.Match[str]) -> str:
    """A resident id whose mask has too few or too many signs, in 18 places again."""
    shown = len(masked["head"]) + len(masked["tail"])
    return masked["head"] + "*" * (_PERSON_LENGTH - shown) + masked["tail"] if shown < _PERSON_LENGTH else masked[0]


def _eighteen(value: str) -> Identifier:
    if not _PERSON_SHAPE(value):
        return _lettered(value)
    if value == value[0] * _PERSON_LENGTH or value in placeholders().identifiers:
        return _MISSING
    birth = _birth(value[6:14])
    checked = _person_check(value) == value[17]
    if birth and checked:
        return Identifier(_PERSON, value, True, "", value[:14], value[10:], birth)
    # of resident ids with a wrong digit every thirtieth has a credit code's check character
    if _is_credit_code(value) and not (birth and value[:2] in _PROVINCES and not _organisation_checked(value[8:17])):
        return _credit(value, True)
    if value[:2] in _PROVINCES and (birth or value[6:8] in ("18", "19", "20") or checked):
        return Identifier(_PERSON, value, False, "", value[:14], value[10:], birth)
    return _credit(value, False) if value[0] in "1359" else Identifier(_OTHER, value)


def _lettered(value: str) -> Identifier:
    """Eighteen places with letters among them: a credit code, or a resident id with a letter read for a digit."""
    if _CREDIT_SHAPE(value):
        return _credit(value, _is_credit_code(value))
    read = value.translate(_MISREAD)
    if _PERSON_SHAPE(read) and _birth(read[6:14]) and _person_check(read) == read[17]:
        return _eighteen(read)
    return _credit(read, _is_credit_code(read)) if _CREDIT_SHAPE(read) else Identifier(_OTHER, value)


def _fifteen(value: str) -> Identifier:
    birth = _birth(_OLD_CENTURY + value[6:12])
    if not birth or value[:2] not in _PROVINCES:
        return Identifier(_OTHER, value)
    body = value[:6] + _OLD_CENTURY + value[6:]
    full = body + _person_check(body)
    return Identifier(_PERSON, full, True, "", full[:14], full[10:], birth)


class _Sums(dict[str, int]):
    """Digits of some places of a resident id → their weighted sum; filled as they are met, emptied when large."""

    def __init__(self, first: int) -> None:
        self._weights = _PERSON_WEIGHTS[first:]

    def __missing__(self, digits: str) -> int:
        if len(self) >= _MOST_SUMS:
            self.clear()
        found: int = sum(map(mul, self._weights, map(int, digits)))
        self[digits] = found
        return found


_MOST_SUMS = 100_000
_COUNTY, _DAY, _SERIAL = _Sums(0), _Sums(6), _Sums(14)


def _person_check(digits: str) -> str:
    """The check character of the first 17 places."""
    return _PERSON_CHECKS[(_COUNTY[digits[:6]] + _DAY[digits[6:14]] + _SERIAL[digits[14:17]]) % 11]


@lru_cache(maxsize=_MOST_SUMS)
def _birth(day: str) -> str:
    """The eight digits of a day that exists, "" for others."""
    try:
        born = date(int(day[:4]), int(day[4:6]), int(day[6:]))
    except ValueError:
        return ""
    return day if born.year >= _OLDEST_YEAR and day.isdecimal() and born.year <= _LATEST_YEAR else ""


def _credit(value: str, valid: bool) -> Identifier:
    return Identifier(_ORGANISATION, value, valid, "" if value[8:17] == value[8] * 9 else value[8:17])


def _is_credit_code(value: str) -> bool:
    """Check character of the credit code and of the organisation code inside it; repeated characters are no code."""
    places = value.encode().translate(_CREDIT_VALUES)
    check = (31 - sum(map(mul, _CREDIT_WEIGHTS, places)) % 31) % 31
    return _CREDIT_ALPHABET[check] == ord(value[17]) and value != value[0] * _PERSON_LENGTH


def _organisation_checked(code: str) -> bool:
    total: int = sum(map(mul, _ORGANISATION_WEIGHTS, code.encode().translate(_ORGANISATION_VALUES)))
    return _ORGANISATION_CHECKS[total % 11] == code[8]
