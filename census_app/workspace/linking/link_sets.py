"""The link sets of a workspace: where they stand, how the log knows them, and which one fits a snapshot."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from census_app.foundation.canonical import sha256_file
from census_app.foundation.errors import BadInput
from census_app.matching.links import MANIFEST_FILE, LinkSet, changed_files, read_link_set
from census_app.workspace import acts

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from census_app.archive.snapshot import Snapshot
    from census_app.workspace.workspace import Workspace

LINKS_MADE = "links.made"
LINKS_FOLDER = "links"
_MANIFEST_SHA = "manifest"


@dataclass(frozen=True)
class ChosenLinks:
    """The link set a run reads, or none; `notes` says in Chinese why none, where one might expect one."""

    links: LinkSet | None = None
    notes: tuple[str, ...] = field(default=())

    def as_input(self) -> dict[str, Any]:
        """The link set among a run's inputs, by hash; empty when there is none."""
        if self.links is None:
            return {}
        return {"link_set": self.links.manifest.link_set, "files": self.links.manifest.files}


def links_folder(workspace: Workspace) -> Path:
    """Where link sets stand, each in the folder of its id."""
    return workspace.folder / LINKS_FOLDER


def record_link_set(connection: Connection, links: LinkSet, snapshot: str) -> acts.Act:
    """The link set exists when the write transaction commits: an act names it with the hashes of its files.

    `snapshot` is the one it was made on. Before that no run reads the link set.
    """
    payload = {
        "files": links.manifest.files,
        _MANIFEST_SHA: sha256_file(links.folder / MANIFEST_FILE),
        "counts": {name: source.counts for name, source in links.manifest.sources.items()},
        "snapshot": snapshot,
    }
    return acts.append_in(connection, LINKS_MADE, links.manifest.link_set, payload)


def links_for(workspace: Workspace, snapshot: Snapshot) -> ChosenLinks:
    """The newest link set made of exactly the parts the snapshot has; a damaged or outdated one is never read."""
    made = acts.list_acts(workspace.engine, kinds=[LINKS_MADE])
    notes: list[str] = []
    for act in reversed(made):
        try:
            links = read_link_set(links_folder(workspace) / act.subject)
        except BadInput as error:
            notes.append(f"{error}；与外部数据比对的条件不判")
            continue
        if not links.fits(snapshot):
            continue
        faults = link_set_faults(links, act)
        if not faults:
            return ChosenLinks(links)
        notes += faults
    if made and not notes:
        notes.append(
            f"关联集 {made[-1].subject} 已过时：所用数据已更新，与外部数据比对的条件不判；用 census link 重新关联"
        )
    return ChosenLinks(notes=tuple(notes))


def link_set_faults(links: LinkSet, act: acts.Act) -> list[str]:
    """What of the link set is not as the act that recorded it says (Chinese sentences)."""
    same = links.manifest.files == act.payload["files"]
    if not same or sha256_file(links.folder / MANIFEST_FILE) != act.payload.get(_MANIFEST_SHA):
        return [f"关联集 {act.subject} 的说明与日志不符，不使用"]
    return [f"关联集 {act.subject} 的文件 {name} 被改动过，不使用" for name in changed_files(links)]
