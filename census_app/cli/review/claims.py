"""`census review claims`: whose word the next data bore out."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from census_app.cli.arguments import Commands, add_workspace
from census_app.cli.output import print_report
from census_app.foundation.errors import ExitCode

if TYPE_CHECKING:
    from census_app.foundation.jobs import JobContext


def add_actions(actions: Commands[argparse.ArgumentParser]) -> None:
    """Register `claims`."""
    action = actions.add_parser("claims", help="声称整改的：下一次正式校验证实了，还是仍有错；按声称的人计数")
    add_workspace(action)
    action.set_defaults(command=_claims)


def _claims(arguments: argparse.Namespace, _context: JobContext) -> int:
    from census_app.survey.corrections.claims import claims_report
    from census_app.workspace.workspace import Workspace

    with Workspace.open(arguments.workspace) as workspace:
        report = claims_report(workspace)
    print_report(report, arguments.json)
    return int(ExitCode.DONE)
