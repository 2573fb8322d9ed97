"""What a customer's problems are worth looking at for: energy billed, capacity, importance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from census_app.archive.columns import quote_text
from census_app.workspace.priority.settings import PrioritySettings

if TYPE_CHECKING:
    import duckdb

    from census_app.archive.snapshot import Snapshot
    from census_app.dictionary.model import Dictionary

_CUSTOMER, _IMPORTANT, _BILLS = "customer", "important_customer", "billing_month"


def load_customer_facts(
    connection: duckdb.DuckDBPyConnection,
    snapshot: Snapshot | None,
    dictionary: Dictionary,
    settings: PrioritySettings,
) -> None:
    """DuckDB table `customer_facts` of those in table `asked` (customer, no): no, energy (kWh in an average billed
    month) and months (how many), capacity (kVA), importance; null where the snapshot does not say.

    A month with an unknown bill is an unknown month. Without a snapshot nothing is known of anybody.
    """
    if snapshot is None:
        connection.execute(
            "CREATE OR REPLACE TEMP TABLE customer_facts AS SELECT no, NULL::DECIMAL(18, 4) AS energy, "
            "0::BIGINT AS months, NULL::DECIMAL(18, 3) AS capacity, NULL::VARCHAR AS importance FROM asked"
        )
        return
    archive = snapshot.table_sql(dictionary.table(_CUSTOMER), ["cons_no", "contract_cap", "run_cap", "rrio_level"])
    important = snapshot.table_sql(dictionary.table(_IMPORTANT), ["cons_no", "rrio_level"])
    places = " ".join(f"WHEN {quote_text(level)} THEN {place}" for place, level in enumerate(_by_points(settings)))
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE customer_facts AS
        WITH own AS (
            SELECT no, max(coalesce(contract_cap, run_cap)) AS capacity
            FROM ({archive}) JOIN asked ON customer = cons_no GROUP BY no
        ), levels AS (
            SELECT no, arg_min(rrio_level, CASE rrio_level {places} END) AS importance
            FROM (SELECT cons_no, rrio_level FROM ({archive}) UNION ALL SELECT cons_no, rrio_level FROM ({important}))
            JOIN asked ON customer = cons_no WHERE CASE rrio_level {places} END IS NOT NULL GROUP BY no
        ), bills AS ({_monthly(snapshot, dictionary, settings)})
        SELECT a.no, CAST(b.energy AS DECIMAL(18, 4)) AS energy, coalesce(b.months, 0) AS months,
            CAST(o.capacity AS DECIMAL(18, 3)) AS capacity, l.importance
        FROM asked a LEFT JOIN own o USING (no) LEFT JOIN levels l USING (no) LEFT JOIN bills b USING (no)
        """
    )


def _by_points(settings: PrioritySettings) -> list[str]:
    """The levels of importance, the weightiest first."""
    return sorted(settings.importance, key=lambda level: (-settings.importance[level], level))


def _monthly(snapshot: Snapshot, dictionary: Dictionary, settings: PrioritySettings) -> str:
    """SQL: no, energy, months; exact sums, divided last."""
    bills = snapshot.table_sql(dictionary.table(_BILLS), ["cons_no", "ym", "settle_pq"])
    newest = f"(SELECT max(ym) FROM ({bills}))"
    first = f"strftime(strptime({newest}, '%Y%m') - INTERVAL {settings.energy.months - 1} MONTH, '%Y%m')"
    return f"""
        SELECT no, round(sum(energy) / count(*), 4) AS energy, count(*) AS months FROM (
            SELECT no, CAST(ym AS INTEGER) AS month, sum(settle_pq) AS energy
            FROM ({bills}) JOIN asked ON customer = cons_no WHERE ym >= {first}
            GROUP BY ALL HAVING count(*) = count(settle_pq)
        ) GROUP BY no"""
