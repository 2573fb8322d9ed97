"""The most likely wrong fields of every customer with several problems, in one pass: covers only, nothing is tried."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from census_app.archive.columns import quote_path, quote_text
from census_app.archive.snapshot import Snapshot
from census_app.checking.compiling.frame import Place
from census_app.checking.localisation.cover import Covers, lightest_covers
from census_app.checking.localisation.elements import MISSING
from census_app.checking.localisation.reads import missing_records, read_fields
from census_app.checking.localisation.trust import trust_of, trust_settings
from census_app.foundation.files import publish
from census_app.foundation.jobs import JobContext, silent
from census_app.workspace.engine import scratch_engine
from census_app.workspace.localisation.localise import last_run_with_states
from census_app.workspace.problems.model import OUTSTANDING
from census_app.workspace.runs.packs import load_for_run

if TYPE_CHECKING:
    import duckdb

    from census_app.dictionary.model import Dictionary
    from census_app.rulebook.resolved import ResolvedClause, ResolvedRule
    from census_app.workspace.workspace import Workspace

Cell = tuple[str, str, str]
_COLUMNS = {
    "customer": "VARCHAR",
    "unit": "VARCHAR",
    "problems": "INTEGER",
    "rules": "VARCHAR",
    "fields": "VARCHAR",
    "suspects": "VARCHAR",
    "weight": "DOUBLE",
    "next_weight": "DOUBLE",
    "complete": "BOOLEAN",
}
_CUSTOMER = "customer"
_UNNAMED = "?"
_OWN = "own"


@dataclass(frozen=True)
class LocatedCustomers:
    """What was written: how many customers, and how often each field leads (name → customers)."""

    file: Path
    customers: int
    leading: dict[str, int]

    def as_json(self) -> dict[str, Any]:
        """The command line's JSON object."""
        return {"file": str(self.file), "customers": self.customers, "leading": self.leading}

    def lines(self) -> list[str]:
        """For the terminal."""
        lines = [f"{self.customers:,} 户有两个以上问题，最可能错的字段写在 {self.file}"]
        return [*lines, *(f"  {name}：{number:,} 户" for name, number in list(self.leading.items())[:10])]


def localise_all(workspace: Workspace, out: Path, context: JobContext | None = None) -> LocatedCustomers:
    """`out` (Parquet) holds, for each customer with at least two outstanding problems, the lightest set of fields.

    Columns: customer, unit, problems, rules (ids joined by `,`), fields (Chinese, joined by `；`), suspects (JSON:
    table, record key, field; a record reached over a relation is named `key>relation`, `#relation` stands for a record
    that may be missing; an empty key is the customer's record whose number the problems do not tell), weight,
    next_weight (of the next best set: near to weight means undecided, null means no other), complete.
    No value is tried.
    """
    context = context or silent()
    run = last_run_with_states(workspace)
    states = run.states_path(workspace)
    assert states is not None
    loaded = load_for_run(workspace, None)
    snapshot = workspace.catalogue.open()
    rules = {rule.id: rule for rule in loaded.resolved.rules}
    locator = _Locator(rules, snapshot, workspace.dictionary)
    with scratch_engine(workspace.cache, context) as connection:
        rows = [locator.row(customer, unit, listed) for customer, unit, listed in _customers(connection, states)]
        context.raise_if_cancelled()
        found = [row for row in rows if row is not None]
        with publish(out) as temporary:
            _write(connection, found, temporary)
    leading: dict[str, int] = {}
    for row in found:
        for name in row[4].split("；"):
            leading[name] = leading.get(name, 0) + 1
    ordered = dict(sorted(leading.items(), key=lambda one: (-one[1], one[0])))
    return LocatedCustomers(out, len(found), ordered)


@dataclass
class _Locator:
    """Customers whose problems have the same shape have the same answer but for the keys: it is worked out once."""

    rules: dict[str, ResolvedRule]
    snapshot: Snapshot
    dictionary: Dictionary
    _weights: dict[tuple[str, str], float] = field(default_factory=dict)
    _known: dict[tuple[frozenset[Cell], ...], Covers[Cell]] = field(default_factory=dict)

    def row(self, customer: str, unit: str | None, problems: list[dict[str, str]]) -> tuple[Any, ...] | None:
        """The customer's row of the file; None when its problems accuse no fields."""
        places = _Places(self.dictionary, customer, self._records(problems))
        sets: list[frozenset[Cell]] = []
        for problem in problems:
            rule = self.rules.get(problem["rule_id"])
            if rule is None or rule.summary is not None:
                continue
            fired = problem["clauses"].split(",")
            for clause in [one for one in rule.clauses if one.clause in fired] or list(rule.clauses):
                accused = frozenset(self._cells(rule, clause, problem["record_key"], places))
                sets += [accused] if accused else []
        covers = self._covers(tuple(dict.fromkeys(sets)))
        if not covers.found or not sets:
            return None
        best = covers.found[0]
        cells = sorted(best.elements)
        suspects = [
            {"table": table, "record_key": places.record(table, short), "field": name.removesuffix(_UNNAMED)}
            for table, short, name in cells
        ]
        return (
            customer,
            unit,
            len(problems),
            ",".join(sorted({problem["rule_id"] for problem in problems})),
            "；".join(dict.fromkeys(self._name(table, name) for table, _, name in cells)),
            json.dumps(suspects, ensure_ascii=False),
            best.weight,
            covers.found[1].weight if len(covers.found) > 1 else None,
            covers.proved,
        )

    def _records(self, problems: list[dict[str, str]]) -> dict[str, set[str]]:
        """Table → keys of the records that the problems accuse."""
        found: dict[str, set[str]] = {}
        for problem in problems:
            if problem["rule_id"] in self.rules:
                found.setdefault(self.rules[problem["rule_id"]].table.id, set()).add(problem["record_key"])
        return found

    def _cells(self, rule: ResolvedRule, clause: ResolvedClause, record: str, places: _Places) -> Iterator[Cell]:
        """Cells and records that may be missing, as in the single answer, but without looking at the rows."""
        refs = [(ref, "") for ref in clause.accuses]
        refs += [(ref, _UNNAMED) for ref in read_fields(rule, clause, self.dictionary)]
        for ref, mark in refs:
            if ref.table.periods is None:
                table = ref.table.latest.source if ref.table.latest is not None else ref.table.id
                yield table, places.short(table, ref.path, record), ref.field.id + mark
        for path in missing_records(rule, clause, self.dictionary):
            table = path[-1].table
            yield table, places.short(table, path[:-1], record), MISSING + path[-1].relation

    def _covers(self, sets: tuple[frozenset[Cell], ...]) -> Covers[Cell]:
        if sets not in self._known:
            # a cell that some rule names counts as named everywhere
            named = {cell for one in sets for cell in one if not cell[2].endswith(_UNNAMED)}
            plain = [frozenset(_named(cell, named) for cell in one) for one in sets]
            weights = {cell: self._weight(cell[0], cell[2]) for one in plain for cell in one}
            self._known[sets] = lightest_covers(plain, weights, 2)
        return self._known[sets]

    def _weight(self, table_id: str, field_id: str) -> float:
        key = (table_id, field_id)
        if key not in self._weights:
            self._weights[key] = self._weigh(table_id, field_id)
        return self._weights[key]

    def _weigh(self, table_id: str, field_id: str) -> float:
        if field_id.startswith(MISSING):
            return trust_settings().missing_record
        table = self.dictionary.tables[table_id]
        entry = table.field(field_id.removesuffix(_UNNAMED))
        named = not field_id.endswith(_UNNAMED)
        return trust_of(table, entry, self.snapshot.coverage(table_id), named=named).weight

    def _name(self, table_id: str, field_id: str) -> str:
        table = self.dictionary.tables[table_id]
        if field_id.startswith(MISSING):
            return f"{table.rule_name}缺{field_id[1:]}"
        field_id = field_id.removesuffix(_UNNAMED)
        name = table.field(field_id).rule_name
        return name if table_id == _CUSTOMER else f"{table.rule_name}.{name}"


@dataclass
class _Places:
    """Names records in short, so that customers of one shape look alike: rows are not looked at, so all of a customer's
    records of one table count as one unless the problems name several."""

    dictionary: Dictionary
    customer: str
    records: dict[str, set[str]]
    _shorts: dict[str, str] = field(default_factory=dict)

    def short(self, table: str, path: Place, record: str) -> str:
        """The record at the end of the path from a problem's record."""
        if self.dictionary.tables[table].customer_path and len(self.records.get(table, ())) <= 1:
            return _OWN
        start = self._shorts.setdefault(record, str(len(self._shorts)))
        return start + "".join(f">{hop.relation}" for hop in path)

    def record(self, table: str, short: str) -> str:
        """The record's key as far as known: its own, or the problem's record and the way from there."""
        if short == _OWN:
            return next(iter(self.records.get(table, ())), self.customer if table == _CUSTOMER else "")
        start, arrow, way = short.partition(">")
        return next(key for key, one in self._shorts.items() if one == start) + arrow + way


def _named(cell: Cell, named: set[Cell]) -> Cell:
    table, place, name = cell
    known = (table, place, name.removesuffix(_UNNAMED))
    return known if known in named else cell


def _customers(
    connection: duckdb.DuckDBPyConnection, states: Path
) -> Iterable[tuple[str, str | None, list[dict[str, str]]]]:
    listed = ", ".join(quote_text(state) for state in OUTSTANDING)
    rows = connection.execute(
        f"SELECT customer, min(unit), list(struct_pack(rule_id := rule_id, clauses := coalesce(clauses, ''), "
        f"record_key := record_key) ORDER BY rule_id, record_key) FROM read_parquet({quote_path(states)}) "
        f"WHERE state IN ({listed}) AND customer IS NOT NULL GROUP BY customer HAVING count(*) > 1 ORDER BY customer"
    ).fetchall()
    return [(customer, unit, list(problems)) for customer, unit, problems in rows]


def _write(connection: duckdb.DuckDBPyConnection, rows: list[tuple[Any, ...]], target: Path) -> None:
    columns = ", ".join(f"{name} {kind}" for name, kind in _COLUMNS.items())
    connection.execute(f"CREATE OR REPLACE TEMP TABLE located ({columns})")
    if rows:
        unnested = ", ".join(f"unnest(CAST(${place + 1} AS {kind}[]))" for place, kind in enumerate(_COLUMNS.values()))
        connection.execute(
            f"INSERT INTO located SELECT {unnested}", [list(column) for column in zip(*rows, strict=True)]
        )
    connection.execute(f"COPY located TO {quote_path(target)} (FORMAT parquet, COMPRESSION zstd)")
