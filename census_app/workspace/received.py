"""What came back from people is kept as it came: workbooks, exports of phones, photos, by their content.

A file is stored before the act that mentions it; without that act's row it does not exist and is swept.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, select

from census_app.foundation.canonical import sha256_file
from census_app.foundation.database import reading
from census_app.foundation.errors import BadInput
from census_app.foundation.files import fsync_folder, publish
from census_app.workspace.survey_tables import received_files

if TYPE_CHECKING:
    from census_app.workspace.workspace import Workspace

RECEIVED_FOLDER = "received"
PHOTO_KIND = "photo"
"""Pictures: photos and signatures."""
_LONGEST_SUFFIX = 8
_ASKED_AT_ONCE = 500


@dataclass(frozen=True)
class Received:
    """A kept file; `row()` registers it with the act that first mentions it."""

    sha256: str
    kind: str
    name: str
    size: int

    def row(self) -> dict[str, Any]:
        """The row of `received_files`."""
        return {"sha256": self.sha256, "kind": self.kind, "name": self.name, "size": self.size}


def keep_file(workspace: Workspace, file: Path, kind: str) -> Received:
    """The bytes of `file` stand durably in the workspace under their hash; the same bytes again change nothing."""
    if not file.is_file():
        raise BadInput(f"没有这个文件：{file}", "检查路径")
    digest = sha256_file(file)
    target = received_path(workspace, digest, file.name)
    if not target.is_file() or target.stat().st_size != file.stat().st_size:
        with publish(target) as temporary:
            shutil.copyfile(file, temporary)
    return Received(digest, kind, file.name, file.stat().st_size)


def received_path(workspace: Workspace, sha256: str, name: str) -> Path:
    """Where the bytes of this hash stand; `name` gives the suffix."""
    suffix = Path(name).suffix.lower()
    suffix = suffix if suffix[1:].isalnum() and suffix.isascii() and len(suffix) <= _LONGEST_SUFFIX else ""
    return workspace.folder / RECEIVED_FOLDER / sha256[:2] / f"{sha256}{suffix}"


def not_yet_registered(connection: Connection, files: Iterable[Received]) -> list[Received]:
    """The files that no act has registered, each content once: the rows an act about to be written must bring."""
    wanted = {file.sha256: file for file in reversed(list(files))}
    digests, known = sorted(wanted), set()
    for start in range(0, len(digests), _ASKED_AT_ONCE):
        asked = received_files.c.sha256.in_(digests[start : start + _ASKED_AT_ONCE])
        known |= set(connection.execute(select(received_files.c.sha256).where(asked)).scalars())
    return [wanted[digest] for digest in digests if digest not in known]


def received_faults(workspace: Workspace) -> list[str]:
    """Registered files that are gone or are not what they were."""
    faults = []
    with reading(workspace.engine) as connection:
        for row in connection.execute(select(received_files).order_by(received_files.c.sha256)):
            path = received_path(workspace, row.sha256, row.name)
            if not path.is_file():
                faults.append(f"收回的文件 {row.name} 不见了（{row.sha256[:12]}）")
            elif sha256_file(path) != row.sha256:
                faults.append(f"收回的文件 {row.name} 被改动过（{row.sha256[:12]}）")
    return faults


def sweep_unregistered(workspace: Workspace, older_than: timedelta = timedelta(0)) -> int:
    """Remove kept files that no act registered (a take that was killed); returns how many. With `older_than` younger
    ones stay: another take may be about to register them."""
    root = workspace.folder / RECEIVED_FOLDER
    with reading(workspace.engine) as connection:
        known = set(connection.execute(select(received_files.c.sha256)).scalars())
    youngest = time.time() - older_than.total_seconds()
    removed = 0
    for path in root.glob("??/*"):
        if path.name[:1] != "." and path.stem not in known and path.stat().st_mtime <= youngest:
            path.unlink(missing_ok=True)
            removed += 1
    if removed and root.is_dir():
        fsync_folder(root)
    return removed
