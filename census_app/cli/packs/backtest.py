"""`census pack backtest`: what would this draft have found in the past weeks, and was it right?"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from census_app.cli.arguments import Commands, add_workspace
from census_app.cli.output import print_json, print_text
from census_app.foundation.errors import ExitCode

if TYPE_CHECKING:
    from census_app.foundation.jobs import JobContext


def add_action(actions: Commands[argparse.ArgumentParser]) -> None:
    """Register `backtest`."""
    action = actions.add_parser("backtest", help="拿草稿规则回测过去的快照：早几周发现、误报多少")
    action.add_argument("pack", type=Path, metavar="P", help="草稿规则包：文件夹、zip 或 xlsx")
    action.add_argument("--rules", nargs="+", default=[], metavar="R", help="只回测这些；不给时取与生效包不同的")
    action.add_argument("--units", action="store_true", help="再按单位列出（--json 里总有）")
    add_workspace(action)
    action.set_defaults(command=_backtest)


def _backtest(arguments: argparse.Namespace, context: JobContext) -> int:
    from census_app.workspace.tuning.backtest import back_test
    from census_app.workspace.workspace import Workspace

    with Workspace.open(arguments.workspace) as workspace:
        report = back_test(workspace, arguments.pack, arguments.rules, context)
    if arguments.json:
        print_json(report.as_json())
    else:
        print_text(*report.lines(by_unit=arguments.units))
    return int(ExitCode.DONE_WITH_REFUSALS if report.errors else ExitCode.DONE)
