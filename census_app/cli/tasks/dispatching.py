"""`census task dispatch`: the open problems become tasks, one per customer."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from census_app.cli.arguments import Commands, add_workspace, iso_date, positive
from census_app.cli.output import print_report
from census_app.cli.tasks.words import GROUPS, KINDS, TRIGGERS
from census_app.foundation.errors import ExitCode

if TYPE_CHECKING:
    from census_app.foundation.jobs import JobContext


def add_actions(actions: Commands[argparse.ArgumentParser]) -> None:
    """Register `dispatch`."""
    action = actions.add_parser("dispatch", help="派发：一户一个任务，管它的全部问题；派过的不重复派")
    action.add_argument("--week", metavar="W", help="哪一周的任务，例如 2026-W48（默认本周）")
    action.add_argument("--by", action="append", choices=GROUPS, default=[], metavar="口径",
                        help="按什么成组派给一个人：问题类别、台区、线路、居住区、台区经理；可写几个")  # fmt: skip
    action.add_argument("--kind", action="append", choices=KINDS, default=[], metavar="种类",
                        help="派哪种：上门、电话、案头；可写几个（默认上门和电话）")  # fmt: skip
    action.add_argument("--unit", action="append", default=[], metavar="U", help="只派这个单位（编码或名称）及以下的")
    action.add_argument("--where", metavar="条件", help="只派有这种问题的户，例如 \"级别 = '紧急'\"")
    action.add_argument("--problems", type=Path, metavar="FILE", help="只派有这些问题的户：一行一个问题短号的文本文件")
    action.add_argument("--trigger", action="append", default=[], metavar="缘由",
                        help="问题以外还为什么去：电费异常、用电检查单、轮换、重要客户四到位；可写几个")  # fmt: skip
    action.add_argument("--file", type=Path, metavar="FILE", help="要去的户另有一份表（有户号一列）")
    action.add_argument(
        "--file-trigger", choices=TRIGGERS, default="用电检查单", metavar="缘由", help="这份表是什么缘由"
    )
    action.add_argument("--surveyor", action="append", default=[], metavar="人", help="只派给这些人（账号或姓名）")
    action.add_argument("--limit", type=positive, metavar="N", help="最多派几户，按级别和风险分取")
    action.add_argument("--start", type=iso_date, metavar="D", help="从哪天排起（默认今天，不早于那一周的周一）")
    action.add_argument("--scene", default="", metavar="场景", help="到了现场按哪个场景一起普查")
    action.add_argument("--dry-run", action="store_true", help="只看会怎么派，不写入")
    add_workspace(action)
    action.set_defaults(command=_dispatch)


def _dispatch(arguments: argparse.Namespace, context: JobContext) -> int:
    from datetime import date

    from census_app.foundation.weeks import week_of
    from census_app.survey.dispatch.dispatching import dispatch
    from census_app.survey.dispatch.request import DispatchRequest
    from census_app.workspace.problems.acts import listed_numbers
    from census_app.workspace.workspace import Workspace

    request = DispatchRequest(
        arguments.week or week_of(arguments.start or date.today()),
        by=tuple(GROUPS[word] for word in arguments.by),
        kinds=tuple(KINDS[word] for word in arguments.kind),
        units=tuple(arguments.unit),
        where=arguments.where,
        problems=tuple(listed_numbers(arguments.problems)) if arguments.problems else None,
        limit=arguments.limit,
        triggers=tuple(arguments.trigger),
        file=arguments.file,
        file_trigger=TRIGGERS[arguments.file_trigger],
        surveyors=tuple(arguments.surveyor),
        start=arguments.start,
        scene=arguments.scene,
        dry_run=arguments.dry_run,
    )
    with Workspace.open(arguments.workspace) as workspace:
        report = dispatch(workspace, request, context)
    print_report(report, arguments.json)
    return int(ExitCode.DONE_WITH_REFUSALS if report.gathered.refused else ExitCode.DONE)
