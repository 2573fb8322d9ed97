"""Voiding a run: a wrong import is taken back, and every later state is what it would have been without it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import update

from census_app.foundation.database import writing
from census_app.foundation.errors import BadInput
from census_app.foundation.jobs import JobContext, silent
from census_app.workspace import acts
from census_app.workspace.engine import scratch_engine
from census_app.workspace.lists import issued_lists
from census_app.workspace.people.permissions import require
from census_app.workspace.problems.model import OUTSTANDING
from census_app.workspace.problems.states import load_states
from census_app.workspace.runs.rebuild import (
    MAINTENANCE_LEASE,
    DerivedStates,
    bound_states,
    derived_again,
    replace_states,
)
from census_app.workspace.runs.record import get_run, official_runs
from census_app.workspace.runs.run import CHECK_LEASE, sweep_orphans
from census_app.workspace.schema import runs

if TYPE_CHECKING:
    from census_app.workspace.workspace import Workspace

RUN_VOIDED = "run.voided"
_LIVE = ", ".join(f"'{state}'" for state in OUTSTANDING)


@dataclass(frozen=True)
class VoidReport:
    """The voided run, and the later runs whose states changed with it."""

    run: str
    reason: str
    changed: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """The command line's JSON object."""
        return {"run": self.run, "reason": self.reason, "changed": list(self.changed)}

    def lines(self) -> list[str]:
        """The report in Chinese lines."""
        later = f"，之后 {len(self.changed)} 个批次的问题状态已重推" if self.changed else ""
        return [f"批次 {self.run} 已作废：{self.reason}{later}"]


@dataclass(frozen=True)
class VoidEffect:
    """What voiding a run would change: the live problems now and after, the runs whose states would be derived again,
    the numbered lists already out that name problems nobody would know any more."""

    run: str
    official: bool
    live_before: int
    live_after: int
    vanishing: int
    changed: tuple[str, ...]
    lists: int

    def as_json(self) -> dict[str, Any]:
        """The command line's JSON object."""
        return asdict(self)

    def lines(self) -> list[str]:
        """The effect in Chinese lines."""
        if not self.official:
            return [f"批次 {self.run} 是试算，作废它不改变任何问题"]
        later = f"，之后 {len(self.changed)} 个批次的问题状态会重推" if self.changed else ""
        out = f"；其中一些已写进 {self.lists} 份发出的清单，收回时会被说明" if self.lists else ""
        return [
            f"作废 {self.run}：未关闭问题 {self.live_before:,} → {self.live_after:,}{later}",
            f"只有这一批发现过的问题 {self.vanishing:,} 条不再存在{out}",
        ]


def void_effect(workspace: Workspace, run: str, context: JobContext | None = None) -> VoidEffect:
    """What `void_run` would change; nothing is written."""
    require(workspace, "run.void")
    record = get_run(workspace, run)
    if record.void_act is not None:
        raise BadInput(f"批次 {run} 已经作废过", "不需要再做")
    if not record.official:
        return VoidEffect(run, False, 0, 0, 0, (), 0)
    with (
        workspace.lease(CHECK_LEASE, MAINTENANCE_LEASE, what=f"看作废批次 {run} 的后果"),
        derived_again(workspace, frozenset([run]), context or silent()) as found,
    ):
        changed = [entry for entry in found if not entry.same]
        last = found[-1].file if found else None
        now = official_runs(workspace)[-1].states_path(workspace)
        effect = _effect(workspace, run, now, last, tuple(entry.run for entry in changed), context)
        for entry in changed:
            entry.file.unlink(missing_ok=True)
    return effect


def _effect(
    workspace: Workspace, run: str, now: Path | None, then: Path | None, changed: tuple[str, ...],
    context: JobContext | None,
) -> VoidEffect:  # fmt: skip
    with scratch_engine(workspace.cache, context) as connection:
        load_states(connection, "states_now", now)
        load_states(connection, "states_then", then)
        live = f"count(*) FILTER (state IN ({_LIVE}))"
        (before,) = connection.execute(f"SELECT {live} FROM states_now").fetchall()[0]
        (after,) = connection.execute(f"SELECT {live} FROM states_then").fetchall()[0]
        lost = connection.execute(
            "SELECT problem_no FROM states_now WHERE problem_no NOT IN (SELECT problem_no FROM states_then)"
        ).fetchall()
    numbers = {number for (number,) in lost}
    lists = sum(1 for issued in issued_lists(workspace) if numbers & set(issued.row_codes))
    return VoidEffect(run, True, before, after, len(numbers), changed, lists)


def void_run(
    workspace: Workspace,
    run: str,
    reason: str,
    *,
    actor: str | None = None,
    context: JobContext | None = None,
) -> VoidReport:
    """The run counts no more, its files and row stay; later official runs' states are derived again in the same
    transaction. A reason is required; a run already voided is refused."""
    if not reason.strip():
        raise BadInput("作废必须写明理由", "写清为什么，例如“10-12 导入的是上月的文件”")
    require(workspace, "run.void")
    record = get_run(workspace, run)
    if record.void_act is not None:
        raise BadInput(f"批次 {run} 已经作废过", "不需要再做")
    with workspace.lease(CHECK_LEASE, MAINTENANCE_LEASE, what=f"作废批次 {run}") as lease:
        sweep_orphans(workspace)
        with derived_again(workspace, frozenset([run]), context or silent()) as found:
            changed: list[DerivedStates] = [entry for entry in found if not entry.same]
            with writing(workspace.engine) as connection:
                lease.confirm_in(connection)
                content = {"run": run, "reason": reason.strip(), "states": bound_states(changed)}
                act = acts.append_in(connection, RUN_VOIDED, run, content, actor=actor)
                connection.execute(update(runs).where(runs.c.run == run).values(void_act=act.seq))
                replace_states(connection, changed)
        sweep_orphans(workspace)
    return VoidReport(run, reason.strip(), tuple(entry.run for entry in changed))
