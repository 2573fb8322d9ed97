"""省 / 市 / 县 / 所: the units a report speaks of, each with the units of problems below it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from census_app.reporting.units import UNASSIGNED, OrganisationTree

if TYPE_CHECKING:
    import duckdb

LEVELS = ("省", "市", "县", "所")


@dataclass
class Node:
    """One unit: its level's word ("" when unknown), what lies below, and the problems' own units under it."""

    code: str
    name: str
    level: str
    parent: str | None
    children: list[str] = field(default_factory=list)
    units: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class UnitTree:
    """The nodes of the four levels that have problems or customers, parents before their children."""

    nodes: dict[str, Node]
    roots: tuple[str, ...]

    def walk(self, start: str | None = None, depth: int = 0) -> Iterable[tuple[int, Node]]:
        """Depth and node, in the order of the tree."""
        for code in self.roots if start is None else (start,):
            node = self.nodes[code]
            yield depth, node
            for child in node.children:
                yield from self.walk(child, depth + 1)


def unit_tree(tree: OrganisationTree, units: Iterable[str], level: str) -> UnitTree:
    """The tree over the problems' own units, lifted to `level` at the lowest; unknown parents end it."""
    nodes: dict[str, Node] = {}
    for unit in sorted(set(units)):
        answering = tree.answering(unit, level)
        chain = [answering, *(code for code in tree.above(answering) if tree.level(code) in LEVELS)]
        for place, code in enumerate(chain):
            parent = chain[place + 1] if place + 1 < len(chain) else None
            node = nodes.setdefault(code, Node(code, tree.name(code), tree.level(code), parent))
            node.units.append(unit)
    for node in nodes.values():
        if node.parent is not None:
            nodes[node.parent].children.append(node.code)
    for node in nodes.values():
        node.children.sort(key=lambda code: (code == UNASSIGNED, code))
    roots = sorted((code for code, node in nodes.items() if node.parent is None), key=lambda code: (not code, code))
    return UnitTree(nodes, tuple(roots))


def load_nodes(connection: duckdb.DuckDBPyConnection, tree: OrganisationTree, units: Iterable[str], level: str) -> None:
    """DuckDB table `unit_nodes`: unit → node, the unit at `level` that answers for it."""
    connection.execute("CREATE OR REPLACE TEMP TABLE unit_nodes (unit VARCHAR, node VARCHAR)")
    pairs = [(unit, tree.answering(unit, level)) for unit in sorted(set(units))]
    if pairs:
        connection.execute(
            "INSERT INTO unit_nodes SELECT unnest($1::VARCHAR[]), unnest($2::VARCHAR[])",
            [list(one) for one in zip(*pairs, strict=True)],
        )
