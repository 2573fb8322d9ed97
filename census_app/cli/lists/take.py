"""`census lists take`: answered lists in, outcome workbooks out."""

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
    """Register `take`."""
    action = actions.add_parser("take", help="收回填好的周清单：逐行核验，写回执；收两次不会重复")
    action.add_argument("files", nargs="+", type=Path, metavar="FILE|FOLDER", help="填好的清单（xlsx、csv）或文件夹")
    action.add_argument("--out", type=Path, metavar="DIR", help="回执写到这里；不给时写到工作区的 exports/receipts")
    add_workspace(action)
    action.set_defaults(command=_take)


def _take(arguments: argparse.Namespace, context: JobContext) -> int:
    from census_app.reporting.answered_lists.take import take_lists
    from census_app.workspace.workspace import Workspace

    with Workspace.open(arguments.workspace) as workspace:
        taken = take_lists(workspace, arguments.files, arguments.out, context, keep_rows=False)
    print_report(taken, arguments.json)
    return int(ExitCode.DONE_WITH_REFUSALS if taken.has_refusals else ExitCode.DONE)
