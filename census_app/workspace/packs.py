"""Which rule pack is active in a workspace: the shipped one until another is activated."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from census_app.foundation.errors import BadInput
from census_app.foundation.resources import shipped_folder

if TYPE_CHECKING:
    from census_app.rulebook.model import Pack
    from census_app.rulebook.resolved import ResolvedPack
    from census_app.workspace.workspace import Workspace

SHIPPED_PACK = "census-112"
ACTIVE = "active"


@dataclass(frozen=True)
class LoadedPack:
    """A pack as written and as resolved against the workspace's dictionary; `active` when it is the active one."""

    pack: Pack
    resolved: ResolvedPack
    active: bool
    fingerprint: str


def active_pack_path(workspace: Workspace) -> Path:
    """`packs/active` or `packs/active.zip` of the workspace, else the shipped pack."""
    for candidate in (workspace.folder / "packs" / ACTIVE, workspace.folder / "packs" / f"{ACTIVE}.zip"):
        if candidate.exists():
            return candidate
    return shipped_folder("rules") / SHIPPED_PACK


def load_for_run(workspace: Workspace, path: Path | None) -> LoadedPack:
    """The active pack, or the one at `path`; a pack with errors is refused with the first of them."""
    from census_app.rulebook.diagnostics import Level
    from census_app.rulebook.packs import load_pack
    from census_app.rulebook.resolve import pack_fingerprint, resolve_pack

    pack = load_pack(path if path is not None else active_pack_path(workspace))
    fingerprint = pack_fingerprint(pack)
    active = path is None or fingerprint == pack_fingerprint(load_pack(active_pack_path(workspace)))
    resolved = resolve_pack(pack, workspace.dictionary)
    errors = [diagnostic for diagnostic in resolved.diagnostics if diagnostic.level is Level.ERROR]
    if errors:
        raise BadInput(
            f"规则包 {pack.manifest.id} 有 {len(errors)} 处错误，不能校验：{errors[0]}",
            "用 census pack lint 查看全部并改正",
        )
    return LoadedPack(pack, resolved, active, fingerprint)
