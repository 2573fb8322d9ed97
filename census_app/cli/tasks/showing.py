"""`census task list | show`: the tasks as they stand, and one with its problems and history."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from census_app.cli.arguments import Commands, add_workspace
from census_app.cli.output import print_report
from census_app.cli.tasks.words import KINDS, STATES
from census_app.foundation.errors import ExitCode

if TYPE_CHECKING:
    from census_app.foundation.jobs import JobContext


def add_actions(actions: Commands[argparse.ArgumentParser]) -> None:
    """Register `list` and `show`."""
    listing = actions.add_parser("list", help="列出在办的任务，标出没有人、超期、普查员已离岗、问题都已了结的")
    listing.add_argument("--week", default="", metavar="W")
    listing.add_argument("--unit", default="", metavar="U", help="这个单位（编码或名称）及以下的")
    listing.add_argument("--surveyor", default="", metavar="人", help="账号或姓名")
    listing.add_argument("--customer", default="", metavar="户号")
    listing.add_argument("--kind", choices=KINDS, metavar="种类", help="上门、电话、案头")
    listing.add_argument("--state", choices=STATES, metavar="状态", help="例如 已派发、已撤回")
    listing.add_argument("--all", action="store_true", help="不在办的也列")
    add_workspace(listing)
    listing.set_defaults(command=_list)
    show = actions.add_parser("show", help="看一个任务：问题、谁在何时做了什么")
    show.add_argument("task", metavar="任务号")
    add_workspace(show)
    show.set_defaults(command=_show)


def _list(arguments: argparse.Namespace, _context: JobContext) -> int:
    from census_app.survey.tasks.listing import TaskFilter, list_tasks
    from census_app.workspace.workspace import Workspace

    wanted = TaskFilter(
        arguments.week,
        arguments.unit,
        arguments.surveyor,
        arguments.customer,
        KINDS.get(arguments.kind),
        STATES.get(arguments.state),
        arguments.all,
    )
    with Workspace.open(arguments.workspace) as workspace:
        found = list_tasks(workspace, wanted)
    print_report(found, arguments.json)
    return int(ExitCode.DONE)


def _show(arguments: argparse.Namespace, _context: JobContext) -> int:
    from census_app.survey.tasks.listing import show_task
    from census_app.workspace.workspace import Workspace

    with Workspace.open(arguments.workspace) as workspace:
        story = show_task(workspace, arguments.task)
    print_report(story, arguments.json)
    return int(ExitCode.DONE)
