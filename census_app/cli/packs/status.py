"""`census pack status`: which packs are in force, since when, on whose word, and which rules do badly."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from census_app.cli.arguments import Commands, add_workspace
from census_app.cli.output import print_json, print_text
from census_app.foundation.errors import ExitCode

if TYPE_CHECKING:
    from census_app.foundation.jobs import JobContext


def add_action(actions: Commands[argparse.ArgumentParser]) -> None:
    """Register `status`."""
    action = actions.add_parser("status", help="生效的规则包和覆盖包、签名、版本和经过")
    add_workspace(action)
    action.set_defaults(command=_status)


def _status(arguments: argparse.Namespace, context: JobContext) -> int:
    from census_app.workspace.pack_life.status import pack_status
    from census_app.workspace.precision.measured import measure_precision
    from census_app.workspace.workspace import Workspace

    with Workspace.open(arguments.workspace) as workspace:
        report = pack_status(workspace)
        precision = measure_precision(workspace, context)
    if arguments.json:
        print_json({**report.as_json(), "demote": precision.demoted})
    else:
        print_text(*report.lines(), *precision.demotions())
    return int(ExitCode.DONE)
