"""The parts of a rule on one record: what each is worth, and the steps people read it in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from census_app.checking.compiling.aggregates import Pass
from census_app.checking.compiling.compile import Compiler, Settings
from census_app.checking.compiling.frame import Frame
from census_app.checking.compiling.keys import record_key_sql
from census_app.checking.compiling.sql import Sql
from census_app.checking.compiling.tree import children, data_day_of, depths, walk
from census_app.checking.engine import Engine
from census_app.checking.explaining.explanation import Member, Step
from census_app.checking.groups import PeerCompiler, Peers, ReasonedPeers
from census_app.checking.reasons import NULL_VALUE, ORDER, reason_sql
from census_app.checking.show import UNKNOWN, shown
from census_app.checking.world import World
from census_app.rulebook.expression import (
    AggregateNode,
    FieldNode,
    LiteralNode,
    Node,
    ParameterNode,
    UnaryNode,
    ValueType,
)
from census_app.rulebook.functions.entry import Surroundings
from census_app.rulebook.resolved import Placeholder, ResolvedClause, ResolvedRule

_MEMBER_LIMIT = 20


@dataclass
class Part:
    """A node on its way to a step: places of its columns in the one query."""

    node: Node
    words: str
    shown: int
    reason: int | None
    parts: list[Part] = field(default_factory=list)
    members: tuple[tuple[Member, ...], int] | None = None


class Parts:
    """Collects the columns of all parts, reads them in one query, and makes steps of them."""

    def __init__(
        self, engine: Engine, world: World, rule: ResolvedRule, row_id: int, surroundings: Surroundings
    ) -> None:
        self.engine = engine
        self.plan = world.plan
        self.rule = rule
        self.row_id = row_id
        self.frame = Frame(self.plan, rule.table.id, only=f"row_id = {row_id}")
        self.settings = Settings(rule.parameters, surroundings, guarded=True)
        self.compiler = self._compiler()
        self._columns: list[str] = []
        self._values: tuple[Any, ...] = ()

    def add(self, node: Node, text: str) -> Part:
        """The node and everything below it that stands on the record itself."""
        reason = self._reason(node)
        part = Part(node, text[node.span.start : node.span.end] or text, self.text(node), reason)
        if isinstance(node, AggregateNode):
            part.members = self._members(node, text)
            return part
        part.parts = [self.add(child, self._text_of(node, child, text)) for child in told_below(node)]
        return part

    def _text_of(self, node: Node, child: Node, text: str) -> str:
        """The words the child's span counts in: the date that picks a parameter's value is written beside it."""
        if isinstance(node, ParameterNode) and child is node.at:
            return self.rule.rule.params[node.name].at or text
        return text

    def add_clause(self, clause: ResolvedClause) -> tuple[Part | None, dict[str, int]]:
        """The clause's condition (none for `unique`) and the places of the values its message shows, by placeholder."""
        said = {piece.text: self.said(piece.node) for piece in clause.says if isinstance(piece, Placeholder)}
        if self.rule.unique:
            return None, said
        group = self.rule.rule.group
        whole = group is not None and clause is self.rule.clauses[-1]
        text = group.wrong if group and whole else next(w.when for w in self.rule.rule.wrong if w.id == clause.clause)
        return self.add(clause.when, text), said

    def text(self, node: Node) -> int:
        """The place of the node's value as people read it."""
        return self._column(shown(self.compiler, node))

    def said(self, node: Node) -> int:
        """The place of the node's value as a message shows it."""
        return self._column(shown(self.compiler, node, in_message=True))

    def read(self) -> None:
        """All values are known."""
        columns = ", ".join(self._columns)
        self._values = self.engine.rows(f"SELECT {columns} FROM {self.frame.from_clause()}")[0]

    def value(self, place: int) -> str:
        """A shown value; what cannot be computed is unknown."""
        value = self._values[place]
        return UNKNOWN if value is None else str(value)

    def known(self, place: int) -> bool:
        """Whether a shown value could be told."""
        return self.value(place) != UNKNOWN

    def step(self, part: Part) -> Step:
        """The finished step."""
        condition = part.node.type is ValueType.BOOLEAN
        value = self.value(part.shown)
        code = None if part.reason is None else self._values[part.reason]
        members, count = part.members or ((), None)
        return Step(
            words=" ".join(part.words.split()),
            value=value,
            condition=condition,
            truth={"是": True, "否": False}.get(value) if condition else None,
            reason=ORDER[code].value if code is not None and value == UNKNOWN else "",
            steps=tuple(self.step(child) for child in part.parts),
            members=members,
            member_count=count,
        )

    def _compiler(self) -> Compiler:
        by = self.rule.group.by if self.rule.group else self.rule.unique
        if by:
            return PeerCompiler(self.frame, self.settings, ReasonedPeers(self.frame, self.settings, self.rule, by))
        return _LoneCompiler(self.frame, self.settings)

    def _column(self, text: str) -> int:
        self._columns.append(f"TRY({text})")
        return len(self._columns) - 1

    def _reason(self, node: Node) -> int | None:
        value = self.compiler.compile(node)
        if not value.nullable:
            return None
        self._columns.append(f"CASE WHEN TRY({value.text}) IS NULL THEN {reason_sql(value.causes)} END")
        return len(self._columns) - 1

    def _members(self, node: AggregateNode, text: str) -> tuple[tuple[Member, ...], int]:
        if not node.path:
            return self._peers(node, text)
        position = next(index for index, hop in enumerate(node.path) if hop.many)
        if not self.plan.imported(node.path[position].target):
            return (), 0
        frame = Frame(self.plan, self.rule.table.id, only=f"row_id = {self.row_id}")
        members = Pass(frame, node.path[:position], node.path[position], looking_back=True)
        assert members.outer is not None
        compiler = Compiler(members.members, self.settings, members.outer, depth=1)
        return self._listed(compiler, members.members, node, text, members.joined)

    def _peers(self, node: AggregateNode, text: str) -> tuple[tuple[Member, ...], int]:
        assert self.rule.group is not None
        own = Frame(self.plan, self.rule.table.id, only=f"row_id = {self.row_id}")
        peers = Peers(own, self.settings, self.rule, self.rule.group.by)
        compiler = Compiler(peers.members, self.settings, depth=1)
        return self._listed(compiler, peers.members, node, text, peers.joined)

    def _listed(
        self, compiler: Compiler, frame: Frame, node: AggregateNode, text: str, source: Callable[[], str]
    ) -> tuple[tuple[Member, ...], int]:
        """The members an aggregate looks at, with the fields its value and condition read."""
        condition = compiler.compile(node.condition).text if node.condition is not None else "TRUE"
        looked_at = [part for part in (node.value, node.condition) if part is not None]
        fields = {
            text[part.span.start : part.span.end]: part
            for tree in looked_at
            for part in walk(tree)
            if isinstance(part, FieldNode) and depths(part) == {1}
        }
        key = record_key_sql(frame)
        columns = [f"TRY({shown(compiler, part)})" for part in fields.values()]
        order = frame.base.row_id()
        rows = self.engine.rows(
            f"SELECT {', '.join([key, f'TRY({condition})', *columns])}, count(*) OVER () FROM {source()} "
            f"ORDER BY {order} LIMIT {_MEMBER_LIMIT}"
        )
        listed = tuple(
            Member(row[0], {name: row[2 + place] or UNKNOWN for place, name in enumerate(fields)}, row[1])
            for row in rows
        )
        return listed, rows[0][-1] if rows else 0


def told_below(node: Node) -> list[Node]:
    """What an explanation tells below a node, in order: no literals; of `is not null` and `not in` what is negated
    inside their words; nothing below 数据日 and below aggregates, which tell their members instead."""
    if isinstance(node, AggregateNode) or data_day_of(node) is not None:
        return []
    if negates_within(node):
        return told_below(children(node)[0])
    return [child for child in children(node) if not isinstance(child, LiteralNode)]


def negates_within(node: Node) -> bool:
    """Whether the node is a negation written inside the words it negates: with them it is one step, not two."""
    return isinstance(node, UnaryNode) and node.operator == "not" and node.operand.span == node.span


class _LoneCompiler(Compiler):
    """Texts of a summary tell of all accused records together; of one record alone that is unknown."""

    def compile(self, node: Node) -> Sql:
        """As everywhere, except for aggregates over the accused records."""
        if isinstance(node, AggregateNode) and not node.path:
            return Sql("NULL", causes=(NULL_VALUE,))
        return super().compile(node)
