"""`census task change | recall | merge | split | undo`: what becomes of tasks that were given out."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from census_app.cli.arguments import Commands, add_workspace, iso_date
from census_app.cli.output import print_json, print_report, print_text
from census_app.cli.tasks.words import KINDS
from census_app.foundation.errors import BadInput, ExitCode

if TYPE_CHECKING:
    from census_app.foundation.jobs import JobContext
    from census_app.survey.tasks.changing import Change
    from census_app.workspace.acts import Act

_SETTLED = "问题都已了结"


def add_actions(actions: Commands[argparse.ArgumentParser]) -> None:
    """Register the five."""
    change = actions.add_parser("change", help="改派给别人、改日期、改期限；--auto 由程序重新分派")
    change.add_argument("tasks", nargs="*", metavar="任务号")
    change.add_argument("--auto", action="store_true", help="重新分派；不写任务号就是没有人的、普查员已离岗的")
    _add_change(change)
    change.set_defaults(command=_change)
    recall = actions.add_parser("recall", help="撤回：不用去了；问题回到未整改，清单上也有的仍算已派发")
    recall.add_argument("tasks", nargs="*", metavar="任务号")
    recall.add_argument("--settled", action="store_true", help="问题都已了结（数据已证实、豁免……）的在办任务，全部撤回")
    _finish(recall)
    recall.set_defaults(command=_recall)
    merge = actions.add_parser("merge", help="合并同一户的几个任务")
    merge.add_argument("tasks", nargs="+", metavar="任务号")
    _finish(merge)
    merge.set_defaults(command=_merge)
    split = actions.add_parser("split", help="拆分：把几个问题分出去，另成一个任务")
    split.add_argument("task", metavar="任务号")
    split.add_argument("--problem", action="append", required=True, metavar="短号", help="分出去的问题；可写几个")
    split.add_argument("--kind", choices=KINDS, metavar="种类", help="分出去的那个怎么办：上门、电话、案头")
    _add_change(split)
    split.set_defaults(command=_split)
    undo = actions.add_parser("undo", help="撤销一次派发、改派、撤回、合并或拆分（后面没有再动过的）")
    undo.add_argument("act", type=int, metavar="动作号", help="census task show 里的第几号动作")
    _finish(undo)
    undo.set_defaults(command=_undo)


def _add_change(action: argparse.ArgumentParser) -> None:
    action.add_argument("--surveyor", metavar="人", help="给谁（账号或姓名）")
    action.add_argument("--day", type=iso_date, metavar="D", help="哪一天去")
    action.add_argument("--due", type=iso_date, metavar="D", help="期限")
    _finish(action)


def _finish(action: argparse.ArgumentParser) -> None:
    action.add_argument("--reason", default="", metavar="原因")
    add_workspace(action)


def _change(arguments: argparse.Namespace, context: JobContext) -> int:
    from census_app.survey.tasks.changing import Change, change_tasks
    from census_app.workspace.workspace import Workspace

    change = Change(arguments.surveyor, arguments.day, arguments.due)
    if arguments.auto:
        return _redispatch(arguments, context, change)
    with Workspace.open(arguments.workspace) as workspace:
        act = change_tasks(workspace, arguments.tasks, change, arguments.reason)
    return _say(arguments, act, f"改了 {act.payload['tasks']} 个任务", tasks=act.payload["tasks"])


def _redispatch(arguments: argparse.Namespace, context: JobContext, change: Change) -> int:
    from census_app.survey.dispatch.redispatching import redispatch
    from census_app.workspace.workspace import Workspace

    if change.surveyor or change.day or change.due:
        raise BadInput("--auto 由程序定人、定日子", "去掉 --surveyor、--day、--due，或去掉 --auto")
    with Workspace.open(arguments.workspace) as workspace:
        report = redispatch(workspace, arguments.tasks, context, reason=arguments.reason)
    print_report(report, arguments.json)
    return int(ExitCode.DONE)


def _recall(arguments: argparse.Namespace, _context: JobContext) -> int:
    from census_app.survey.tasks.listing import settled_tasks
    from census_app.survey.tasks.recalling import recall_tasks
    from census_app.workspace.workspace import Workspace

    with Workspace.open(arguments.workspace) as workspace:
        numbers = [*arguments.tasks, *(settled_tasks(workspace) if arguments.settled else [])]
        if arguments.settled and not numbers:
            return _nothing(arguments, "没有问题都已了结的在办任务")
        act = recall_tasks(workspace, numbers, arguments.reason or (_SETTLED if arguments.settled else ""))
    opened, listed = len(act.payload["problems"]), act.payload["on_lists"]
    said = f"已撤回；{opened} 条问题回到未整改" + (f"，{listed} 条在清单上，仍算已派发" if listed else "")
    return _say(arguments, act, said, opened=opened, on_lists=listed)


def _merge(arguments: argparse.Namespace, _context: JobContext) -> int:
    from census_app.survey.tasks.joining import merge_tasks
    from census_app.workspace.workspace import Workspace

    with Workspace.open(arguments.workspace) as workspace:
        joined = merge_tasks(workspace, arguments.tasks, arguments.reason)
    return _say(arguments, joined.act, f"已并入 {joined.tasks[0]}", task=joined.tasks[0])


def _split(arguments: argparse.Namespace, _context: JobContext) -> int:
    from census_app.survey.tasks.changing import Change
    from census_app.survey.tasks.joining import split_task
    from census_app.workspace.workspace import Workspace

    change = Change(arguments.surveyor, arguments.day, arguments.due)
    with Workspace.open(arguments.workspace) as workspace:
        joined = split_task(
            workspace, arguments.task, arguments.problem, change, KINDS.get(arguments.kind), arguments.reason
        )
    rest, part = joined.tasks
    return _say(arguments, joined.act, f"拆成 {rest} 和 {part}（分出去的）", rest=rest, part=part)


def _undo(arguments: argparse.Namespace, _context: JobContext) -> int:
    from census_app.survey.tasks.undoing import undo_tasks
    from census_app.workspace.workspace import Workspace

    with Workspace.open(arguments.workspace) as workspace:
        act = undo_tasks(workspace, arguments.act, arguments.reason)
    return _say(arguments, act, f"第 {arguments.act} 号动作已撤销", undoes=arguments.act)


def _nothing(arguments: argparse.Namespace, said: str) -> int:
    if arguments.json:
        print_json({"act": 0, "opened": 0, "on_lists": 0})
    else:
        print_text(said)
    return int(ExitCode.DONE)


def _say(arguments: argparse.Namespace, act: Act, said: str, **more: object) -> int:
    if arguments.json:
        print_json({"act": act.seq, **more})
    else:
        print_text(f"{said}（第 {act.seq} 号动作）")
    return int(ExitCode.DONE)
