from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, text

from census_app.archive.catalogue import archive_metadata
from census_app.foundation.database import open_database, reading, writing
from census_app.workspace import acts, migrate
from census_app.workspace.schema import SCHEMA_VERSION, workspace_metadata
from census_app.workspace.survey_tables import SEALED_TABLES
from census_app.workspace.workspace import Workspace


def test_the_last_migration_is_the_version_this_program_writes() -> None:
    script = ScriptDirectory(str(migrate.MIGRATIONS))
    assert script.get_current_head() == SCHEMA_VERSION


def test_migrations_make_exactly_the_declared_tables(workspace: Workspace) -> None:
    assert SEALED_TABLES.keys() <= workspace_metadata.tables.keys()
    with reading(workspace.engine) as connection:
        assert compare_metadata(MigrationContext.configure(connection), [archive_metadata, workspace_metadata]) == []


def test_a_new_workspace_is_what_all_steps_leave_of_an_empty_database(tmp_path: Path) -> None:
    """It is made by the statements the steps end in, which are remembered."""
    dumps = []
    for name, make in {"new": migrate.create_schema, "stepped": _stepped}.items():
        engine = open_database(tmp_path / f"{name}.db")
        make(engine)
        engine.dispose()
        with closing(sqlite3.connect(tmp_path / f"{name}.db")) as database:
            dumps.append(list(database.iterdump()))
    assert dumps[0] == dumps[1]
    assert sum("CREATE TRIGGER" in one for one in dumps[0]) > 1


def _stepped(engine: Engine) -> None:
    with writing(engine) as connection:
        migrate._upgrade(connection)


def test_opening_an_up_to_date_workspace_takes_no_backup(workspace: Workspace) -> None:
    assert list((workspace.folder / "backups").iterdir()) == []


def test_a_backup_is_a_whole_database_while_others_write(workspace: Workspace, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    with writing(workspace.engine) as connection:
        connection.execute(text("INSERT INTO workspace_information VALUES ('x', 'uncommitted')"))
        migrate.back_up_database(workspace.folder / "workspace.db", target)
    with sqlite3.connect(target) as copy:
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert copy.execute("SELECT count(*) FROM workspace_information WHERE name = 'x'").fetchone() == (0,)
    copy.close()


_NEXT_STEP = """
from alembic import op
from sqlalchemy import Column, Text

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("anchors", Column("note", Text))
    {ending}
"""


@pytest.fixture
def newer_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program one version ahead; returns the file of its new step."""
    steps = tmp_path / "migrations"
    shutil.copytree(migrate.MIGRATIONS, steps, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(migrate, "MIGRATIONS", steps)
    monkeypatch.setattr(migrate, "SCHEMA_VERSION", "0004")
    step = steps / "versions" / "v0004_note.py"
    step.write_text(_NEXT_STEP.format(ending="pass"), encoding="utf-8")
    return step


def test_an_older_workspace_is_backed_up_and_brought_up_to_date(workspace: Workspace, newer_program: Path) -> None:
    assert newer_program.is_file()
    acts.append(workspace.engine, "note.made", "x", {})
    workspace.close()
    with Workspace.open(workspace.folder) as opened:
        assert migrate.stored_version(opened.engine) == "0004"
        assert acts.verify(opened.engine) == []
        with reading(opened.engine) as connection:
            assert connection.execute(text("SELECT count(note) FROM anchors")).scalar() == 0
        (backup,) = (opened.folder / "backups").iterdir()
    engine = open_database(backup)
    assert migrate.stored_version(engine) == "0003"
    engine.dispose()
    with Workspace.open(workspace.folder) as again:
        assert len(list((again.folder / "backups").iterdir())) == 1


def test_a_step_that_fails_leaves_the_old_version_whole(workspace: Workspace, newer_program: Path) -> None:
    newer_program.write_text(_NEXT_STEP.format(ending="raise RuntimeError('half way')"), encoding="utf-8")
    with pytest.raises(RuntimeError, match="half way"):
        Workspace.open(workspace.folder)
    with reading(workspace.engine) as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == "0003"
        columns = connection.execute(text("SELECT name FROM pragma_table_info('anchors')")).scalars().all()
    assert "note" not in columns
