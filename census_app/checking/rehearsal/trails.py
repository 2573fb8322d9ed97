"""Where a rule looks: every chain of relations it follows from the accused record, and the fields it reads there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from census_app.checking.compiling.frame import Place
from census_app.checking.compiling.tree import children, nodes_of
from census_app.dictionary.model import Dictionary, TableEntry
from census_app.rulebook.expression import AggregateNode, FieldNode, Hop, Node, RelationNode
from census_app.rulebook.resolved import ResolvedRule

Trails = Mapping[Place, frozenset[str]]


def trails_of(rule: ResolvedRule, dictionary: Dictionary) -> Trails:
    """Chain → fields read at its end, join fields on both sides of each hop included; every prefix is there too.

    The empty chain is the accused record itself. Key, unit and customer of the record count as read, and the unit of
    every row from which a hop starts, because coverage is judged by it.
    """
    found = _Trails(rule.table, dictionary)
    found.read((), rule.table.key)
    for node in nodes_of(rule):
        found.visit(node, ())
    for parameter in rule.parameters.values():
        if parameter.at is not None:
            found.visit(parameter.at, ())
    for clause in rule.clauses:
        for ref in clause.accuses:
            found.read(ref.path, [ref.field.id])
    found.follow((), rule.table.customer_path)
    found.follow((), rule.table.unit_path)
    for place in [place for place in found.fields if place]:
        found.follow(place[:-1], found.table_at(place[:-1]).unit_path)
    return {place: frozenset(fields) for place, fields in found.fields.items()}


def fields_by_table(trails: Iterable[tuple[TableEntry, Trails]], dictionary: Dictionary) -> dict[str, set[str]]:
    """Table → every field that trails starting at the given tables read, derived tables' own fields included."""
    needed: dict[str, set[str]] = {}
    for start, chains in trails:
        for place, read in chains.items():
            table = place[-1].target if place else start.id
            needed.setdefault(table, set()).update(read)
    for table_id, fields in list(needed.items()):
        entry = dictionary.tables[table_id]
        derivation = entry.latest or entry.periods
        if derivation is not None:
            needed.setdefault(derivation.source, set()).update(fields, derived_by(entry))
    return needed


def derived_by(entry: TableEntry) -> tuple[str, ...]:
    """The source fields that decide which rows a derived table has; empty for imported tables."""
    if entry.latest is not None:
        return entry.latest.fields
    if entry.periods is not None:
        return (*entry.periods.by, entry.periods.period)
    return ()


def _told_by(table: TableEntry, field_id: str) -> list[str]:
    """The fields of the row that tell this one's value where its own cell has none."""
    if not table.has_field(field_id):
        return []
    entry = table.field(field_id)
    return [one.by for one in (entry.implied, entry.implied_by_blank) if one is not None and table.has_field(one.by)]


class _Trails:
    def __init__(self, start: TableEntry, dictionary: Dictionary) -> None:
        self.start = start
        self.dictionary = dictionary
        self.fields: dict[Place, set[str]] = {(): set()}

    def table_at(self, place: Place) -> TableEntry:
        """The table a chain leads to."""
        return self.dictionary.tables[place[-1].target] if place else self.start

    def read(self, place: Place, fields: Iterable[str]) -> None:
        """The fields are read at the end of the chain, and the chain is walked."""
        for length in range(1, len(place) + 1):
            hop = place[length - 1]
            table = self.dictionary.tables[hop.table]
            relation = next(entry for entry in table.relations if entry.name == hop.relation)
            for local, remote in relation.fields:
                self.fields.setdefault(place[: length - 1], set()).add(local)
                self.fields.setdefault(place[:length], set()).add(remote)
        read, table = list(fields), self.table_at(place)
        told = [by for name in read for by in _told_by(table, name)]
        self.fields.setdefault(place, set()).update(read, told)

    def visit(self, node: Node, member: Place) -> None:
        """Everything the tree reads; fields of depth 1 stand on rows at the end of `member`."""
        if isinstance(node, FieldNode):
            self.read((member if node.depth else ()) + node.path, [node.field])
        elif isinstance(node, RelationNode):
            self.read((member if node.depth else ()) + node.path, ())
        elif isinstance(node, AggregateNode) and node.path:
            position = next(index for index, hop in enumerate(node.path) if hop.many)
            self.read(node.path, ())
            member = node.path[: position + 1]
        for child in children(node):
            self.visit(child, member)

    def follow(self, place: Place, alternatives: tuple[tuple[str, ...], ...]) -> None:
        """Chains of relation names that end in a field, such as unit paths."""
        for chain in alternatives:
            here, table = place, self.table_at(place)
            for name in chain[:-1]:
                relation = next(entry for entry in table.relations if entry.name == name)
                here = (*here, Hop(table.id, relation.name, relation.target, False))
                table = self.dictionary.tables[relation.target]
            self.read(here, [chain[-1]])
