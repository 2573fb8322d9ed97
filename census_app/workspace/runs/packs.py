"""Which rules a run uses: those in force in the workspace, or a pack somebody wants to try."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from census_app.foundation.errors import BadInput
from census_app.workspace.pack_life.entries import SIGNED, UNSIGNED, PackEntry

if TYPE_CHECKING:
    from census_app.rulebook.model import Pack
    from census_app.rulebook.resolved import ResolvedPack
    from census_app.workspace.pack_life.composing import Composed
    from census_app.workspace.workspace import Workspace


@dataclass(frozen=True)
class LoadedPack:
    """The rules as written (overrides applied) and as resolved against the workspace's dictionary.

    `active` when they are those in force. `base` and `overrides` are the packs they come from; `left_out` are
    installed overrides that are not in force on the run's day. `doubts` are signatures that count no longer.
    """

    pack: Pack
    resolved: ResolvedPack
    active: bool
    fingerprint: str
    base: PackEntry | None = None
    overrides: tuple[PackEntry, ...] = ()
    left_out: tuple[PackEntry, ...] = ()
    doubts: tuple[str, ...] = ()

    def as_input(self, day: date) -> dict[str, Any]:
        """What a run on that day remembers of its rules: every pack by hash, who signed it, what was not in force."""
        found = {
            "id": self.pack.manifest.id,
            "version": self.pack.manifest.version,
            "fingerprint": self.fingerprint,
            "base": None if self.base is None else self.base.as_json(),
            "overrides": [entry.as_json() for entry in self.overrides],
            "left_out": [entry.as_json() for entry in self.left_out],
        }
        entries = (*((self.base,) if self.base is not None else ()), *self.overrides)
        unsigned = [entry.id for entry in entries if entry.signature.status == UNSIGNED]
        lapsed = self.base is not None and not self.base.in_force(day.isoformat())
        return found | {"unsigned": unsigned, "base_in_force": not lapsed, "signature_doubts": list(self.doubts)}


def load_active(workspace: Workspace, on: date | None = None) -> Composed:
    """The packs in force: the shipped one until another is installed.

    With `on`, overrides that are not in force on that day are left out.
    """
    from census_app.workspace.pack_life.composing import compose
    from census_app.workspace.pack_life.history import pack_history

    return compose(workspace, pack_history(workspace).active, on)


def load_for_run(workspace: Workspace, path: Path | None, on: date | None = None) -> LoadedPack:
    """The rules in force on that day, or those that would be if the pack at `path` were installed.

    A pack with errors is refused with the first of them.
    """
    present = load_active(workspace, on)
    composed = present if path is None else _tried(workspace, path, present, on)
    active = composed.fingerprint == present.fingerprint
    return _resolved(workspace, present if active else composed, active)


def _tried(workspace: Workspace, path: Path, present: Composed, on: date | None) -> Composed:
    from census_app.workspace.pack_life.composing import read_pack, unfit_words, with_pack
    from census_app.workspace.pack_life.signatures import signature_of
    from census_app.workspace.pack_life.store import received

    with received(workspace, path) as found:
        read = read_pack(found, signature_of(workspace, found))
    tried, unfit = with_pack(present, read, on)
    if unfit and read.entry.level:
        raise BadInput("\n".join([f"{unfit_words(read.entry)}：", *unfit.values()]), "先请覆盖包的发布者按新规则包改正")
    return tried


def _resolved(workspace: Workspace, composed: Composed, active: bool) -> LoadedPack:
    from census_app.rulebook.diagnostics import Level
    from census_app.rulebook.resolving.kept import resolved_for_run

    pack = composed.pack
    resolved = resolved_for_run(pack, workspace.dictionary)
    errors = [diagnostic for diagnostic in resolved.diagnostics if diagnostic.level is Level.ERROR]
    if errors:
        raise BadInput(
            f"规则包 {pack.manifest.id} 有 {len(errors)} 处错误，不能校验：{errors[0]}",
            "用 census pack lint 查看全部并改正",
        )
    return LoadedPack(
        pack,
        resolved,
        active,
        composed.fingerprint,
        composed.base_entry,
        composed.applied,
        composed.left_out,
        _doubts(workspace, (composed.base_entry, *composed.applied)) if active else (),
    )


def _doubts(workspace: Workspace, entries: Iterable[PackEntry]) -> tuple[str, ...]:
    """Packs whose signature counted when they were installed and does no more: revoked, expired (Chinese sentences)."""
    from census_app.workspace.pack_life.signatures import signature_faults

    now = datetime.now().astimezone()
    return tuple(
        fault
        for entry in entries
        if entry.signature.status == SIGNED
        for fault in signature_faults(workspace, entry, now)
    )
