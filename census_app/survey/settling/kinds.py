"""How a problem is settled: by what its rule says, else by the accused field that takes the most."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from census_app.dictionary.model import Dictionary
from census_app.dictionary.names import Names
from census_app.survey.settling.settings import Said, SettlingSettings, settling_settings
from census_app.survey.words import TaskKind
from census_app.workspace.problems.accused_fields import accused_fields

EFFORT = (TaskKind.DESK, TaskKind.CALL, TaskKind.VISIT)
"""From what takes least to what takes most."""


class Ground(StrEnum):
    """Why a problem is settled this way."""

    ANSWER = "answer"
    RULE = "rule"
    FIELD = "field"


GROUND_LABELS = {Ground.ANSWER: "答复或复核说要现场", Ground.RULE: "规则", Ground.FIELD: "被指字段"}


class Settling:
    """The settings over one dictionary; answers are remembered, for thousands of problems share a few accusations."""

    def __init__(self, dictionary: Dictionary, settings: SettlingSettings | None = None) -> None:
        given = settings or settling_settings()
        self._dictionary = dictionary
        self._names = Names(dictionary)
        self._rules = {rule: kind for kind, rules in given.rules.items() for rule in rules}
        self._fields = {
            (table, name): kind
            for kind, tables in given.fields.items()
            for table, names in tables.items()
            for name in names
        }
        self._by_rule = {rule: one for one in given.wording for rule in one.rules}
        self._by_field = {
            (table, name): one for one in given.wording for table, names in one.fields.items() for name in names
        }
        self._otherwise = given.otherwise

    def of_field(self, table: str, name: str) -> TaskKind:
        """How a wrong value of this field is settled; a field nobody knows at the desk."""
        if (table, name) in self._fields:
            return self._fields[table, name]
        entry = self._dictionary.tables.get(table)
        onsite = entry is not None and entry.has_field(name) and entry.field(name).onsite
        return TaskKind.VISIT if onsite else TaskKind.DESK

    def of_problem(self, rule: str, table: str, accused: str | None) -> tuple[TaskKind, Ground]:
        """How a problem is settled and why; `accused` is its JSON list of names."""
        if rule in self._rules:
            return self._rules[rule], Ground.RULE
        kinds = [self.of_field(*one) for one in accused_fields(self._names, table, accused)]
        return most(kinds), Ground.FIELD

    def said(self, rule: str, table: str, accused: str | None) -> Said:
        """What a caller says about such a problem: never why it was found."""
        if rule in self._by_rule:
            return self._by_rule[rule]
        for one in accused_fields(self._names, table, accused):
            if one in self._by_field:
                return self._by_field[one]
        return self._otherwise

    def onsite_items(self) -> dict[TaskKind, int]:
        """How many of the dictionary's on-site items are settled how."""
        counted = dict.fromkeys(EFFORT, 0)
        for table in self._dictionary.tables.values():
            for entry in table.fields:
                if entry.onsite:
                    counted[self.of_field(table.id, entry.id)] += 1
        return counted


def most(kinds: Iterable[TaskKind]) -> TaskKind:
    """The kind that takes the most; at the desk when there is none."""
    return max(kinds, key=EFFORT.index, default=TaskKind.DESK)
