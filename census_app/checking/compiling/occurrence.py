"""A table standing once in a FROM clause, and its fields as values that are known or null.

A field is handed out as a *known* value: null where the cell is empty, masked, outside its code list, unreadable or
absent, so that SQL's three-valued logic is the rule language's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise

from census_app.archive.columns import implied_sql, quote_name, scale_of, sql_type
from census_app.archive.model import Completeness, FieldFacts
from census_app.checking.compiling.source import DataDays, Source
from census_app.checking.compiling.sql import Sql, disjunction, literal
from census_app.checking.coverage import Cover
from census_app.checking.reasons import NULL_VALUE, Cause, Reason
from census_app.dictionary.model import Dictionary, FieldEntry, FieldType, TableEntry
from census_app.rulebook.functions.entry import FunctionEntry, Surroundings

_FLAGS = "_flags"
EXISTS = "exists"


@dataclass
class Plan:
    """What all frames of one query share. `duplicated(table, fields)` asks the data itself; `repeated(rows, keys,
    about)` gives the table of the hashes that repeat among the keys of that many rows, None when none does;
    `kept(subquery)` a table of its rows, made once, for what several shares of a table are joined to;
    `exceptions(values, about, function, surroundings)` a table of those of the values for which the function does not
    give its usual answer, None when its screen is no use;
    `compared(table)` the table (link_left, verdict) of the records compared for a table of linked rows;
    `holds(table, field, values)` whether any row has one of the values in a column."""

    source: Source
    dictionary: Dictionary
    duplicated: Callable[[str, tuple[str, ...]], bool]
    cover: Callable[[str, str], Cover]
    repeated: Callable[[str, Sequence[str], int], str | None]
    kept: Callable[[str], str]
    exceptions: Callable[[str, int, FunctionEntry, Surroundings], str | None]
    compared: Callable[[str], str | None]
    holds: Callable[[str, str, tuple[str, ...]], bool]
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

    def lack(self, target: str, remote: Iterable[str]) -> Reason | None:
        """Why nothing can be found in `target` by its fields `remote`; None when something can."""
        if not self.imported(target):
            return Reason.NOT_COVERED if self.table(target).linked is None else Reason.NOT_LINKED
        return None if set(remote) <= self.source.columns(target) else Reason.NOT_IMPORTED

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
        """The field's value where it is known, from its own cell or implied by another field."""
        told = self._told(field_id)
        if self.table.field(field_id).undelivered is not None and self.alias is not None:
            return self._or_undelivered(field_id, told)
        if self.table.field(field_id).implied_by_blank is not None:
            return self._or_by_blank(field_id, told)
        implied = self.table.field(field_id).implied
        if implied is None or not told.causes or self.alias is None or implied.by not in self._present():
            return told
        return replace(told, text=f"coalesce({told.text}, {implied_sql(implied, self.known(implied.by).text)})")

    def _or_by_blank(self, field_id: str, told: Sql) -> Sql:
        """The cell's own value, else what another field of the row says by being blank or not."""
        implied = self.table.field(field_id).implied_by_blank
        if implied is None or not told.causes or self.alias is None or implied.by not in self._present():
            return told
        blank = self.empty(implied.by)
        said = f"CASE WHEN {blank.text} THEN {implied.blank} WHEN NOT {blank.text} THEN {implied.filled} END"
        return replace(told, text=f"coalesce({told.text}, {said})")

    def _or_undelivered(self, field_id: str, told: Sql) -> Sql:
        """What the dictionary says of a column that the row's file does not have; elsewhere the cell's own value."""
        given = self._undelivered(field_id)
        if field_id not in self._present():
            if not self.optional:
                return Sql(given, nullable=False, causes=self.access, scale=told.scale)
            there = f"CASE WHEN {self.exists()} THEN {given} END"
            return Sql(there, causes=(*self.access, NULL_VALUE), scale=told.scale)
        if not self.plan.source.partly_absent(self.table.id, field_id):
            return told
        lacking = _has_token(self.flags(), "-" + field_id)
        return replace(told, text=f"CASE WHEN {lacking} THEN {given} ELSE {told.text} END")

    def _undelivered(self, field_id: str) -> str:
        entry = self.table.field(field_id)
        return f"CAST({entry.undelivered} AS {sql_type(entry)})"

    def _told(self, field_id: str) -> Sql:
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
        # what hides nothing is the cell as it is: one column, not two that every join carries along
        name = self._column(f"{'k' if hidden else 'r'}_{field_id}", column)
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
        """Whether the cell is really empty: unknown where it was unreadable, absent, or there is no row; what the
        dictionary gives for a column that was not delivered is not empty."""
        given = self.table.field(field_id).undelivered is not None
        if given and self.alias is not None and field_id not in self._present():
            return Sql(
                f"{self.known(field_id).text} IS NULL", nullable=self.optional, causes=self.known(field_id).causes
            )
        if self.alias is None or field_id not in self._present():
            return Sql("CAST(NULL AS BOOLEAN)", causes=self.known(field_id).causes)
        facts = self._facts(field_id)
        name = self._column(f"r_{field_id}", quote_name(field_id))
        lost = []
        if facts.unreadable:
            lost.append(_has_token(self.flags(), "!" + field_id))
        partly_absent = self.plan.source.partly_absent(self.table.id, field_id)
        if partly_absent and not given:
            lost.append(_has_token(self.flags(), "-" + field_id))
        causes = self._causes(field_id, facts)
        if self.optional:
            lost.insert(0, f"{self.row_id()} IS NULL" if self.counted else f"NOT {self.exists()}")
        branches = [f"WHEN {name} IS NOT NULL THEN FALSE"]
        if facts.masked:
            # a masked number or date is stored as null: there is a value, it is only not shown
            branches.append(f"WHEN {_has_token(self.flags(), '*' + field_id)} THEN FALSE")
        if partly_absent and given:
            branches.append(f"WHEN {_has_token(self.flags(), '-' + field_id)} THEN FALSE")
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

    def data_day(self, as_of: date) -> Sql:
        """The day the row's data stand for, `as_of` at the latest; unknown where there is no row."""
        if self.alias is None:
            return Sql("CAST(NULL AS DATE)", causes=self.access)
        runs = [(first, as_of if day is None else min(day, as_of)) for first, day in self._data_days()]
        text = literal(runs[0][1])
        if len({day for _, day in runs}) > 1:
            branches = " ".join(f"WHEN {self.row_id()} < {until} THEN {literal(day)}" for until, day in _ending(runs))
            text = f"CASE {branches} ELSE {literal(runs[-1][1])} END"
        if not self.optional:
            return Sql(text, nullable=False)
        there = f"{self.row_id()} IS NOT NULL" if self.counted else self.exists()
        return Sql(f"CASE WHEN {there} THEN {text} END", causes=(*self.access, NULL_VALUE))

    def _data_days(self) -> DataDays:
        return self.plan.source.data_days(self.table.id) or ((0, None),)

    def row_id(self) -> str:
        """The row's id; null where the hop leads to no row or to several."""
        return self._column("row_id", "row_id")

    def exists(self) -> str:
        """SQL boolean: the hop leads to at least one row."""
        if self.counted:
            return f"{self.rows()} IS NOT NULL"
        return f"coalesce({column_name(self.alias, EXISTS)}, FALSE)"

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


def _ending(runs: Sequence[tuple[int, date]]) -> list[tuple[int, date]]:
    """The runs but the last, each with the row id that follows it."""
    return [(following, day) for (_, day), (following, _) in pairwise(runs)]


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
