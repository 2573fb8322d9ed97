"""Personal data in free text: found before it is kept, because what is kept in the log or sent away stays there.

Looked for: resident ids, mobile and fixed phones, passports, bank cards, e-mail addresses, account numbers and names
behind a label. Masked values (`138****5678`) are not personal data.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

_CHINESE_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")
_LEAST_DIGITS = 7
# Of each kind in one text; a text with so many is refused anyway.
_MOST_FINDINGS = 100
# Separators people put inside numbers; a run of them longer than this ends the number.
_GAP = r"[ \-.·_]{0,2}"
_MOBILE = re.compile(rf"(?<![0-9*])(?:\+?86{_GAP})?1{_GAP}[3-9](?:{_GAP}[0-9]){{9}}(?![0-9*])")
_RESIDENT = re.compile(
    rf"(?<![0-9*])[1-9](?:{_GAP}[0-9]){{5}}{_GAP}(?:1{_GAP}[89]|2{_GAP}0){_GAP}(?:[0-9]{_GAP}){{2}}"
    rf"[01]{_GAP}[0-9]{_GAP}[0-3]{_GAP}[0-9](?:{_GAP}[0-9]){{3}}{_GAP}[0-9Xx](?![0-9*])"
)
_OLD_RESIDENT = re.compile(r"(?<![0-9*])[1-9][0-9]{7}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}(?![0-9*])")
_LANDLINE = re.compile(r"(?<![0-9*])\(?0(?:10|2[0-9]|[3-9][0-9]{2})\)?[- ]?[2-8][0-9]{2,3}[- ]?[0-9]{4}(?![0-9*])")
_PASSPORT = re.compile(r"(?<![0-9A-Za-z])(?:[DEGHPS][0-9]{8}|E[A-Z][0-9]{7})(?![0-9A-Za-z])")
_BANK_CARD = re.compile(rf"(?<![0-9*])[3-6](?:{_GAP}[0-9]){{15,18}}(?![0-9*])")
_EMAIL = re.compile(r"[0-9A-Za-z._+-]{1,64}@[0-9A-Za-z-]{1,63}(?:\.[0-9A-Za-z-]{1,63}){1,4}")
_ACCOUNT = re.compile(r"(?:户号|用户编号|客户编号|用电编号|账号|资产编?号|表号)[是为]?[:： ]{0,2}[0-9]{7,20}(?![0-9*])")
_NAMED = re.compile(
    r"(?:户名|姓名|户主|联系人|经办人|当事人)[是为]?[:： ]{1,2}([\u4e00-\u9fff]{2,4})(?![\u4e00-\u9fff])"
)
_NUMBERS = (
    (_RESIDENT, "身份证号"),
    (_MOBILE, "手机号"),
    (_BANK_CARD, "银行卡号"),
    (_OLD_RESIDENT, "身份证号"),
    (_LANDLINE, "固定电话"),
    (_ACCOUNT, "户号或资产号"),
)
_PATTERNS = (*_NUMBERS, (_PASSPORT, "护照号"), (_EMAIL, "电子邮箱"))


@dataclass(frozen=True)
class PersonalFinding:
    """What kind of personal data stands where; the value itself is not repeated."""

    part: str
    line: int
    column: int
    what: str

    def __str__(self) -> str:
        return f"{self.part}第 {self.line} 行第 {self.column} 个字起像是{self.what}"


def personal_data(parts: Mapping[str, str]) -> list[PersonalFinding]:
    """The places that hold personal data, in order, a hundred of each kind at most; `parts`: name of the part → its
    text. Linear in the text."""
    return [finding for part, text in parts.items() for finding in _in_text(part, text)]


def _in_text(part: str, text: str) -> Iterator[PersonalFinding]:
    plain, places = _plain(text)
    taken: list[tuple[int, int]] = []
    found: list[tuple[int, str]] = []
    digits = sum(map(str.isdigit, plain)) >= _LEAST_DIGITS
    for pattern, what in _PATTERNS if digits else ((_EMAIL, "电子邮箱"),):
        for match in islice(pattern.finditer(plain), _MOST_FINDINGS):
            if what == "银行卡号" and not _luhn(match[0]):
                continue
            if any(start < match.end() and match.start() < end for start, end in taken):
                continue
            taken.append(match.span())
            found.append((places[match.start()], what))
    found += [
        (places[match.start(1)], "人名")
        for match in islice(_NAMED.finditer(plain), _MOST_FINDINGS)
        if _is_person(match[1])
    ]
    for at, what in sorted(found):
        before = text[:at]
        line_start = before.rfind("\n") + 1
        yield PersonalFinding(part, before.count("\n") + 1, at - line_start + 1, what)


def _plain(text: str) -> tuple[str, list[int]]:
    """Half-width digits and letters, spoken digits as digits, invisible characters gone; and where each stood."""
    kept: list[str] = []
    places: list[int] = []
    spoken = text.translate(_CHINESE_DIGITS) if _long_spoken(text) else text
    for place, character in enumerate(spoken):
        if character.isascii():
            plain = character
        else:
            plain = unicodedata.normalize("NFKC", character)
            if unicodedata.category(character) in ("Cf", "Mn", "Me"):
                continue
        for one in plain:
            kept.append(one)
            places.append(place)
    return "".join(kept), places


_SPOKEN = re.compile(r"[〇零一二三四五六七八九0-9０-９ \-]{11,}")


def _long_spoken(text: str) -> bool:
    return bool(_SPOKEN.search(text))


def _luhn(written: str) -> bool:
    digits = [int(one) for one in reversed(written) if one.isdigit()]
    doubled = (sum(divmod(2 * digit, 10)) if place % 2 else digit for place, digit in enumerate(digits))
    return sum(doubled) % 10 == 0


def _is_person(name: str) -> bool:
    from census_app.matching.names import NameKind, parse_name

    parsed = parse_name(name)
    return parsed.kind is NameKind.PERSON and bool(parsed.surname)
