"""`census lists overdue`: who is how late, and who is asked for what; with `--out` as notices for the units."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from census_app.cli.arguments import Commands, add_workspace
from census_app.cli.output import print_json, print_report, print_text
from census_app.foundation.errors import ExitCode

if TYPE_CHECKING:
    from census_app.foundation.jobs import JobContext


def add_actions(actions: Commands[argparse.ArgumentParser]) -> None:
    """Register `overdue`."""
    action = actions.add_parser("overdue", help="超期阶梯：提醒、报告、通报、批准暂缓，按单位")
    action.add_argument("--week", metavar="2026-W48", help="到这一周的周日为止；不给时到今天")
    action.add_argument("--out", type=Path, metavar="DIR", help="每个有超期的单位写一份催办单（Excel）到这里")
    add_workspace(action)
    action.set_defaults(command=_overdue)


def _overdue(arguments: argparse.Namespace, context: JobContext) -> int:
    if arguments.out is not None:
        return _write(arguments, context)
    from census_app.reporting.overdue import overdue_by_unit
    from census_app.survey.overdue import lines
    from census_app.workspace.workspace import Workspace

    with Workspace.open(arguments.workspace) as workspace:
        ladder = overdue_by_unit(workspace, arguments.week, context)
    if arguments.json:
        print_json(ladder.as_json())
    else:
        print_text(*lines(ladder))
    return int(ExitCode.DONE)


def _write(arguments: argparse.Namespace, context: JobContext) -> int:
    from census_app.reporting.overdue_notices import write_notices
    from census_app.workspace.workspace import Workspace

    with Workspace.open(arguments.workspace) as workspace:
        report = write_notices(workspace, arguments.out, arguments.week, context)
    print_report(report, arguments.json)
    return int(ExitCode.DONE)
