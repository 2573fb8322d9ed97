"""The packs in force as files, to be handed on: the base pack in any form, override packs as they were installed."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from census_app.foundation.errors import BadInput
from census_app.foundation.files import publish
from census_app.workspace.pack_life.composing import shipped_entry, shipped_path
from census_app.workspace.pack_life.entries import PackEntry
from census_app.workspace.pack_life.history import pack_history
from census_app.workspace.pack_life.store import kept_file

if TYPE_CHECKING:
    from census_app.workspace.workspace import Workspace


@dataclass(frozen=True)
class FilesInForce:
    """Where the packs in force lie; `overrides` in the order they apply, 省 → 市 → 县."""

    base: PackEntry
    base_file: Path
    overrides: tuple[tuple[PackEntry, Path], ...]


def files_in_force(workspace: Workspace) -> FilesInForce:
    """The files of the packs in force, unchanged since they were installed; `BadInput` when one is gone or changed."""
    active = pack_history(workspace).active
    return FilesInForce(
        active.base or shipped_entry(),
        shipped_path() if active.base is None else kept_file(workspace, active.base),
        tuple((entry, kept_file(workspace, entry)) for entry in active.overrides),
    )


def override_copies(files: FilesInForce, folder: Path, *, replace: bool = False) -> list[tuple[Path, Path]]:
    """Each override pack's file and where in `folder` it will stand, `id-version.zip`; `BadInput` when it is taken."""
    copies = [(file, folder / f"{entry.id}-{entry.version}{file.suffix}") for entry, file in files.overrides]
    for _, target in copies:
        if target.exists() and not replace:
            raise BadInput(f"{target} 已经有了", "换一个文件夹，或加 --replace 覆盖它")
    return copies


def copy_files(copies: Sequence[tuple[Path, Path]]) -> None:
    """Every target holds the bytes of its source, signature and all."""
    for source, target in copies:
        target.parent.mkdir(parents=True, exist_ok=True)
        with publish(target) as temporary:
            shutil.copyfile(source, temporary)
