"""One FROM clause: a table and everything reached from it by to-one relations.

A frame grows while expressions are compiled against it: each asks for the fields it reads, and only those are
selected. A field is handed out as a *known* value: null where the cell is empty, masked, outside its code list,
unreadable or absent, so that SQL's three-valued logic is the rule language's.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field

from census_app.archive.columns import quote_name, scale_of, sql_type
from census_app.archive.model import Completeness, FieldFacts
from census_app.checking.coverage import Cover
from census_app.checking.reasons import NULL_VALUE, Cause, Reason
from census_app.checking.source import Source
from census_app.checking.sql import Sql, conjunction, disjunction
from census_app.dictionary.model import Dictionary, FieldEntry, FieldType, TableEntry
from census_app.rulebook.expression import Hop

Place = tuple[Hop, ...]
_FLAGS = "_flags"
_EXISTS = "exists"
PREVIOUS = "#previous"


@dataclass
class Plan:
    """What all frames of one query share. `duplicated(table, fields)` asks the data itself."""

    source: Source
    dictionary: Dictionary
    duplicated: Callable[[str, tuple[str, ...]], bool]
    cover: Callable[[str, str], Cover]
    _aliases: int = 0

    def alias(self, prefix: str) -> str:
        """A name no other part of the query uses."""
        self._aliases += 1
        return f"{prefix}{self._aliases}"

    def table(self, table_id: str) -> TableEntry:
        """The dictionary's entry."""
        return self.dictionary.tables[table_id]

    def absence(self, accused: str, target: str, remote: Iterable[str]) -> Cover:
        """Whether finding no row of `target` by its fields `remote` means anything for records of `accused`.

        Rows whose files lacked a join field could be anybody's.
        """
        if any(self.source.partly_absent(target, field_id) for field_id in remote):
            return Cover.nowhere()
        return self.cover(accused, target)

    def imported(self, table_id: str) -> bool:
        """Whether anything of the table was ever imported."""
        return self.source.coverage(table_id).completeness is not Completeness.ABSENT


@dataclass
class Occurrence:
    """A table standing in the FROM clause once: the base row, or the row a hop leads to.

    `alias` None means that nothing of the table was imported: every field of it is unknown.
    """

    plan: Plan
    table: TableEntry
    alias: str | None
    optional: bool = False
    counted: bool = False
    access: tuple[Cause, ...] = ()
    columns: dict[str, str] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)

    def known(self, field_id: str) -> Sql:
        """The field's value where it is known."""
        entry = self.table.field(field_id)
        scale = _scale(entry)
        if self.alias is None:
            return Sql(_typed_null(entry), causes=self.access, scale=scale)
        if field_id not in self._present():
            return Sql(_typed_null(entry), causes=(*self.access, Cause(Reason.NOT_IMPORTED)), scale=scale)
        facts = self._facts(field_id)
        column = quote_name(field_id)
        hidden = [token + field_id for token, count in (("*", facts.masked), ("?", facts.uncoded)) if count]
        if hidden:
            tests = disjunction(_has_token(_FLAGS, token) for token in hidden)
            column = f"CASE WHEN {tests} THEN NULL ELSE {column} END"
        name = self._column(f"k_{field_id}", column)
        causes = self._causes(field_id, facts)
        return Sql(name, nullable=self.optional or bool(causes), causes=causes, scale=scale)

    def raw(self, field_id: str, masks: bool = True) -> Sql:
        """The cell's value as text, uncoded and (when `masks`) masked values included; null where there is no value."""
        if self.alias is None or field_id not in self._present():
            return Sql("CAST(NULL AS VARCHAR)", causes=self.known(field_id).causes)
        facts = self._facts(field_id)
        name, column = f"r_{field_id}", quote_name(field_id)
        shown = {Reason.UNCODED, Reason.MASKED} if masks else {Reason.UNCODED}
        if facts.masked and not masks:
            name, column = (
                f"u_{field_id}",
                f"CASE WHEN {_has_token(_FLAGS, '*' + field_id)} THEN NULL ELSE {column} END",
            )
        text = self._column(name, column)
        if sql_type(self.table.field(field_id)) != "VARCHAR":
            text = f"CAST({text} AS VARCHAR)"
        causes = tuple(cause for cause in self._causes(field_id, facts) if cause.reason not in shown)
        return Sql(text, nullable=self.optional or bool(causes), causes=causes)

    def empty(self, field_id: str) -> Sql:
        """Whether the cell is really empty: unknown where it was unreadable, absent, or there is no row."""
        if self.alias is None or field_id not in self._present():
            return Sql("CAST(NULL AS BOOLEAN)", causes=self.known(field_id).causes)
        facts = self._facts(field_id)
        name = self._column(f"r_{field_id}", quote_name(field_id))
        lost = []
        if facts.unreadable:
            lost.append(_has_token(self.flags(), "!" + field_id))
        if self.plan.source.partly_absent(self.table.id, field_id):
            lost.append(_has_token(self.flags(), "-" + field_id))
        causes = self._causes(field_id, facts)
        if self.optional:
            lost.insert(0, f"{self.row_id()} IS NULL" if self.counted else f"NOT {self.exists()}")
        branches = [f"WHEN {name} IS NOT NULL THEN FALSE"]
        if facts.masked:
            # a masked number or date is stored as null: there is a value, it is only not shown
            branches.append(f"WHEN {_has_token(self.flags(), '*' + field_id)} THEN FALSE")
        if lost:
            branches.append(f"WHEN {disjunction(lost)} THEN NULL")
        if len(branches) == 1:
            return Sql(f"{name} IS NULL", nullable=False)
        return Sql(f"CASE {' '.join(branches)} ELSE TRUE END", nullable=bool(lost), causes=causes if lost else ())

    def masked(self, field_id: str) -> Sql:
        """Whether the cell is masked: unknown where it was unreadable, absent, or there is no row."""
        empty = self.empty(field_id)
        if self.alias is None or field_id not in self._present():
            return empty
        branches = f"WHEN {empty.text} IS NULL THEN NULL ELSE FALSE"
        if self._facts(field_id).masked:
            branches = f"WHEN {_has_token(self.flags(), '*' + field_id)} THEN TRUE {branches}"
        return Sql(f"CASE {branches} END", empty.nullable, empty.causes)

    def row_id(self) -> str:
        """The row's id; null where the hop leads to no row or to several."""
        return self._column("row_id", "row_id")

    def exists(self) -> str:
        """SQL boolean: the hop leads to at least one row."""
        if self.counted:
            return f"{self.rows()} IS NOT NULL"
        return f"coalesce({column_name(self.alias, _EXISTS)}, FALSE)"

    def rows(self) -> str:
        """How many rows the hop leads to (counted occurrences only)."""
        return column_name(self.alias, "rows")

    def flags(self) -> str:
        """The column with the defects of the row."""
        return self._column(_FLAGS, _FLAGS)

    def plain(self, column: str) -> str:
        """A technical column of the relation as it is."""
        return self._column(column, quote_name(column))

    def _present(self) -> frozenset[str]:
        return self.plan.source.columns(self.table.id)

    def _facts(self, field_id: str) -> FieldFacts:
        return self.plan.source.facts(self.table.id, field_id)

    def _column(self, name: str, expression: str) -> str:
        self.columns.setdefault(name, expression)
        self.asked.add(name)
        return column_name(self.alias, name)

    def _causes(self, field_id: str, facts: FieldFacts) -> tuple[Cause, ...]:
        causes = list(self.access)
        for reason, token, count in (
            (Reason.UNREADABLE, "!", facts.unreadable),
            (Reason.MASKED, "*", facts.masked),
            (Reason.UNCODED, "?", facts.uncoded),
            (Reason.NOT_IMPORTED, "-", self.plan.source.partly_absent(self.table.id, field_id)),
        ):
            if count:
                causes.append(Cause(reason, _has_token(self.flags(), token + field_id)))
        if self.optional or facts.nulls > facts.unreadable:
            causes.append(NULL_VALUE)
        return tuple(causes)


@dataclass
class Reached:
    """A to-one hop made: the occurrence it leads to, and the values it started from."""

    occurrence: Occurrence
    local: tuple[Sql, ...]
    local_empty: tuple[Sql, ...]
    covered: Cover

    def absent(self) -> Sql:
        """`relation is null`: no code, or a code found nowhere in a covered table."""
        return self._missing(empty_counts=True)

    def dangling(self) -> Sql:
        """悬空(): a code is there and found nowhere in a covered table."""
        return self._missing(empty_counts=False)

    def _missing(self, empty_counts: bool) -> Sql:
        empty = disjunction(sql.text for sql in self.local_empty)
        given = conjunction(f"{sql.text} IS NOT NULL" for sql in self.local)
        causes = tuple(cause for sql in self.local_empty for cause in sql.causes) + self.occurrence.access
        verdict_of_empty = "TRUE" if empty_counts else "FALSE"
        branches = [f"WHEN {empty} THEN {verdict_of_empty}"]
        if self.occurrence.alias is not None:
            branches.insert(0, f"WHEN {self.occurrence.exists()} THEN FALSE")
        if not self.covered.never:
            branches.append(f"WHEN {given} AND {self.covered.text} THEN TRUE")
        return Sql(f"CASE {' '.join(branches)} ELSE NULL END", causes=causes)


@dataclass
class _HopJoin:
    """How a hop's target stands in FROM: `keys` of the target equal the expressions `here`."""

    entry: Occurrence
    keys: list[str]
    here: list[str]

    def reads_target(self) -> bool:
        """Whether anything but the existence of the row is asked."""
        return self.entry.counted or bool(self.entry.asked)

    def join(self) -> str:
        """The target's columns beside each row."""
        on = " AND ".join(f"{key} = {value}" for key, value in zip(self.keys, self.here, strict=True))
        return f"LEFT JOIN {_selected(self.entry, self.keys if self.entry.counted else None)} ON {on}"

    def membership(self) -> str:
        """The existence of the target as a column."""
        known = " AND ".join(f"{key} IS NOT NULL" for key in self.keys)
        targets = f"SELECT {', '.join(self.keys)} FROM {_selected(self.entry)} WHERE {known}"
        return f"({', '.join(self.here)}) IN ({targets}) AS {column_name(self.entry.alias, _EXISTS)}"


class Frame:
    """A base occurrence, the hops made from it, and further joins attached to it."""

    def __init__(self, plan: Plan, table_id: str, prefix: str = "t", only: str | None = None) -> None:
        """`only`: SQL over `row_id` that the base rows fulfil."""
        self.plan = plan
        self.table = plan.table(table_id)
        self.base = Occurrence(plan, self.table, plan.alias(prefix))
        self._reached: dict[tuple[Place, str], Reached] = {}
        self.only = only
        self.passes: dict[Hashable, object] = {}
        self._hops: list[_HopJoin] = []
        self._attached: list[Callable[[], str]] = []
        self._marks: list[Callable[[], str]] = []
        self._unit: Sql | None = None
        if plan.source.partition:
            self.base.plain(plan.source.partition)

    def at(self, path: Place) -> Occurrence:
        """The occurrence at the end of to-one hops."""
        return self.reach(path).occurrence if path else self.base

    def known(self, path: Place, field_id: str) -> Sql:
        """A field at the end of to-one hops."""
        return self.at(path).known(field_id)

    def reach(self, path: Place) -> Reached:
        """The last hop of the path, made once per frame."""
        hop = path[-1]
        relation = next(entry for entry in self.plan.table(hop.table).relations if entry.name == hop.relation)
        start = self.at(path[:-1])
        local = tuple(start.known(here) for here, _ in relation.fields)
        empty = tuple(start.empty(here) for here, _ in relation.fields)
        remote = tuple(there for _, there in relation.fields)
        return self._join(path, "", hop.target, local, empty, remote)

    def previous(self, path: Place) -> Reached:
        """The same subject's row one month earlier (the table must have a period field)."""
        start = self.at(path)
        if start.table.periods is None:
            raise KeyError(start.table.id)
        period, keys = start.table.periods.period, list(start.table.periods.by)
        month = start.known(period)
        earlier = Sql(previous_month(month.text), nullable=True, causes=month.causes)
        local = (*(start.known(name) for name in keys), earlier)
        empty = (*(start.empty(name) for name in keys), start.empty(period))
        return self._join(path, PREVIOUS, start.table.id, local, empty, (*keys, period))

    def unit(self) -> Sql:
        """The unit responsible for the row: the first alternative of the dictionary's unit path that gives one."""
        if self._unit is None:
            self._unit = self.first_of(self.table.unit_path)
        return self._unit

    def first_of(self, alternatives: tuple[tuple[str, ...], ...]) -> Sql:
        """The first known field of several relation chains, as text; null when none is known."""
        found = []
        for chain in alternatives:
            path: Place = ()
            table = self.table
            for name in chain[:-1]:
                entry = next(relation for relation in table.relations if relation.name == name)
                path = (*path, Hop(table.id, entry.name, entry.target, False))
                table = self.plan.table(entry.target)
            value = self.known(path, chain[-1])
            if value.text.startswith("CAST(NULL"):
                continue
            found.append(value)
            if not value.nullable:
                break
        if not found:
            return Sql("CAST(NULL AS VARCHAR)")
        text = found[0].text if len(found) == 1 else f"coalesce({', '.join(sql.text for sql in found)})"
        return Sql(text, nullable=found[-1].nullable, causes=(NULL_VALUE,))

    def attach(self, join: Callable[[], str]) -> None:
        """Add a LEFT JOIN (rendered last, when everybody has asked for their columns)."""
        self._attached.append(join)

    def same_world(self, alias: str | None) -> list[str]:
        """The join condition that keeps worlds of a partitioned source apart."""
        partition = self.plan.source.partition
        if partition is None:
            return []
        return [f"{column_name(alias, partition)} = {column_name(self.base.alias, partition)}"]

    def mark(self, render: Callable[[], str]) -> None:
        """Add a computed column over everything joined, such as membership in a set."""
        self._marks.append(render)

    def member_of(self, value: str, literals: list[str]) -> str:
        """`value IN (literals)` as a hashed set: a column computed once, null where the value is."""
        key = ("member", value, tuple(literals))
        if key not in self.passes:
            name = column_name(self.plan.alias("s"), "in")
            listed = f"SELECT unnest([{', '.join(literals)}])"
            self.mark(lambda: f"({value}) IN ({listed}) AS {name}")
            self.passes[key] = name
        return str(self.passes[key])

    def from_clause(self) -> str:
        """The FROM clause with every column anybody asked for.

        A hop of which only the existence is asked becomes a membership test: it leaves the rows as they stand, where
        a join would cut every vector into rows found and rows not found.
        """
        source = "\n".join([self.bare(), *(render() for render in self._attached)])
        return _with_columns(source, [render() for render in self._marks])

    def bare(self) -> str:
        """The FROM clause with the hops only."""
        wide = [hop for hop in self._hops if hop.reads_target()]
        source = "\n".join([_selected(self.base, only=self.only), *(hop.join() for hop in wide)])
        return _with_columns(source, [hop.membership() for hop in self._hops if not hop.reads_target()])

    def _join(
        self,
        path: Place,
        kind: str,
        target: str,
        local: tuple[Sql, ...],
        empty: tuple[Sql, ...],
        remote: tuple[str, ...],
    ) -> Reached:
        key = (path, kind)
        if key in self._reached:
            return self._reached[key]
        reached = self._reached[key] = self._new_join(target, local, empty, remote)
        if reached.occurrence.alias is not None:
            # only now: finding the row's unit may lead over this very hop
            covered = self.plan.absence(self.table.id, target, remote)
            reached.covered = covered.on(self.unit().text) if covered.depends else covered
            causes = _access_causes(reached.occurrence, local, reached.covered)
            reached.occurrence.access = (*reached.occurrence.access, *causes)
        return reached

    def _new_join(
        self, target: str, local: tuple[Sql, ...], empty: tuple[Sql, ...], remote: tuple[str, ...]
    ) -> Reached:
        plan = self.plan
        missing = set(remote) - plan.source.columns(target)
        inherited = tuple(cause for sql in local for cause in sql.causes if cause.reason is not Reason.NULL)
        if not plan.imported(target) or missing:
            lack = Reason.NOT_COVERED if not plan.imported(target) else Reason.NOT_IMPORTED
            entry = Occurrence(plan, plan.table(target), None, True, access=(*inherited, Cause(lack)))
            return Reached(entry, local, empty, Cover.nowhere())
        several = not self._surely_one(target, remote)
        entry = Occurrence(plan, plan.table(target), plan.alias("h"), True, counted=several)
        if plan.source.partition:
            entry.plain(plan.source.partition)
        keys = [entry.known(name).text for name in remote]
        entry.access = inherited
        here = [value.text for value in local]
        if plan.source.partition:
            keys.append(column_name(entry.alias, plan.source.partition))
            here.append(column_name(self.base.alias, plan.source.partition))
        entry.asked.clear()
        self._hops.append(_HopJoin(entry, keys, here))
        return Reached(entry, local, empty, Cover.nowhere())
        several = not self._surely_one(target, remote)
        entry = Occurrence(plan, plan.table(target), plan.alias("h"), True, counted=several)
        if plan.source.partition:
            entry.plain(plan.source.partition)
        keys = [entry.known(name).text for name in remote]
        entry.access = inherited
        conditions = [f"{there} = {here.text}" for there, here in zip(keys, local, strict=True)]
        conditions += self.same_world(entry.alias)
        grouped = [f"k_{name}" for name in remote] if several else []
        self._hops.append(lambda: f"LEFT JOIN {_selected(entry, grouped)} ON {' AND '.join(conditions)}")
        return Reached(entry, local, empty, Cover.nowhere())

    def _surely_one(self, target: str, remote: tuple[str, ...]) -> bool:
        entry = self.plan.table(target)
        keys = entry.key or (entry.latest.by if entry.latest else ())
        if keys and set(keys) <= set(remote) and self.plan.source.key_unique(target):
            return True
        return not self.plan.duplicated(target, remote)


def previous_month(month: str) -> str:
    """SQL for the month before a text `YYYYMM`."""
    day = f"try_strptime({month} || '01', '%Y%m%d')"
    return f"strftime({day} - INTERVAL 1 MONTH, '%Y%m')"


def _access_causes(entry: Occurrence, local: tuple[Sql, ...], covered: Cover) -> list[Cause]:
    causes = []
    if not covered.always:
        given = conjunction(f"{sql.text} IS NOT NULL" for sql in local)
        test = f"NOT ({entry.exists()}) AND {given}"
        causes.append(Cause(Reason.NOT_COVERED, test if covered.never else f"{test} AND NOT {covered.text}"))
    if entry.counted:
        causes.append(Cause(Reason.AMBIGUOUS, f"{entry.rows()} > 1"))
    return causes


def _selected(entry: Occurrence, grouped: list[str] | None = None, only: str | None = None) -> str:
    """The occurrence as a subquery of just the asked columns; `grouped` makes one row of each key."""
    relation = entry.plan.source.relation(entry.table.id)
    columns = entry.columns or {"row_id": "row_id"}
    inner = ", ".join(f"{expression} AS {column_name(entry.alias, name)}" for name, expression in columns.items())
    if entry.optional and not grouped:
        inner += f", TRUE AS {column_name(entry.alias, _EXISTS)}"
    rows = f"(SELECT {inner} FROM {relation}{f' WHERE {only}' if only else ''})"
    if not grouped:
        return f"{rows} {entry.alias}"
    names = [column_name(entry.alias, name) for name in columns]
    single = [f"CASE WHEN count(*) = 1 THEN any_value({name}) END AS {name}" for name in names if name not in grouped]
    chosen = ", ".join([*grouped, *single])
    by = ", ".join(grouped)
    return f"(SELECT {chosen}, count(*) AS {entry.rows()} FROM {rows} GROUP BY {by}) {entry.alias}"


def _with_columns(source: str, columns: list[str]) -> str:
    return f"(SELECT *, {', '.join(columns)} FROM {source})" if columns else source


def column_name(alias: str | None, name: str) -> str:
    """A name unique in the whole query, so that it may pass through any number of subqueries."""
    return quote_name(f"{alias}_{name}")


def _has_token(flags: str, token: str) -> str:
    return f"contains({flags}, ',{token},')"


def _typed_null(entry: FieldEntry) -> str:
    return f"CAST(NULL AS {sql_type(entry)})"


def _scale(entry: FieldEntry) -> int | None:
    if entry.type is FieldType.INTEGER:
        return 0
    return scale_of(entry) if entry.type is FieldType.NUMBER else None
