"""Bringing a workspace's database to the version this program writes."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, create_engine, inspect, text
from sqlalchemy import __version__ as sqlalchemy_version

from census_app.foundation.database import reading, writing
from census_app.foundation.errors import BadInput
from census_app.foundation.files import publish
from census_app.foundation.kept import files_state, kept
from census_app.workspace.schema import SCHEMA_VERSION

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).resolve().parent / "migrations"
_OF_A_TRANSACTION = ("BEGIN TRANSACTION;", "COMMIT;")


def create_schema(engine: Engine) -> None:
    """The empty database of `engine` is what all steps leave of one: the tables of the present version."""
    with writing(engine) as connection:
        for statement in _statements():
            connection.exec_driver_sql(statement)


def bring_up_to_date(engine: Engine, database: Path, backups: Path) -> bool:
    """The database has the present version; True when steps had to be run, after a backup into `backups`.

    A database written by a newer program is refused unchanged.
    """
    version = stored_version(engine)
    if version == SCHEMA_VERSION:
        return False
    if version not in _known_versions():
        raise BadInput(
            f"工作区由更新版本的程序写成（数据库版本 {version or '无'}，本程序 {SCHEMA_VERSION}）：{database.parent}",
            "请升级本程序后再打开；工作区没有改动",
        )
    back_up_database(database, backups / f"before-{SCHEMA_VERSION}-{datetime.now(UTC):%Y%m%dT%H%M%S%f}.db")
    with writing(engine) as connection:
        _upgrade(connection)
    return True


def stored_version(engine: Engine) -> str | None:
    """The version the database says it has; None when it says nothing."""
    with reading(engine) as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)


def back_up_database(database: Path, target: Path) -> None:
    """`target` durably holds a consistent copy of the SQLite file, whoever is writing to it."""
    with (
        publish(target) as temporary,
        closing(sqlite3.connect(database)) as source,
        closing(sqlite3.connect(temporary)) as copy,
    ):
        source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE").close()


@cache
def _statements() -> tuple[str, ...]:
    """SQL that makes what the steps leave of an empty database: taking the steps costs twenty times as much, and
    reading the library that takes them three times that."""
    made_of = [SCHEMA_VERSION, sqlalchemy_version, files_state(MIGRATIONS, ".py")]
    return kept("empty_database", made_of, _dumped_steps)


def _dumped_steps() -> tuple[str, ...]:
    with closing(sqlite3.connect(":memory:")) as database:
        engine = create_engine("sqlite://", creator=lambda: database)
        with engine.begin() as connection:
            _upgrade(connection)
        statements = tuple(one for one in database.iterdump() if one not in _OF_A_TRANSACTION)
        engine.dispose()
        return statements


def _upgrade(connection: Connection) -> None:
    from alembic import command

    config = _configuration()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _known_versions() -> set[str]:
    from alembic.script import ScriptDirectory

    return {step.revision for step in ScriptDirectory.from_config(_configuration()).walk_revisions()}


def _configuration() -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config
