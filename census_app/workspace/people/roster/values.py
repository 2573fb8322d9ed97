"""What the cells of a roster mean: accounts, names, phones, days, roles. A refusal is a sentence about the cell."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from functools import cache

from census_app.archive.typed.spellings_of_dates import DateReader
from census_app.workspace.people.settings import Level, Role, people_settings

LONGEST_NAME = 30
_ACCOUNT = re.compile(r"\w[\w.@-]*")
_SEPARATORS = re.compile(r"[、，,；;/|\n]+")
_AT_UNIT = re.compile(r"(?P<role>[^@(]+)(?:@(?P<unit>.+)|\((?P<inside>.+)\))?")
_PHONE = re.compile(r"\+?[0-9]{7,15}(?:转[0-9]{1,6})?")
_FORMULA_STARTS = ("=", "+", "-", "@")
_FIRST_YEAR, _LAST_YEAR = 1950, 2199


class Unreadable(ValueError):
    """The cell cannot be taken; the message says why."""


def account(text: str) -> str:
    """The account as stored: NFKC, case folded; `ZhangSan` and `zhangsan` are one person."""
    spelt = unicodedata.normalize("NFKC", text).strip().casefold()
    limit = people_settings().roster.longest_account
    if len(spelt) > limit:
        raise Unreadable(f"账号太长（{len(spelt)} 个字），最多 {limit} 个")
    if not _ACCOUNT.fullmatch(spelt):
        raise Unreadable("账号只能用字母、数字、汉字和 . _ @ -，不能有空格或看不见的字符")
    return spelt


def name(text: str) -> str:
    """A person's or unit's name with single blanks."""
    spelt = " ".join(unicodedata.normalize("NFC", text).split())
    if any(unicodedata.category(character).startswith("C") for character in spelt):
        raise Unreadable("名称里有看不见的字符，重新输入")
    if spelt.startswith(_FORMULA_STARTS):
        raise Unreadable("名称不能以 = + - @ 开头")
    return spelt


def person_name(text: str) -> str:
    """`name` of at most 30 characters."""
    spelt = name(text)
    if len(spelt) > LONGEST_NAME:
        raise Unreadable(f"姓名太长（{len(spelt)} 个字），最多 {LONGEST_NAME} 个")
    return spelt


def phone(text: str) -> str:
    """A whole telephone number without blanks and dashes."""
    spelt = re.sub(r"[\s\-—()]", "", unicodedata.normalize("NFKC", text))
    if "*" in spelt:
        raise Unreadable("电话带星号：填完整的号码，或留空")
    if not _PHONE.fullmatch(spelt):
        raise Unreadable("不像电话号码：一格一个号码，7 到 15 位数字")
    return spelt


def day(text: str) -> date:
    """A day in any spelling the import reads."""
    found = DateReader(_FIRST_YEAR, _LAST_YEAR).read_date(unicodedata.normalize("NFKC", text))
    if found is None:
        raise Unreadable("看不懂的日期：写成 2026-12-01 这样")
    return found


def roles(text: str) -> list[tuple[Role, str]]:
    """`普查员、审核员@柳河供电所` → roles with the unit named for each (empty: the person's own)."""
    found: list[tuple[Role, str]] = []
    for piece in _SEPARATORS.split(unicodedata.normalize("NFKC", text)):
        if not piece.strip():
            continue
        match = _AT_UNIT.fullmatch(piece.strip())
        role = _role_words().get(_key(match["role"])) if match else None
        if match is None or role is None:
            known = "、".join(entry.zh for entry in people_settings().roles.values())
            raise Unreadable(f"没有“{piece.strip()[:20]}”这个角色：可用 {known}；别的单位写成 审核员@单位")
        found.append((role, (match["unit"] or match["inside"] or "").strip()))
    return list(dict.fromkeys(found))


def level(text: str) -> Level:
    """A unit's level by any of its spellings."""
    found = _level_words().get(_key(text))
    if found is None:
        raise Unreadable(f"没有“{text[:20]}”这个级别：可用 省、市、县、所、班")
    return found


def is_left(text: str) -> bool:
    """Whether the state says that the person has left."""
    words = people_settings().roster.states
    key = _key(text)
    if key in {_key(word) for word in words.left}:
        return True
    if key in {_key(word) for word in words.present}:
        return False
    raise Unreadable(f"看不懂的状态：可用 {'、'.join(sorted(words.present | words.left))}")


def _key(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


@cache
def _role_words() -> dict[str, Role]:
    return {
        _key(word): role
        for role, entry in people_settings().roles.items()
        for word in (entry.zh, role.value, *entry.words)
    }


@cache
def _level_words() -> dict[str, Level]:
    return {
        _key(word): one
        for one, entry in people_settings().roster.levels.items()
        for word in (entry.zh, one.value, *entry.words)
    }
