"""What became of each row, each file and a whole take."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from census_app.reporting.answered_lists.identify import Fault
from census_app.reporting.answered_lists.known import KnownProblem
from census_app.reporting.answered_lists.sheet import ListRow
from census_app.survey.answers import Answer


class RowStatus(StrEnum):
    """What became of a row."""

    TAKEN = "taken"
    KEPT = "kept"
    CONFLICT = "conflict"
    ALREADY = "already"
    REFUSED = "refused"
    UNANSWERED = "unanswered"


STATUS_LABELS = {
    RowStatus.TAKEN: "已收",
    RowStatus.KEPT: "留存",
    RowStatus.CONFLICT: "不一致",
    RowStatus.ALREADY: "早已收过",
    RowStatus.REFUSED: "退回",
    RowStatus.UNANSWERED: "未填",
}
STATUS_MEANINGS = {
    RowStatus.TAKEN: "答复已收下，等县里复核；“需现场”的转成普查任务",
    RowStatus.KEPT: "答复留存备查，问题的状态不变：原因写在后面",
    RowStatus.CONFLICT: "同一个问题有两份不同的答复：先到的有效，由审核员定，不用再发",
    RowStatus.ALREADY: "这条答复以前收过，没有变化",
    RowStatus.REFUSED: "没有收：按原因改好，把这一行再发回",
    RowStatus.UNANSWERED: "还没有填，填好随时可以再发",
}


@dataclass
class RowResult:
    """A row with what became of it. `faults` say why it was refused, `notes` what else there is to know; `earlier` is
    the answer that stands when this one contradicts it. `photos` are files that prove it. `granted_over` is the unit
    over which whoever takes it may do so; `again`: the answer stands already, only its problem moves once more."""

    row: ListRow
    status: RowStatus
    answer: Answer | None = None
    faults: tuple[Fault, ...] = ()
    notes: tuple[str, ...] = ()
    earlier: Answer | None = None
    photos: tuple[Path, ...] = ()
    problem: KnownProblem | None = None
    problem_no: str = ""
    granted_over: str = ""
    again: bool = False

    @property
    def why(self) -> str:
        """Everything to be said about the row, in one text."""
        return "；".join(dict.fromkeys((*(fault.text for fault in self.faults), *self.notes)))

    def lines(self) -> list[str]:
        """One line for each cell that refused the row."""
        return [f"{self.row.place(fault.column)}：{fault.text}" for fault in self.faults]


@dataclass
class FileResult:
    """One received file. `refused` says why nothing of it could be read; `notes` what concerns the whole file.
    `list_nos` are the lists its rows belong to, `outcome` the workbook that goes back, `remarks` the numbers of rows
    that are no problems (a title pasted along, a total). `tally`, `refused_rows` (one
    line for each cell that refused a row) and `conflicts` (problem numbers) are there once it is summed up."""

    name: str
    sha256: str = ""
    rows: list[RowResult] = field(default_factory=list)
    refused: str = ""
    notes: list[str] = field(default_factory=list)
    list_nos: list[str] = field(default_factory=list)
    outcome: Path | None = None
    remarks: tuple[int, ...] = ()
    tally: Counter[RowStatus] = field(default_factory=Counter)
    refused_rows: list[str] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)

    def sum_up(self) -> None:
        """The figures are those of the rows."""
        self.tally = Counter(row.status for row in self.rows)
        self.refused_rows = [line for row in self.rows for line in row.lines()]
        self.conflicts = sorted({row.problem_no for row in self.rows if row.status is RowStatus.CONFLICT})

    def counts(self) -> dict[str, int]:
        """Status → rows, every status."""
        return {status.value: self.tally[status] for status in RowStatus}

    def as_json(self) -> dict[str, Any]:
        """For the command line; masked."""
        return {
            "file": self.name,
            "sha256": self.sha256,
            "lists": self.list_nos,
            "rows": self.counts(),
            "refused": self.refused,
            "notes": self.notes,
            "outcome": str(self.outcome) if self.outcome else None,
            "refused_rows": self.refused_rows,
            "conflicts": self.conflicts,
        }


@dataclass
class TakenLists:
    """Everything a take did; `folder` holds the outcome workbooks."""

    folder: Path
    files: list[FileResult] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)

    @property
    def has_refusals(self) -> bool:
        """Whether a row or a file was not taken."""
        return any(file.refused or file.tally[RowStatus.REFUSED] for file in self.files)

    def counts(self) -> dict[str, int]:
        """Status → rows over all files."""
        return {status.value: sum(file.tally[status] for file in self.files) for status in RowStatus}

    def as_json(self) -> dict[str, Any]:
        """The command line's JSON object."""
        return {
            "folder": str(self.folder),
            "rows": self.counts(),
            "files": [file.as_json() for file in self.files],
            "skipped": self.skipped,
        }

    def lines(self) -> list[str]:
        """For the terminal."""
        counted = self.counts()
        figures = "，".join(
            f"{STATUS_LABELS[RowStatus(name)]} {number:,}" for name, number in counted.items() if number
        )
        lines = [f"收回 {len(self.files)} 份清单：{figures or '没有一行答复'}"]
        for file in self.files:
            lines += [f"  {file.name}：{file.refused or _figures(file)}", *(f"    {note}" for note in file.notes)]
        lines += [f"  {name}：不是周问题清单，没有收" for name in self.skipped]
        if any(file.outcome for file in self.files):
            lines.append(f"回执在 {self.folder}：逐行写明结果和原因，发回各单位")
        return lines


def _figures(file: FileResult) -> str:
    return "，".join(f"{STATUS_LABELS[status]} {file.tally[status]:,}" for status in RowStatus if file.tally[status])
