"""`census library export | take`: entries go to other counties and come from them."""

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
    """Register `export` and `take`."""
    export = actions.add_parser("export", help="写出已发布的经验：给别县的 zip，或给人看的 xlsx；个人信息不出县")
    export.add_argument("--out", type=Path, required=True, metavar="FILE", help="经验库.zip 或 经验库.xlsx")
    export.add_argument("--county", default="", metavar="县", help="哪个县的经验（zip 里写明）")
    export.add_argument("--rule", default="", metavar="R", help="只要关联这条规则的")
    add_workspace(export)
    export.set_defaults(command=_export)
    take = actions.add_parser(
        "take", help="收别县的经验：新的收下，旧的更新，写法不同的并排列出等着定；再收一次什么也不变"
    )
    take.add_argument("files", nargs="+", type=Path, metavar="FILE", help="别县 export 写出的 zip")
    take.add_argument("--preview", action="store_true", help="只看会怎样，不收")
    add_workspace(take)
    take.set_defaults(command=_take)


def _export(arguments: argparse.Namespace, _context: JobContext) -> int:
    from census_app.workspace.library.checked import rule_id
    from census_app.workspace.library.sending import export_library
    from census_app.workspace.workspace import Workspace

    rule, form = rule_id(arguments.rule), arguments.out.suffix.lower()
    if form not in (".zip", ".xlsx"):
        raise BadInput(f"不知道写成什么：{arguments.out}", "文件名以 .zip（给别县）或 .xlsx（给人看）结尾")
    with Workspace.open(arguments.workspace) as workspace:
        if form == ".xlsx":
            from census_app.reporting.experiences import write_library_workbook

            report = write_library_workbook(workspace, arguments.out, rule)
        else:
            report = export_library(workspace, arguments.out, arguments.county, rule)
    print_report(report, arguments.json)
    return int(ExitCode.DONE_WITH_REFUSALS if report.refused else ExitCode.DONE)


def _take(arguments: argparse.Namespace, _context: JobContext) -> int:
    from census_app.workspace.library.taking import take_library
    from census_app.workspace.workspace import Workspace

    with Workspace.open(arguments.workspace) as workspace:
        report = take_library(workspace, arguments.files, preview=arguments.preview)
        if arguments.json:
            print_json(report.as_json())
        else:
            print_text(*report.lines(workspace.dictionary))
    return int(ExitCode.DONE_WITH_REFUSALS if report.refused else ExitCode.DONE)
