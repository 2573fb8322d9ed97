"""The typed tree every rule expression becomes: resolved, engine-neutral, small enough to explain.

Produced by `census_app.rulebook.resolving.resolve`, turned into one engine's language by `census_app.checking`.
Three-valued logic throughout: each node is a value, or unknown.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

Literal = str | int | Decimal | bool | date | datetime | None


class ValueType(StrEnum):
    """Static types of expressions; UNKNOWN is only the type of a bare null."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    DATETIME = "datetime"
    BOOLEAN = "boolean"
    LIST = "list"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Span:
    """Where a node stands in the rule's text: offsets [start, end) in characters."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Hop:
    """One step along a dictionary relation from `table` to `target`."""

    table: str
    relation: str
    target: str
    many: bool


@dataclass(frozen=True, slots=True)
class Node:
    """Base of all nodes."""

    type: ValueType
    span: Span


@dataclass(frozen=True, slots=True)
class LiteralNode(Node):
    """A constant written in the rule."""

    value: Literal


@dataclass(frozen=True, slots=True)
class ParameterNode(Node):
    """`:容差`, or `:周期[重要性等级]` with `key`; values come from the resolved pack at run time.

    `at` is the date expression that picks an effective-dated value; None picks by the as-of date.
    """

    name: str
    key: Node | None = None
    at: Node | None = None


@dataclass(frozen=True, slots=True)
class FieldNode(Node):
    """A field of the accused record (`depth` 0) or of the member of the innermost aggregate (`depth` 1).

    `path` holds the to-one hops to follow first; `table` is the table the field belongs to.
    """

    table: str
    field: str
    path: tuple[Hop, ...] = ()
    depth: int = 0


@dataclass(frozen=True, slots=True)
class RelationNode(Node):
    """A to-one relation used as a value: only `is null`, `is not null` and 悬空() accept it."""

    path: tuple[Hop, ...]
    depth: int = 0


class Aggregate(StrEnum):
    """Folds and quantifiers over the members of a to-many path."""

    COUNT = "count"
    COUNT_DISTINCT = "count_distinct"
    SUM = "sum"
    MIN = "min"
    MAX = "max"
    AVG = "avg"
    MEDIAN = "median"
    ANY = "any"
    ALL = "all"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class AggregateNode(Node):
    """`count(计量点, 条件)`, `sum(受电设备.铭牌容量, 条件)`, `any(电能表, 条件)`.

    `path` is to-one hops, then exactly one to-many hop, then optionally to-one hops for `value`.
    `value` and `condition` are resolved against the member (depth 1 = member, depth 0 = 本户).
    In a `group` rule's condition the path is empty: members are the group's rows.
    """

    function: Aggregate
    path: tuple[Hop, ...]
    value: Node | None = None
    condition: Node | None = None


@dataclass(frozen=True, slots=True)
class CallNode(Node):
    """A registry function applied to arguments; `function` is the registry id (English)."""

    function: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class UnaryNode(Node):
    """`not x`, `-x`."""

    operator: str
    operand: Node


NEGATED_COMPARISONS = {"=": "<>", "<>": "=", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}
"""The comparison that holds of known values exactly when the other does not."""


@dataclass(frozen=True, slots=True)
class BinaryNode(Node):
    """`and or = <> < <= > >= + - * / like` (and their negations spelt through `UnaryNode('not')`)."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class BetweenNode(Node):
    """`x between low and high`, ends included."""

    operand: Node
    low: Node
    high: Node


@dataclass(frozen=True, slots=True)
class InNode(Node):
    """`x in (…)`; a single ParameterNode of type LIST stands for `x in :列表`."""

    operand: Node
    options: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class IsNullNode(Node):
    """`x is null`: true only for a covered, readable, really empty value or an absent to-one target."""

    operand: Node


@dataclass(frozen=True, slots=True)
class CaseNode(Node):
    """`case when … then … [else …] end`; no else, no hit = unknown; an unknown condition = unknown."""

    branches: tuple[tuple[Node, Node], ...]
    otherwise: Node | None = None


@dataclass(frozen=True, slots=True)
class CoalesceNode(Node):
    """The first argument that is not really empty; an unknown one makes the whole unknown."""

    arguments: tuple[Node, ...]
