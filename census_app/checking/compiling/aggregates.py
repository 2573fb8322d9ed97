"""Aggregates and quantifiers over to-many relations: one grouped pass per relation, unknown kept apart from no.

A pass is shared by every expression that folds the same members of the same records. Conditions that look back at
the accused record (`本户.字段`) have passes of their own, in which the members are joined to the records first.
"""

from __future__ import annotations

from dataclasses import replace

from census_app.checking.compiling.compile import SQL_TYPES, Compiler, Settings
from census_app.checking.compiling.folds import Gathered, Grouped
from census_app.checking.compiling.frame import Frame, Place
from census_app.checking.compiling.looked_at import Tests, looked_at, looked_at_by_any
from census_app.checking.compiling.occurrence import Occurrence, Plan, column_name
from census_app.checking.compiling.operators import causes_of
from census_app.checking.compiling.sql import DOUBLE_SCALE, Sql, conjunction, disjunction
from census_app.checking.compiling.tree import depths
from census_app.checking.reasons import CODES, NULL_VALUE, Cause, Reason, ordered, reason_sql, single_reason
from census_app.rulebook.expression import Aggregate, AggregateNode, Hop, Node

_MANY_ROWS, _MANY_MEMBERS = 500_000, 4
_AS_THEY_STAND = Grouped()
_OVER_NOTHING = {
    Aggregate.COUNT: "0",
    Aggregate.SUM: "0",
    Aggregate.ANY: "FALSE",
    Aggregate.NONE: "TRUE",
    Aggregate.ALL: "TRUE",
}


def aggregate(compiler: Compiler, node: AggregateNode) -> Sql:
    """The fold's value for each record of the compiler's frame."""
    position = next(index for index, hop in enumerate(node.path) if hop.many)
    prefix, hop = node.path[:position], node.path[position]
    frame = compiler.frame
    lack = _lack(frame.plan, hop)
    if lack is not None:
        return Sql(f"CAST(NULL AS {_type(node)})", causes=(Cause(lack),), scale=_scale_of_nothing(node))
    looks_back = any(0 in depths(part) for part in (node.value, node.condition) if part is not None)
    members = pass_of(frame, prefix, hop, compiler.settings if looks_back else None)
    inner = Compiler(members.members, compiler.settings, members.outer or _NO_OUTER, depth=1)
    fold = fold_sql(inner, node, members.folds)
    members.looked_at.append(looked_at(inner, node))
    return members.result(members.column(fold.text), fold, _OVER_NOTHING.get(node.function), _type(node))


def fold_sql(members: Compiler, node: AggregateNode, folds: Grouped = _AS_THEY_STAND) -> Sql:
    """The fold as an aggregate over the rows of the members' frame; null when a member leaves it open."""
    condition = members.compile(node.condition) if node.condition is not None else Sql("TRUE", nullable=False)
    value = members.compile(node.value) if node.value is not None else None
    parts = [condition] if value is None else [condition, value]
    causes = causes_of(*parts)
    if node.function in (Aggregate.ANY, Aggregate.ALL, Aggregate.NONE):
        return Sql(_quantifier(node.function, condition, folds), condition.nullable, causes)
    holds = "" if condition.text == "TRUE" else f" FILTER (WHERE {condition.text})"
    aggregate_text, scale = _folded(node, value, holds)
    folded = folds.folded(aggregate_text)
    unknown = _unknown_member(condition, value)
    nullable = unknown is not None or node.function not in _OVER_NOTHING
    text = folded if unknown is None else f"CASE WHEN NOT {folds.some(unknown)} THEN {folded} END"
    return Sql(text, nullable, causes, scale)


def _folded(node: AggregateNode, value: Sql | None, holds: str) -> tuple[str, int | None]:
    if node.function is Aggregate.COUNT or value is None:
        return f"count(*){holds}", 0
    match node.function:
        case Aggregate.COUNT_DISTINCT:
            return f"nullif(count(DISTINCT {value.text}){holds}, 0)", 0
        case Aggregate.SUM:
            exact = value.text if value.scale is not None else f"CAST({value.text} AS DECIMAL(38, {DOUBLE_SCALE}))"
            scale = DOUBLE_SCALE if value.scale is None else value.scale
            return f"coalesce(sum({exact}){holds}, 0)", scale
        case Aggregate.AVG | Aggregate.MEDIAN:
            name = "avg" if node.function is Aggregate.AVG else "median"
            return f"round(CAST({name}({value.text}){holds} AS DOUBLE), {DOUBLE_SCALE})", None
        case _:
            return f"{node.function.value}({value.text}){holds}", value.scale


def _quantifier(function: Aggregate, condition: Sql, folds: Grouped) -> str:
    asked = f"NOT {condition.text}" if function is Aggregate.ALL else condition.text
    found, otherwise = ("TRUE", "FALSE") if function is Aggregate.ANY else ("FALSE", "TRUE")
    if not condition.nullable:
        return f"CASE WHEN {folds.some(asked)} THEN {found} ELSE {otherwise} END"
    unknown = folds.some(f"({condition.text}) IS NULL")
    return f"CASE WHEN {folds.some(asked)} THEN {found} WHEN {unknown} THEN NULL ELSE {otherwise} END"


def _unknown_member(condition: Sql, value: Sql | None) -> str | None:
    tests = []
    if condition.nullable:
        tests.append(f"{condition.text} IS NULL")
    if value is not None and value.nullable:
        missing = f"{value.text} IS NULL"
        tests.append(missing if condition.text == "TRUE" else f"({condition.text} AND {missing})")
    # a null condition makes the second test null, but then the first is already true
    return " OR ".join(tests) if tests else None


class Outer:
    """The accused records as members see them: a subquery of row id, join fields and the values asked for.

    With `distinct` the same values of different records are computed once (many records share the members).
    """

    def __init__(self, seen_from: Frame, distinct: bool) -> None:
        plan = seen_from.plan
        self.frame = Frame(plan, seen_from.table.id, "o", seen_from.only, seen_from.shares)
        self.frame.seen_from = seen_from
        seen_from.lookers.append(self.frame)
        self.wanted: list[str] = []
        self.seen_from = seen_from
        self.alias = plan.alias("x")
        self.distinct = distinct
        self.columns: dict[str, str] = {}
        self.twins: dict[str, str] = {}

    def want(self, settings: Settings) -> None:
        """Records on which none of `settings.only` is false are among the rows; others only if wanted elsewhere."""
        compiler = Compiler(self.frame, replace(settings, only=()))
        tests = [f"({compiler.compile(node).text}) IS DISTINCT FROM FALSE" for node in settings.only]
        self.wanted.append(conjunction(tests))

    def export(self, node: Node, settings: Settings) -> Sql:
        """The value of a tree about the accused record."""
        return self._exported(*(Compiler(frame, settings).compile(node) for frame in (self.frame, self.seen_from)))

    def export_empty(self, node: Node, settings: Settings) -> Sql:
        """Whether it is really empty."""
        return self._exported(*(Compiler(frame, settings).empty(node) for frame in (self.frame, self.seen_from)))

    def column(self, text: str, twin: str) -> str:
        """The name under which the subquery gives an expression; `twin` is the same in the accused frame."""
        self.twins[text] = twin
        return self.columns.setdefault(text, column_name(self.alias, f"e{len(self.columns)}"))

    def _exported(self, value: Sql, twin: Sql) -> Sql:
        name = self.column(value.text, twin.text)
        only = single_reason(value.causes)
        if not value.nullable or only is not None:
            return Sql(name, value.nullable, (Cause(only or Reason.NULL),) if value.nullable else (), value.scale)
        code = self.column(
            *(f"CASE WHEN {one.text} IS NULL THEN {reason_sql(one.causes)} END" for one in (value, twin))
        )
        return Sql(name, True, by_code(value.causes, code), value.scale)

    def subquery(self) -> str:
        """The rows: distinct values, or one row per record under `row_id`."""
        names = ", ".join(f"{text} AS {name}" for text, name in self.columns.items())
        if self.frame.plan.source.partition:
            world = self.frame.base.plain(self.frame.plan.source.partition)
            names += f", {world} AS {column_name(self.alias, self.frame.plan.source.partition)}"
        if not self.distinct:
            names += f", {self.frame.base.row_id()} AS {column_name(self.alias, 'row_id')}"
        rows = self.frame.from_clause()
        if self.wanted and "TRUE" not in self.wanted:
            rows = f"{rows} WHERE {disjunction(f'({tests})' for tests in dict.fromkeys(self.wanted))}"
        return f"(SELECT {'DISTINCT ' if self.distinct else ''}{names} FROM {rows}) {self.alias}"


class _NoOuter(Outer):
    """Members whose expressions never look back."""

    def __init__(self) -> None:
        pass

    def export(self, node: Node, settings: Settings) -> Sql:
        raise AssertionError("a pass without the accused record was asked for it")


_NO_OUTER: Outer = _NoOuter()


class Pass:
    """One GROUP BY over the members, joined to a frame."""

    def __init__(self, frame: Frame, prefix: Place, hop: Hop, looking_back: bool) -> None:
        plan = frame.plan
        relation = next(entry for entry in plan.table(hop.table).relations if entry.name == hop.relation)
        self.frame = frame
        self.start: Occurrence = frame.at(prefix)
        mine = None if prefix else frame.shared(hop.target, relation.fields)
        self.members = Frame(plan, hop.target, "m", mine)
        self.alias = plan.alias("g")
        self.local = [self.start.known(here) for here, _ in relation.fields]
        self.remote = [self.members.base.known(there) for _, there in relation.fields]
        self.row_id = frame.base.row_id()
        self.outer = Outer(frame, bool(prefix)) if looking_back else None
        if self.outer is not None:
            outer_start = self.outer.frame.at(prefix)
            far = [outer_start.known(here).text for here, _ in relation.fields]
            near = [value.text for value in self.local]
            self.outer_keys = [self.outer.column(*pair) for pair in zip(far, near, strict=True)]
        remote = tuple(there for _, there in relation.fields)
        self.covered = frame.absence(prefix, hop.target, remote, tuple(self.local), of_members=True)
        self.folds = Gathered(self.alias)
        self.looked_at: list[Tests] = []
        self.columns: dict[str, str] = {}
        frame.attach(self._render, prefix if self.outer is None else ())

    def column(self, text: str) -> str:
        """The name under which the pass gives an aggregate."""
        return self.columns.setdefault(text, column_name(self.alias, f"a{len(self.columns)}"))

    def result(self, column: str, fold: Sql, over_nothing: str | None, kind: str) -> Sql:
        """The fold seen from the frame: over no members its neutral value, without coverage unknown."""
        if self.covered.never:
            return Sql(f"CAST(NULL AS {kind})", causes=(Cause(Reason.NOT_COVERED),), scale=fold.scale)
        known = [value for value in self.local if value.nullable]
        sure = not known and self.covered.always
        nullable = fold.nullable or over_nothing is None or not sure
        causes = [cause for value in self.local for cause in value.causes]
        causes += self.covered.lacks()
        causes += self._member_causes(fold)
        if over_nothing is None:
            causes.append(NULL_VALUE)
        return Sql(self._value(column, fold, over_nothing), nullable, tuple(dict.fromkeys(causes)), fold.scale)

    def _value(self, column: str, fold: Sql, over_nothing: str | None) -> str:
        known = conjunction(f"{value.text} IS NOT NULL" for value in self.local if value.nullable)
        branches = []
        if not self.covered.always:
            branches.append(f"WHEN NOT {self.covered.text} THEN NULL")
        branches.append(f"WHEN {column_name(self.alias, 'present')} THEN {column}")
        if over_nothing is not None and known != "TRUE":
            branches.append(f"WHEN {known} THEN {over_nothing}")
        otherwise = over_nothing if over_nothing is not None and known == "TRUE" else "NULL"
        if len(branches) == 1 and otherwise != "NULL" and not fold.nullable:
            return f"coalesce({column}, {otherwise})"
        return f"CASE {' '.join(branches)} ELSE {otherwise} END"

    def _member_causes(self, fold: Sql) -> tuple[Cause, ...]:
        if not fold.nullable or not fold.causes:
            return ()
        only = single_reason(fold.causes)
        if only is not None:
            return (Cause(only),)
        self.looked_at.append(())
        return by_code(fold.causes, self.column(self.folds.folded(f"min({reason_sql(fold.causes)})")))

    def joined(self) -> str:
        """FROM: the members of every record, beside what they look back at (passes that look back only)."""
        assert self.outer is not None
        on = [f"{far.text} = {near}" for far, near in zip(self.remote, self.outer_keys, strict=True)]
        on += self.members.same_world(self.outer.alias)
        return f"{self.members.from_clause()}\nJOIN {self.outer.subquery()} ON {' AND '.join(on)}"

    def _render(self) -> str:
        aggregates = [f"{text} AS {name}" for text, name in self.columns.items()]
        if self.outer is None:
            source = self.members.from_clause()
            keys = [value.text for value in self.remote]
            sides = [value.text for value in self.local]
        else:
            source = self.joined()
            keys, sides = self._outer_sides()
        names = [column_name(self.alias, f"key{index}") for index in range(len(keys))]
        matches = [f"{name} {self._equals} {side}" for name, side in zip(names, sides, strict=True)]
        given = [f"{key} AS {name}" for key, name in zip(keys, names, strict=True)]
        partition = self.frame.plan.source.partition
        if partition:
            world = self.members.base.plain(partition)
            keys, given = [*keys, world], [*given, f"{world} AS {column_name(self.alias, partition)}"]
            matches += self.frame.same_world(self.alias)
            names.append(column_name(self.alias, partition))
        folded = ", ".join([*given, *self.folds.columns()])
        below = f"(SELECT {folded} FROM {source}{self._where()} GROUP BY {', '.join(keys)})"
        columns = ", ".join([*names, f"TRUE AS {column_name(self.alias, 'present')}", *aggregates])
        grouped = f"(SELECT {columns} FROM {below}) {self.alias}"
        return f"LEFT JOIN {grouped} ON {' AND '.join(matches)}"

    def _where(self) -> str:
        """Only the members that can change a fold: a record without any of them has what it has over none."""
        wanted = looked_at_by_any(self.looked_at)
        return "" if wanted is None else f" WHERE {wanted}"

    @property
    def _equals(self) -> str:
        return "IS NOT DISTINCT FROM" if self.outer is not None and self.outer.distinct else "="

    def _outer_sides(self) -> tuple[list[str], list[str]]:
        """What the pass is grouped by and what it equals in the frame."""
        assert self.outer is not None
        if not self.outer.distinct:
            return [column_name(self.outer.alias, "row_id")], [self.row_id]
        return list(self.outer.columns.values()), [self.outer.twins[text] for text in self.outer.columns]


def pass_of(frame: Frame, prefix: Place, hop: Hop, looking_back: Settings | None) -> Pass:
    """The frame's pass over these members, made at the first call.

    Members that look back at many records (`looking_back`: as whose expression) are joined only to those records that
    matter to it or, where records outnumber members, to another of the expressions; else all expressions share a pass.
    """
    only: tuple[str, ...] = ()
    if looking_back is not None:
        looking_back = replace(looking_back, only=looking_back.only if _uneven(frame, hop) else ())
        if not _outnumbered(frame, hop):
            only = tuple(Compiler(frame, looking_back).compile(node).text for node in looking_back.only)
    key = (prefix, hop, looking_back is not None, only)
    if key not in frame.passes:
        frame.passes[key] = Pass(frame, prefix, hop, looking_back is not None)
    found = frame.passes[key]
    assert isinstance(found, Pass)
    if looking_back is not None and found.outer is not None:
        found.outer.want(looking_back)
    return found


def _uneven(frame: Frame, hop: Hop) -> bool:
    """Whether there are so many records, or members of each, that leaving records out saves more than joining all.

    Members of records left out are passed over while their file is read.
    """
    records, members = (frame.plan.source.rows_of(table) for table in (frame.table.id, hop.target))
    return max(records, members) > _MANY_ROWS and (records > members or members > _MANY_MEMBERS * records)


def _outnumbered(frame: Frame, hop: Hop) -> bool:
    """Whether each pass costs more for reading the records, and for joining them to it, than for the few members."""
    return frame.plan.source.rows_of(frame.table.id) > frame.plan.source.rows_of(hop.target)


def by_code(causes: tuple[Cause, ...], column: str) -> tuple[Cause, ...]:
    """The causes as told by a column of reason codes that a subquery computed."""
    told = (
        NULL_VALUE if cause.reason is Reason.NULL else Cause(cause.reason, f"{column} = {CODES[cause.reason]}")
        for cause in ordered(causes)
    )
    return tuple(dict.fromkeys(told))


def _lack(plan: Plan, hop: Hop) -> Reason | None:
    """Why nothing can be said about the members at all."""
    relation = next(entry for entry in plan.table(hop.table).relations if entry.name == hop.relation)
    return plan.lack(hop.target, [there for _, there in relation.fields])


def _type(node: AggregateNode) -> str:
    if node.function in (Aggregate.COUNT, Aggregate.COUNT_DISTINCT):
        return "BIGINT"
    if node.function in (Aggregate.AVG, Aggregate.MEDIAN):
        return "DOUBLE"
    return SQL_TYPES.get(node.type, "VARCHAR")


def _scale_of_nothing(node: AggregateNode) -> int | None:
    return 4 if _type(node).startswith("DECIMAL") else (0 if _type(node) == "BIGINT" else None)
