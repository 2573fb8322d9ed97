"""The workspace's SQLite engine: one writer at a time, nothing acknowledged is lost, refusals in plain words.

WAL lets readers go on while somebody writes; `synchronous=FULL` makes a committed transaction survive a
power cut. Every transaction begins with `BEGIN IMMEDIATE` unless it says it only reads: a deferred
transaction that first reads and then writes can fork what it derived from its read.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Compiled, Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import ConnectionPoolEntry

from census_app.foundation.errors import BadInput, CensusError, DiskRefusal, WorkspaceBusy

BUSY_MILLISECONDS = 30_000
_MOST_COMPILED = 500
_LONGEST_PATH = 490
"""In bytes: SQLite takes no path from 512 on, what it names after the database included (`os_unix.c`, MAX_PATHNAME)."""
_BEGIN = "census_begin"
_PLACE = "census_place"
_REFUSALS: tuple[tuple[str, type[CensusError], str, str], ...] = (
    ("locked", WorkspaceBusy, "工作区正被别的程序写入：{path}", "稍等再试"),
    (
        "readonly",
        DiskRefusal,
        "工作区只读，能看不能改：{path}",
        "要改：把整个文件夹复制到可以写的磁盘，或请管理员放开权限",
    ),
    ("disk is full", DiskRefusal, "磁盘已满，无法写入 {path}", "清理磁盘后重试；这次没有写入任何内容"),
    ("disk i/o error", DiskRefusal, "磁盘读写出错：{path}", "检查磁盘空间和介质后重试；这次没有写入任何内容"),
    ("unable to open", BadInput, "打不开工作区的数据库：{path}", "检查文件夹是否存在、是否有读写权限"),
    ("malformed", BadInput, "工作区的数据库已损坏：{path}", "不要再写入；用 census restore 从备份恢复"),
    ("not a database", BadInput, "这个文件不是工作区的数据库：{path}", "检查路径；必要时从备份恢复"),
)


class _Statements(dict[tuple[Any, ...], Compiled]):
    """Compiled statements of every engine of this process.

    A workspace is opened for each read and each act, and statements compiled for one engine alone die with it: that
    was most of the time small reads took, and most of the garbage. All engines speak the same dialect, so the first
    part of SQLAlchemy's keys, which dialect object asked, is left out.
    """

    def get(self, key: Any, default: Any = None) -> Any:
        """The statement, or the default."""
        return super().get(key[1:], default)

    def __setitem__(self, key: Any, compiled: Compiled) -> None:
        if len(self) >= _MOST_COMPILED:
            self.clear()
        super().__setitem__(key[1:], compiled)


_statements = _Statements()


def open_database(path: Path, copy_of: Path | None = None) -> Engine:
    """An engine on the SQLite file at `path` (made when missing); close it with `dispose()`.

    `copy_of`: `path` is a copy of this database, to be read only; refusals name the original.
    """
    engine = create_engine(
        URL.create("sqlite", database=str(path)),  # in a text `%` and `?` of a folder's name would mean something
        execution_options={"compiled_cache": _statements, _PLACE: str(copy_of or path)},
    )

    @event.listens_for(engine, "connect")
    def _configure(connection: Any, _entry: ConnectionPoolEntry) -> None:
        connection.isolation_level = None
        for pragma in (
            f"busy_timeout={BUSY_MILLISECONDS}",
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            f"query_only={'OFF' if copy_of is None else 'ON'}",
        ):
            connection.execute(f"PRAGMA {pragma}").close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(f"BEGIN {connection.get_execution_options().get(_BEGIN, 'IMMEDIATE')}")

    return engine


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One write transaction: nobody else writes meanwhile; committed at a clean exit, else undone."""
    with _refused_plainly(engine), engine.begin() as connection:
        yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """One consistent view of the database that neither blocks nor waits for writers."""
    with _refused_plainly(engine), engine.connect().execution_options(**{_BEGIN: "DEFERRED"}) as connection:
        yield connection


@contextmanager
def _refused_plainly(engine: Engine) -> Iterator[None]:
    try:
        yield
    except DatabaseError as error:
        text = str(error.orig).lower()
        database = Path(engine.get_execution_options()[_PLACE])
        if "unable to open" in text and database.is_file() and not os.access(database.parent, os.W_OK):
            raise BadInput(
                f"工作区所在的文件夹是只读的：{database.parent}",
                "把整个文件夹复制到可以写的磁盘再打开，或请管理员放开权限",
            ) from error
        if "unable to open" in text and len(os.fsencode(database)) > _LONGEST_PATH:
            raise BadInput(
                f"路径太长，打不开数据库：{database}", "换一个短一些的路径：文件夹少几层，名字短一些"
            ) from error
        for words, kind, message, advice in _REFUSALS:
            if words in text:
                raise kind(message.format(path=database), advice) from error
        raise
