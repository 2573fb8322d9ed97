"""The log, or a part of it, as a workbook for people to read, filter and print."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from census_app.foundation.database import reading
from census_app.foundation.errors import BadInput
from census_app.foundation.files import publish
from census_app.foundation.jobs import JobContext, silent
from census_app.foundation.workbooks.cells import Styles, open_workbook
from census_app.workspace.log.reading import LogFilter, LogLine, read_lines, read_view

if TYPE_CHECKING:
    from census_app.workspace.workspace import Workspace

SHEET = "日志"
IDENTITIES = {"pin": "PIN 登录", "os": "电脑账号", "none": "自报姓名", "": "没有记"}
_COLUMNS = (
    ("号", 8), ("时间", 20), ("谁", 16), ("姓名", 12), ("身份", 10), ("做了什么", 20), ("细节", 70), ("对象", 26),
)  # fmt: skip
_HEADER_FILL = "#E8EEF4"
_MOST_ROWS = 1_000_000
_STRETCH = 1_000


@dataclass(frozen=True)
class LogBookReport:
    """How many acts the file holds, and the head of the log it was written from."""

    file: str
    acts: int
    head: str

    def as_json(self) -> dict[str, Any]:
        """The command line's JSON object."""
        return dict(self.__dict__)

    def lines(self) -> list[str]:
        """For the terminal."""
        return [f"{self.acts:,} 个动作写在 {self.file}；写时的链头 {self.head[:12]}"]


def write_log_book(
    workspace: Workspace, target: Path, wanted: LogFilter, context: JobContext | None = None
) -> LogBookReport:
    """`target` durably holds the acts that fit, newest first. `BadInput` when a sheet cannot hold them, when there are
    none, or when a file stands there."""
    context = context or silent()
    if target.exists():
        raise BadInput(f"文件已经存在：{target}", "换一个文件名")
    view = read_view(workspace, wanted)
    if not view.numbers:
        raise BadInput("没有符合条件的动作", "放宽条件")
    if len(view.numbers) > _MOST_ROWS:
        raise BadInput(f"{len(view.numbers):,} 个动作一张表写不下", "用日期把它分成几份")
    with publish(target) as temporary, open_workbook(temporary) as workbook:
        sheet, styles = workbook.add_worksheet(SHEET), Styles(workbook)
        sheet.freeze_panes(2, 0)
        sheet.write_string(0, 0, f"{workspace.folder.name} 的日志，共 {view.total:,} 个动作；写时的链头 {view.head}")
        heading = styles.boxed(bold=True, bg_color=_HEADER_FILL)
        for column, (label, width) in enumerate(_COLUMNS):
            sheet.set_column(column, column, width)
            sheet.write_string(1, column, label, heading)
        for row, line in enumerate(_all(workspace, view.numbers, context), start=2):
            sheet.write_number(row, 0, line.seq)
            for column, text in enumerate(_cells(line), start=1):
                sheet.write_string(row, column, text)
        sheet.autofilter(1, 0, len(view.numbers) + 1, len(_COLUMNS) - 1)
    return LogBookReport(str(target), len(view.numbers), view.head)


def _all(workspace: Workspace, numbers: Sequence[int], context: JobContext) -> Iterator[LogLine]:
    waiting, done = iter(numbers), 0
    with reading(workspace.engine) as connection:
        while stretch := list(islice(waiting, _STRETCH)):
            context.raise_if_cancelled()
            context.progress(done, len(numbers), "写日志")
            yield from read_lines(connection, stretch, "zh")
            done += len(stretch)


def _cells(line: LogLine) -> list[str]:
    identity = IDENTITIES.get(line.identity, line.identity)
    return [line.at, line.actor, line.name, identity, line.what, line.details, line.subject]
