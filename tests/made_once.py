"""What several processes of one test run look at is made by the first that asks."""

from __future__ import annotations

import os
import pickle
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, TypeVar

import pytest

Made = TypeVar("Made")
_PATIENCE_SECONDS = 600.0


def made_once(places: pytest.TempPathFactory, name: str, make: Callable[[Path], Made]) -> Made:
    """What `make` returned for an empty folder, in whichever process of this run that was; nobody changes the folder.

    `name` is one for the whole run, and what is returned can be pickled. When `make` fails the next one tries again.
    """
    base = places.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        base = base.parent
    folder, told = base / f"{name}-once", base / f"{name}-once.pickle"
    # a database is a lock that every system knows and that a process gives back when it dies
    lock = sqlite3.connect(base / f"{name}-once.lock", timeout=_PATIENCE_SECONDS, isolation_level=None)
    with closing(lock):
        lock.execute("BEGIN EXCLUSIVE")
        if not told.exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            content = pickle.dumps(make(folder))
            told.write_bytes(content)
        returned: Any = pickle.loads(told.read_bytes())
    return returned
