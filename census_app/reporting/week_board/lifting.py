"""Which units the board shows: those of the data, or their counties where there are several."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from census_app.reporting.units import OrganisationTree
from census_app.workspace.tuning.past_snapshots import can_be_read

if TYPE_CHECKING:
    import duckdb

    from census_app.workspace.runs.record import RunRecord
    from census_app.workspace.workspace import Workspace

COUNTY = "县"


@dataclass(frozen=True)
class Lifting:
    """`tree` tells who stands above whom; `counties` when the board's rows are counties."""

    tree: OrganisationTree
    counties: bool

    def to(self, unit: str) -> str:
        """The unit a row is named after; a unit under no county stays itself."""
        return self.tree.answering(unit, COUNTY) if self.counties and unit else unit

    def name(self, unit: str) -> str:
        """What the tree calls the unit; "" when it does not know it."""
        return self.tree.name(unit) if unit and self.tree.level(unit) else ""


def lifting_of(
    connection: duckdb.DuckDBPyConnection, workspace: Workspace, run: RunRecord, units: Iterable[str]
) -> Lifting:
    """Rows are counties as soon as the units of the data belong to more than one; without a unit table they are not."""
    if not can_be_read(workspace, run.snapshot):
        return Lifting(OrganisationTree({}), False)
    tree = OrganisationTree.of(connection, workspace.catalogue.open(run.snapshot), workspace.dictionary)
    above = {found for unit in units if unit and tree.level(found := tree.answering(unit, COUNTY)) == COUNTY}
    return Lifting(tree, len(above) > 1)
