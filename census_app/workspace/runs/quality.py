"""How right the archive was in one official run: customers without a fault, of all that count, per unit.

A customer is right on a set of fields when no finding of the run accuses one of them; one fault is enough to be wrong
(一票否决). Customers with an unfinished connection order do not count, nor do those whose only faults there are
exempted. The denominators stand with the run for ever: the snapshots they were counted from are pruned.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from census_app.archive.columns import quote_path, told_sql
from census_app.dictionary.names import Names
from census_app.workspace.runs.rule_facts import RuleFacts, accused_names

if TYPE_CHECKING:
    import duckdb

    from census_app.archive.snapshot import Snapshot
    from census_app.dictionary.model import Dictionary, FieldEntry

QUALITY_FILE = "quality.parquet"
ANY, BASIC, CORE = "any", "basic", "core"
MEASURES = (ANY, BASIC, CORE)
"""On any field; on the 24 basic ones (基础档案合格率); on the 39 core ones (核心档案合格率)."""

_NOT_ACTIVE = "'已销户客户', '当前新装客户'"
_FINISHED = "'已归档', '终止'"


@dataclass(frozen=True)
class QualityInputs:
    """The run's files the quality is counted from; `states` is the run's own, for what is exempted in it."""

    findings: Path
    counts: Path
    states: Path


def write_quality(
    connection: duckdb.DuckDBPyConnection,
    snapshot: Snapshot,
    dictionary: Dictionary,
    facts: list[RuleFacts],
    inputs: QualityInputs,
    target: Path,
) -> None:
    """`target` (Parquet) holds one row per unit and measure (`any`, `basic`, `core`).

    unit VARCHAR, measure VARCHAR; BIGINT active (customers in service), in_transit (of them with an unfinished order),
    exempted (of the rest: faulty only where it is exempted), wrong (of the rest: with a fault), checks (verdicts right
    or wrong of rules that accuse such fields), checks_wrong. Customers that count = active − in_transit − exempted.
    """
    load_customers(connection, snapshot, dictionary)
    load_faults(connection, dictionary, facts, inputs)
    _load_checks(connection, dictionary, facts, inputs.counts)
    connection.execute(
        f"""
        COPY (
            WITH measures AS (SELECT unnest(['{"', '".join(MEASURES)}']) AS measure),
            judged AS (
                SELECT c.unit, m.measure, c.in_transit, f.customer IS NOT NULL AS faulty,
                    coalesce(f.only_exempted, false) AS only_exempted
                FROM quality_customers c CROSS JOIN measures m
                LEFT JOIN quality_faults f ON f.customer = c.customer AND f.measure = m.measure
            ), counted AS (
                SELECT unit, measure, count(*) AS active, count(*) FILTER (WHERE in_transit) AS in_transit,
                    count(*) FILTER (WHERE NOT in_transit AND only_exempted) AS exempted,
                    count(*) FILTER (WHERE NOT in_transit AND faulty AND NOT only_exempted) AS wrong
                FROM judged GROUP BY ALL
            )
            SELECT coalesce(n.unit, k.unit) AS unit, coalesce(n.measure, k.measure) AS measure,
                coalesce(active, 0)::BIGINT AS active, coalesce(in_transit, 0)::BIGINT AS in_transit,
                coalesce(exempted, 0)::BIGINT AS exempted, coalesce(wrong, 0)::BIGINT AS wrong,
                coalesce(checks, 0)::BIGINT AS checks, coalesce(checks_wrong, 0)::BIGINT AS checks_wrong
            FROM counted n FULL JOIN quality_checks k ON k.unit = n.unit AND k.measure = n.measure
            ORDER BY unit, measure
        ) TO {quote_path(target)} (FORMAT parquet, COMPRESSION zstd)
        """
    )


def load_customers(connection: duckdb.DuckDBPyConnection, snapshot: Snapshot, dictionary: Dictionary) -> None:
    """DuckDB table `quality_customers`: customer, unit ("" when unknown), in_transit of every customer in service."""
    orders, customers = dictionary.table("connection_order"), dictionary.table("customer")
    status = told_sql(customers.field("cons_status"))
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE quality_customers AS
        SELECT cons_no AS customer, coalesce(any_value(_unit), '') AS unit, cons_no IN (
            SELECT cons_no FROM ({snapshot.table_sql(orders)}) WHERE cons_no IS NOT NULL AND archive_time IS NULL
            AND proc_status IS NOT NULL AND proc_status NOT IN ({_FINISHED})
        ) AS in_transit
        FROM (SELECT cons_no, _unit, {status} AS status FROM ({snapshot.table_sql(customers)}))
        WHERE cons_no IS NOT NULL AND (status IS NULL OR status NOT IN ({_NOT_ACTIVE})) GROUP BY cons_no
        """
    )


def load_faults(
    connection: duckdb.DuckDBPyConnection, dictionary: Dictionary, facts: list[RuleFacts], inputs: QualityInputs
) -> None:
    """DuckDB table `quality_faults`: customer, measure, only_exempted of every customer a finding accuses; and
    `quality_findings` with those findings themselves (measure, exempted and their own columns)."""
    names = Names(dictionary)
    by_id = {fact.rule_id: fact for fact in facts}
    pairs = connection.execute(
        f"SELECT DISTINCT rule_id, \"table\", coalesce(clauses, '') FROM read_parquet({quote_path(inputs.findings)})"
    ).fetchall()
    rows = [
        (rule, clauses, measure)
        for rule, table, clauses in pairs
        if rule in by_id
        for measure in _measures(names, table, accused_names(by_id[rule], clauses))
    ]
    _fill(connection, "quality_accusals", "rule_id VARCHAR, clauses VARCHAR, measure VARCHAR", rows)
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE quality_findings AS
        SELECT a.measure, s.problem_no, coalesce(s.state = 'exempted', false) AS exempted, f.*
        FROM read_parquet({quote_path(inputs.findings)}) f
        JOIN quality_accusals a ON a.rule_id = f.rule_id AND a.clauses = coalesce(f.clauses, '')
        LEFT JOIN read_parquet({quote_path(inputs.states)}) s ON s.rule_id = f.rule_id AND s."table" = f."table"
            AND s.record_key = f.record_key AND (s.period IS NULL OR s.period = f.period)
        WHERE f.customer IS NOT NULL
        """
    )
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE quality_faults AS "
        "SELECT customer, measure, bool_and(exempted) AS only_exempted FROM quality_findings GROUP BY ALL"
    )


def _load_checks(
    connection: duckdb.DuckDBPyConnection, dictionary: Dictionary, facts: list[RuleFacts], counts: Path
) -> None:
    """DuckDB table `quality_checks`: the verdicts of rules that may accuse fields of the measure."""
    names = Names(dictionary)
    rows = [
        (fact.rule_id, measure)
        for fact in facts
        if (table := names.table(fact.table)) is not None
        for measure in _measures(names, table.id, [name for accused in fact.accuses.values() for name in accused])
    ]
    _fill(connection, "quality_rules", "rule_id VARCHAR, measure VARCHAR", rows)
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE quality_checks AS
        SELECT coalesce(c.unit, '') AS unit, r.measure, sum(c.wrong + c."right") AS checks, sum(c.wrong) AS checks_wrong
        FROM read_parquet({quote_path(counts)}) c JOIN quality_rules r ON r.rule_id = c.rule_id
        WHERE c.clause = '' GROUP BY ALL
        """
    )


def _measures(names: Names, table: str, accused: Iterable[str]) -> Iterator[str]:
    """The measures a fault of these accused fields counts in."""
    yield ANY
    fields = [found for name in accused if (found := _field(names, table, name)) is not None]
    if any(field.basic for field in fields):
        yield BASIC
    if any(field.core for field in fields):
        yield CORE


def _field(names: Names, table: str, name: str) -> FieldEntry | None:
    """The field at the end of a path of relations from the accused table; None when the way leads nowhere."""
    *way, last = name.split(".")
    for hop in way:
        relation = names.relation(table, hop)
        if relation is None:
            return None
        table = relation.target
    return names.field(table, last)


def _fill(connection: duckdb.DuckDBPyConnection, table: str, columns: str, rows: Sequence[tuple[str, ...]]) -> None:
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {table} ({columns})")
    if rows:
        unnested = ", ".join(f"unnest(${place + 1}::VARCHAR[])" for place in range(len(rows[0])))
        connection.execute(f"INSERT INTO {table} SELECT {unnested}", [list(one) for one in zip(*rows, strict=True)])
