"""`census survey quality`: signs that a survey deserves a second look."""

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
    """Register `quality`."""
    quality = actions.add_parser("quality", help="走过场、弄虚作假的迹象：值得看一看的理由，不是结论")
    quality.add_argument("--week", metavar="2026-W48", help="只看这个 ISO 周里的到访")
    quality.add_argument("--out", type=Path, metavar="FILE.xlsx", help="写成表格，依据逐行列出")
    add_workspace(quality)
    quality.set_defaults(command=_quality)


def _quality(arguments: argparse.Namespace, context: JobContext) -> int:
    from census_app.survey.quality.report import survey_quality
    from census_app.survey.quality.workbook import write_quality_workbook
    from census_app.workspace.workspace import Workspace

    with Workspace.open(arguments.workspace) as workspace:
        report = survey_quality(workspace, arguments.week, context)
    if arguments.out is not None:
        write_quality_workbook(report, arguments.out)
    print_report(report, arguments.json)
    return int(ExitCode.DONE)
