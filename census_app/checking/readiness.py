"""Which rules could be judged with the tables and columns that are there: told from the rules alone, before any data.

A rule can find something as long as its scope and one of its conditions could still come out true when everything that
reads what is missing is unknown; it is judged in full when nothing it decides by is missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from census_app.checking.compiling.tree import children, over_links, walk
from census_app.dictionary.model import Dictionary, TableEntry
from census_app.dictionary.names import Names
from census_app.rulebook.expression import (
    AggregateNode,
    BinaryNode,
    CallNode,
    CaseNode,
    CoalesceNode,
    FieldNode,
    Hop,
    Node,
    RelationNode,
    UnaryNode,
)
from census_app.rulebook.functions.registry import registry
from census_app.rulebook.resolved import ResolvedRule


class Judging(StrEnum):
    """How far a rule can be judged."""

    FULLY = "fully"
    PARTLY = "partly"
    NOT = "not"


@dataclass(frozen=True)
class Held:
    """What is there of an imported table: its columns, those among them that only some files had (`uneven`), and
    `partial` when rows of some units are not."""

    fields: frozenset[str]
    uneven: frozenset[str] = frozenset()
    partial: bool = False


@dataclass(frozen=True, order=True)
class Lack:
    """Something that is not there: a column, or with no `field` the whole table; `partial`: for some rows only."""

    table: str
    field: str = ""
    partial: bool = False


@dataclass(frozen=True)
class RuleReadiness:
    """One rule; `compares`: it also reads what a comparison with other data has to find first."""

    rule: str
    judging: Judging
    lacks: tuple[Lack, ...]
    compares: bool


@dataclass(frozen=True)
class Blocker:
    """What is not there, and the rules it hinders: `stops` cannot find anything, `dims` can find less."""

    lack: Lack
    stops: tuple[str, ...]
    dims: tuple[str, ...]


@dataclass(frozen=True)
class Readiness:
    """All rules in their order."""

    rules: tuple[RuleReadiness, ...]

    def of(self, judging: Judging) -> tuple[str, ...]:
        """The rules that can be judged that far."""
        return tuple(one.rule for one in self.rules if one.judging is judging)

    @property
    def compared(self) -> tuple[str, ...]:
        """Rules that can find something only, or in part, after a comparison."""
        return tuple(one.rule for one in self.rules if one.compares and one.judging is not Judging.NOT)

    @property
    def blockers(self) -> tuple[Blocker, ...]:
        """What is not there, whatever stops most rules first, then whatever hinders most."""
        found: dict[Lack, tuple[list[str], list[str]]] = {}
        for one in self.rules:
            for lack in one.lacks:
                stops, dims = found.setdefault(lack, ([], []))
                (stops if one.judging is Judging.NOT else dims).append(one.rule)
        made = [Blocker(lack, tuple(stops), tuple(dims)) for lack, (stops, dims) in found.items()]
        return tuple(sorted(made, key=lambda one: (-len(one.stops), -len(one.dims), one.lack)))


def readiness(rules: Iterable[ResolvedRule], dictionary: Dictionary, held: Mapping[str, Held]) -> Readiness:
    """What becomes of each rule where only `held` (imported table → what is there) is known."""
    ground = _Ground(dictionary, held)
    return Readiness(tuple(_of_rule(rule, ground) for rule in rules))


def source_of(table: TableEntry) -> str:
    """The table whose files a table's rows come from."""
    if table.latest is not None:
        return table.latest.source
    if table.periods is not None:
        return table.periods.source
    return table.linked.target if table.linked is not None else table.id


def _of_rule(rule: ResolvedRule, ground: _Ground) -> RuleReadiness:
    deciding = list(_deciding(rule))
    lacks = {lack for node in deciding for lack in ground.lacks(node)} | set(ground.lacks_of_table(rule.table))
    finds = not ground.missing(rule.table) and ground.may(rule.scope, True) and _may_accuse(rule, ground)
    judging = Judging.NOT if not finds else Judging.PARTLY if lacks else Judging.FULLY
    gone = {lack for lack in lacks if not lack.partial}
    kept = gone if judging is Judging.NOT else {lack for lack in lacks if not _told_by(lack, gone)}
    compares = any(over_links(node, ground.dictionary) for node in deciding)
    return RuleReadiness(rule.id, judging, tuple(sorted(kept)), compares)


def _told_by(lack: Lack, gone: set[Lack]) -> bool:
    """A column of a table that is gone altogether is no lack of its own."""
    return bool(lack.field) and Lack(lack.table) in gone


def _may_accuse(rule: ResolvedRule, ground: _Ground) -> bool:
    if rule.unique:
        return all(ground.may_know(node) for node in rule.unique)
    if rule.group is not None and all(ground.may_know(node) for node in rule.group.by):
        if ground.may(rule.group.wrong, True):
            return True
        return any(ground.may(clause.when, True) for clause in rule.clauses[: rule.group_place])
    own = rule.clauses if rule.group is None else rule.clauses[: rule.group_place]
    return any(ground.may(clause.when, True) for clause in own)


def _deciding(rule: ResolvedRule) -> Iterator[Node]:
    """The trees a verdict depends on: words and values beside a finding may be missing."""
    yield rule.scope
    yield from (clause.when for clause in rule.clauses)
    yield from rule.unique
    if rule.group is not None:
        yield from rule.group.by
        yield rule.group.wrong
    if rule.occurred is not None:
        yield rule.occurred


@dataclass
class _Ground:
    dictionary: Dictionary
    held: Mapping[str, Held]
    _names: Names = field(init=False)

    def __post_init__(self) -> None:
        self._names = Names(self.dictionary)

    def missing(self, table: TableEntry) -> bool:
        """Whether nothing of the table's rows is there."""
        return any(not lack.partial for lack in self.lacks_of_table(table))

    def lacks_of_table(self, table: TableEntry) -> list[Lack]:
        """What keeps the table's rows from being there, or all of them; the columns it is derived by included."""
        origin = source_of(table)
        known = self.held.get(origin)
        if known is None:
            return [Lack(origin)]
        partial = [Lack(origin, partial=True)] if known.partial else []
        return partial + [Lack(origin, name) for name in _derived_by(table) if name not in known.fields]

    def lacks(self, node: Node) -> Iterator[Lack]:
        """What of everything a tree reads is not there."""
        for part in walk(node):
            yield from self._own_lacks(part)

    def _own_lacks(self, part: Node) -> Iterator[Lack]:
        if isinstance(part, FieldNode | RelationNode | AggregateNode):
            for hop in part.path:
                yield from self._hop_lacks(hop)
        if isinstance(part, FieldNode):
            yield from self._field_lacks(self.dictionary.table(part.table), part.field)

    def _hop_lacks(self, hop: Hop) -> Iterator[Lack]:
        target = self.dictionary.table(hop.target)
        yield from self.lacks_of_table(target)
        relation = self._names.relation(hop.table, hop.relation)
        for local, remote in relation.fields if relation is not None and target.linked is None else ():
            yield from self._field_lacks(self.dictionary.table(hop.table), local)
            yield from self._field_lacks(target, remote)

    def _field_lacks(self, table: TableEntry, name: str) -> Iterator[Lack]:
        origin = source_of(table)
        known = self.held.get(origin)
        if known is None:
            yield Lack(origin)
        elif self.dictionary.table(origin).has_field(name) and name not in known.fields:
            field = self.dictionary.table(origin).field(name)
            by_blank = field.implied_by_blank is not None and field.implied_by_blank.by in known.fields
            if field.undelivered is None and not by_blank:
                yield Lack(origin, name, partial=field.implied is not None and field.implied.by in known.fields)
        elif name in known.uneven and self.dictionary.table(origin).field(name).undelivered is None:
            yield Lack(origin, name, partial=True)

    def may_know(self, node: Node) -> bool:
        """Whether the value could be known on some record."""
        if isinstance(node, CoalesceNode):
            return self.may_know(node.arguments[0])
        if isinstance(node, CaseNode):
            ways = any(self.may(when, True) and self.may_know(then) for when, then in node.branches)
            return ways or (node.otherwise is not None and self.may_know(node.otherwise))
        if isinstance(node, BinaryNode) and node.operator in ("and", "or"):
            return self.may(node, True) or self.may(node, False)
        if isinstance(node, CallNode) and _answers_unknown(node):
            return True
        known = not any(not lack.partial for lack in self._own_lacks(node))
        return known and all(self.may_know(child) for child in children(node))

    def may(self, node: Node, wanted: bool) -> bool:
        """Whether a condition could come out `wanted` on some record, what is missing being unknown."""
        if isinstance(node, UnaryNode) and node.operator == "not":
            return self.may(node.operand, not wanted)
        if isinstance(node, BinaryNode) and node.operator in ("and", "or"):
            sides = (self.may(node.left, wanted), self.may(node.right, wanted))
            return all(sides) if (node.operator == "and") is wanted else any(sides)
        return self.may_know(node)


def _answers_unknown(call: CallNode) -> bool:
    """Whether the function answers though its arguments are unknown, as 在册 does: those of the engine do not."""
    entry = registry()[call.function]
    return entry.null_aware and not entry.engine


def _derived_by(table: TableEntry) -> tuple[str, ...]:
    derivation = table.latest or table.periods
    if derivation is None:
        return ()
    return (*derivation.by, *((table.periods.period,) if table.periods is not None else ()))
