"""Declarations of reference sources as people write them: what `matching.sources` describes, and nothing else."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, TypeAdapter

from census_app.matching.kinds import field_kind
from census_app.matching.sources import Source, key_parts
from census_app.matching.words import words

_OF_THE_SOURCE = {"elsewhere", "alone"}
"""Doubts that follow from what a source declares, not from the levels of a pair."""


def source_from(said: object) -> Source:
    """The source that mappings and lists declare; ValueError (of pydantic) tells each fault with its place."""
    return TypeAdapter(Declared).validate_python(said)


def source_values(source: Source) -> Any:
    """The source as values that JSON has."""
    return TypeAdapter(Source).dump_python(source, mode="json")


def _checked(source: Source) -> Source:
    """The source, whose parts fit each other; ValueError tells in Chinese which do not."""
    for key in (*source.keys, *(place for place in (source.apart, source.covers) if place)):
        for part in key_parts(key):
            role, _, columns = part.partition(".")
            if role not in source.roles:
                raise ValueError(f"键 {key}：没有角色 {role}")
            kind = field_kind(source.roles[role].kind)
            for column in columns.split("/"):
                if column not in kind.parts:
                    raise ValueError(f"键 {key}：{kind.id} 没有成分 {column}")
            if len({kind.shared.get(column, column) for column in columns.split("/")}) > 1:
                raise ValueError(f"键 {key}：{columns} 的值不能互比")
    for name, levels in source.bits.items():
        role, _, aspect = name.partition(":")
        known = aspect or (role in source.compared and levels.keys() <= set(field_kind(source.roles[role].kind).levels))
        if role not in source.compared or not known:
            raise ValueError(f"比特 {name} 不是比对的角色，或有它没有的层级")
    for doubt in (*source.doubts, *source.unanswerable):
        if doubt not in words().doubts.keys() - _OF_THE_SOURCE:
            raise ValueError(f"doubts、unanswerable：{doubt} 不是缘由")
    for doubt, share in source.at_most.items():
        if doubt not in words().doubts.keys() - _OF_THE_SOURCE or not 0 < share < 1:
            raise ValueError(f"at_most：{doubt} 不是缘由，或 {share} 不在 0 与 1 之间")
    for declared in source.roles.values():
        if declared.town and declared.kind != "address":
            raise ValueError("只有地址能从别的列知道乡镇")
    if source.anchor is not None and source.anchor not in source.roles:
        raise ValueError(f"锚 {source.anchor} 不是角色")
    if source.stand_in is not None and (source.anchor is None or not _is_phone(source, source.stand_in)):
        raise ValueError(f"代锚 {source.stand_in} 不是比对的电话，或没有锚")
    for name in source.decisive:
        if name not in source.compared:
            raise ValueError(f"定案的 {name} 不是比对的角色")
    nested = source.compared.get(source.nested or "")
    if source.nested is not None and (nested is None or nested.kind != "address"):
        raise ValueError(f"层层相含的 {source.nested} 不是比对的地址")
    return source


def _is_phone(source: Source, name: str) -> bool:
    return name in source.compared and source.roles[name].kind == "phone"


Declared = Annotated[Source, AfterValidator(_checked)]
"""What a declaration is read as."""
