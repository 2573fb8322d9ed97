"""`census people codes`: new first codes, which also open locked accounts."""

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
    """Register `codes`."""
    action = actions.add_parser("codes", help="重发开通码：忘了 PIN、锁定、新来的；原来的 PIN 作废")
    action.add_argument("accounts", nargs="+", metavar="账号")
    action.add_argument("--out", type=Path, required=True, metavar="FILE.xlsx", help="开通码只写在这个文件里")
    add_workspace(action)
    action.set_defaults(command=_codes)


def _codes(arguments: argparse.Namespace, _context: JobContext) -> int:
    from census_app.workspace.people.resetting import issue_codes
    from census_app.workspace.workspace import Workspace

    with Workspace.open(arguments.workspace) as workspace:
        report = issue_codes(workspace, arguments.accounts, arguments.out)
    print_report(report, arguments.json)
    return int(ExitCode.DONE)
