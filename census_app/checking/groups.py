"""`unique`, `group` and `summary` rules: records judged, or told of, together with those that share their values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from census_app.checking.compiling.aggregates import by_code, fold_sql
from census_app.checking.compiling.compile import Compiler, Settings
from census_app.checking.compiling.frame import Frame
from census_app.checking.compiling.keys import record_key_sql
from census_app.checking.compiling.occurrence import column_name
from census_app.checking.compiling.operators import causes_of
from census_app.checking.compiling.sharing import share, with_layers
from census_app.checking.compiling.sql import Sql, conjunction
from census_app.checking.reasons import NULL_VALUE, Cause, reason_sql, single_reason
from census_app.rulebook.expression import AggregateNode, CallNode, Node
from census_app.rulebook.resolved import ResolvedRule

_SAMPLE = 5


class Folding(Protocol):
    """Something that can fold over the rows a record stands together with."""

    def fold(self, node: AggregateNode) -> Sql:
        """An aggregate with an empty path, seen from each record."""
        ...


class PeerCompiler(Compiler):
    """Compiles a rule's texts: aggregates with an empty path come from the records that stand together."""

    def __init__(self, frame: Frame, settings: Settings, together: Folding) -> None:
        super().__init__(frame, settings)
        self.together = together

    def compile(self, node: Node) -> Sql:
        """As everywhere, except for aggregates over the group itself."""
        if isinstance(node, AggregateNode) and not node.path:
            return self.together.fold(node)
        return super().compile(node)


class Peers:
    """The groups of a table's rows in scope that share the values of `by`, joined to the scan's frame.

    Only groups that fulfil `kept` are joined. Rows with an unknown `by` value belong to no group.
    """

    def __init__(self, frame: Frame, settings: Settings, rule: ResolvedRule, by: Sequence[Node]) -> None:
        self.frame = frame
        self.members = Frame(frame.plan, rule.table.id, "m")
        self.inner = Compiler(self.members, settings)
        self.folds = Compiler(self.members, settings, depth=1)
        self.alias = frame.plan.alias("p")
        self.scope = self.inner.compile(rule.scope)
        self.by = [Compiler(frame, settings).compile(node) for node in by]
        self.keys = [self.inner.compile(node) for node in by]
        self.kept = "TRUE"
        self.columns: dict[str, str] = {}
        self._stand()

    def column(self, text: str) -> str:
        """The name under which the groups give an aggregate."""
        return self.columns.setdefault(text, column_name(self.alias, f"a{len(self.columns)}"))

    def fold(self, node: AggregateNode) -> Sql:
        """An aggregate over the group's rows, seen from each of them."""
        folded = fold_sql(self.folds, node)
        return replace(folded, text=self.column(folded.text), nullable=True, causes=(*folded.causes, NULL_VALUE))

    def first(self) -> str:
        """The column with the row id of the group's row with the least record key.

        The order of the rows differs from export to export, and a problem is known by its record's key.
        """
        members = self.members
        return self.column(f"min({{'k': {record_key_sql(members)}, 'r': {members.base.row_id()}}}).r")

    def found(self) -> str:
        """SQL boolean: the row's group is one of the kept ones."""
        return f"coalesce({column_name(self.alias, 'found')}, FALSE)"

    def joined(self) -> str:
        """FROM: the rows in scope of the groups of the frame's rows."""
        own = [f"{value.text} AS {name}" for value, name in zip(self.by, self._names(), strict=False)]
        matches = [f"{name} = {key.text}" for key, name in zip(self.keys, self._names(), strict=False)]
        rows = f"(SELECT {', '.join(own)} FROM {self.frame.bare()}) own"
        scope = f" WHERE {self.scope.text}" if self.scope.text != "TRUE" else ""
        return f"(SELECT * FROM {self.members.from_clause()}{scope}) JOIN {rows} ON {' AND '.join(matches)}"

    def _stand(self) -> None:
        self.frame.attach(self._join)

    def _join(self) -> str:
        matches = [f"{name} = {value.text}" for name, value in zip(self._names(), self.by, strict=False)]
        if self.frame.plan.source.partition:
            matches += self.frame.same_world(self.alias)
        groups = self._grouped()
        if self.frame.shares is not None:
            names = [*self._names(), *self.columns.values(), column_name(self.alias, "found")]
            groups = f"(SELECT {', '.join(f'{name} AS {name}' for name in names)} FROM {self.frame.plan.kept(groups)})"
        return f"LEFT JOIN {groups} {self.alias} ON {' AND '.join(matches)}"

    def _names(self) -> list[str]:
        names = [column_name(self.alias, f"key{index}") for index in range(len(self.by))]
        partition = self.frame.plan.source.partition
        return [*names, column_name(self.alias, partition)] if partition else names

    def _given(self) -> list[str]:
        """What the rows are grouped by."""
        keys = [key.text for key in self.keys]
        partition = self.frame.plan.source.partition
        return [*keys, self.members.base.plain(partition)] if partition else keys

    def _known(self) -> str:
        """FROM and WHERE: the rows in scope with known values."""
        known = [self.scope.text] if self.scope.text != "TRUE" else []
        known += [f"{key.text} IS NOT NULL" for key in self.keys if key.nullable]
        return f"{self.members.from_clause()} WHERE {conjunction(known)}"

    def _grouped(self) -> str:
        """What is asked of a row for several aggregates, each of which DuckDB may work out apart, is asked once."""
        keys = self._given()
        known = conjunction(f"{key.text} IS NOT NULL" for key in self.keys if key.nullable)
        calls = () if self.inner.settings.guarded else self.members.calls
        texts, layers = share([*keys, *self.columns, known, self.kept], calls)
        *asked, known, kept = texts
        names = [*self._names(), *self.columns.values()]
        given = [f"{text} AS {name}" for text, name in zip(asked, names, strict=True)]
        found = f"TRUE AS {column_name(self.alias, 'found')}"
        rows = with_layers(f"{self.members.from_clause()} WHERE {self.scope.text}", layers)
        return (
            f"(SELECT {', '.join(given)}, {found} FROM (SELECT * FROM {rows}) WHERE {known} "
            f"GROUP BY {', '.join(asked[: len(keys)])} HAVING {kept})"
        )


class ReasonedPeers(Peers):
    """Groups that also tell why an aggregate over them is unknown: the most basic lack among their rows."""

    def fold(self, node: AggregateNode) -> Sql:
        """As of all peers; the causes stand on the record, where those of the rows cannot be asked."""
        folded = fold_sql(self.folds, node)
        return replace(super().fold(node), causes=(*told_of_rows(self, folded), NULL_VALUE))


class Repeated(Peers):
    """The groups of more than one row, as a membership test that leaves the scan's rows as they stand.

    Only rows whose values' hash repeats are grouped.
    """

    def _stand(self) -> None:
        self.frame.mark(self._membership)

    def _membership(self) -> str:
        plan, found = self.frame.plan, column_name(self.alias, "found")
        keys = self._given()
        rows = self._known()
        suspects = plan.repeated(rows, keys, plan.source.rows_of(self.frame.table.id))
        if suspects is None:
            return f"FALSE AS {found}"
        values = [value.text for value in self.by]
        if plan.source.partition:
            values.append(self.frame.base.plain(plan.source.partition))
        listed = ", ".join(keys)
        repeated = (
            f"SELECT {listed} FROM {rows} AND hash({listed}) IN (SELECT h FROM {suspects}) "
            f"GROUP BY {listed} HAVING count(*) > 1"
        )
        if self.frame.shares is not None:
            repeated = f"FROM {plan.kept(f'({repeated})')}"
        return f"({', '.join(values)}) IN ({repeated}) AS {found}"


class Gathering:
    """The accused rows that share the values of `by`, folded when texts are made: only failing rows are asked.

    For `unique` (every row of a repeated group is accused) and `summary` (which tells of accused rows only).
    """

    def __init__(self, frame: Frame, settings: Settings, by: Sequence[Node]) -> None:
        self.frame = frame
        self.alias = frame.plan.alias("y")
        self.by = [Compiler(frame, settings).compile(node) for node in by]
        self.folds = Compiler(frame, settings, depth=1)
        self.columns: dict[str, str] = {}

    @property
    def sample(self) -> str:
        """The column with the first record keys of the group."""
        return self._column(f"array_to_string(list_sort(min({record_key_sql(self.frame)}, {_SAMPLE})), '、')")

    def fold(self, node: AggregateNode) -> Sql:
        """An aggregate over the accused rows of the group, seen from each of them."""
        folded = fold_sql(self.folds, node)
        return replace(folded, text=self._column(folded.text), nullable=True, causes=(*folded.causes, NULL_VALUE))

    def reads(self) -> str:
        """SQL of everything asked of the failing rows."""
        return " ".join([*(value.text for value in self.by), *self.columns])

    def join(self, failing: str, wrong: str) -> str:
        """A LEFT JOIN that gives the failing rows accused by the rule their columns; empty when there are none."""
        if not self.columns:
            return ""
        names = [column_name(self.alias, f"by{index}") for index in range(len(self.by))]
        given = [f"{value.text} AS {name}" for value, name in zip(self.by, names, strict=True)]
        given += [f"{text} AS {name}" for text, name in self.columns.items()]
        matches = [f"{name} IS NOT DISTINCT FROM {value.text}" for value, name in zip(self.by, names, strict=True)]
        groups = f"SELECT {', '.join(given)} FROM {failing} WHERE {wrong} GROUP BY {', '.join(names)}"
        return f"LEFT JOIN ({groups}) ON {' AND '.join(matches)}"

    def _column(self, text: str) -> str:
        return self.columns.setdefault(text, column_name(self.alias, f"a{len(self.columns)}"))


def duplicated(by: Sequence[Sql], found: str) -> Sql:
    """Wrong for `unique`: another row in scope has the same values (`found`); unknown when a value is."""
    known = conjunction(f"{value.text} IS NOT NULL" for value in by if value.nullable)
    if known == "TRUE":
        return Sql(f"({found})", nullable=False)
    return Sql(f"CASE WHEN {known} THEN {found} END", True, (*causes_of(*by), NULL_VALUE))


def told_of_rows(peers: Peers, folded: Sql) -> Sequence[Cause]:
    """The causes of something folded over a group's rows, as they can be asked of the record."""
    only = single_reason(folded.causes)
    if only:
        return (Cause(only),)
    return tuple(by_code(folded.causes, peers.column(f"min({reason_sql(folded.causes)})")))


def group_wrong(peers: Peers, wrong: Node, each: bool) -> Sql:
    """Wrong for `group`: the condition over the group's rows, told of each row or of the one with the least key."""
    condition = _GroupCondition(peers).compile(wrong)
    peers.kept = f"({condition.text}) IS DISTINCT FROM FALSE"
    verdict = peers.column(condition.text)
    known = conjunction(f"{value.text} IS NOT NULL" for value in peers.by if value.nullable)
    causes: list[Cause] = list(causes_of(*peers.by))
    if condition.nullable:
        causes += told_of_rows(peers, condition)
    branches = [] if known == "TRUE" else [f"WHEN NOT ({known}) THEN NULL"]
    branches.append(f"WHEN NOT ({peers.found()}) THEN FALSE")
    if not each:
        branches.append(f"WHEN {peers.first()} <> {peers.frame.base.row_id()} THEN FALSE")
    nullable = known != "TRUE" or condition.nullable
    return Sql(f"CASE {' '.join(branches)} ELSE {verdict} END", nullable, (*causes, NULL_VALUE))


class _GroupCondition(Compiler):
    """Compiles a group's condition inside its own GROUP BY: aggregates with an empty path stand as they are."""

    def __init__(self, peers: Peers) -> None:
        super().__init__(peers.members, peers.inner.settings)
        self.peers = peers
        self.folded: set[str] = set()

    def compile(self, node: Node) -> Sql:
        """As everywhere, except for aggregates over the group itself."""
        if isinstance(node, AggregateNode) and not node.path:
            folded = fold_sql(self.peers.folds, node)
            self.folded.add(folded.text)
            return folded
        return super().compile(node)

    def _call(self, node: CallNode) -> Sql:
        """A call of an aggregate is of the group: beside the rows, before they are grouped, it cannot be worked out."""
        called = super()._call(node)
        self.frame.calls -= {one for one in self.frame.calls if any(text in one for text in self.folded)}
        return called
