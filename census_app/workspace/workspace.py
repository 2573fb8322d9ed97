"""A workspace: one folder holding a county's data, rules, runs and acts.

workspace.db   acts, runs, parts and snapshots (SQLite)
parts/         imported data, content-addressed      runs/      findings and states per run
mappings/      saved header mappings per source      packs/     installed rule packs
cache/         rebuildable at any time               exports/   what was written for people
backups/       copies of the database taken before migrating
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from sqlalchemy import Engine, insert, select

from census_app import __version__
from census_app.foundation.database import open_database, reading, writing
from census_app.foundation.errors import BadInput
from census_app.foundation.files import drafting_folder, fsync_folder, said_plainly, sweep_unfinished
from census_app.workspace.looking import can_only_look, copy_to_look_at
from census_app.workspace.migrate import bring_up_to_date, create_schema
from census_app.workspace.network_shares import on_network_share
from census_app.workspace.people.claim import establish_claim
from census_app.workspace.schema import information

if TYPE_CHECKING:
    from census_app.archive.catalogue import Catalogue
    from census_app.dictionary.model import Dictionary
    from census_app.workspace.changes import ChangeWatch
    from census_app.workspace.leases import Lease
    from census_app.workspace.people.session import Session

DATABASE_NAME = "workspace.db"
FOLDERS = ("parts", "runs", "mappings", "packs", "cache", "exports", "backups")


class Workspace:
    """An open workspace; use `create`, `open` or `ensure`, and `close` it (or `with`)."""

    def __init__(self, folder: Path, engine: Engine, cache: Path | None = None) -> None:
        self.folder = folder
        self.engine = engine
        self.cache = cache or folder / "cache"

    @classmethod
    def create(cls, folder: Path) -> Workspace:
        """A new workspace in `folder` (made when missing); an existing workspace there is refused unchanged."""
        folder = folder.absolute()
        _refuse_wildcards(folder)
        _refuse_network_share(folder)
        database = folder / DATABASE_NAME
        if database.exists():
            raise BadInput(f"这里已经有一个工作区：{folder}", "直接打开它，或换一个文件夹")
        made = [path for path in (folder, *(folder / name for name in FOLDERS)) if not path.exists()]
        with said_plainly(folder):
            folder.mkdir(parents=True, exist_ok=True)
            for name in FOLDERS:
                (folder / name).mkdir(exist_ok=True)
        try:
            with drafting_folder(database) as drafts:
                draft = drafts / DATABASE_NAME
                engine = open_database(draft)
                try:
                    create_schema(engine)
                    _write_information(engine)
                finally:
                    engine.dispose()
                _give_its_name(draft, database)
        finally:
            if not database.exists():
                _remove_empty(made)
        return cls.open(folder)

    @classmethod
    def open(cls, folder: Path) -> Workspace:
        """The workspace in `folder`, migrated to this program's version when it was older (after a backup).

        Where nothing can be written it can only be looked at.
        """
        folder = folder.absolute()
        database = folder / DATABASE_NAME
        if not database.is_file():
            raise BadInput(f"这里没有工作区：{folder}", "检查 --workspace 的路径；新工作区在第一次导入时建立")
        _refuse_wildcards(folder)
        _refuse_network_share(folder)
        opened = cls._to_look_at(folder, database) if can_only_look(database) else cls._to_work_in(folder, database)
        try:
            establish_claim(opened)
        except BaseException:
            opened.close()
            raise
        return opened

    @classmethod
    def _to_work_in(cls, folder: Path, database: Path) -> Workspace:
        engine = open_database(database)
        try:
            bring_up_to_date(engine, database, folder / "backups")
        except BaseException:
            engine.dispose()
            raise
        with said_plainly(folder):
            for name in FOLDERS:
                (folder / name).mkdir(exist_ok=True)
            sweep_unfinished(folder)
        return cls(folder, engine)

    @classmethod
    def _to_look_at(cls, folder: Path, database: Path) -> Workspace:
        copy = copy_to_look_at(database)
        return cls(folder, open_database(copy.database, copy_of=database), copy.cache)

    @classmethod
    def ensure(cls, folder: Path) -> Workspace:
        """The workspace in `folder`, created when there is none."""
        if not (folder / DATABASE_NAME).exists():
            try:
                return cls.create(folder)
            except BadInput:
                if not (folder / DATABASE_NAME).exists():
                    raise
        return cls.open(folder)

    @property
    def only_looked_at(self) -> bool:
        """Whether nothing can be written in it, so that a copy of its database is read."""
        return self.cache.parent != self.folder

    @property
    def runs_folder(self) -> Path:
        """Where each run has its folder."""
        return self.folder / "runs"

    @property
    def session(self) -> Session | None:
        """Who signed in to this open workspace; see `people.sign_in`."""
        from census_app.workspace.people.session import session_of

        return session_of(self.engine)

    @property
    def actor(self) -> str:
        """Who works here: the person, or the operating system's account where people are not enabled."""
        from census_app.workspace.people.signing import who_in

        with reading(self.engine) as connection:
            return who_in(connection)

    @cached_property
    def dictionary(self) -> Dictionary:
        """The shipped data dictionary."""
        from census_app.dictionary.loader import load_dictionary

        return load_dictionary()

    @cached_property
    def catalogue(self) -> Catalogue:
        """Parts and snapshots of this workspace."""
        from census_app.archive.catalogue import Catalogue

        return Catalogue(self.engine, self.folder)

    def information(self, name: str) -> str:
        """A stored fact about the workspace: `workspace_id`, `created_at`, `program`, `row_code_key`."""
        with reading(self.engine) as connection:
            return str(connection.execute(select(information.c.value).where(information.c.name == name)).scalar_one())

    @contextmanager
    def lease(self, *names: str, what: str) -> Iterator[Lease]:
        """Hold the leases `names` during a long job; raises `WorkspaceBusy` naming who holds one of them."""
        from census_app.workspace.leases import hold

        with hold(self, names, what) as lease:
            yield lease

    def changes(self, since: dict[str, str] | None = None) -> ChangeWatch:
        """A watch whose `poll()` tells which kinds of things changed since the last poll, in any process; the first
        one since another watch's `standing`."""
        from census_app.workspace.changes import ChangeWatch

        return ChangeWatch(self.engine, since)

    def close(self) -> None:
        """Let go of the database files."""
        self.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.close()


def _remove_empty(folders: list[Path]) -> None:
    for path in reversed(folders):
        with suppress(OSError):
            path.rmdir()


def _refuse_wildcards(folder: Path) -> None:
    """The engine takes `*` and `?` of a path for any characters (Windows has no such names): no file would be found."""
    if set(str(folder)) & set("*?"):
        raise BadInput(f"工作区的路径里有 * 或 ?：{folder}", "给文件夹改个名，或换一个文件夹")


def _refuse_network_share(folder: Path) -> None:
    if on_network_share(folder):
        raise BadInput(f"工作区不能放在网络共享盘上：{folder}", "放到本机磁盘；需要共享时用 census backup 拷出副本")


def _write_information(engine: Engine) -> None:
    facts = {
        "workspace_id": secrets.token_hex(16),
        "created_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "program": __version__,
        "row_code_key": secrets.token_hex(32),
    }
    with writing(engine) as connection:
        connection.execute(insert(information), [{"name": name, "value": value} for name, value in facts.items()])


def _give_its_name(draft: Path, database: Path) -> None:
    """Link instead of rename where possible: of two processes creating at once, the second must not win silently."""
    with said_plainly(database):
        try:
            database.hardlink_to(draft)
        except FileExistsError as error:
            raise BadInput(f"这里已经有一个工作区：{database.parent}", "直接打开它，或换一个文件夹") from error
        except OSError:
            draft.rename(database)
        fsync_folder(database.parent)
