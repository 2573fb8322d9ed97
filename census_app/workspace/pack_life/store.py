"""The bytes of packs: received into a quiet corner to be looked at, kept under their hash once installed."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from census_app.foundation.canonical import sha256_file
from census_app.foundation.errors import BadInput, CensusError
from census_app.foundation.files import publish, said_plainly
from census_app.foundation.quiet_file import read_quietly
from census_app.rulebook.pack_files.opening import MAX_TOTAL_BYTES, read_contents
from census_app.rulebook.pack_files.stored_zip import pack_zip
from census_app.workspace.engine import scratch_folder, sweep_spills
from census_app.workspace.pack_life.entries import PackEntry
from census_app.workspace.pack_life.history import pack_history

if TYPE_CHECKING:
    from census_app.workspace.workspace import Workspace

PACKS = "packs"
_SUFFIXES = (".zip", ".xlsx")
_KEPT = re.compile(r"[0-9a-f]{64}\.(zip|xlsx)")


@dataclass(frozen=True)
class Received:
    """A copy of what somebody gave us: nobody can change it while it is looked at."""

    given: Path
    copy: Path
    sha256: str

    @property
    def file(self) -> str:
        """Its name in `packs/`."""
        return f"{self.sha256}{self.copy.suffix}"

    def in_words_of_giver(self, text: str) -> str:
        """A sentence about the copy, told of the file that was given."""
        return text.replace(str(self.copy), str(self.given))


@contextmanager
def received(workspace: Workspace, given: Path) -> Iterator[Received]:
    """The pack file or folder at `given`, copied; a folder becomes the same zip wherever and whenever it is made."""
    if not given.exists():
        raise BadInput(f"没有这个规则包：{given}", "检查路径；规则包是文件夹、zip 或 xlsx")
    with scratch_folder(workspace.cache) as corner:
        with said_plainly(given):
            name, content = _zipped(given) if given.is_dir() else _copied(given)
        copy = corner / name
        with said_plainly(workspace.folder):
            copy.write_bytes(content)
        yield Received(given, copy, sha256_file(copy))


def keep(workspace: Workspace, found: Received) -> None:
    """The bytes stand durably in `packs/` under their hash."""
    target = workspace.folder / PACKS / found.file
    if target.is_file() and sha256_file(target) == found.sha256:
        return
    with publish(target) as temporary:
        shutil.copyfile(found.copy, temporary)


def kept_file(workspace: Workspace, entry: PackEntry) -> Path:
    """The bytes of an installed pack, unchanged since; `BadInput` when they are gone or another's."""
    path = workspace.folder / PACKS / entry.file
    if not path.is_file():
        raise BadInput(f"规则包 {entry.id} {entry.version} 的文件不见了：{path}", "从备份恢复，或重新安装同一个文件")
    if sha256_file(path) != entry.sha256:
        raise BadInput(f"规则包 {entry.id} {entry.version} 的文件被改动过：{path}", "从备份恢复，或重新安装原来的文件")
    return path


def sweep(workspace: Workspace) -> int:
    """Kept bytes that no act names are gone, and what killed jobs left in the cache; call it only under the packs'
    lease. Returns how many packs."""
    sweep_spills(workspace.cache)
    named = {entry.file for entry in pack_history(workspace).installed.values()}
    strays = [
        path for path in (workspace.folder / PACKS).glob("*") if _KEPT.fullmatch(path.name) and path.name not in named
    ]
    for path in strays:
        path.unlink(missing_ok=True)
    return len(strays)


def kept_faults(workspace: Workspace) -> tuple[int, list[str]]:
    """How many packs were ever installed, and which of their files are not as they were (Chinese sentences)."""
    found = pack_history(workspace).installed.values()
    faults = []
    for entry in found:
        try:
            kept_file(workspace, entry)
        except CensusError as error:
            faults.append(error.message)
    return len(found), faults


def _copied(given: Path) -> tuple[str, bytes]:
    if given.suffix.lower() not in _SUFFIXES:
        raise BadInput(f"这不是规则包：{given}", "规则包是文件夹、zip 或 xlsx")
    return f"pack{given.suffix.lower()}", read_quietly(given, MAX_TOTAL_BYTES)


def _zipped(given: Path) -> tuple[str, bytes]:
    """The zip that signing would make of the folder: its signature holds in either form."""
    return "pack.zip", pack_zip(read_contents(given))
