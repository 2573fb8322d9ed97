"""The first released version: all tables, and triggers that keep acts append-only.

Written out in full on purpose: a released step must not change when the declared tables do.
"""

from __future__ import annotations

from alembic import op
from sqlalchemy import Boolean, Column, ForeignKey, Integer, String, Text

revision = "0001"
down_revision = None


def upgrade() -> None:
    """All tables of the first release exist."""
    _archive()
    _acts()
    _work()
    for event in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER acts_never_{event.lower()} BEFORE {event} ON acts "
            "BEGIN SELECT RAISE(ABORT, 'acts are append-only'); END"
        )


def _archive() -> None:
    op.create_table(
        "part",
        Column("part", String(64), primary_key=True),
        Column("table_id", String(64), nullable=False),
        Column("data_date", String(10), nullable=False),
        Column("manifest", Text, nullable=False),
        Column("sha256", String(64), nullable=False),
        Column("pruned_at", String(40)),
    )
    op.create_index("ix_part_table_id", "part", ["table_id"])
    op.create_table(
        "snapshot",
        Column("snapshot", String(64), primary_key=True),
        Column("data_date", String(10), nullable=False),
        Column("manifest", Text, nullable=False),
        Column("sha256", String(64), nullable=False),
    )
    op.create_table(
        "import_batch",
        Column("batch", Integer, primary_key=True, autoincrement=True),
        Column("snapshot", String(64), ForeignKey("snapshot.snapshot"), nullable=False),
        Column("imported_at", String(40), nullable=False),
        Column("report", Text, nullable=False),
    )


def _acts() -> None:
    op.create_table(
        "workspace_information",
        Column("name", String(64), primary_key=True),
        Column("value", Text, nullable=False),
    )
    op.create_table(
        "acts",
        Column("seq", Integer, primary_key=True, autoincrement=False),
        Column("prev", String(64), nullable=False, unique=True),
        Column("hash", String(64), nullable=False, unique=True),
        Column("at", String(40), nullable=False),
        Column("utc_offset_minutes", Integer, nullable=False),
        Column("actor", String(200), nullable=False),
        Column("kind", String(64), nullable=False),
        Column("subject", String(200), nullable=False),
        Column("payload", Text, nullable=False),
        Column("personal", Text, nullable=False),
    )
    op.create_index("acts_kind_subject", "acts", ["kind", "subject"])
    op.create_table(
        "act_personal_values",
        Column("act", Integer, ForeignKey("acts.seq"), primary_key=True),
        Column("field", String(64), primary_key=True),
        Column("salt", String(64), nullable=False),
        Column("value", Text, nullable=False),
    )
    op.create_table(
        "anchors",
        Column("hash", String(64), primary_key=True),
        Column("place", String(200), primary_key=True),
        Column("at", String(40), nullable=False),
    )


def _work() -> None:
    op.create_table(
        "runs",
        Column("run", String(40), primary_key=True),
        Column("act", Integer, ForeignKey("acts.seq"), nullable=False, unique=True),
        Column("official", Boolean, nullable=False),
        Column("trial_reason", Text, nullable=False),
        Column("created_at", String(40), nullable=False),
        Column("actor", String(200), nullable=False),
        Column("data_date", String(10), nullable=False),
        Column("as_of", String(10), nullable=False),
        Column("week", String(8), nullable=False),
        Column("acts_seq", Integer, nullable=False),
        Column("snapshot", String(80), nullable=False),
        Column("inputs", Text, nullable=False),
        Column("rules", Text, nullable=False),
        Column("errors", Text, nullable=False),
        Column("findings", Integer, nullable=False),
        Column("digest", String(64), nullable=False),
        Column("files", Text, nullable=False),
        Column("states_file", String(80), nullable=False),
        Column("states_sha256", String(64), nullable=False),
        Column("void_act", Integer, ForeignKey("acts.seq")),
    )
    op.create_table(
        "leases",
        Column("name", String(40), primary_key=True),
        Column("token", String(32), nullable=False),
        Column("actor", String(200), nullable=False),
        Column("what", String(200), nullable=False),
        Column("host", String(200), nullable=False),
        Column("process", Integer, nullable=False),
        Column("process_started", String(40), nullable=False),
        Column("since", String(40), nullable=False),
        Column("heartbeat", String(40), nullable=False),
    )
