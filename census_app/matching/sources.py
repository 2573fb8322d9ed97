"""Reference sources as data: what is compared with what, under which keys, and how old it may be."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from census_app.foundation.errors import BadInput
from census_app.foundation.resources import resource
from census_app.foundation.settings_files import read_settings
from census_app.matching.kinds import field_kind
from census_app.matching.words import words

FOLDER = "matching/sources"
_OF_THE_SOURCE = {"elsewhere", "alone"}
"""Doubts that follow from what a source declares, not from the levels of a pair."""
MOST_KEYS = 32
"""A pair remembers in 32 bits which keys brought it together."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Role(_Strict):
    """What some fields of both sides mean, and how they are compared.

    `left` and `right` are field ids; a record has all the values found in them. A role with `compared: false` only
    serves keys. `town` are left fields that tell the town of an address which names none;
    `misplaced` are left fields of another sort, read for those of their values that are plainly of this one.
    What matches the pattern `leave_out` is no part of the value on either side.
    """

    kind: Literal["name", "identifier", "phone", "address", "text", "number", "date"]
    zh: str = ""
    left: tuple[str, ...] = Field(min_length=1)
    right: tuple[str, ...] = Field(min_length=1)
    compared: bool = True
    town: tuple[str, ...] = ()
    misplaced: tuple[str, ...] = ()
    leave_out: str = ""

    @field_validator("leave_out")
    @classmethod
    def _is_pattern(cls, pattern: str) -> str:
        try:
            re.compile(pattern)
        except re.error as error:
            raise ValueError(f"leave_out 不是正则表达式：{error}") from error
        return pattern


class Source(_Strict):
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
    `declares` and `relations` are the dictionary's to read: a table it does not have, what rules are given.
    """

    id: str
    table: str
    zh: str
    en: str = ""
    aliases: tuple[str, ...] = ()
    left_table: str = "customer"
    roles: dict[str, Role]
    keys: tuple[str, ...] = Field(min_length=1, max_length=MOST_KEYS)
    anchor: str | None = None
    stand_in: str | None = None
    many: bool = False
    corroboration: int = Field(default=2, ge=1)
    within: bool = False
    cap: int = Field(default=400, ge=1)
    max_age_days: int | None = None
    model: str = "base"
    bits: dict[str, dict[str, float]] = {}
    at_most: dict[str, float] = {}
    prior: float | None = None
    automatic_error: float | None = Field(default=None, gt=0, lt=1)
    apart: str | None = None
    decisive: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    unanswerable: tuple[str, ...] = ()
    nested: str | None = None
    others_told: bool = False
    covers: str | None = None
    declares: dict[str, Any] | None = None
    relations: tuple[dict[str, Any], ...] = ()

    @model_validator(mode="after")
    def _known(self) -> Source:
        for key in (*self.keys, *(place for place in (self.apart, self.covers) if place)):
            for part in key_parts(key):
                role, _, columns = part.partition(".")
                if role not in self.roles:
                    raise ValueError(f"键 {key}：没有角色 {role}")
                kind = field_kind(self.roles[role].kind)
                for column in columns.split("/"):
                    if column not in kind.parts:
                        raise ValueError(f"键 {key}：{kind.id} 没有成分 {column}")
                if len({kind.shared.get(column, column) for column in columns.split("/")}) > 1:
                    raise ValueError(f"键 {key}：{columns} 的值不能互比")
        for name, levels in self.bits.items():
            role, _, aspect = name.partition(":")
            known = aspect or (role in self.compared and levels.keys() <= set(field_kind(self.roles[role].kind).levels))
            if role not in self.compared or not known:
                raise ValueError(f"比特 {name} 不是比对的角色，或有它没有的层级")
        for doubt in (*self.doubts, *self.unanswerable):
            if doubt not in words().doubts.keys() - _OF_THE_SOURCE:
                raise ValueError(f"doubts、unanswerable：{doubt} 不是缘由")
        for doubt, share in self.at_most.items():
            if doubt not in words().doubts.keys() - _OF_THE_SOURCE or not 0 < share < 1:
                raise ValueError(f"at_most：{doubt} 不是缘由，或 {share} 不在 0 与 1 之间")
        for declared in self.roles.values():
            if declared.town and declared.kind != "address":
                raise ValueError("只有地址能从别的列知道乡镇")
        if self.anchor is not None and self.anchor not in self.roles:
            raise ValueError(f"锚 {self.anchor} 不是角色")
        if self.stand_in is not None and (self.anchor is None or not self._is_phone(self.stand_in)):
            raise ValueError(f"代锚 {self.stand_in} 不是比对的电话，或没有锚")
        for name in self.decisive:
            if name not in self.compared:
                raise ValueError(f"定案的 {name} 不是比对的角色")
        if self.nested is not None and (self.nested not in self.compared or self.roles[self.nested].kind != "address"):
            raise ValueError(f"层层相含的 {self.nested} 不是比对的地址")
        return self

    def _is_phone(self, name: str) -> bool:
        return name in self.compared and self.roles[name].kind == "phone"

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
    told = []
    for part in key_parts(key):
        name, _, columns = part.partition(".")
        role = source.roles[name]
        column = words().parts.get(role.kind, {}).get(columns.partition("/")[0])
        told.append(f"{role.zh or name}的{column}" if column else role.zh or name)
    return "＋".join(told)


def read_source(path: Path) -> Source:
    """The declaration in a YAML file; BadInput names the file and what is wrong."""
    return read_settings(Source, path, "参照源声明不能用", "对照 resources/matching/README.md 改正")


def titles(names: Iterable[str]) -> str:
    """The sources of these ids as people are told of them: 公安人口（gov_population）、…"""
    known = shipped_sources()
    return "、".join(f"{known[name].zh}（{name}）" if name in known else name for name in names)


@cache
def shipped_sources() -> dict[str, Source]:
    """All declarations of `resources/matching/sources`, by id."""
    found = [read_source(path) for path in sorted(resource(FOLDER).glob("*.yaml"))]
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
