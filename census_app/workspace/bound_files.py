"""Files that an act binds by hash beside its rows: each still stands as the log recorded it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from census_app.foundation.canonical import sha256_file
from census_app.workspace import acts

if TYPE_CHECKING:
    from census_app.workspace.workspace import Workspace


@dataclass(frozen=True)
class Bound:
    """Acts of `kind` bind a file of the workspace's `folder`: its name and SHA-256 stand in the payload."""

    kind: str
    zh: str
    folder: str
    name: str
    sha256: str


BOUND = (Bound("forms.issued", "普查表 {} 的行", "forms", "rows_file", "rows_sha256"),)


def bound_faults(workspace: Workspace) -> Iterator[str]:
    """Every bound file that is gone, or is not what the act says."""
    known = {bound.kind: bound for bound in BOUND}
    for act in acts.list_acts(workspace.engine, kinds=known):
        bound = known[act.kind]
        name, digest = act.payload.get(bound.name), act.payload.get(bound.sha256)
        if not name or not digest:
            continue
        path = workspace.folder / bound.folder / Path(name).name
        said = bound.zh.format(act.subject)
        if not path.is_file():
            yield f"{said}不见了（{path.name}）"
        elif sha256_file(path) != digest:
            yield f"{said}被改动过（{path.name}）"
