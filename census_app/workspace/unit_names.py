"""What the units are called, as a snapshot knows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from census_app.archive.unit_names import told_apart
from census_app.archive.unit_names import unit_names as names_of
from census_app.workspace.engine import scratch_engine

if TYPE_CHECKING:
    from census_app.archive.snapshot import Snapshot
    from census_app.workspace.workspace import Workspace


def unit_names(workspace: Workspace, snapshot: Snapshot) -> dict[str, str]:
    """Unit code → name, from the unit table, else as most of the customers' own rows say; those of one name carry their
    codes too, and units without a name are left out."""
    with scratch_engine(workspace.cache) as connection:
        return told_apart(names_of(connection, snapshot, workspace.dictionary))
