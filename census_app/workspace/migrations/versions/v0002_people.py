"""Acts say how it was established who did them; people have PINs.

An act from before says nothing (empty), and its hash is computed without the column.
"""

from __future__ import annotations

from alembic import op
from sqlalchemy import Boolean, Column, Integer, String, Text

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Acts have `identity`; the table of credentials exists."""
    op.add_column("acts", Column("identity", String(8), nullable=False, server_default=""))
    op.create_table(
        "credentials",
        Column("account", String(64), primary_key=True),
        Column("pin_hash", Text, nullable=False, server_default=""),
        Column("code_hash", String(200), nullable=False, server_default=""),
        Column("code_until", String(40), nullable=False, server_default=""),
        Column("failures", Integer, nullable=False, server_default="0"),
        Column("not_before", String(40), nullable=False, server_default=""),
        Column("locked", Boolean, nullable=False, server_default="0"),
    )
