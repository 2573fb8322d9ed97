"""Where the customers are: coordinates, 台区, line and residential area, as the checked snapshot has them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from census_app.workspace.tuning.past_snapshots import can_be_read

if TYPE_CHECKING:
    import duckdb

    from census_app.archive.snapshot import Snapshot
    from census_app.workspace.runs.record import RunRecord
    from census_app.workspace.workspace import Workspace

_CUSTOMER = ("cons_no", "org_no", "tg_no", "line_no", "area_no", "elec_addr", "longitude", "latitude", "tg_manager",
             "cust_manager")  # fmt: skip
_TRANSFORMER = ("tg_no", "org_no", "line_no", "inst_addr", "longitude", "latitude", "tg_manager")
PHONES = ("mobile", "outage_mobile", "bill_mobile", "phone")
"""Numbers a customer can be called at, the best first."""
_CHINA = "BETWEEN 73 AND 136", "BETWEEN 3 AND 54"


def load_archive(connection: duckdb.DuckDBPyConnection, workspace: Workspace, run: RunRecord | None) -> Snapshot | None:
    """Views `archive_customers` and `archive_transformers` over the snapshot of the run, empty where it cannot be read;
    returns it."""
    snapshot = None
    if run is not None and can_be_read(workspace, run.snapshot):
        snapshot = workspace.catalogue.open(run.snapshot)
    _load_archive(connection, workspace, snapshot)
    return snapshot


def load_places(connection: duckdb.DuckDBPyConnection) -> None:
    """Table `places` (subject_table, subject_key, unit, tg_no, line_no, area_no, address, longitude, latitude,
    manager, callable) of the subjects of `subjects_asked` (subject_table, subject_key, tg_no).

    A customer without coordinates stands where its 台区 does: at the transformer, else in the middle of its
    customers.
    """
    connection.execute(_MIDDLES.format(east=_CHINA[0], north=_CHINA[1]))
    connection.execute(_PLACES.format(east=_CHINA[0], north=_CHINA[1]))


def load_managers(connection: duckdb.DuckDBPyConnection) -> None:
    """Table `managers` (unit, name): everybody the archive names."""
    connection.execute(
        """
        CREATE OR REPLACE TEMP TABLE managers AS
        SELECT DISTINCT unit, name FROM (
            SELECT org_no AS unit, tg_manager AS name FROM archive_customers
            UNION ALL SELECT org_no, tg_manager FROM archive_transformers
        ) WHERE unit IS NOT NULL AND name <> ''
        """
    )


def _load_archive(connection: duckdb.DuckDBPyConnection, workspace: Workspace, snapshot: Snapshot | None) -> None:
    for name, table, fields, more in (
        ("archive_customers", "customer", (*_CUSTOMER, *PHONES), f"{_callable(snapshot)} AS callable"),
        ("archive_transformers", "distribution_transformer", _TRANSFORMER, "NULL AS callable"),
    ):
        if snapshot is None:
            columns = ", ".join(f"NULL::VARCHAR AS {field}" for field in fields)
            connection.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS SELECT {columns}, {more} WHERE false")
        else:
            source = snapshot.table_sql(workspace.dictionary.table(table), fields)
            connection.execute(
                f"CREATE OR REPLACE TEMP VIEW {name} AS SELECT {', '.join(fields)}, {more} FROM ({source})"
            )


def _callable(snapshot: Snapshot | None) -> str:
    """SQL: whether a customer has a number to be called at; null where no numbers were imported at all."""
    if snapshot is None or all(snapshot.facts("customer", name) is None for name in PHONES):
        return "NULL::BOOLEAN"
    return "(" + " OR ".join(f"coalesce(regexp_matches({name}, '[0-9*]{{7}}'), false)" for name in PHONES) + ")"


_MIDDLES = """
CREATE OR REPLACE TEMP TABLE transformer_places AS
SELECT t.tg_no, t.line_no, t.manager, t.address, t.unit,
    coalesce(t.longitude, c.longitude) AS longitude, coalesce(t.latitude, c.latitude) AS latitude
FROM (
    SELECT tg_no, min(line_no) AS line_no, min(tg_manager) AS manager, min(inst_addr) AS address, min(org_no) AS unit,
        min(longitude::DOUBLE) FILTER (longitude::DOUBLE {east} AND latitude::DOUBLE {north}) AS longitude,
        min(latitude::DOUBLE) FILTER (longitude::DOUBLE {east} AND latitude::DOUBLE {north}) AS latitude
    FROM archive_transformers WHERE tg_no IS NOT NULL GROUP BY tg_no
) t LEFT JOIN (
    SELECT tg_no, median(longitude::DOUBLE) AS longitude, median(latitude::DOUBLE) AS latitude
    FROM archive_customers
    WHERE longitude::DOUBLE {east} AND latitude::DOUBLE {north} AND tg_no IS NOT NULL
    GROUP BY tg_no
) c USING (tg_no)
"""

_PLACES = """
CREATE OR REPLACE TEMP TABLE places AS
WITH asked AS (SELECT * FROM subjects_asked),
own AS (
    SELECT cons_no, min(org_no) AS unit, min(tg_no) AS tg_no, min(line_no) AS line_no, min(area_no) AS area_no,
        min(elec_addr) AS address, bool_or(callable) AS callable,
        min(coalesce(nullif(tg_manager, ''), cust_manager)) AS manager,
        min(longitude::DOUBLE) FILTER (longitude::DOUBLE {east} AND latitude::DOUBLE {north}) AS longitude,
        min(latitude::DOUBLE) FILTER (longitude::DOUBLE {east} AND latitude::DOUBLE {north}) AS latitude
    FROM archive_customers WHERE cons_no IN (SELECT subject_key FROM asked WHERE subject_table = 'customer')
    GROUP BY cons_no
)
SELECT 'customer' AS subject_table, o.cons_no AS subject_key, o.unit, o.tg_no,
    coalesce(o.line_no, t.line_no) AS line_no, o.area_no, o.address,
    coalesce(nullif(o.manager, ''), t.manager) AS manager,
    coalesce(o.longitude, t.longitude) AS longitude, coalesce(o.latitude, t.latitude) AS latitude, o.callable
FROM own o LEFT JOIN transformer_places t USING (tg_no)
UNION ALL
SELECT a.subject_table, a.subject_key, t.unit, a.tg_no, t.line_no, NULL, t.address, t.manager, t.longitude,
    t.latitude, NULL
FROM (
    SELECT subject_table, subject_key, min(tg_no) AS tg_no FROM asked
    WHERE subject_table <> 'customer' GROUP BY subject_table, subject_key
) a JOIN transformer_places t USING (tg_no)
"""
