from __future__ import annotations

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from census_app.archive.catalogue import archive_metadata
from census_app.foundation.database import reading, writing
from census_app.workspace import migrate
from census_app.workspace.schema import SCHEMA_VERSION, workspace_metadata
from census_app.workspace.workspace import Workspace


def test_the_last_migration_is_the_version_this_program_writes() -> None:
    script = ScriptDirectory(str(migrate.MIGRATIONS))
    assert script.get_current_head() == SCHEMA_VERSION


def test_migrations_make_exactly_the_declared_tables(workspace: Workspace) -> None:
    with reading(workspace.engine) as connection:
        assert compare_metadata(MigrationContext.configure(connection), [archive_metadata, workspace_metadata]) == []


def test_opening_an_up_to_date_workspace_takes_no_backup(workspace: Workspace) -> None:
    assert list((workspace.folder / "backups").iterdir()) == []


def test_a_backup_is_a_whole_database_while_others_write(workspace: Workspace, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    with writing(workspace.engine) as connection:
        connection.execute(text("INSERT INTO workspace_information VALUES ('x', 'uncommitted')"))
        migrate.back_up_database(workspace.folder / "workspace.db", target)
    import sqlite3

    with sqlite3.connect(target) as copy:
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert copy.execute("SELECT count(*) FROM workspace_information WHERE name = 'x'").fetchone() == (0,)
    copy.close()
