"""What a name is made of."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class NameKind(StrEnum):
    """Who bears a name."""

    PERSON = "person"
    ORGANISATION = "organisation"
    UNKNOWN = "unknown"


class Name(NamedTuple):
    """A folded name in parts; every text is "" where there is nothing. (A tuple: a million are made at once.)

    `full`: the name without remarks and brackets; hidden characters are `*` (then `masked` is true).
    `remark`: what was taken off: 二户, 大棚, 东城 …
    Persons: `surname`, `given`; of names with a middle dot `surname` is what stands behind
    it (mostly the father's name); those without stand whole in `given`.
    Organisations: `region` (names of divisions without 省/市/县, outer first, joined by `|`), `core` (字号; the kind of
    institution where it has no name of its own), `trade`, `legal_form` (spellings of one form grouped under one word),
    `branch` and `numerals` (Arabic digits, joined by `,`; taken out of `core`, kept in `branch`).
    `untold`: a title stands for the given name (王师傅, 王某), which may have a character more than the mask in `full`.
    `pinyin`: toneless syllables of `full` joined by spaces, a surname by its reading as a surname;
    `pinyin_other`: the same with other readings; `core_pinyin`: syllables of `core`.
    """

    kind: NameKind
    full: str = ""
    remark: str = ""
    masked: bool = False
    surname: str = ""
    given: str = ""
    region: str = ""
    core: str = ""
    trade: str = ""
    legal_form: str = ""
    branch: str = ""
    numerals: str = ""
    pinyin: str = ""
    pinyin_other: tuple[str, ...] = ()
    core_pinyin: str = ""
    untold: bool = False
