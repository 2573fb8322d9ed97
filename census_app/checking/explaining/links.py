"""Which links an explanation rests on: what the comparison of the record came to, and the pairs that were kept."""

from __future__ import annotations

from collections.abc import Iterator

from census_app.archive.columns import quote_text
from census_app.checking.compiling.frame import Frame, Place
from census_app.checking.compiling.linked import VERDICT
from census_app.checking.compiling.tree import nodes_of, walk
from census_app.checking.explaining.explanation import LinkCandidate, LinkUsed
from census_app.checking.world import World
from census_app.dictionary.link_tables import LEFT
from census_app.dictionary.model import LinkDerivation
from census_app.foundation.canonical import record_key
from census_app.matching.links import SELF
from census_app.rulebook.expression import AggregateNode, FieldNode, Hop, RelationNode
from census_app.rulebook.resolved import ResolvedRule

_MOST = 5


def links_used(world: World, rule: ResolvedRule, row_id: int) -> tuple[LinkUsed, ...]:
    """One entry for each source whose links the rule reads from the record or from a row it leads to."""
    found: dict[tuple[Place, str], LinkUsed] = {}
    for start, hop in _link_hops(world, rule):
        linked = world.dictionary.tables[hop.target].linked
        assert linked is not None
        if (start, linked.link) not in found:
            found[start, linked.link] = _used(world, rule, row_id, start, hop)
    return tuple(found.values())


def _link_hops(world: World, rule: ResolvedRule) -> Iterator[tuple[Place, Hop]]:
    """Every hop over links that starts at the record itself or at the end of to-one hops from it."""
    for tree in nodes_of(rule):
        for node in walk(tree):
            if not isinstance(node, FieldNode | RelationNode | AggregateNode):
                continue
            if not isinstance(node, AggregateNode) and node.depth:
                continue
            for position, hop in enumerate(node.path):
                if world.dictionary.tables[hop.target].linked is not None and hop.table != hop.target:
                    yield node.path[:position], hop
                if hop.many:
                    break


def _used(world: World, rule: ResolvedRule, row_id: int, start: Place, hop: Hop) -> LinkUsed:
    linked = world.dictionary.tables[hop.target].linked
    assert linked is not None
    source = world.dictionary.tables[linked.target]
    name = f"{source.rule_name}（本表）" if linked.link == SELF else source.rule_name
    compared = world.source.compared(hop.target)
    key = _start_key(world, rule, row_id, start, linked)
    if compared is None or key is None:
        return LinkUsed(name, "", ())
    verdicts = world.engine.rows(f"SELECT {VERDICT} FROM {compared} WHERE {LEFT} = {quote_text(key)}")
    verdict = (verdicts[0][0] or "") if verdicts else ""
    return LinkUsed(name, verdict, _candidates(world, linked, record_key([key])))


def _start_key(world: World, rule: ResolvedRule, row_id: int, start: Place, linked: LinkDerivation) -> str | None:
    frame = Frame(world.plan, rule.table.id, only=f"row_id = {row_id}")
    key = frame.known(start, world.dictionary.tables[linked.table].key[0])
    rows = world.engine.rows(f"SELECT CAST({key.text} AS VARCHAR) FROM {frame.from_clause()}")
    return rows[0][0] if rows else None


def _candidates(world: World, linked: LinkDerivation, key: str) -> tuple[LinkCandidate, ...]:
    rows = world.source.linked.rows
    assert rows is not None
    columns = "right_key, decision, bits"
    tables = f"source = {quote_text(linked.link)} AND left_table = {quote_text(linked.table)}"
    asked = f"SELECT {columns} FROM {rows.pairs} WHERE {tables} AND left_key = {quote_text(key)}"
    if linked.link == SELF:
        asked += (
            f" UNION SELECT left_key, decision, bits FROM {rows.pairs} WHERE {tables} AND right_key = {quote_text(key)}"
        )
    found = world.engine.rows(f"SELECT * FROM ({asked}) ORDER BY bits DESC, right_key LIMIT {_MOST}")
    return tuple(LinkCandidate(right, decision, str(bits)) for right, decision, bits in found)
