"""`census survey nameplates`: what is written on photographed nameplates, as proposals."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from census_app.cli.arguments import Commands, add_workspace
from census_app.cli.output import print_report
from census_app.foundation.errors import ExitCode

if TYPE_CHECKING:
    from census_app.foundation.jobs import JobContext


def add_actions(actions: Commands[argparse.ArgumentParser]) -> None:
    """Register `nameplates`."""
    plates = actions.add_parser(
        "nameplates", help="认铭牌：从任务的照片里读出容量、型号、编号，与档案和答复并排；只是建议（要装可选依赖 ocr）"
    )
    plates.add_argument("tasks", nargs="+", metavar="任务号")
    add_workspace(plates)
    plates.set_defaults(command=_nameplates)


def _nameplates(arguments: argparse.Namespace, context: JobContext) -> int:
    from census_app.survey.photos.nameplates.reading import read_nameplates
    from census_app.workspace.workspace import Workspace

    with Workspace.open(arguments.workspace) as workspace:
        report = read_nameplates(workspace, arguments.tasks, context)
    print_report(report, arguments.json)
    return int(ExitCode.DONE_WITH_REFUSALS if report.refused else ExitCode.DONE)
