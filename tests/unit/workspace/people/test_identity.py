"""Old acts stay valid, new ones say how it was established who did them, and nobody can change that afterwards."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import text

from census_app.foundation.canonical import canonical_json, sha256_text
from census_app.foundation.database import open_database, writing
from census_app.workspace import acts, migrate
from census_app.workspace.workspace import Workspace


def _first_release(folder: Path) -> None:
    """A workspace as the first release left it, with one act sealed by its formula."""
    engine = open_database(folder / "workspace.db")
    with writing(engine) as connection:
        config = migrate._configuration()
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.execute(
            text("INSERT INTO workspace_information VALUES ('workspace_id', 'w'), ('row_code_key', 'k')")
        )
        act: dict[str, Any] = {
            "seq": 1,
            "prev": sha256_text("census acts w"),
            "at": "2026-11-01T00:00:00.000000+00:00",
            "utc_offset_minutes": 480,
            "actor": "老王",
            "kind": "note.made",
            "subject": "x",
            "payload": {"n": 1},
            "personal": {},
        }
        row = {**act, "hash": sha256_text(canonical_json(act)), "payload": '{"n":1}', "personal": "{}"}
        names = ", ".join(row)
        connection.execute(text(f"INSERT INTO acts ({names}) VALUES (:{names.replace(', ', ', :')})"), row)
    engine.dispose()


def test_acts_of_the_first_release_verify_after_the_migration(tmp_path: Path) -> None:
    _first_release(tmp_path)
    with Workspace.open(tmp_path) as workspace:
        assert acts.verify(workspace.engine) == []
        new = acts.append(workspace.engine, "note.made", "y", {})
        old, stored = acts.list_acts(workspace.engine)
        assert (old.identity, stored.identity) == ("", new.identity) and new.identity in ("os", "none")
        assert acts.verify(workspace.engine, [old.hash, new.hash]) == []
        assert len(list((tmp_path / "backups").iterdir())) == 1


@pytest.mark.parametrize(("seq", "identity"), [(1, "pin"), (1, "os"), (2, ""), (2, "pin")])
def test_how_somebody_was_known_cannot_be_changed_afterwards(tmp_path: Path, seq: int, identity: str) -> None:
    _first_release(tmp_path)
    with Workspace.open(tmp_path) as workspace:
        acts.append(workspace.engine, "note.made", "y", {})
        with writing(workspace.engine) as connection:
            connection.execute(text("DROP TRIGGER acts_never_update"))
            connection.execute(text("UPDATE acts SET identity = :i WHERE seq = :s"), {"i": identity, "s": seq})
        assert [fault.seq for fault in acts.verify(workspace.engine)] == [seq]
