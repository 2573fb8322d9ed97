"""Packs put in force without the stages of an installation, for tests about what comes after."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from census_app.workspace import acts
from census_app.workspace.pack_life.composing import compose, read_pack, with_pack
from census_app.workspace.pack_life.entries import PackEntry, Signature
from census_app.workspace.pack_life.history import PACK_INSTALLED, pack_history
from census_app.workspace.pack_life.store import keep, received
from census_app.workspace.workspace import Workspace


def put_in_force(workspace: Workspace, pack: Path, now: datetime | None = None) -> PackEntry:
    """The pack is active, as an act says; nobody asked whether it is any good."""
    with received(workspace, pack) as found:
        read = read_pack(found, Signature())
        after, _ = with_pack(compose(workspace, pack_history(workspace).active), read)
        keep(workspace, found)
    content = {"pack": read.entry.as_json(), "active": after.active.as_json(), "fingerprint": after.fingerprint}
    acts.append(workspace.engine, PACK_INSTALLED, read.entry.id, content, now=now)
    return read.entry


def write_pack(folder: Path, **files: str) -> Path:
    """A pack folder with these files (`pack` is `pack.yaml`)."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder
