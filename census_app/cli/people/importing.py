"""`census people import | export`: a roster comes in or its wrong cells are shown; the roster goes out."""

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
    """Register both."""
    export = actions.add_parser("export", help="把现有名册写成工作簿，改好再导入；还没有名册时就是一份空表")
    export.add_argument("--out", type=Path, required=True, metavar="FILE.xlsx")
    add_workspace(export)
    export.set_defaults(command=_export)
    action = actions.add_parser("import", help="导入名册（人员，可带单位表）：一步开通；有错格则整份不导入，标在副本里")
    action.add_argument("file", type=Path, metavar="名册.xlsx")
    action.add_argument("--preview", action="store_true", help="只看会改什么，不写入")
    action.add_argument("--complete", action="store_true", help="这是全部人员：没写在里面的记为离岗")
    action.add_argument("--codes", type=Path, metavar="FILE.xlsx", help="给还没有开通的人发一次性开通码，写进这个文件")
    action.add_argument("--enable", action="store_true", help="同时启用人员管理：此后每个动作都要登录")
    action.add_argument("--home", default="", metavar="单位", help="工作区属于哪个单位（默认：最上级的管理员所在单位）")
    action.add_argument("--marked", type=Path, metavar="FILE.xlsx", help="标错的副本写到哪里（默认工作区的 exports/）")
    add_workspace(action)
    action.set_defaults(command=_import)


def _import(arguments: argparse.Namespace, context: JobContext) -> int:
    from census_app.workspace.people.roster.importing import RosterRequest, import_roster
    from census_app.workspace.workspace import Workspace

    request = RosterRequest(
        arguments.file,
        arguments.preview,
        arguments.complete,
        arguments.codes,
        arguments.enable,
        arguments.home,
        arguments.marked,
    )
    with Workspace.ensure(arguments.workspace) as workspace:
        report = import_roster(workspace, request, context)
    print_report(report, arguments.json)
    return int(ExitCode.DONE_WITH_REFUSALS if report.refused else ExitCode.DONE)


def _export(arguments: argparse.Namespace, _context: JobContext) -> int:
    from census_app.workspace.people.roster.writing import write_roster
    from census_app.workspace.workspace import Workspace

    with Workspace.open(arguments.workspace) as workspace:
        report = write_roster(workspace, arguments.out)
    print_report(report, arguments.json)
    return int(ExitCode.DONE)
