"""A plain normalisation of names, numbers and addresses such as a careful analyst would write, for the peers' sake.

It is deliberately not the matcher's: no learned place names, no branches, no pinyin.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path

ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
NUMERALS = {char: value for value, char in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
RADICALS = str.maketrans("⻓⻢⻰⻬⻉⻋⻔", "长马龙齐贝车门")
BRACKETS = re.compile(r"\(.*?\)|[-—].*$")
MOBILE = re.compile(r"1[3-9]\d{9}")
FORM = re.compile(r"(股份有限公司|有限责任公司|有限公司|股份公司|公司|加工厂|厂)")
HEAD = re.compile(r"^(.*省)?([^市县区]{2,4}市)*([^市县区镇乡]{2,3}[县区市])*")
TOWN = re.compile(r"^([^镇乡道]{1,5}(镇|乡|街道))+(?=.{3})")
NUMERAL = re.compile(
    r"[〇零一二三四五六七八九十百]+(?=[号栋幢组队社单门楼户#-])|(?<=[村庄路街道])[一二三四五六七八九十百零]+(?=$|[号户])"
)
MARKS = re.compile(r"(号楼|栋|幢|#楼|#|楼)")
COLUMNS = ("name", "core", "id_no", "phone", "address", "village")


@cache
def _simplifier() -> object:
    import opencc

    return opencc.OpenCC("t2s")


def folded(text: str) -> str:
    return str(_simplifier().convert(unicodedata.normalize("NFKC", text).translate(RADICALS))).replace(" ", "")  # type: ignore[attr-defined]


def name(text: str) -> str:
    """Folded, remarks in brackets or after a dash off."""
    plain = folded(text)
    return BRACKETS.sub("", plain) or plain


def core(plain: str) -> str:
    """An organisation's name without region and legal form."""
    return FORM.sub("", re.sub(r"^.{2,3}?[县市区省](?=.{2})", "", plain))


def identifier(text: str) -> str:
    """Upper case letters and digits; 15-digit resident ids get their 18 characters; masked ones are no identifier."""
    plain = re.sub(r"[^0-9A-Z*]", "", folded(text).upper())
    if "*" in plain or len(plain) < 9:
        return ""
    if len(plain) == 15 and plain.isdigit():
        body = plain[:6] + "19" + plain[6:]
        return (
            body + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, ID_WEIGHTS, strict=True)) % 11]
        )
    return plain


def phone(*texts: str) -> str:
    """The first mobile number, else the last seven digits of a fixed line."""
    digits = [re.sub(r"[\s+-]|^86", "", unicodedata.normalize("NFKC", text)) for text in texts if text]
    for text in digits:
        found = MOBILE.search(text)
        if found and found[0] not in ("13800000000", "13000000000"):
            return found[0]
    fixed = next((text for text in digits if 7 <= len(text) <= 12 and not text.startswith("1")), "")
    return fixed[-7:]


def _number(found: re.Match[str]) -> str:
    total, digit = 0, 0
    for char in found[0]:
        if char == "百":
            total, digit = total + (digit or 1) * 100, 0
        elif char == "十":
            total, digit = total + (digit or 1) * 10, 0
        else:
            digit = NUMERALS[char]
    return str(total + digit)


def address(text: str) -> tuple[str, str]:
    """(key of the house, village or road or estate): levels above the town off, one spelling of numbers."""
    plain = re.sub(r"\(.*?\)", "", folded(text))
    plain = TOWN.sub("", HEAD.sub("", plain))
    plain = NUMERAL.sub(_number, plain)
    plain = plain.replace("村民小组", "组").replace("村委会", "村").replace("第", "").replace("门牌", "")
    flat = re.search(
        r"([^\d]+?)(?:小区)?(\d+)(?:号楼|栋|幢|#楼|#|楼|-)(?:(\d+)(?:单元|门|-))?(?:\d+层)?(\d{2,4})室?$", plain
    )
    if flat:
        place = re.sub(r"^.*\d号", "", flat[1])
        return f"{place}{flat[2]}-{flat[3] or ''}-{flat[4]}", place
    house = re.search(r"(\d+)(?:号|户)?\D*$", plain)
    place = re.split(r"\d", plain)[0].removesuffix("村")
    return (f"{place}{house[1]}" if house else ""), place


def normalised(folder: Path, side: str) -> list[tuple[str, ...]]:
    """Key and `COLUMNS` of every record of the folder's `left` or `mixed` table."""
    import duckdb

    columns = {
        "left": "cons_no, cons_name, coalesce(uscc, cert_no), coalesce(mobile, ''), coalesce(phone, ''), elec_addr",
        "mixed": "record_no, name, id_no, coalesce(phone, ''), '', addr",
    }[side]
    with duckdb.connect() as connection:
        rows = connection.execute(f"SELECT {columns} FROM '{folder / side}.parquet'").fetchall()
    result: list[tuple[str, ...]] = []
    for key, full, number, first, second, place in rows:
        plain = name(full or "")
        house, village = address(place or "")
        result.append((key, plain, core(plain), identifier(number or ""), phone(first, second), house, village))
    return result
