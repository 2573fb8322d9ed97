"""The book's content, the same for every format: plain texts, with anchors where one place names another."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Link:
    """A text that may lead to a place in the book: the anchor is empty when that place is not in it."""

    text: str
    anchor: str = ""


@dataclass(frozen=True)
class Condition:
    """A condition in words: a text, or several conditions of which `all` or `any` must hold."""

    text: str = ""
    how: str = ""
    parts: tuple[Condition, ...] = ()

    def in_line(self) -> str:
        """The whole on one line."""
        if not self.parts:
            return self.text
        joint = "，并且" if self.how == "all" else "，或者"
        return joint.join(f"（{part.in_line()}）" if part.parts else part.text for part in self.parts)


@dataclass(frozen=True)
class ClauseEntry:
    """One way to be wrong: its name, condition in words and as written, accused fields and a message it gave.

    `english` is the message in English; empty where the pack has none.
    """

    name: str
    severity: str
    severity_word: str
    condition: Condition
    written: str
    accuses: tuple[Link, ...]
    message: str
    english: str


@dataclass(frozen=True)
class ParameterEntry:
    """A parameter: its values in lines, unit, and what is to be known about changing it."""

    name: str
    values: tuple[str, ...]
    marks: tuple[str, ...]
    note: str


@dataclass(frozen=True)
class CaseEntry:
    """A worked example: the verdict, the clauses that fire, its name and what differs from the clean record."""

    verdict: str
    verdict_word: str
    clauses: str
    name: str
    differences: str


@dataclass(frozen=True)
class RuleEntry:
    """One rule; `english` and `english_remedy` are empty where the pack has no English."""

    id: str
    anchor: str
    version: int
    title: str
    english: str
    category: int
    severity: str
    severity_word: str
    status_word: str
    closes_word: str
    due: str
    table: Link
    together: str
    scope: Condition
    scope_written: str
    clauses: tuple[ClauseEntry, ...]
    parameters: tuple[ParameterEntry, ...]
    shows: tuple[str, ...]
    remedy: str
    english_remedy: str
    source: str
    note: str
    requires: tuple[Link, ...]
    replaces: tuple[Link, ...]
    overrides: tuple[str, ...]
    cases: tuple[CaseEntry, ...]


@dataclass(frozen=True)
class ItemEntry:
    """One census item: a field, what it holds, how to recognise it, and the rules that accuse or read it."""

    number: int
    anchor: str
    name: str
    id: str
    meaning: str
    aliases: str
    code_list: Link | None
    marks: tuple[str, ...]
    accused_by: tuple[Link, ...]
    read_by: tuple[Link, ...]


@dataclass(frozen=True)
class ItemGroup:
    """The items of one table within a category."""

    anchor: str
    table: str
    grain: str
    items: tuple[ItemEntry, ...]


@dataclass(frozen=True)
class CategoryEntry:
    """One of the process categories with its rules and its items."""

    id: int
    name: str
    rules_anchor: str
    items_anchor: str
    rules: tuple[RuleEntry, ...]
    groups: tuple[ItemGroup, ...]

    @property
    def items(self) -> tuple[ItemEntry, ...]:
        """All items of the category."""
        return tuple(item for group in self.groups for item in group.items)


@dataclass(frozen=True)
class CodeListEntry:
    """A code list: (code, label) pairs, where they come from, and whether other values are allowed."""

    id: str
    anchor: str
    name: str
    source: str
    open: bool
    values: tuple[tuple[str, str], ...]
    used_by: tuple[Link, ...]


@dataclass(frozen=True)
class FunctionEntry:
    """A function that rules of this pack use."""

    anchor: str
    signature: str
    meaning: str
    unknown: str
    used_by: tuple[Link, ...]


@dataclass(frozen=True)
class Book:
    """Everything a format needs. `facts` are the pack's particulars as (name, value).

    Rules without an entry: `unresolved` have errors, `retired` were retired by the pack or by an override.
    """

    title: str
    pack_title: str
    pack: str
    version: str
    effective_from: str
    facts: tuple[tuple[str, str], ...]
    preface: tuple[str, ...]
    changelog: tuple[str, ...]
    word_lists: tuple[tuple[str, str], ...]
    overrides: tuple[tuple[Link, str], ...]
    categories: tuple[CategoryEntry, ...]
    code_lists: tuple[CodeListEntry, ...]
    functions: tuple[FunctionEntry, ...]
    sources: tuple[tuple[str, str], ...]
    unresolved: tuple[str, ...] = ()
    retired: tuple[str, ...] = ()

    @property
    def rules(self) -> tuple[RuleEntry, ...]:
        """All rules in the order of the book."""
        return tuple(rule for category in self.categories for rule in category.rules)

    @property
    def items(self) -> tuple[ItemEntry, ...]:
        """All census items in the order of the book."""
        return tuple(item for category in self.categories for item in category.items)
