"""`census causes`: problems that share one cause, so that one action settles many."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from census_app.cli.arguments import Commands, add_workspace
from census_app.foundation.errors import ExitCode

if TYPE_CHECKING:
    from census_app.foundation.jobs import JobContext

FORMATS = ("table", "csv", "json")


def add_commands(commands: Commands[argparse.ArgumentParser]) -> None:
    """Register `causes`."""
    causes = commands.add_parser("causes", help="共因：哪些问题其实是一件事，一步能了结多少条")
    causes.add_argument("--rule", metavar="R", help="只看含这条规则的问题的")
    causes.add_argument("--unit", metavar="U", help="只看含这个单位（编码或名称）的问题的")
    causes.add_argument("--cause", metavar="ID", help="只看这一个，并列出它的全部问题短号")
    causes.add_argument("--format", choices=FORMATS, default="table")
    causes.add_argument("--out", type=Path, metavar="FILE", help="写到文件")
    add_workspace(causes)
    causes.set_defaults(command=_causes)


def _causes(arguments: argparse.Namespace, context: JobContext) -> int:
    from census_app.foundation.files import publish
    from census_app.workspace.root_causes.now import causes_now
    from census_app.workspace.root_causes.telling import CauseFilter, print_causes
    from census_app.workspace.workspace import Workspace

    form = "json" if arguments.json else arguments.format
    wanted = CauseFilter(arguments.rule, arguments.unit, arguments.cause)
    with Workspace.open(arguments.workspace) as workspace:
        report = causes_now(workspace, context)
        if arguments.out is None:
            print_causes(report, wanted, form, sys.stdout)
            return int(ExitCode.DONE)
        encoding = "utf-8-sig" if form == "csv" else "utf-8"
        with publish(arguments.out) as temporary, temporary.open("w", encoding=encoding, newline="") as stream:
            print_causes(report, wanted, form, stream)
    return int(ExitCode.DONE)
