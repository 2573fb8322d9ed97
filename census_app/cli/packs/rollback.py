"""`census pack rollback`: one step back to the packs in force before."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from census_app.cli.arguments import Commands, add_workspace
from census_app.cli.output import print_report
from census_app.foundation.errors import ExitCode

if TYPE_CHECKING:
    from census_app.foundation.jobs import JobContext


def add_action(actions: Commands[argparse.ArgumentParser]) -> None:
    """Register `rollback`."""
    action = actions.add_parser("rollback", help="退回一步：回到上一次安装之前生效的规则包")
    add_workspace(action)
    action.set_defaults(command=_roll_back)


def _roll_back(arguments: argparse.Namespace, context: JobContext) -> int:
    from census_app.workspace.pack_life.rollback import roll_back
    from census_app.workspace.workspace import Workspace

    with Workspace.open(arguments.workspace) as workspace:
        report = roll_back(workspace, context=context)
    print_report(report, arguments.json)
    return int(ExitCode.DONE)
