"""`census survey take`: filled forms, phone exports and photos come in."""

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
    action = actions.add_parser(
        "take", help="收回普查结果：填好的普查表、手机导出（csv、zip）、照片文件夹；逐格核验并写回"
    )
    action.add_argument("files", nargs="+", type=Path, metavar="FILE|FOLDER")
    action.add_argument("--out", type=Path, metavar="DIR", help="写回的副本放哪里（默认工作区的 exports/收回结果）")
    add_workspace(action)
    action.set_defaults(command=_take)


def _take(arguments: argparse.Namespace, context: JobContext) -> int:
    from census_app.survey.results.taking import TakeRequest, take_results
    from census_app.workspace.workspace import Workspace

    with Workspace.open(arguments.workspace) as workspace:
        report = take_results(workspace, TakeRequest(arguments.files, arguments.out), context)
    print_report(report, arguments.json)
    return int(ExitCode.DONE_WITH_REFUSALS if report.refused else ExitCode.DONE)
