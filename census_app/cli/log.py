"""`census log`: who did what and when, in words."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from census_app.cli.arguments import Commands, add_workspace, iso_date, positive
from census_app.cli.output import print_json, print_text
from census_app.foundation.errors import ExitCode

if TYPE_CHECKING:
    from census_app.foundation.jobs import JobContext
    from census_app.workspace.log.reading import LogLine

_DEFAULT_LIMIT = 50


def add_commands(commands: Commands[argparse.ArgumentParser]) -> None:
    """Register `log`."""
    log = commands.add_parser("log", help="日志：谁在什么时候做了什么，最近的在前")
    log.add_argument("words", nargs="*", metavar="词", help="对象或内容里有这些词：批次、问题短号、户号、动作的号")
    log.add_argument("--by", action="append", default=[], metavar="账号", help="只看谁做的，可给多个")
    log.add_argument(
        "--kind", action="append", default=[], metavar="动作", help="只看哪一种，例如 list.issued，可给多个"
    )
    log.add_argument("--from", dest="first", type=iso_date, metavar="日期", help="从这一天起")
    log.add_argument("--to", dest="last", type=iso_date, metavar="日期", help="到这一天止（含）")
    log.add_argument("--limit", type=positive, default=_DEFAULT_LIMIT, metavar="N", help="最多列几条")
    log.add_argument("--out", type=Path, metavar="FILE.xlsx", help="全部写成工作簿，不限条数")
    add_workspace(log)
    log.set_defaults(command=_log)


def _log(arguments: argparse.Namespace, context: JobContext) -> int:
    from census_app.foundation.database import reading
    from census_app.reporting.log_book import write_log_book
    from census_app.workspace.log.reading import LogFilter, read_lines, read_view
    from census_app.workspace.workspace import Workspace

    wanted = LogFilter(
        frozenset(arguments.by), frozenset(arguments.kind), arguments.first, arguments.last, " ".join(arguments.words)
    )
    with Workspace.open(arguments.workspace) as workspace:
        if arguments.out is not None:
            report = write_log_book(workspace, arguments.out, wanted, context)
            told, content = report.lines(), report.as_json()
        else:
            view = read_view(workspace, wanted)
            with reading(workspace.engine) as connection:
                lines = read_lines(connection, view.numbers[: arguments.limit], "zh")
            told = [*map(_said, lines), f"共 {len(view.numbers):,} 个动作，列出 {len(lines):,} 个"]
            content = {"total": len(view.numbers), "head": view.head, "acts": [line._asdict() for line in lines]}
    if arguments.json:
        print_json(content)
    else:
        print_text(*told)
    return int(ExitCode.DONE)


def _said(line: LogLine) -> str:
    who = f"{line.name}（{line.actor}）" if line.name else line.actor
    return f"{line.seq:>6}  {line.at}  {who}  {line.what}　{line.details}".rstrip()
