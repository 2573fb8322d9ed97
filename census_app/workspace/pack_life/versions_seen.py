"""No way back by installing: which versions of a pack this workspace has seen, and what they said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from census_app.rulebook.versions import read_version
from census_app.workspace.pack_life.entries import PackEntry
from census_app.workspace.runs.record import official_runs

if TYPE_CHECKING:
    from census_app.workspace.pack_life.history import PackHistory
    from census_app.workspace.workspace import Workspace


@dataclass(frozen=True)
class VersionsSeen:
    """Pack id → version → fingerprint of every pack that ever was in force here."""

    packs: dict[str, dict[str, str]]

    def highest(self, pack_id: str) -> str:
        """The highest version of the pack; empty when it was never in force."""
        known = self.packs.get(pack_id, {})
        return max(known, key=read_version) if known else ""

    def fault(self, entry: PackEntry) -> str:
        """Why the pack may not be installed: it is older than one seen, or another under a version seen."""
        highest = self.highest(entry.id)
        if highest and read_version(entry.version) < read_version(highest):
            return (
                f"{entry.id} {entry.version} 比用过的 {highest} 旧；"
                "退回上一步用 census pack rollback，改正旧内容请发布更高的版本"
            )
        known = self.packs.get(entry.id, {}).get(entry.version)
        if known is not None and known != entry.fingerprint:
            return f"{entry.id} {entry.version} 已经用过，内容却不一样；内容改了就要升版本号"
        return ""


def versions_seen(workspace: Workspace, history: PackHistory, shipped: PackEntry) -> VersionsSeen:
    """The installed packs, the shipped one, and what official runs used."""
    seen: dict[str, dict[str, str]] = {}
    entries = [shipped, *history.installed.values()]
    for run in official_runs(workspace):
        base = run.inputs["pack"].get("base")
        if base is not None:
            entries.append(PackEntry.from_json(base))
    for entry in entries:
        seen.setdefault(entry.id, {}).setdefault(entry.version, entry.fingerprint)
    return VersionsSeen(seen)
