"""What the workspace keeps, for how long, how it grows, and the removal of what need not be kept.

Findings, states and acts are kept for ever; parts only as long as a kept snapshot uses them. A pruned part
leaves its manifest, so every run can still say what it was made of.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, Field

from census_app.foundation.jobs import JobContext, silent
from census_app.foundation.resources import resource
from census_app.foundation.settings_files import read_settings
from census_app.workspace import acts
from census_app.workspace.imports.importing import IMPORT_LEASE
from census_app.workspace.people.permissions import require
from census_app.workspace.runs.rebuild import MAINTENANCE_LEASE
from census_app.workspace.runs.record import official_runs
from census_app.workspace.runs.run import CHECK_LEASE
from census_app.workspace.storage.sizes import HEADINGS, bytes_of, folder_sizes

if TYPE_CHECKING:
    from census_app.archive.model import PartManifest, SnapshotManifest
    from census_app.workspace.workspace import Workspace

RETENTION_FILE = "retention.yaml"
STORAGE_PRUNED = "storage.pruned"

_DAYS_PER_MONTH = 31
_WEEKS_AHEAD = 52


class Retention(BaseModel):
    """`retention.yaml`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    snapshot_weeks: int = Field(ge=1)
    monthly_official_months: int = Field(ge=0)
    warn_free_share: float = Field(ge=0, lt=1)


@dataclass(frozen=True)
class KeptSnapshot:
    """A snapshot that is kept, why, and the data date from which it no longer is: empty while it is the newest."""

    snapshot: str
    data_date: str
    why: str
    leaves: str


@dataclass(frozen=True)
class StorageReport:
    """Bytes by what they hold (`storage_sizes.HEADINGS`; `unknown` names what lies under `other`), snapshots kept and
    why, what a pruning would remove (or has removed)."""

    folder: str
    bytes: dict[str, int]
    database_bytes: int
    unknown: tuple[str, ...]
    free_bytes: int
    kept: dict[str, str]
    prunable_parts: tuple[str, ...]
    prunable_bytes: int
    bytes_per_week: int
    pruned: bool
    retention: Retention
    low: bool
    snapshots: tuple[KeptSnapshot, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The command line's JSON object."""
        content = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return content | {
            "retention": self.retention.model_dump(),
            "snapshots": [one.__dict__ for one in self.snapshots],
            "prunable_parts": list(self.prunable_parts),
            "unknown": list(self.unknown),
            "total_bytes": self.total,
            "bytes_in_a_year": self.in_a_year,
        }

    @property
    def total(self) -> int:
        """Every byte of the folder."""
        return sum(self.bytes.values()) + self.database_bytes

    @property
    def in_a_year(self) -> int:
        """Bytes expected after another year at the present pace, before pruning."""
        return self.total + self.bytes_per_week * _WEEKS_AHEAD

    def lines(self) -> list[str]:
        """The report in Chinese lines."""
        held = [(HEADINGS[name], count) for name, count in self.bytes.items() if count]
        sizes = "　".join(f"{name} {_size(count)}" for name, count in [*held, ("数据库", self.database_bytes)])
        rule = self.retention
        done = "已清理" if self.pruned else "可清理"
        lines = [
            f"{self.folder}：共 {_size(self.total)}　磁盘剩余 {_size(self.free_bytes)}",
            f"  {sizes}",
            *([f"  其他文件是：{'、'.join(self.unknown)}"] if self.unknown else []),
            f"保留：{rule.snapshot_weeks} 周内的全部快照，"
            f"{rule.monthly_official_months} 个月内每月最后一次正式校验的快照；"
            "发现、状态、动作永远保留",
            *(f"  快照 {name}：{why}" for name, why in self.kept.items()),
            f"每周约增加 {_size(self.bytes_per_week)}，一年后约 {_size(self.in_a_year)}",
            f"{done}数据分片 {len(self.prunable_parts)} 个，{_size(self.prunable_bytes)}",
        ]
        return [*lines, "磁盘快满了：清理旧快照，或把工作区移到更大的磁盘"] if self.low else lines


def load_retention(path: Path | None = None) -> Retention:
    """The shipped retention, or that of a file; a wrong file is refused with what is wrong in it."""
    return read_settings(
        Retention, path or resource(RETENTION_FILE), "保留规则读不出来", "按随程序发布的 retention.yaml 改正"
    )


def storage_report(workspace: Workspace, retention: Retention | None = None) -> StorageReport:
    """How much is kept and what could go; nothing is changed."""
    retention = retention or load_retention()
    parts = workspace.catalogue.parts()
    live = workspace.catalogue.live_parts()
    snapshots = workspace.catalogue.snapshots()
    kept = kept_snapshots(workspace, snapshots, retention)
    used = {
        part
        for snapshot in snapshots
        if snapshot.snapshot in kept
        for names in snapshot.parts.values()
        for part in names
    }
    prunable = tuple(sorted(live - used))
    usage = shutil.disk_usage(workspace.folder)
    sizes = folder_sizes(workspace)
    return StorageReport(
        folder=str(workspace.folder),
        bytes=sizes.by_heading,
        database_bytes=sizes.database,
        unknown=sizes.unknown,
        free_bytes=usage.free,
        kept=kept,
        prunable_parts=prunable,
        prunable_bytes=sum(bytes_of(workspace.catalogue.parts_folder / part) for part in prunable),
        bytes_per_week=_pace(workspace, parts, live, sizes.by_heading["runs"]),
        pruned=False,
        retention=retention,
        low=usage.free < usage.total * retention.warn_free_share,
        snapshots=_kept_with_days(workspace, snapshots, kept, retention),
    )


def prune(workspace: Workspace, context: JobContext | None = None, retention: Retention | None = None) -> StorageReport:
    """Parts that no kept snapshot uses are gone, their manifests stay, the log says which; returns what was removed."""
    context = context or silent()
    require(workspace, "storage.keep")
    with workspace.lease(IMPORT_LEASE, CHECK_LEASE, MAINTENANCE_LEASE, what="清理旧快照"):
        report = storage_report(workspace, retention)
        if report.prunable_parts:
            content = {"parts": list(report.prunable_parts), "retention": report.retention.model_dump(mode="json")}
            acts.append(workspace.engine, STORAGE_PRUNED, "", _no_floats(content))
        for number, part in enumerate(report.prunable_parts):
            context.progress(number, len(report.prunable_parts), "清理旧快照")
            workspace.catalogue.prune(part)
    return replace(report, pruned=True)


def kept_snapshots(workspace: Workspace, snapshots: list[SnapshotManifest], retention: Retention) -> dict[str, str]:
    """Snapshot id → why it is kept (Chinese); age counts back from the newest data date."""
    if not snapshots:
        return {}
    newest = max(snapshot.data_date for snapshot in snapshots)
    latest = workspace.catalogue.latest()
    kept = {} if latest is None else {latest.snapshot: "最新"}
    for snapshot in snapshots:
        if snapshot.data_date > newest - timedelta(weeks=retention.snapshot_weeks):
            kept.setdefault(snapshot.snapshot, f"{retention.snapshot_weeks} 周内")
    oldest = newest - timedelta(days=_DAYS_PER_MONTH * retention.monthly_official_months)
    monthly: dict[tuple[int, int], str] = {}
    for run in official_runs(workspace):
        if run.data_date >= oldest:
            monthly[(run.data_date.year, run.data_date.month)] = run.snapshot
    for (year, month), name in monthly.items():
        kept.setdefault(name, f"{year}-{month:02d} 最后一次正式校验")
    return kept


def _kept_with_days(
    workspace: Workspace, snapshots: list[SnapshotManifest], kept: Mapping[str, str], retention: Retention
) -> tuple[KeptSnapshot, ...]:
    """The kept snapshots, newest first, each with the data date from which the rules would let it go."""
    latest = workspace.catalogue.latest()
    monthly = {(run.data_date.year, run.data_date.month): run for run in official_runs(workspace)}
    months = timedelta(days=_DAYS_PER_MONTH * retention.monthly_official_months + 1)
    until = {one.snapshot: one.data_date + timedelta(weeks=retention.snapshot_weeks) for one in snapshots}
    for run in monthly.values():
        if run.snapshot in until:
            until[run.snapshot] = max(until[run.snapshot], run.data_date + months)
    return tuple(
        KeptSnapshot(
            one.snapshot,
            one.data_date.isoformat(),
            kept[one.snapshot],
            "" if latest is not None and one.snapshot == latest.snapshot else until[one.snapshot].isoformat(),
        )
        for one in sorted(snapshots, key=lambda one: (one.data_date, one.snapshot), reverse=True)
        if one.snapshot in kept
    )


def _pace(workspace: Workspace, parts: Mapping[str, PartManifest], live: set[str], run_bytes: int) -> int:
    """Bytes added per week of data dates, over all that is there."""
    days: list[date] = [part.data_date for name, part in parts.items() if name in live]
    if not days:
        return 0
    weeks = max(1, (max(days) - min(days)).days // 7 + 1)
    return (bytes_of(workspace.catalogue.parts_folder) + run_bytes) // weeks


def _no_floats(content: dict[str, Any]) -> dict[str, Any]:
    retention = {name: str(value) for name, value in content["retention"].items()}
    return {**content, "retention": retention}


def _size(count: int) -> str:
    size = float(count)
    for unit in ("B", "KB", "MB"):
        if size < 1024:
            return f"{size:.0f} {unit}"
        size /= 1024
    return f"{size:.1f} GB"
