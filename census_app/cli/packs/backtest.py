"""`census pack backtest`: what would this draft have found in the past weeks, and was it right?"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from census_app.cli.arguments import Commands, add_workspace
from census_app.cli.output import print_json, print_text
from census_app.foundation.errors import BadInput, ExitCode

if TYPE_CHECKING:
    from census_app.foundation.jobs import JobContext


def add_action(actions: Commands[argparse.ArgumentParser]) -> None:
    """Register `backtest`."""
    action = actions.add_parser("backtest", help="拿草稿规则回测过去的快照：早几周发现、误报多少")
    action.add_argument("pack", type=Path, nargs="?", metavar="P", help="草稿规则包：文件夹、zip 或 xlsx")
    action.add_argument("--draft", metavar="RULE", help="不给规则包时：工作区里存着的这条规则的草稿")
    action.add_argument("--rules", nargs="+", default=[], metavar="R", help="只回测这些；不给时取与生效包不同的")
    action.add_argument("--units", action="store_true", help="再按单位列出（--json 里总有）")
    add_workspace(action)
    action.set_defaults(command=_backtest)


def _backtest(arguments: argparse.Namespace, context: JobContext) -> int:
    from census_app.workspace.tuning.backtest import back_test, back_test_draft
    from census_app.workspace.workspace import Workspace

    if (arguments.pack is None) is (arguments.draft is None):
        raise BadInput("要么给一个规则包，要么用 --draft 指定一条有草稿的规则", "两个只能给一个")
    if arguments.draft and arguments.rules:
        raise BadInput("--draft 只回测那一条规则的草稿，不能再用 --rules", "去掉 --rules")
    with Workspace.open(arguments.workspace) as workspace:
        if arguments.draft:
            report = back_test_draft(workspace, arguments.draft, context)
        else:
            report = back_test(workspace, arguments.pack, arguments.rules, context)
    if arguments.json:
        print_json(report.as_json())
    else:
        print_text(*report.lines(by_unit=arguments.units))
    return int(ExitCode.DONE_WITH_REFUSALS if report.errors else ExitCode.DONE)
