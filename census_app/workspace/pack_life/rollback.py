"""One step back: what was in force before the last installation is in force again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from census_app.foundation.database import writing
from census_app.foundation.errors import BadInput
from census_app.foundation.jobs import JobContext, silent
from census_app.workspace import acts
from census_app.workspace.pack_life.affected import REASONS, Affected, affected_rules
from census_app.workspace.pack_life.composing import Composed, compose
from census_app.workspace.pack_life.entries import SIGNED
from census_app.workspace.pack_life.history import PACK_ROLLED_BACK, pack_history
from census_app.workspace.pack_life.install import PACK_LEASE
from census_app.workspace.pack_life.labels import label_of
from census_app.workspace.pack_life.signatures import signature_faults
from census_app.workspace.pack_life.store import sweep
from census_app.workspace.people.permissions import require
from census_app.workspace.runs.run import CHECK_LEASE

if TYPE_CHECKING:
    from census_app.workspace.workspace import Workspace


@dataclass(frozen=True)
class RollbackReport:
    """What was in force, what is now, and which rules judge differently for it.

    `doubts` are signatures of what is now in force that count no longer (Chinese sentences).
    """

    before: Composed
    after: Composed
    affected: Affected
    undone: int
    act: int
    doubts: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The command line's JSON object."""
        return {
            "before": self.before.active.as_json(),
            "active": self.after.active.as_json(),
            "judged_again": self.affected.judged,
            "reworded": list(self.affected.reworded),
            "changes": {rule: list(said) for rule, said in self.affected.changes.items()},
            "signature_doubts": list(self.doubts),
            "undone_act": self.undone,
            "act": self.act,
        }

    def lines(self) -> list[str]:
        """The step back in Chinese lines."""
        before = label_of(self.before.base_entry, self.before.active.overrides)
        after = label_of(self.after.base_entry, self.after.active.overrides)
        lines = [f"退回一步：{before} → {after}（第 {self.act} 号动作，撤回第 {self.undone} 号）"]
        for rule, reason in self.affected.judged.items():
            lines.append(f"  {rule}　{'；'.join(self.affected.changes.get(rule, ())) or REASONS[reason]}")
        for rule in ("", *self.affected.reworded):
            lines += [f"  {rule or '整个包'}　{said}" for said in self.affected.changes.get(rule, ())]
        if not self.affected.judged and not self.affected.changes:
            lines.append("规则的内容没有变")
        lines += [f"签名不再算数：{doubt}" for doubt in self.doubts]
        return [
            *lines,
            "下一次 census check 用退回后的规则包；由改动的规则提出、按退回后的规则不再成立的问题记为“规则撤回”",
        ]


def roll_back(workspace: Workspace, *, actor: str | None = None, context: JobContext | None = None) -> RollbackReport:
    """What was in force before the last installation that still stands is in force again; the log says so.

    Raises `BadInput` when nothing was installed, `WorkspaceBusy` while a check runs.
    """
    context = context or silent()
    require(workspace, "pack.install")
    with workspace.lease(CHECK_LEASE, PACK_LEASE, what="退回规则包") as lease:
        sweep(workspace)
        history = pack_history(workspace)
        last = history.steps[-1].act
        if last is None:
            raise BadInput("没有可退回的一步：生效的是随程序发布的规则包", "census pack status 看现在生效的规则包")
        before = compose(workspace, history.active)
        after = compose(workspace, history.steps[-2].active)
        latest = workspace.catalogue.latest()
        affected = affected_rules(before.pack, after.pack, latest.data_date if latest is not None else date.today())
        context.raise_if_cancelled()
        content = {
            "undoes": last.seq,
            "active": after.active.as_json(),
            "fingerprint": after.fingerprint,
            "rules": sorted(affected.judged),
        }
        with writing(workspace.engine) as connection:
            lease.confirm_in(connection)
            act = acts.append_in(connection, PACK_ROLLED_BACK, last.subject, content, actor=actor)
    return RollbackReport(before, after, affected, last.seq, act.seq, tuple(_doubts(workspace, after)))


def _doubts(workspace: Workspace, composed: Composed) -> Iterator[str]:
    """Signed packs whose key was revoked or has expired since: they come back, but nobody vouches for them now."""
    now = datetime.now().astimezone()
    for entry in composed.active.entries:
        if entry.signature.status == SIGNED:
            yield from signature_faults(workspace, entry, now)
