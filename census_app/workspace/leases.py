"""Leases: a long job says who works on what since when, and others are told instead of made to wait.

A lease is taken over when its process is gone (same machine) or silent for too long. Whoever commits
checks inside the write transaction that the lease is still its own (`Lease.confirm_in`).
"""

from __future__ import annotations

import os
import secrets
import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from census_app.foundation.database import reading, writing
from census_app.foundation.errors import CensusError, WorkspaceBusy
from census_app.foundation.processes import process_started
from census_app.workspace.people.signing import who_in
from census_app.workspace.schema import leases

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from census_app.workspace.workspace import Workspace

HEARTBEAT_SECONDS = 10.0
SILENT_AFTER = timedelta(seconds=120)


@dataclass(frozen=True)
class Lease:
    """Names held together under one token."""

    names: tuple[str, ...]
    token: str

    def confirm_in(self, connection: Connection) -> None:
        """Raise `WorkspaceBusy` inside the caller's write transaction when somebody took the lease over."""
        held = connection.execute(select(leases.c.name).where(leases.c.token == self.token)).scalars().all()
        if set(held) != set(self.names):
            raise WorkspaceBusy("这项工作停顿太久，工作区已被别的程序接管；这次没有写入任何内容", "重新运行一次")


@contextmanager
def hold(workspace: Workspace, names: Sequence[str], what: str) -> Iterator[Lease]:
    """All of `names` are held (or none), kept alive by a heartbeat, and let go at the end."""
    lease = Lease(tuple(names), secrets.token_hex(16))
    with writing(workspace.engine) as connection:
        _refuse_when_held(connection, workspace, names)
        connection.execute(delete(leases).where(leases.c.name.in_(names)))
        actor = who_in(connection)
        connection.execute(insert(leases), [_row(name, lease.token, what, actor) for name in names])
    stop = threading.Event()
    heart = threading.Thread(target=_beat, args=(workspace.engine, lease, stop), daemon=True, name="census-lease")
    heart.start()
    try:
        yield lease
    finally:
        stop.set()
        heart.join()
        with writing(workspace.engine) as connection:
            connection.execute(delete(leases).where(leases.c.token == lease.token))


def holders(workspace: Workspace) -> list[dict[str, Any]]:
    """Who holds which lease now, for people: name, actor, what, host, process, since."""
    with reading(workspace.engine) as connection:
        rows = connection.execute(select(leases).order_by(leases.c.name)).all()
    return [dict(row._mapping) for row in rows if not _abandoned(row)]


def _refuse_when_held(connection: Connection, workspace: Workspace, names: Sequence[str]) -> None:
    for row in connection.execute(select(leases).where(leases.c.name.in_(names)).order_by(leases.c.name)):
        if not _abandoned(row):
            since = datetime.fromisoformat(row.since).astimezone()
            raise WorkspaceBusy(
                f"工作区正忙：{row.actor} 自 {since:%m-%d %H:%M:%S} 起正在{row.what}"
                f"（{row.host}，进程 {row.process}）：{workspace.folder}",
                "等它做完再试",
            )


def _row(name: str, token: str, what: str, actor: str) -> dict[str, Any]:
    now = _now()
    return {
        "name": name,
        "token": token,
        "actor": actor,
        "what": what,
        "host": socket.gethostname(),
        "process": os.getpid(),
        "process_started": process_started(os.getpid()) or "",
        "since": now,
        "heartbeat": now,
    }


def _beat(engine: Engine, lease: Lease, stop: threading.Event) -> None:
    while not stop.wait(HEARTBEAT_SECONDS):
        try:
            with writing(engine) as connection:
                connection.execute(update(leases).where(leases.c.token == lease.token).values(heartbeat=_now()))
        except CensusError:
            continue  # a missed beat is caught up by the next one; commit confirms the lease anyway


def _abandoned(row: Row[Any]) -> bool:
    if row.host == socket.gethostname():
        started = process_started(row.process)
        if started is None or (row.process_started and started != row.process_started):
            return True
    return abs(datetime.now(UTC) - datetime.fromisoformat(row.heartbeat)) > SILENT_AFTER


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
