"""Reference sources as data: what is compared with what, under which keys, and how old it may be.

Every process that links reads them. What people declare is validated (`matching.declaring`) and then kept: importing
what validates takes each process a fourteenth of a second.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal

from census_app.foundation.errors import BadInput
from census_app.foundation.kept import files_state, kept
from census_app.foundation.resources import resource
from census_app.foundation.settings_files import NOTHING_ELSE, read_settings

FOLDER = "matching/sources"
MOST_KEYS = 32
"""A pair remembers in 32 bits which keys brought it together."""


@dataclass(frozen=True, kw_only=True)
class Role:
    """What some fields of both sides mean, and how they are compared.

    `left` and `right` are field ids; a record has all the values found in them. A role with `compared: false` only
    serves keys. `town` are left fields that tell the town of an address which names none;
    `misplaced` are left fields of another sort, read for those of their values that are plainly of this one.
    What matches the pattern `leave_out` is no part of the value on either side.
    """

    __pydantic_config__ = NOTHING_ELSE

    kind: Literal["name", "identifier", "phone", "address", "text", "number", "date"]
    zh: str = ""
    left: tuple[str, ...] = field(metadata={"min_length": 1})
    right: tuple[str, ...] = field(metadata={"min_length": 1})
    compared: bool = True
    town: tuple[str, ...] = ()
    misplaced: tuple[str, ...] = ()
    leave_out: str = ""

    def __post_init__(self) -> None:
        try:
            re.compile(self.leave_out)
        except re.error as error:
            raise ValueError(f"leave_out 不是正则表达式：{error}") from error


@dataclass(frozen=True, kw_only=True)
class Source:
    """One declaration: `left_table` is linked to `table`; `aliases` are other words people have for the source.

    `keys` are blocking keys, each `role.column` joined by ` + `; records meet when all parts of one key agree.
    `role.column/other` takes one column of the left records and the other of the right ones.
    `anchor` names the identifier role whose agreement tells true pairs from false ones while weights are fitted.
    `stand_in` names the phone role that, where identifiers are too few, tells true pairs when it agrees as names do.
    `many` allows a left record several links at once. `corroboration` is how many roles must agree before a link may
    be automatic. `cap` bounds left x right records of one key value. `prior` (bits) stands in for the model's where a
    source's keys alone say almost everything, `automatic_error` for the usual bound on the share of errors among its
    automatic links. `bits` (role → level → bits) stand in for those of the shipped model where levels mean something
    else in this source; `at_most` (doubt → probability) bounds what pairs with a doubt can be, whatever agrees.
    `within` compares a table with itself. Records whose values of `apart` (`role.column`) are told and differ meet only
    on keys with an identifier or a phone. Of the roles that are `decisive` at least one must agree before a link may be
    automatic: a register of houses holds several of one owner. `doubts` are those that keep a pair from being linked
    without a person in this source only; pairs with one of `unanswerable` are not asked about either: what would answer
    is in neither record, so theirs stay open. `nested` is the address role of a source whose records
    contain each other (building, stair, flat): the stair is no rival of a flat in it. `others_told`: another one at the
    address of a linked left record is told too (同址异名) when it is nobody's: it may have taken the first one's place.
    Where the register has no entries of the place `covers` (`role.column`) of a left record, that stays open: nobody
    can say that it has no counterpart.
    `dated` is a date field of `table`: data whose last one is older than `max_age_days` are old, whenever the file was
    written.
    `declares` and `relations` are the dictionary's to read: a table it does not have, what rules are given.
    """

    __pydantic_config__ = NOTHING_ELSE

    id: str
    table: str
    zh: str
    en: str = ""
    aliases: tuple[str, ...] = ()
    left_table: str = "customer"
    roles: dict[str, Role]
    keys: tuple[str, ...] = field(metadata={"min_length": 1, "max_length": MOST_KEYS})
    anchor: str | None = None
    stand_in: str | None = None
    many: bool = False
    corroboration: int = field(default=2, metadata={"ge": 1})
    within: bool = False
    cap: int = field(default=400, metadata={"ge": 1})
    max_age_days: int | None = None
    dated: str | None = None
    model: str = "base"
    bits: dict[str, dict[str, float]] = field(default_factory=dict)
    at_most: dict[str, float] = field(default_factory=dict)
    prior: float | None = None
    automatic_error: float | None = field(default=None, metadata={"gt": 0, "lt": 1})
    apart: str | None = None
    decisive: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    unanswerable: tuple[str, ...] = ()
    nested: str | None = None
    others_told: bool = False
    covers: str | None = None
    declares: dict[str, Any] | None = None
    relations: tuple[dict[str, Any], ...] = ()

    @property
    def compared(self) -> dict[str, Role]:
        """The roles that give evidence, in the order they are explained."""
        return {name: role for name, role in self.roles.items() if role.compared}


def compared_fields(source: Source) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The fields of either side that some role reads, each once, in the order of the roles."""
    left = dict.fromkeys(name for role in source.roles.values() for name in (*role.left, *role.town, *role.misplaced))
    right = dict.fromkeys(name for role in source.roles.values() for name in role.right)
    return tuple(left), tuple(right)


def names_somebody(source: Source, key: str) -> bool:
    """Whether a key has an identifier or a phone among its parts."""
    return any(source.roles[part.partition(".")[0]].kind in ("identifier", "phone") for part in key_parts(key))


def tells_who(source: Source, key: str) -> bool:
    """Whether records of one key may well be the same: an identifier is among its parts, or two roles, or it has all
    that is compared. A telephone or a name alone is shared by too many to say so."""
    roles = {part.partition(".")[0] for part in key_parts(key)}
    return len(roles) > 1 or len(source.compared) == 1 or any(source.roles[one].kind == "identifier" for one in roles)


def keys_without(source: Source, role: str) -> int:
    """The keys that do without a role, as bits of their numbers."""
    return sum(
        1 << number
        for number, key in enumerate(source.keys)
        if all(part.partition(".")[0] != role for part in key_parts(key))
    )


def key_parts(key: str) -> list[str]:
    """`name.full + address.town` → its parts."""
    return [part.strip() for part in key.split("+")]


def key_told(source: Source, key: str) -> str:
    """A key as people read it: `name.full + address.town/village` is 户名＋地址的乡镇."""
    from census_app.matching.words import words

    told = []
    for part in key_parts(key):
        name, _, columns = part.partition(".")
        role = source.roles[name]
        column = words().parts.get(role.kind, {}).get(columns.partition("/")[0])
        told.append(f"{role.zh or name}的{column}" if column else role.zh or name)
    return "＋".join(told)


def read_source(path: Path) -> Source:
    """The declaration in a YAML file; BadInput names the file and what is wrong."""
    from census_app.matching.declaring import Declared

    return read_settings(Declared, path, "参照源声明不能用", "对照 resources/matching/README.md 改正")


def titles(names: Iterable[str]) -> str:
    """The sources of these ids as people are told of them: 公安人口（gov_population）、…"""
    known = shipped_sources()
    return "、".join(f"{known[name].zh}（{name}）" if name in known else name for name in names)


@cache
def shipped_sources() -> dict[str, Source]:
    """All declarations of `resources/matching/sources`, by id."""
    folder = resource(FOLDER)
    made_of = [files_state(folder, ".yaml"), files_state(folder.parent, "words.yaml")]
    return kept("sources", made_of, lambda: _read_all(folder))


def _read_all(folder: Path) -> dict[str, Source]:
    found = [read_source(path) for path in sorted(folder.glob("*.yaml"))]
    _refuse_shared_names(found)
    return {source.id: source for source in found}


def _refuse_shared_names(sources: Iterable[Source]) -> None:
    """BadInput where a word could mean either of two sources: a command would take one of them silently."""
    owners: dict[str, Source] = {}
    for source in sources:
        for name in dict.fromkeys((source.id, source.zh, *source.aliases)):
            owner = owners.setdefault(name, source)
            if owner is not source:
                said = f"参照源声明不能用：{source.id}.yaml\n名称“{name}”也是 {owner.id} 的"
                raise BadInput(said, "改 zh 或 aliases，各用各的名称")
