"""`census task calls`: call sheets out, and back in."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from census_app.cli.arguments import Commands, add_workspace
from census_app.cli.output import print_json, print_report, print_text
from census_app.foundation.errors import BadInput, ExitCode

if TYPE_CHECKING:
    from census_app.foundation.jobs import JobContext


def add_actions(actions: Commands[argparse.ArgumentParser]) -> None:
    """Register `calls`."""
    action = actions.add_parser("calls", help="电话单：每个单位一份、一户一行，只说核对什么，不说为什么；--take 收回")
    action.add_argument("--out", type=Path, metavar="DIR", help="电话单写到哪个文件夹")
    action.add_argument("--take", type=Path, nargs="+", metavar="FILE", help="收回填好的电话单")
    action.add_argument("--week", default="", metavar="W", help="只出这一周派的")
    action.add_argument("--unit", default="", metavar="U", help="只出这个单位（编码或名称）及以下的")
    action.add_argument("--surveyor", default="", metavar="人", help="只出这个人的")
    action.add_argument("--full", metavar="事由", help="电话、联系人写全；要有权限，记入日志")
    add_workspace(action)
    action.set_defaults(command=_calls)


def _calls(arguments: argparse.Namespace, context: JobContext) -> int:
    if (arguments.out is None) == (arguments.take is None):
        raise BadInput("要么 --out 出单，要么 --take 收回", "例如 census task calls --out 电话单 --workspace 青岭县")
    return _take(arguments, context) if arguments.take else _write(arguments, context)


def _write(arguments: argparse.Namespace, context: JobContext) -> int:
    from census_app.survey.calls.writing import write_calls
    from census_app.survey.tasks.listing import TaskFilter
    from census_app.workspace.workspace import Workspace

    wanted = TaskFilter(week=arguments.week, unit=arguments.unit, surveyor=arguments.surveyor)
    with Workspace.open(arguments.workspace) as workspace:
        report = write_calls(workspace, wanted, arguments.out, arguments.full, context)
    print_report(report, arguments.json)
    return int(ExitCode.DONE)


def _take(arguments: argparse.Namespace, context: JobContext) -> int:
    from census_app.survey.calls.taking import take_calls
    from census_app.workspace.workspace import Workspace

    with Workspace.open(arguments.workspace) as workspace:
        taken = take_calls(workspace, arguments.take, context)
    if arguments.json:
        print_json({"files": [one.as_json() for one in taken]})
    else:
        print_text(*(line for one in taken for line in one.lines()))
    return int(ExitCode.DONE_WITH_REFUSALS if any(one.refused for one in taken) else ExitCode.DONE)
