"""Reads and small writes of the core for the window, as plain functions that run on a worker."""

from __future__ import annotations

from pathlib import Path

from census_app.desktop.session import WorkspaceFacts


def create_workspace(folder: Path) -> None:
    """An empty workspace stands in `folder`."""
    from census_app.workspace.workspace import Workspace

    Workspace.create(folder)


def read_facts(folder: Path) -> WorkspaceFacts:
    """What the window says of a workspace; refusals of the core pass through."""
    from census_app.workspace.workspace import Workspace

    workspace = Workspace.open(folder)
    manifest = workspace.catalogue.latest()
    if manifest is None:
        return WorkspaceFacts(folder)
    return WorkspaceFacts(
        folder,
        data_date=manifest.data_date.isoformat(),
        customers=manifest.coverage["customer"].rows if "customer" in manifest.coverage else 0,
        tables=len(manifest.parts),
    )
