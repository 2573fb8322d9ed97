"""The snapshots of the past that can still be read, one for each data date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from census_app.foundation.errors import BadInput
from census_app.workspace.runs.record import official_runs

if TYPE_CHECKING:
    from census_app.workspace.workspace import Workspace


@dataclass(frozen=True)
class Moment:
    """A snapshot and the day that was 今日 when it was checked."""

    snapshot: str
    data_date: date
    as_of: date


def past_moments(workspace: Workspace) -> tuple[list[Moment], int]:
    """The moments, oldest first, and how many data dates can no longer be read.

    Of several snapshots of one date the one officially checked last counts; where none was, the one imported last.
    """
    chosen = {manifest.data_date: Moment(manifest.snapshot, manifest.data_date, manifest.data_date)
              for manifest in workspace.catalogue.snapshots()}  # fmt: skip
    chosen |= {run.data_date: Moment(run.snapshot, run.data_date, run.as_of) for run in official_runs(workspace)}
    readable = [moment for _, moment in sorted(chosen.items()) if can_be_read(workspace, moment.snapshot)]
    return readable, len(chosen) - len(readable)


def can_be_read(workspace: Workspace, snapshot: str) -> bool:
    """Whether all parts of the snapshot are still there."""
    try:
        workspace.catalogue.open(snapshot)
    except BadInput:
        return False
    return True
