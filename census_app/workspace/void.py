"""Voiding a run: a wrong import is taken back, and every later state is what it would have been without it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import update

from census_app.foundation.database import writing
from census_app.foundation.errors import BadInput
from census_app.foundation.jobs import JobContext, silent
from census_app.workspace import acts
from census_app.workspace.people.permissions import require
from census_app.workspace.rebuild import (
    MAINTENANCE_LEASE,
    DerivedStates,
    bound_states,
    derived_again,
    replace_states,
)
from census_app.workspace.run_record import get_run
from census_app.workspace.runs import CHECK_LEASE, sweep_orphans
from census_app.workspace.schema import runs

if TYPE_CHECKING:
    from census_app.workspace.workspace import Workspace

RUN_VOIDED = "run.voided"


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
