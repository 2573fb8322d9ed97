"""One FROM clause: a table and everything reached from it by to-one relations.

A frame grows while expressions are compiled against it: each asks for the fields it reads, and only those are
selected.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass

from census_app.checking.compiling.hops import HopJoin, VerdictJoin, selected, with_columns, with_hops
from census_app.checking.compiling.occurrence import Occurrence, Plan, column_name
from census_app.checking.compiling.sql import Sql, conjunction, disjunction
from census_app.checking.coverage import Cover, compared_cover
from census_app.checking.reasons import NULL_VALUE, Cause, Reason
from census_app.checking.shares import Shares
from census_app.dictionary.link_tables import LEFT
from census_app.dictionary.model import LinkFinds
from census_app.rulebook.expression import Hop

Place = tuple[Hop, ...]
PREVIOUS = "#previous"


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


class Frame:
    """A base occurrence, the hops made from it, and further joins attached to it."""

    def __init__(
        self,
        plan: Plan,
        table_id: str,
        prefix: str = "t",
        only: str | None = None,
        shares: Shares | None = None,
        screened: bool = False,
    ) -> None:
        """`only`: SQL over the relation's columns that the base rows fulfil; `shares`: the base may be read in them.

        `screened`: all rows will be read, so looking through a whole column beforehand may pay.
        """
        self.plan = plan
        self.table = plan.table(table_id)
        self.base = Occurrence(plan, self.table, plan.alias(prefix))
        self._reached: dict[tuple[Place, str], Reached] = {}
        self.only = only
        self.shares = shares
        self.screened = screened
        self.passes: dict[Hashable, object] = {}
        self.calls: set[str] = set()
        self.seen_from: Frame | None = None
        self.lookers: list[Frame] = []
        self._stored: str | None = None
        self._hops: list[HopJoin | VerdictJoin] = []
        self._shared: dict[Place, HopJoin] = {}
        self._verdicts: dict[tuple[Place, str], VerdictJoin] = {}
        self._attached: list[Callable[[], str]] = []
        self._own_marks: list[str] = []
        self._marks: list[Callable[[], str]] = []
        self._unit: Sql | None = None
        self._naming = False
        self._only_named: set[tuple[Place, str]] = set()
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
        # a record without a key of its own was simply not compared
        empty = () if relation.link else tuple(start.empty(here) for here, _ in relation.fields)
        remote = tuple(there for _, there in relation.fields)
        mine = self.shared(hop.target, relation.fields) if len(path) == 1 else None
        return self._join(path, "", hop.target, local, empty, remote, mine)

    def shared(self, target: str, fields: tuple[tuple[str, str], ...]) -> str | None:
        """SQL of the rows of `target` that base rows can meet by the (own, target's) fields while read in shares."""
        return self.shares.joined(self.plan.table(target), fields) if self.shares is not None else None

    def absence(
        self, start: Place, target: str, remote: tuple[str, ...], local: tuple[Sql, ...], *, of_members: bool = False
    ) -> Cover:
        """Whether finding no row of `target` by its fields `remote` from the row at `start` means anything.

        `local` are that row's values; `of_members`: it is asked whether the rows found are all there are.
        """
        linked = self.plan.table(target).linked
        if linked is None or remote != (LEFT,):
            covered = self.plan.absence(self.table.id, target, remote)
            return covered.on(self.unit().text) if covered.depends else covered
        compared = self.plan.compared(target)
        if compared is None:
            return Cover.nowhere()
        key = (start, compared)
        if key not in self._verdicts:
            mine = self.shared(target, ((self.table.key[0], LEFT),)) if not start else None
            alias, partition = self.plan.alias("v"), self.plan.source.partition
            join = VerdictJoin(compared, alias, local[0].text, mine, partition, self.same_world(alias))
            self._verdicts[key] = join
            self._hops.append(join)
        vetoes = linked.finds not in (LinkFinds.LINKED, LinkFinds.GROUP)
        return compared_cover(self._verdicts[key].verdict, of_members=of_members, vetoes=vetoes)

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
        """The unit responsible for the row: the first alternative of the dictionary's unit path that gives one.

        Whether finding none means anything is not asked of its tables: that may cost a look at all rows.
        """
        if self._unit is None:
            within, self._naming = self._naming, True
            self._unit = self.first_of(self.table.unit_path)
            self._naming = within
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

    def attach(self, join: Callable[[], str], start: Place = ()) -> None:
        """Add a LEFT JOIN (rendered last, when everybody has asked for their columns).

        `start`: it looks at nothing but the row there, of which there is one for many rows or none.
        """
        shared = self._shared.get(start)
        (self._attached if shared is None else shared.folds).append(join)

    def same_world(self, alias: str | None) -> list[str]:
        """The join condition that keeps worlds of a partitioned source apart."""
        partition = self.plan.source.partition
        if partition is None:
            return []
        return [f"{column_name(alias, partition)} = {column_name(self.base.alias, partition)}"]

    def mark(self, render: Callable[[], str]) -> None:
        """Add a computed column over everything joined, such as membership in a set."""
        self._marks.append(render)

    def among(self, value: str, table: str) -> str:
        """Whether a value of the base row stands in `table(v)`: a column computed once, null where the value is."""
        key = ("among", value, table)
        if key not in self.passes:
            name = column_name(self.plan.alias("s"), "in")
            self._own_marks.append(f"{value} IN (SELECT v FROM {table}) AS {name}")
            self.passes[key] = name
        return str(self.passes[key])

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
        """The FROM clause with every column anybody asked for."""
        source = "\n".join([self.bare(), *(render() for render in self._attached)])
        return with_columns(source, [render() for render in self._marks])

    def bare(self) -> str:
        """The FROM clause with the hops, and what is told of the base rows' own values, only."""
        return with_hops(self._rows_read(), self._hops, self._own_marks)

    @property
    def stored(self) -> bool:
        """Whether some of the base rows were stored, and only they are read."""
        return self._stored is not None

    def store(self, name: str, test: str) -> str:
        """SQL that makes the table `name` of the base rows that pass the test, with the columns asked for so far.

        From now on it is what the frame and those who look back from it read, instead of the whole base twice.
        """
        for looker in self.lookers:
            self.base.columns |= looker.base.columns
        self._stored = name
        return f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT * FROM {selected(self.base)} WHERE {test}"

    def _rows_read(self) -> str:
        if self._stored is not None:
            return f"{self._stored} {self.base.alias}"
        if self.seen_from is not None and self.seen_from._stored is not None:
            there, here = self.seen_from.base.alias, self.base.alias
            names = (f"{column_name(there, name)} AS {column_name(here, name)}" for name in self.base.columns)
            return f"(SELECT {', '.join(names)} FROM {self.seen_from._stored}) {here}"
        own = self.shares.own if self.shares is not None else None
        return selected(self.base, only=" AND ".join(test for test in (self.only, own) if test))

    def _join(
        self,
        path: Place,
        kind: str,
        target: str,
        local: tuple[Sql, ...],
        empty: tuple[Sql, ...],
        remote: tuple[str, ...],
        mine: str | None = None,
    ) -> Reached:
        key = (path, kind)
        if key not in self._reached:
            # looking back a month stands on the row at the path itself, and is joined where everything is known
            start = path[:-1] if kind != PREVIOUS else ()
            self._reached[key] = self._new_join(path, start, target, local, empty, remote, mine)
            self._only_named.add(key)
        reached = self._reached[key]
        if key in self._only_named and not self._naming:
            self._only_named.remove(key)
            reached.local, reached.local_empty = local, empty
            reached.occurrence.access = self._access(target, local, remote)
            if reached.occurrence.alias is not None:
                # only now: finding the row's unit may lead over this very hop
                reached.covered = self.absence(path[:-1], target, remote, local)
                causes = _access_causes(reached.occurrence, local, reached.covered)
                reached.occurrence.access = (*reached.occurrence.access, *causes)
        return reached

    def _access(self, target: str, local: tuple[Sql, ...], remote: tuple[str, ...]) -> tuple[Cause, ...]:
        """Why nothing may be known of a row reached by these values, whatever is there."""
        lack = self.plan.lack(target, remote)
        inherited = tuple(cause for sql in local for cause in sql.causes if cause.reason is not Reason.NULL)
        return inherited if lack is None else (*inherited, Cause(lack))

    def _new_join(
        self,
        path: Place,
        start: Place,
        target: str,
        local: tuple[Sql, ...],
        empty: tuple[Sql, ...],
        remote: tuple[str, ...],
        mine: str | None,
    ) -> Reached:
        plan = self.plan
        if plan.lack(target, remote) is not None:
            return Reached(Occurrence(plan, plan.table(target), None, True), local, empty, Cover.nowhere())
        several = not self._surely_one(target, remote)
        entry = Occurrence(plan, plan.table(target), plan.alias("h"), True, counted=several)
        if plan.source.partition:
            entry.plain(plan.source.partition)
        keys = [entry.known(name).text for name in remote]
        here = [value.text for value in local]
        if plan.source.partition:
            keys.append(column_name(entry.alias, plan.source.partition))
            here.append(column_name(self.base.alias, plan.source.partition))
        entry.asked.clear()
        join = HopJoin(entry, keys, here, mine)
        shared = self._shared.get(start)
        (self._hops if shared is None else shared.hops).append(join)
        if len(path) == len(start) + 1 and self._is_shared(start, target):
            self._shared[path] = join
        return Reached(entry, local, empty, Cover.nowhere())

    def _is_shared(self, start: Place, target: str) -> bool:
        """Whether many rows lead from `start` to one row of `target`, so that what hangs on it is better joined to it.

        Where few rows are read, or worlds must not meet, everything is joined to them.
        """
        if self.only is not None or self.plan.source.partition or self.plan.table(target).linked is not None:
            return False
        return self._rows(start[-1].target if start else self.table.id) > self._rows(target)

    def _rows(self, table_id: str) -> int:
        entry = self.plan.table(table_id)
        derived = entry.latest or entry.periods
        return self.plan.source.rows_of(derived.source if derived is not None else table_id)

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
    causes: list[Cause] = []
    if not covered.always:
        given = conjunction(f"{sql.text} IS NOT NULL" for sql in local)
        causes += covered.lacks(f"NOT ({entry.exists()}) AND {given}")
    if entry.counted:
        causes.append(Cause(Reason.AMBIGUOUS, f"{entry.rows()} > 1"))
    return causes
