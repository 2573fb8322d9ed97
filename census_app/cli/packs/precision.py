"""`census pack precision`: of what each rule found, how much was real?"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from census_app.cli.arguments import Commands, add_workspace
from census_app.cli.output import print_report
from census_app.foundation.errors import ExitCode

if TYPE_CHECKING:
    from census_app.foundation.jobs import JobContext


def add_action(actions: Commands[argparse.ArgumentParser]) -> None:
    """Register `precision`."""
    action = actions.add_parser("precision", help="每条规则的查实率：判过的问题里多少属实，哪些规则建议降级")
    action.add_argument("--out", type=Path, metavar="FILE.parquet", help="另存一份明细（规则、版本、分支、单位）")
    add_workspace(action)
    action.set_defaults(command=_precision)


def _precision(arguments: argparse.Namespace, context: JobContext) -> int:
    from census_app.workspace.precision.measured import measure_precision, write_precision
    from census_app.workspace.workspace import Workspace

    with Workspace.open(arguments.workspace) as workspace:
        report = measure_precision(workspace, context)
    if arguments.out is not None:
        write_precision(report, arguments.out)
    print_report(report, arguments.json)
    return int(ExitCode.DONE)
