"""In which order tables are scanned: a rule comes after the rules of other tables it requires."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from census_app.checking.compiling.frame import Place
from census_app.dictionary.model import Cardinality, Dictionary
from census_app.rulebook.expression import Hop
from census_app.rulebook.resolved import ResolvedRule

_LONGEST_WAY = 3


@dataclass(frozen=True)
class Requirement:
    """`rule` is blocked where the row at `path` is wrong by `required` (a rule of that row's table)."""

    rule: str
    required: str
    path: Place


@dataclass
class Stage:
    """Rules of one table judged in one scan; `needed_later` are those whose wrong rows block rules of other tables."""

    table: str
    rules: list[ResolvedRule]
    elsewhere: list[Requirement] = field(default_factory=list)
    needed_later: set[str] = field(default_factory=set)


def stages_of(rules: Iterable[ResolvedRule], dictionary: Dictionary, told: Iterable[ResolvedRule] = ()) -> list[Stage]:
    """The stages in order. A requirement that cannot be reached by to-one relations does not block.

    Where those rules are wrong that others are `told` of is known before the first stage.

    One stage a table, unless rules of two tables require each other's: then a table may be scanned several times.
    """
    by_id = {rule.id: rule for rule in rules}
    known = {rule.id: rule for rule in told if rule.id not in by_id}
    levels = _table_levels(by_id) or _rule_levels(by_id)
    stages: dict[tuple[int, str], Stage] = {}
    needed = set()
    for rule in sorted(by_id.values(), key=lambda one: (levels[one.id], one.table.id, one.id)):
        stage = stages.setdefault((levels[rule.id], rule.table.id), Stage(rule.table.id, []))
        stage.rules.append(rule)
        for required in rule.rule.requires:
            other = by_id.get(required) or known.get(required)
            if other is None:
                continue
            if required in by_id and other.table.id == rule.table.id and levels[required] == levels[rule.id]:
                continue
            path = way(dictionary, rule.table.id, other.table.id)
            if path is not None:
                stage.elsewhere.append(Requirement(rule.id, required, path))
                needed.add(required)
    for stage in stages.values():
        stage.needed_later = {rule.id for rule in stage.rules} & needed
    return list(stages.values())


def way(dictionary: Dictionary, start: str, goal: str) -> Place | None:
    """The shortest chain of to-one relations between two tables, the first declared among equals."""
    if start == goal:
        return ()
    pending: deque[tuple[str, Place]] = deque([(start, ())])
    seen = {start}
    while pending:
        table, path = pending.popleft()
        if len(path) == _LONGEST_WAY:
            continue
        for relation in dictionary.tables[table].relations:
            if relation.cardinality is not Cardinality.ONE or relation.link or relation.target in seen:
                continue
            longer: Place = (*path, Hop(table, relation.name, relation.target, False))
            if relation.target == goal:
                return longer
            seen.add(relation.target)
            pending.append((relation.target, longer))
    return None


def _table_levels(rules: dict[str, ResolvedRule]) -> dict[str, int] | None:
    """Every rule's level as its table's: 0 for tables whose rules require nothing of other tables, else one more than
    the tables they require; None when tables require each other."""
    below: dict[str, set[str]] = {rule.table.id: set() for rule in rules.values()}
    for rule in rules.values():
        required = {rules[one].table.id for one in rule.rule.requires if one in rules}
        below[rule.table.id] |= required - {rule.table.id}
    levels: dict[str, int] = {}
    while len(levels) < len(below):
        ready = {table for table, tables in below.items() if table not in levels and tables <= levels.keys()}
        if not ready:
            return None
        levels |= {table: max((levels[one] + 1 for one in below[table]), default=0) for table in ready}
    return {rule.id: levels[rule.table.id] for rule in rules.values()}


def _rule_levels(rules: dict[str, ResolvedRule]) -> dict[str, int]:
    """0 for rules that require nothing of other tables, else one more than what they require; cycles are cut."""
    levels: dict[str, int] = {}

    def level(rule_id: str, above: frozenset[str]) -> int:
        if rule_id in levels:
            return levels[rule_id]
        rule = rules[rule_id]
        found = 0
        for required in rule.rule.requires:
            if required in rules and required not in above:
                step = 0 if rules[required].table.id == rule.table.id else 1
                found = max(found, level(required, above | {rule_id}) + step)
        levels[rule_id] = found
        return found

    for rule_id in rules:
        level(rule_id, frozenset({rule_id}))
    return levels
