"""`census why CODE`: what a printed number means, and the rows behind it."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from census_app.cli.arguments import Commands, add_workspace, positive
from census_app.cli.output import print_json, print_text
from census_app.foundation.errors import ExitCode

if TYPE_CHECKING:
    from census_app.foundation.jobs import JobContext

_SHOWN = 20


def add_command(commands: Commands[argparse.ArgumentParser]) -> None:
    """Register `why`."""
    why = commands.add_parser("why", help="报表上一个数的来历：意思、算法、批次、后面的行；现数一遍核对")
    why.add_argument("code", metavar="CODE", help="查数码，报表上每个数旁边都有")
    why.add_argument("--rows", type=positive, default=_SHOWN, metavar="N", help=f"列出多少行（默认 {_SHOWN}）")
    why.add_argument("--out", type=Path, metavar="FILE.csv", help="全部的行写到文件")
    add_workspace(why)
    why.set_defaults(command=_why)


def _why(arguments: argparse.Namespace, context: JobContext) -> int:
    from census_app.reporting.reports.why import resolve_code, write_rows
    from census_app.workspace.workspace import Workspace

    with Workspace.open(arguments.workspace) as workspace:
        answer = resolve_code(workspace, arguments.code, context)
    if arguments.out is not None:
        write_rows(answer, arguments.out)
    if arguments.json:
        print_json(answer.as_json())
    else:
        print_text(*answer.lines(arguments.rows))
    return int(ExitCode.DONE if answer.agrees is not False else ExitCode.DONE_WITH_REFUSALS)
