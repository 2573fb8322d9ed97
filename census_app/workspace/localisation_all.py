"""The most likely wrong fields of every customer with several problems, in one pass: covers only, nothing is tried."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from census_app.archive.columns import quote_path, quote_text
from census_app.archive.snapshot import Snapshot
from census_app.checking.localisation.cover import Covers, lightest_covers
from census_app.checking.localisation.trust import trust_of
from census_app.foundation.files import publish
from census_app.foundation.jobs import JobContext, silent
from census_app.workspace.engine import scratch_engine
from census_app.workspace.localisation import last_run_with_states
from census_app.workspace.packs import load_for_run
from census_app.workspace.problem_model import OUTSTANDING

if TYPE_CHECKING:
    import duckdb

    from census_app.dictionary.model import Dictionary
    from census_app.rulebook.resolved import FieldRef, ResolvedClause, ResolvedRule
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
    table, record key, field; a record reached over a relation is named `key>relation`), weight, next_weight (of the
    next best set: near to weight means undecided, null means no other), complete. No value is tried.
    """
    context = context or silent()
    run = last_run_with_states(workspace)
    states = run.states_path(workspace)
    assert states is not None
    loaded = load_for_run(workspace, None)
    snapshot = workspace.catalogue.open()
    rules = {rule.id: rule for rule in loaded.resolved.rules}
    locator = _Locator(rules, snapshot, workspace.dictionary)
    with scratch_engine(workspace.folder / "cache", context) as connection:
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
        keys: dict[str, str] = {}
        sets: list[frozenset[Cell]] = []
        for problem in problems:
            rule = self.rules.get(problem["rule_id"])
            if rule is None or rule.summary is not None:
                continue
            fired = problem["clauses"].split(",")
            for clause in [one for one in rule.clauses if one.clause in fired] or list(rule.clauses):
                accused = frozenset(self._cells(rule, clause, customer, problem["record_key"], keys))
                sets += [accused] if accused else []
        if not sets:
            return None
        covers = self._covers(tuple(dict.fromkeys(sets)))
        if not covers.found:
            return None
        best = covers.found[0]
        back = {short: key for key, short in keys.items()}
        cells = sorted(best.elements)
        suspects = [
            {"table": table, "record_key": back[short.partition(">")[0]] + _rest(short), "field": name}
            for table, short, name in cells
        ]
        names = [self._name(table, name) for table, _, name in cells]
        return (
            customer,
            unit,
            len(problems),
            ",".join(sorted({problem["rule_id"] for problem in problems})),
            "；".join(dict.fromkeys(names)),
            json.dumps(suspects, ensure_ascii=False),
            best.weight,
            covers.found[1].weight if len(covers.found) > 1 else None,
            covers.proved,
        )

    def _cells(
        self, rule: ResolvedRule, clause: ResolvedClause, customer: str, record: str, keys: dict[str, str]
    ) -> Iterator[Cell]:
        for ref in clause.accuses:
            if ref.table.periods is not None:
                continue
            table, key, way = self._place(rule, ref, customer, record)
            short = keys.setdefault(key, str(len(keys)))
            yield table, short + way, ref.field.id

    def _place(self, rule: ResolvedRule, ref: FieldRef, customer: str, record: str) -> tuple[str, str, str]:
        """Table, key and the way from the key's record to the accused field's record."""
        table = ref.table.latest.source if ref.table.latest is not None else ref.table.id
        if not ref.path:
            return table, record, ""
        if table == _CUSTOMER and not any(hop.many for hop in ref.path):
            return table, customer, ""
        start = customer if rule.table.id == _CUSTOMER else record
        return table, start, "".join(f">{hop.relation}" for hop in ref.path)

    def _covers(self, sets: tuple[frozenset[Cell], ...]) -> Covers[Cell]:
        if sets not in self._known:
            weights = {cell: self._weight(cell[0], cell[2]) for one in sets for cell in one}
            self._known[sets] = lightest_covers(sets, weights, 2)
        return self._known[sets]

    def _weight(self, table_id: str, field_id: str) -> float:
        key = (table_id, field_id)
        if key not in self._weights:
            table = self.dictionary.tables[table_id]
            trust = trust_of(table, table.field(field_id), self.snapshot.coverage(table_id))
            self._weights[key] = trust.weight
        return self._weights[key]

    def _name(self, table_id: str, field_id: str) -> str:
        table = self.dictionary.tables[table_id]
        name = table.field(field_id).rule_name
        return name if table_id == _CUSTOMER else f"{table.rule_name}.{name}"


def _rest(short: str) -> str:
    _, arrow, way = short.partition(">")
    return arrow + way


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
