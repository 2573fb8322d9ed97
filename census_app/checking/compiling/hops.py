"""How what a frame reaches stands beside its rows: joined targets, memberships, verdicts of comparisons.

What is reached over a row that many rows share (a million bills over their hundred thousand customers) is joined to
that row first: each join of the many rows costs them all a probe of a hash table and a copy of their columns.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from census_app.archive.columns import quote_name
from census_app.checking.compiling.linked import VERDICT
from census_app.checking.compiling.occurrence import EXISTS, Occurrence, column_name
from census_app.dictionary.link_tables import LEFT


@dataclass
class HopJoin:
    """How a hop's target stands in FROM: `keys` of the target equal the expressions `here`, `mine` are its rows that
    can. `hops` and `folds` (rendered joins) are joined to the target before the target is."""

    entry: Occurrence
    keys: list[str]
    here: list[str]
    mine: str | None
    hops: list[HopJoin] = field(default_factory=list)
    folds: list[Callable[[], str]] = field(default_factory=list)

    def reads_target(self) -> bool:
        """Whether anything but the existence of the row is asked."""
        return self.entry.counted or bool(self.entry.asked)

    def join(self) -> str:
        """The target's columns beside each row."""
        on = " AND ".join(f"{key} = {value}" for key, value in zip(self.keys, self.here, strict=True))
        target = selected(self.entry, self.keys if self.entry.counted else None, self.mine)
        if self.hops or self.folds:
            target = with_hops(target, self.hops)
            target = f"(SELECT * FROM {' '.join([target, *(render() for render in self.folds)])})"
        return f"LEFT JOIN {target} ON {on}"

    def membership(self) -> str:
        """The existence of the target as a column."""
        known = " AND ".join(f"{key} IS NOT NULL" for key in self.keys)
        targets = f"SELECT {', '.join(self.keys)} FROM {selected(self.entry, only=self.mine)} WHERE {known}"
        return f"({', '.join(self.here)}) IN ({targets}) AS {column_name(self.entry.alias, EXISTS)}"


@dataclass
class VerdictJoin:
    """How it stands in FROM what the comparison of a row came to: by its key `here`, among the `mine` of `compared`."""

    compared: str
    alias: str
    here: str
    mine: str | None
    partition: str | None
    same_world: list[str]

    @property
    def verdict(self) -> str:
        """The column of the verdict; null where the row was not compared."""
        return column_name(self.alias, VERDICT)

    def reads_target(self) -> bool:
        """It is never only a membership test."""
        return True

    def membership(self) -> str:
        """There is none."""
        raise AssertionError("a verdict is a column, not a membership")

    def join(self) -> str:
        """The verdict beside each row."""
        key = column_name(self.alias, LEFT)
        columns = [f"{LEFT} AS {key}", f"{VERDICT} AS {self.verdict}"]
        if self.partition:
            columns.append(f"{quote_name(self.partition)} AS {column_name(self.alias, self.partition)}")
        only = f" WHERE {self.mine}" if self.mine else ""
        on = " AND ".join([f"{key} = {self.here}", *self.same_world])
        return f"LEFT JOIN (SELECT {', '.join(columns)} FROM {self.compared}{only}) {self.alias} ON {on}"


def with_hops(source: str, hops: Sequence[HopJoin | VerdictJoin], columns: Sequence[str] = ()) -> str:
    """SQL that may stand in FROM: the source with everything the hops give, and further columns over that.

    A hop of which only the existence is asked becomes a membership test: it leaves the rows as they stand, where a
    join would cut every vector into rows found and rows not found.
    """
    joined = "\n".join([source, *(hop.join() for hop in hops if hop.reads_target())])
    return with_columns(joined, [*(hop.membership() for hop in hops if not hop.reads_target()), *columns])


def with_columns(source: str, columns: Sequence[str]) -> str:
    """The source with computed columns beside its own."""
    return f"(SELECT *, {', '.join(columns)} FROM {source})" if columns else source


def selected(entry: Occurrence, grouped: list[str] | None = None, only: str | None = None) -> str:
    """The occurrence as a subquery of just the asked columns; `grouped` makes one row of each key."""
    columns = entry.columns or {"row_id": "row_id"}
    inner = ", ".join(f"{expression} AS {column_name(entry.alias, name)}" for name, expression in columns.items())
    if entry.optional and not grouped:
        inner += f", TRUE AS {column_name(entry.alias, EXISTS)}"
    where = f" WHERE {only}" if only else ""
    rows = f"(SELECT {inner} FROM {entry.plan.source.relation(entry.table.id, inner + where)}{where})"
    if not grouped:
        return f"{rows} {entry.alias}"
    names = [column_name(entry.alias, name) for name in columns]
    single = [f"CASE WHEN count(*) = 1 THEN any_value({name}) END AS {name}" for name in names if name not in grouped]
    chosen = ", ".join([*grouped, *single])
    by = ", ".join(grouped)
    return f"(SELECT {chosen}, count(*) AS {entry.rows()} FROM {rows} GROUP BY {by}) {entry.alias}"
