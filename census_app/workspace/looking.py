"""A workspace on read-only ground (a disc, a protected folder, an archive) can be looked at, and only looked at.

SQLite cannot even read such a database when its last changes still lie beside it, and a copy of the file alone would
miss them. So both are copied to a private folder of this process, which also takes the place of the cache; data and
runs are read where they are. What the copy was made of is looked at each time, for another computer may be writing.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from census_app.foundation.database import open_database
from census_app.foundation.errors import WorkspaceBusy
from census_app.foundation.files import said_plainly
from census_app.foundation.temporary import lasting_temporary_folder
from census_app.workspace.migrate import bring_up_to_date

_BESIDE = "-wal"
_TRIES = 5
_State = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Copy:
    """What is looked at in place of the database, and where the cache is; `made_of` tells whether it is still right."""

    database: Path
    cache: Path
    made_of: _State
    number: int


_copies: dict[Path, Copy] = {}
_one_at_a_time = Lock()


def can_only_look(database: Path) -> bool:
    """Whether the workspace of this database is there, but nothing can be written in it."""
    return not (os.access(database.parent, os.W_OK) and os.access(database, os.W_OK))


def copy_to_look_at(database: Path) -> Copy:
    """A copy of the database as it stands, of this program's version, gone with this process.

    Raises `WorkspaceBusy` where somebody writes so steadily that no whole copy can be had.
    """
    with _one_at_a_time:
        known = _copies.get(database)
        if known is not None and known.made_of == _state(database):
            return known
        place = lasting_temporary_folder("looking") if known is None else known.cache.parent
        _copies[database] = _made(database, place, 0 if known is None else known.number + 1)
        return _copies[database]


def _made(database: Path, place: Path, number: int) -> Copy:
    """Copy `number` in `place`; the one before it stays, whoever reads it now may go on, older ones go."""
    shutil.rmtree(place / str(number - 2), ignore_errors=True)
    folder, cache = place / str(number), place / "cache"
    with said_plainly(place):
        folder.mkdir()
        cache.mkdir(exist_ok=True)
    copied = folder / database.name
    made_of = _whole_copy(database, copied)
    engine = open_database(copied)
    try:
        bring_up_to_date(engine, copied, folder / "backups")
    finally:
        engine.dispose()
    return Copy(copied, cache, made_of, number)


def _whole_copy(database: Path, copied: Path) -> _State:
    for _ in range(_TRIES):
        before = _state(database)
        with said_plainly(copied):
            _copy(database, copied)
        if _state(database) == before:
            return before
    raise WorkspaceBusy(f"工作区正被别的电脑写入：{database.parent}", "稍等再试")


def _copy(database: Path, copied: Path) -> None:
    shutil.copyfile(database, copied)
    beside = database.with_name(database.name + _BESIDE)
    target = copied.with_name(copied.name + _BESIDE)
    target.unlink(missing_ok=True)
    if beside.is_file():
        shutil.copyfile(beside, target)


def _state(database: Path) -> _State:
    """Sizes and times of the files that make up the database."""
    files = (database, database.with_name(database.name + _BESIDE))
    found = [path.stat() for path in files if path.is_file()]
    return tuple((one.st_size, one.st_mtime_ns) for one in found)
