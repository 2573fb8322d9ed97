"""A reference source that was added by mistake is taken out of the workspace again."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from census_app.archive.withdrawing import withdraw_table
from census_app.dictionary.nearest import did_you_mean
from census_app.foundation.errors import BadInput
from census_app.matching.sources import shipped_sources
from census_app.workspace import acts
from census_app.workspace.imports.importing import IMPORT_LEASE
from census_app.workspace.people.permissions import require

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from census_app.workspace.workspace import Workspace

WITHDRAWN = "reference.withdrawn"


@dataclass(frozen=True)
class Withdrawal:
    """What was taken out, how many rows it had, and the snapshot without it."""

    table: str
    zh: str
    rows: int
    snapshot: str
    reason: str

    def as_json(self) -> dict[str, Any]:
        """The command line's JSON object."""
        return asdict(self)

    def lines(self) -> list[str]:
        """The same in Chinese lines."""
        return [
            f"已撤下{self.zh}：{self.rows:,} 条不再是工作区的数据，档案和别的参照数据不变（快照 {self.snapshot}）",
            "用到它的规则从下一次校验起判不了，不判错；以前的批次照旧。要它回来，把文件再导入一次",
        ]


def withdraw_reference(workspace: Workspace, table: str, reason: str) -> Withdrawal:
    """The newest snapshot is without the source's table; who, when and why stands in the trail.

    `BadInput` without a reason, for a table that is no reference source, or when there is nothing to take out.
    """
    sources = {source.table: source for source in shipped_sources().values() if not source.within}
    if table not in sources:
        known = [source.zh for source in sources.values()]
        raise BadInput(f"{table} 不是参照数据，不能撤下", f"参照数据有：{'、'.join(known)}{did_you_mean(table, known)}")
    if not reason.strip():
        raise BadInput("撤下参照数据必须写明理由", "写清为什么，例如“导成了邻县的”")
    require(workspace, "archive.import")
    with workspace.lease(IMPORT_LEASE, what="撤下参照数据") as lease:

        def record(connection: Connection, rows: int, snapshot: str) -> None:
            lease.confirm_in(connection)
            content = {"table": table, "rows": rows, "reason": reason.strip()}
            acts.append_in(connection, WITHDRAWN, snapshot, content)

        entry = workspace.dictionary.table(table)
        rows, snapshot = withdraw_table(workspace.catalogue, workspace.dictionary, entry, record)
    return Withdrawal(table, sources[table].zh, rows, snapshot, reason.strip())
