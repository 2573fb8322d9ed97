"""The first released version: all tables, and triggers that keep acts append-only."""

from __future__ import annotations

from alembic import op

from census_app.archive.catalogue import archive_metadata
from census_app.workspace.schema import workspace_metadata

revision = "0001"
down_revision = None


def upgrade() -> None:
    """All tables of the first release exist."""
    archive_metadata.create_all(op.get_bind())
    workspace_metadata.create_all(op.get_bind())
    for event in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER acts_never_{event.lower()} BEFORE {event} ON acts "
            "BEGIN SELECT RAISE(ABORT, 'acts are append-only'); END"
        )
