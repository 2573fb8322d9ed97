"""What the units are called, as a snapshot knows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from census_app.workspace.engine import scratch_engine
from census_app.workspace.record_facts import select_fields, usual_names_sql

if TYPE_CHECKING:
    import duckdb

    from census_app.archive.snapshot import Snapshot
    from census_app.dictionary.model import Dictionary
    from census_app.workspace.workspace import Workspace


def unit_names(workspace: Workspace, snapshot: Snapshot) -> dict[str, str]:
    """Unit code → name, from the unit table, else as most of the customers' own rows say; units without a name are left
    out."""
    with scratch_engine(workspace.folder / "cache") as connection:
        return read_unit_names(connection, snapshot, workspace.dictionary)


def read_unit_names(
    connection: duckdb.DuckDBPyConnection, snapshot: Snapshot, dictionary: Dictionary
) -> dict[str, str]:
    """`unit_names` by a connection there is."""
    units = select_fields(snapshot, "org_unit", ["org_no", "org_name"])
    usual = connection.execute(
        f"SELECT unit, org_name FROM ({usual_names_sql(snapshot, dictionary)}) ORDER BY 1"
    ).fetchall()
    own = connection.execute(
        f"SELECT org_no, min(org_name) FROM ({units}) "
        "WHERE org_no IS NOT NULL AND org_name IS NOT NULL GROUP BY 1 ORDER BY 1"
    ).fetchall()
    return dict(usual) | dict(own)
