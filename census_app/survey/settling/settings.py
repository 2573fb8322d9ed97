"""What settles a problem, and how a call is worded: read from `resources/survey/settling.yaml`."""

from __future__ import annotations

from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from census_app.dictionary.loader import load_dictionary
from census_app.foundation.settings_files import settings
from census_app.survey.words import TaskKind

_Fields = dict[str, tuple[str, ...]]


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Said(_Entry):
    """What the caller says: the matter in a few words, and the question."""

    matter: str = Field(min_length=1, max_length=20)
    ask: str = Field(min_length=1, max_length=120)


class Wording(Said):
    """What is said about problems of these rules, or whose first accused field is one of these (table → fields)."""

    rules: tuple[str, ...] = ()
    fields: _Fields = {}


class SettlingSettings(_Entry):
    """`resources/survey/settling.yaml`, whose comments say what each entry means."""

    fields: dict[TaskKind, _Fields]
    rules: dict[TaskKind, tuple[str, ...]]
    wording: tuple[Wording, ...]
    otherwise: Said
    never_say: tuple[str, ...]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        _each_once("规则", [rule for listed in self.rules.values() for rule in listed])
        _each_once("字段", [name for given in self.fields.values() for name in _names(given)])
        _each_once("说法里的规则", [rule for one in self.wording for rule in one.rules])
        _each_once("说法里的字段", [name for one in self.wording for name in _names(one.fields)])
        for said in (*self.wording, self.otherwise):
            found = [word for word in self.never_say if word in said.matter or word in said.ask]
            if found:
                raise ValueError(f"“{said.matter}”的说法里有不能说的词：{'、'.join(found)}")
        return self

    @model_validator(mode="after")
    def _known(self) -> Self:
        tables = load_dictionary().tables
        for given in (*self.fields.values(), *(one.fields for one in self.wording)):
            for table, names in given.items():
                if table not in tables:
                    raise ValueError(f"数据字典里没有表 {table}")
                strange = [name for name in names if not tables[table].has_field(name)]
                if strange:
                    raise ValueError(f"数据字典的 {table} 里没有字段 {'、'.join(strange)}")
        return self


def settling_settings(path: Path | None = None) -> SettlingSettings:
    """The settings of `path`, or the shipped ones; `BadInput` names what is wrong in the file."""
    return settings(SettlingSettings, "survey/settling.yaml", "分拣设置有误", path)


def _names(fields: _Fields) -> list[str]:
    return [f"{table}.{name}" for table, names in fields.items() for name in names]


def _each_once(what: str, names: list[str]) -> None:
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"{what}写了两处：{'、'.join(twice)}")
