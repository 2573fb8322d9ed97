"""The workspace's own tables. Acts are the truth about people, runs about data; everything else derives from them.

The archive's tables (parts, snapshots) live in the same database under their own metadata. The tables
are created by the migrations; a test holds both to the same shape.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, MetaData, String, Table, Text

SCHEMA_VERSION = "0003"

workspace_metadata = MetaData()

information = Table(
    "workspace_information",
    workspace_metadata,
    Column("name", String(64), primary_key=True),
    Column("value", Text, nullable=False),
)

acts = Table(
    "acts",
    workspace_metadata,
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
    Column("identity", String(8), nullable=False, server_default=""),
    Index("acts_kind_subject", "kind", "subject"),
)

personal_values = Table(
    "act_personal_values",
    workspace_metadata,
    Column("act", Integer, ForeignKey("acts.seq"), primary_key=True),
    Column("field", String(64), primary_key=True),
    Column("salt", String(64), nullable=False),
    Column("value", Text, nullable=False),
)

runs = Table(
    "runs",
    workspace_metadata,
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

leases = Table(
    "leases",
    workspace_metadata,
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

anchors = Table(
    "anchors",
    workspace_metadata,
    Column("hash", String(64), primary_key=True),
    Column("place", String(200), primary_key=True),
    Column("at", String(40), nullable=False),
)

credentials = Table(
    "credentials",
    workspace_metadata,
    Column("account", String(64), primary_key=True),
    Column("pin_hash", Text, nullable=False, server_default=""),
    Column("code_hash", String(200), nullable=False, server_default=""),
    Column("code_until", String(40), nullable=False, server_default=""),
    Column("failures", Integer, nullable=False, server_default="0"),
    Column("not_before", String(40), nullable=False, server_default=""),
    Column("locked", Boolean, nullable=False, server_default="0"),
)
"""PINs and first codes as hashes, and how often the last tries failed. Which hash counts, the acts say."""
