"""Installing a pack: verify → parse → lint → cases → preview → activate. A refusal changes nothing but the log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from census_app.foundation.canonical import sha256_file
from census_app.foundation.database import writing
from census_app.foundation.errors import BadInput, DiskRefusal
from census_app.foundation.jobs import JobContext, silent
from census_app.rulebook.pack_files.opening import MAX_TOTAL_BYTES
from census_app.workspace import acts
from census_app.workspace.pack_life import stages
from census_app.workspace.pack_life.checks import Candidate, Checks
from census_app.workspace.pack_life.entries import UNSIGNED, ActiveSet, PackEntry
from census_app.workspace.pack_life.history import PACK_INSTALLED, PACK_REFUSED, history_in, pack_history
from census_app.workspace.pack_life.report import PreviewReport
from census_app.workspace.pack_life.stages import Stage
from census_app.workspace.pack_life.store import Received, keep, received, sweep
from census_app.workspace.people.permissions import require
from census_app.workspace.runs.run import CHECK_LEASE

if TYPE_CHECKING:
    from census_app.workspace.leases import Lease
    from census_app.workspace.workspace import Workspace

PACK_LEASE = "packs"
_REASONS_KEPT = 50
_LONGEST_REASON = 4_000


@dataclass(frozen=True)
class InstallReport:
    """How far a pack came. `active` is what is in force now; `unchanged` when it was in force already."""

    given: str
    pack: PackEntry | None
    stages: tuple[Stage, ...]
    active: ActiveSet
    preview: PreviewReport | None = None
    act: int = 0
    unchanged: bool = False

    @property
    def installed(self) -> bool:
        """Whether the pack is in force."""
        return self.unchanged or (bool(self.stages) and self.stages[-1].name == stages.ACTIVATE)

    def as_json(self) -> dict[str, Any]:
        """The command line's JSON object."""
        return {
            "installed": self.installed,
            "unchanged": self.unchanged,
            "pack": None if self.pack is None else self.pack.as_json(),
            "stages": [stage.as_json() for stage in self.stages],
            "preview": None if self.preview is None else self.preview.as_json(),
            "active": self.active.as_json(),
            "act": self.act,
        }

    def lines(self) -> list[str]:
        """The installation in Chinese lines."""
        lines = [f"安装 {self.given}"]
        for stage in self.stages:
            lines += stage.lines()
        if self.unchanged and self.pack is not None:
            return [*lines, f"{self.pack.label} 已经生效，什么都没有改变"]
        if self.installed:
            return lines
        return [*lines, f"没有安装，生效的规则包没有改变；拒绝记在第 {self.act} 号动作"]


def install_pack(
    workspace: Workspace,
    path: Path,
    *,
    accept_unsigned: bool = False,
    drop_unfit: bool = False,
    actor: str | None = None,
    context: JobContext | None = None,
    now: datetime | None = None,
) -> InstallReport:
    """The pack is in force, or the report says which stage refused it and nothing but the log has changed.

    `accept_unsigned`: somebody said yes to a pack nobody signed. `drop_unfit`: overrides that do not fit a new base
    pack, or a lock of an override above them, are taken out of force instead of refusing the pack. Raises
    `WorkspaceBusy` while a check runs, `BadInput` when there is nothing at `path`, `DiskRefusal` when the disk is at
    fault and not the pack.
    """
    context = context or silent()
    if not path.exists():
        raise BadInput(f"没有这个规则包：{path}", "检查路径；规则包是文件夹、zip 或 xlsx")
    require(workspace, "pack.install")
    with workspace.lease(CHECK_LEASE, PACK_LEASE, what="安装规则包") as lease:
        sweep(workspace)
        moment = now or datetime.now().astimezone()
        try:
            with received(workspace, path) as found:
                installation = _Installation(workspace, lease, found, actor, context)
                return installation.run(Checks(workspace, found, accept_unsigned, drop_unfit, moment, context))
        except DiskRefusal:
            raise
        except BadInput as error:
            stage = stages.refused(stages.VERIFY, [str(error)])
            return _refused(workspace, path, _hash_of(path), None, [stage], None, actor)


class _Installation:
    def __init__(
        self, workspace: Workspace, lease: Lease, found: Received, actor: str | None, context: JobContext
    ) -> None:
        self._workspace, self._lease, self._found = workspace, lease, found
        self._actor, self._context = actor, context

    def run(self, checks: Checks) -> InstallReport:
        """All stages until one refuses, then the activation."""
        done: list[Stage] = []
        works = checks.in_order()
        for number, (name, work) in enumerate(works):
            self._context.raise_if_cancelled()
            self._context.progress(number, len(works), stages.NAMES[name])
            stage = stages.outcome_of(name, work, self._found.in_words_of_giver)
            done.append(stage)
            if stage.refused:
                return self._refused(done, checks)
            if checks.already:
                history = pack_history(self._workspace)
                return InstallReport(str(self._found.given), checks.entry, tuple(done), history.active, unchanged=True)
        self._context.raise_if_cancelled()
        return self._activate(done, checks, checks.candidate)

    def _refused(self, done: list[Stage], checks: Checks) -> InstallReport:
        return _refused(
            self._workspace, self._found.given, self._found.sha256, checks.entry, done, checks.preview, self._actor
        )

    def _activate(self, done: list[Stage], checks: Checks, candidate: Candidate) -> InstallReport:
        keep(self._workspace, self._found)
        entry, active = candidate.entry, candidate.after.active
        preview = checks.preview
        content = {
            "pack": entry.as_json(),
            "active": active.as_json(),
            "fingerprint": candidate.after.fingerprint,
            "stages": {stage.name: stage.outcome for stage in done},
            "preview": None if preview is None else preview.total.as_json() | {"snapshot": preview.snapshot},
            "dropped": sorted(candidate.unfit),
        }
        with writing(self._workspace.engine) as connection:
            self._lease.confirm_in(connection)
            act = acts.append_in(connection, PACK_INSTALLED, entry.id, content, actor=self._actor)
        notes = [_in_force_words(entry, act.seq, checks.today)]
        notes += [f"覆盖包 {name} 不再适用，已停用" for name in sorted(candidate.unfit)]
        if entry.signature.status == UNSIGNED:
            notes.append("没有签名：每个批次、每张清单都会注明")
        done.append(stages.passed(stages.ACTIVATE, notes))
        return InstallReport(str(self._found.given), entry, tuple(done), active, preview, act.seq)


def _in_force_words(entry: PackEntry, act: int, today: date) -> str:
    """From when the pack that was just put in has a say; an override may be installed before its day."""
    if entry.effective_from > today.isoformat():
        return f"{entry.label} 已装上（第 {act} 号动作），从 {entry.effective_from} 起生效；之前的校验不用它"
    return f"{entry.label} 从现在起生效（第 {act} 号动作）；下一次 census check 用它"


def _refused(
    workspace: Workspace,
    given: Path,
    sha256: str,
    entry: PackEntry | None,
    done: Sequence[Stage],
    preview: PreviewReport | None,
    actor: str | None,
) -> InstallReport:
    last = done[-1]
    content = {
        "file": given.name,
        "sha256": sha256,
        "pack": None if entry is None else entry.as_json(),
        "stage": last.name,
        "reasons": [reason[:_LONGEST_REASON] for reason in last.reasons[:_REASONS_KEPT]],
        "more_reasons": max(0, len(last.reasons) - _REASONS_KEPT),
    }
    with writing(workspace.engine) as connection:
        subject = "" if entry is None else entry.id
        act = acts.append_in(connection, PACK_REFUSED, subject, content, actor=actor)
        active = history_in(connection).active
    return InstallReport(str(given), entry, tuple(done), active, preview, act.seq)


def _hash_of(path: Path) -> str:
    """The refused file's hash; empty for folders, what cannot be read, and what is far too large to be a pack."""
    try:
        return sha256_file(path) if path.is_file() and path.stat().st_size <= MAX_TOTAL_BYTES else ""
    except OSError:
        return ""
