"""Which rules are in force, since when, on whose word, and how it came to that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from census_app.foundation.errors import CensusError
from census_app.rulebook.versions import read_version
from census_app.workspace import acts
from census_app.workspace.acts import Act
from census_app.workspace.pack_life.composing import shipped_entry
from census_app.workspace.pack_life.entries import SHIPPED, SIGNED, UNSIGNED, ActiveSet, PackEntry
from census_app.workspace.pack_life.history import MOVING, PACK_INSTALLED, PACK_REFUSED, PackHistory, pack_history
from census_app.workspace.pack_life.signatures import signature_faults
from census_app.workspace.pack_life.stages import NAMES
from census_app.workspace.pack_life.store import kept_file
from census_app.workspace.pack_life.versions_seen import VersionsSeen, versions_seen

if TYPE_CHECKING:
    from census_app.workspace.workspace import Workspace

_SHOWN = 20


@dataclass(frozen=True)
class InForce:
    """One pack in force: since when and by whom (empty for the shipped one), and what is wrong with it today."""

    entry: PackEntry
    since: str
    by: str
    faults: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """The command line's JSON object."""
        return {**self.entry.as_json(), "since": self.since, "by": self.by, "faults": list(self.faults)}

    def lines(self) -> list[str]:
        """The pack in Chinese lines."""
        entry = self.entry
        when = f"，{_local(self.since)} 由 {self.by} 安装" if self.since else ""
        until = f"—{entry.effective_to}" if entry.effective_to else " 起"
        head = f"{_vouched(entry)}　{entry.issuer}　有效期 {entry.effective_from}{until}{when}"
        return [head, *(f"  {fault}" for fault in self.faults)]


@dataclass(frozen=True)
class StatusReport:
    """The packs in force, the highest versions seen, and every move and refusal, oldest first."""

    packs: tuple[InForce, ...]
    active: ActiveSet
    highest: dict[str, str]
    shipped: PackEntry
    moves: tuple[Act, ...]

    def as_json(self) -> dict[str, Any]:
        """The command line's JSON object."""
        return {
            "packs": [pack.as_json() for pack in self.packs],
            "highest_seen": self.highest,
            "shipped": {"id": self.shipped.id, "version": self.shipped.version},
            "history": [
                {"act": act.seq, "at": act.at, "actor": act.actor, "kind": act.kind, "what": _told(act)}
                for act in self.moves
            ],
        }

    def lines(self) -> list[str]:
        """The status in Chinese lines."""
        lines = ["生效的规则包："]
        for pack in self.packs:
            lines += [f"  {line}" for line in pack.lines()]
        seen = "　".join(f"{name} {version}" for name, version in self.highest.items())
        lines.append(f"用过的最高版本：{seen}（低于它的不能再安装）")
        base = self.packs[0].entry
        if base.id == self.shipped.id and read_version(base.version) < read_version(self.shipped.version):
            lines.append(f"本程序带有更新的 {self.shipped.id} {self.shipped.version}，可用 census pack install 安装")
        if self.moves:
            lines.append("经过：")
        if len(self.moves) > _SHOWN:
            lines.append(f"  …… 更早的 {len(self.moves) - _SHOWN} 次见 --json")
        return [*lines, *(f"  {_local(act.at)} {act.actor} {_told(act)}" for act in self.moves[-_SHOWN:])]


def pack_status(workspace: Workspace, now: datetime | None = None) -> StatusReport:
    """The status as the log tells it; packs whose file is gone or whose signature no longer counts say so."""
    moment = now or datetime.now().astimezone()
    history, shipped = pack_history(workspace), shipped_entry()
    active = history.active
    base = active.base or shipped
    packs = tuple(_in_force(workspace, history, entry, moment) for entry in (base, *active.overrides))
    seen: VersionsSeen = versions_seen(workspace, history, shipped)
    moves = acts.list_acts(workspace.engine, kinds=[*MOVING, PACK_REFUSED])
    return StatusReport(packs, active, {name: seen.highest(name) for name in sorted(seen.packs)}, shipped, tuple(moves))


def _in_force(workspace: Workspace, history: PackHistory, entry: PackEntry, now: datetime) -> InForce:
    act = history.installed_by(entry)
    faults = [] if entry.in_force(now.date().isoformat()) else ["今天不在有效期内"]
    if entry.signature.status != SHIPPED or entry.file:
        try:
            kept_file(workspace, entry)
            if entry.signature.status == SIGNED:
                faults += signature_faults(workspace, entry, now)
        except CensusError as error:
            faults.append(str(error))
    return InForce(entry, "" if act is None else act.at, "" if act is None else act.actor, tuple(faults))


def _vouched(entry: PackEntry) -> str:
    """The pack and who stands behind it; a label says itself when nobody does."""
    return entry.label if entry.signature.status == UNSIGNED else f"{entry.label}（{entry.signature.words}）"


def _told(act: Act) -> str:
    if act.kind == PACK_INSTALLED:
        entry = PackEntry.from_json(act.payload["pack"])
        return f"安装 {_vouched(entry)}"
    if act.kind == PACK_REFUSED:
        pack = act.payload["pack"]
        name = act.payload["file"] if pack is None else PackEntry.from_json(pack).label
        first = act.payload["reasons"][0] if act.payload["reasons"] else ""
        return f"拒绝 {name}，{NAMES[act.payload['stage']]}：{_first_reason(first)}"
    return f"退回一步，撤回第 {act.payload['undoes']} 号动作"


def _first_reason(text: str) -> str:
    """The first line, and the first of the faults when that line only counts them."""
    lines = [line.strip() for line in text.splitlines()] or [""]
    return "".join(lines[:2]) if lines[0].endswith("：") else lines[0]


def _local(at: str) -> str:
    return f"{datetime.fromisoformat(at).astimezone():%Y-%m-%d %H:%M}"
