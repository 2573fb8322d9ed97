"""What the units are called, as a snapshot knows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from census_app.workspace.engine import scratch_engine
from census_app.workspace.record_facts import select_fields

if TYPE_CHECKING:
    from census_app.archive.snapshot import Snapshot
    from census_app.workspace.workspace import Workspace


def unit_names(workspace: Workspace, snapshot: Snapshot) -> dict[str, str]:
    """Unit code → name, from the unit table, else as the customers' own rows say; units without a name are left out."""
    tables = (select_fields(snapshot, name, ["org_no", "org_name"]) for name in ("customer", "org_unit"))
    names: dict[str, str] = {}
    with scratch_engine(workspace.folder / "cache") as connection:
        for rows in tables:
            names |= dict(
                connection.execute(
                    f"SELECT org_no, min(org_name) FROM ({rows}) "
                    "WHERE org_no IS NOT NULL AND org_name IS NOT NULL GROUP BY 1 ORDER BY 1"
                ).fetchall()
            )
    return names
