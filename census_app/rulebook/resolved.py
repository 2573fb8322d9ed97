"""A pack after resolution: trees instead of text, typed parameters, entries of the dictionary instead of names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any

from census_app.dictionary.model import Dictionary, FieldEntry, TableEntry
from census_app.rulebook.diagnostics import Diagnostic, Level
from census_app.rulebook.expression import Hop, Node, ValueType
from census_app.rulebook.model import Pack, Rule, Severity


class Shape(StrEnum):
    """What a parameter holds: one value, several, or values by key."""

    SCALAR = "scalar"
    LIST = "list"
    MAP = "map"
    MAP_OF_LISTS = "map_of_lists"


@dataclass(frozen=True)
class ParameterValue:
    """A typed parameter of one rule; word lists of the pack are parameters of shape LIST.

    `type` is that of the scalar, or of the elements. `value` is a scalar, tuple, dict, or dict of tuples.
    `dated` is sorted by date; `at` is the record's date that picks among them (None: the as-of date).
    """

    name: str
    type: ValueType
    shape: Shape
    value: Any
    unit: str | None = None
    dated: tuple[tuple[date, Any], ...] = ()
    at: Node | None = None
    locked: bool = False

    def on(self, day: date | None) -> Any:
        """The value in force on `day`; None (unknown) when the day is unknown and the value is dated."""
        if not self.dated:
            return self.value
        if day is None:
            return None
        current = self.value
        for since, value in self.dated:
            if since <= day:
                current = value
        return current


@dataclass(frozen=True)
class FieldRef:
    """A field a rule accuses: of the accused record, or of records reached by `path`."""

    name: str
    table: TableEntry
    field: FieldEntry
    path: tuple[Hop, ...] = ()


@dataclass(frozen=True)
class Placeholder:
    """`{…}` in a message: its tree, its words, and the field when it is nothing but one (for units and masking)."""

    node: Node
    text: str
    field: FieldEntry | None = None
    unit: str | None = None


@dataclass(frozen=True)
class ShownField:
    """A value listed beside a finding."""

    label: str
    node: Node
    field: FieldEntry | None = None
    unit: str | None = None


@dataclass(frozen=True)
class ResolvedClause:
    """One way to be wrong; `clause` is empty for rules that have no named clauses.

    `english` has the placeholders of `says`; empty where the pack has no English, or one that shows other values.
    """

    clause: str
    when: Node
    severity: Severity
    says: tuple[str | Placeholder, ...]
    accuses: tuple[FieldRef, ...]
    english: tuple[str | Placeholder, ...] = ()


@dataclass(frozen=True)
class ResolvedGroup:
    """Rows sharing the `by` values, judged together by `wrong` (aggregates with an empty path run over the group).

    `each` accuses every row of the group, `one` only the first row (lowest row_id).
    """

    by: tuple[Node, ...]
    each: bool
    wrong: Node


@dataclass(frozen=True)
class ResolvedSummary:
    """One finding per `by` values of the accused rows, when at least `least` of them are accused."""

    by: tuple[Node, ...]
    least: int


@dataclass(frozen=True)
class ResolvedRule:
    """A rule ready to compile.

    `clauses` has an entry for `unique` and `group` too, holding message and accused fields (its `when` is the group's
    condition, or TRUE for `unique`); a group's stands last. `inputs` are all (table, field) the rule
    reads, join fields of relations included; `relations` all (table, relation name). `weight` estimates how many
    characters of SQL its expressions become.
    """

    rule: Rule
    table: TableEntry
    scope: Node
    clauses: tuple[ResolvedClause, ...]
    unique: tuple[Node, ...] = ()
    group: ResolvedGroup | None = None
    summary: ResolvedSummary | None = None
    shows: tuple[ShownField, ...] = ()
    parameters: Mapping[str, ParameterValue] = field(default_factory=dict)
    occurred: Node | None = None
    inputs: frozenset[tuple[str, str]] = frozenset()
    relations: frozenset[tuple[str, str]] = frozenset()
    due_days: int = 0
    weight: int = 0

    @property
    def id(self) -> str:
        """The rule's id."""
        return self.rule.id

    @property
    def group_place(self) -> int | None:
        """The place of the group's clause among `clauses`; None when there is no group."""
        return len(self.clauses) - 1 if self.group is not None else None

    def path_of(self, position: int) -> tuple[str | int, ...]:
        """Where the clause at this place of `clauses` is written in the rule; empty for the rule itself."""
        return ("wrong", position) if position < len(self.rule.wrong) else ()


@dataclass(frozen=True)
class ResolvedPack:
    """The published rules that can run, the drafts, and what is to be said about all of them.

    Rules with an ERROR diagnostic are in neither. `fingerprint` is the SHA-256 of everything that can
    change a verdict or a message (cases, notes and file layout do not count).
    """

    pack: Pack
    rules: tuple[ResolvedRule, ...]
    diagnostics: tuple[Diagnostic, ...]
    fingerprint: str
    drafts: tuple[ResolvedRule, ...] = ()
    dictionary: Dictionary | None = None

    def rule(self, rule_id: str) -> ResolvedRule:
        """The rule with this id; `KeyError` when there is none that can run."""
        for rule in (*self.rules, *self.drafts):
            if rule.id == rule_id:
                return rule
        raise KeyError(rule_id)

    @property
    def errors(self) -> tuple[Diagnostic, ...]:
        """Diagnostics that keep a rule from running."""
        return tuple(item for item in self.diagnostics if item.level is Level.ERROR)


def with_drafts(pack: ResolvedPack) -> ResolvedPack:
    """The pack with its drafts among the rules that run."""
    return replace(pack, rules=tuple(sorted((*pack.rules, *pack.drafts), key=lambda rule: rule.id)), drafts=())
