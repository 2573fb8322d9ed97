"""`census task calls`: the call sheets of the open call tasks are written, one workbook per unit."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from census_app.foundation.errors import BadInput
from census_app.foundation.files import said_plainly
from census_app.foundation.jobs import JobContext, silent
from census_app.survey.calls.gathering import gather_calls
from census_app.survey.calls.workbook import write_call_workbook
from census_app.survey.tasks.listing import TaskFilter
from census_app.workspace.linking.disclosing import disclosed
from census_app.workspace.people.permissions import require

if TYPE_CHECKING:
    from census_app.workspace.workspace import Workspace

_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f]')
_UNASSIGNED = "未归属"


@dataclass
class CallsReport:
    """What was written: unit → file and how many customers it has; `full` says that phones stand in clear."""

    folder: Path
    full: bool
    files: dict[str, Path] = field(default_factory=dict)
    customers: dict[str, int] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The command line's JSON object."""
        sheets = [
            {"unit": unit, "file": str(path), "customers": self.customers[unit]} for unit, path in self.files.items()
        ]
        return {"folder": str(self.folder), "full": self.full, "sheets": sheets}

    def lines(self) -> list[str]:
        """For the terminal."""
        if not self.files:
            return ["没有要打的电话"]
        clear = "" if self.full else "，电话已掩码（--full 事由 出全号，记入日志）"
        listed = [f"  {path.name}：{self.customers[unit]:,} 户" for unit, path in self.files.items()]
        return [f"电话单在 {self.folder}{clear}", *listed]


def write_calls(
    workspace: Workspace,
    wanted: TaskFilter,
    out: Path,
    full: str | None = None,
    context: JobContext | None = None,
    *,
    today: date | None = None,
) -> CallsReport:
    """A workbook per unit stands under `out`. `full` is the reason for phones in clear, which the log keeps.

    Raises `BadInput` when `out` cannot be written, without a reason, or when the person may not see them.
    """
    context = context or silent()
    with said_plainly(out):
        if out.exists() and not out.is_dir():
            raise BadInput(f"这不是文件夹：{out}", "换一个文件夹")
        out.mkdir(parents=True, exist_ok=True)
    units = gather_calls(workspace, wanted, full=full is not None, today=today)
    require(workspace, "form.issue", [calls.unit for calls in units])
    report = CallsReport(out, full is not None)
    if full is not None and units:
        disclosed(workspace, full, "电话单", sum(len(calls.rows) for calls in units))
    for place, calls in enumerate(units):
        context.raise_if_cancelled()
        context.progress(place, len(units), f"写电话单：{calls.name}")
        name = "_".join(
            _UNSAFE.sub("_", part)
            for part in ("电话单", calls.name, calls.unit or _UNASSIGNED, wanted.week, wanted.surveyor)
            if part
        )
        report.files[calls.unit] = out / f"{name}.xlsx"
        report.customers[calls.unit] = len(calls.rows)
        write_call_workbook(calls, wanted.week, report.files[calls.unit], full=full is not None)
    return report
