"""`census task sort`: how each open problem is settled: desk, call or visit."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from census_app.cli.arguments import Commands, add_workspace
from census_app.cli.output import print_report
from census_app.foundation.errors import ExitCode

if TYPE_CHECKING:
    from census_app.foundation.jobs import JobContext


def add_actions(actions: Commands[argparse.ArgumentParser]) -> None:
    """Register `sort`."""
    action = actions.add_parser("sort", help="分拣：未了结的问题哪些案头能办、哪些打个电话、哪些只能上门")
    action.add_argument("--out", type=Path, metavar="FILE.csv", help="逐条写到文件")
    add_workspace(action)
    action.set_defaults(command=_sort)


def _sort(arguments: argparse.Namespace, context: JobContext) -> int:
    from census_app.survey.settling.sorting import sort_problems
    from census_app.workspace.workspace import Workspace

    with Workspace.open(arguments.workspace) as workspace:
        report = sort_problems(workspace, arguments.out, context)
    print_report(report, arguments.json)
    return int(ExitCode.DONE)
