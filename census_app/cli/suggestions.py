"""`census suggest`: what wrong fields should say, as linked reference data have it."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from census_app.cli.arguments import Commands, add_workspace
from census_app.foundation.errors import ExitCode

if TYPE_CHECKING:
    from census_app.foundation.jobs import JobContext

FORMATS = ("table", "csv", "json")


def add_commands(commands: Commands[argparse.ArgumentParser]) -> None:
    """Register `suggest`."""
    parser = commands.add_parser("suggest", help="建议值：被指的字段按参照数据该是什么，有多大把握、凭什么；不会写回")
    parser.add_argument("numbers", nargs="*", metavar="短号", help="问题短号，可给多个；不给就是全部")
    parser.add_argument("--rule", metavar="R", help="只看这条规则的问题")
    parser.add_argument("--full", metavar="事由", help="个人信息不遮盖；写明事由，记入日志")
    parser.add_argument("--format", choices=FORMATS, default="table")
    parser.add_argument("--out", type=Path, metavar="FILE", help="写到文件")
    add_workspace(parser)
    parser.set_defaults(command=_suggest)


def _suggest(arguments: argparse.Namespace, context: JobContext) -> int:
    from census_app.foundation.files import publish
    from census_app.workspace.problems.numbers import normalise
    from census_app.workspace.suggestions.now import suggest
    from census_app.workspace.suggestions.revealing import reveal
    from census_app.workspace.suggestions.telling import print_suggestions
    from census_app.workspace.workspace import Workspace

    form = "json" if arguments.json else arguments.format
    numbers = [normalise(number) for number in arguments.numbers]
    with Workspace.open(arguments.workspace) as workspace:
        if arguments.full is None:
            report = suggest(workspace, numbers, arguments.rule, context=context)
        else:
            report = reveal(workspace, arguments.full, numbers, arguments.rule, context)
    if arguments.out is None:
        print_suggestions(report, form, sys.stdout)
        return int(ExitCode.DONE)
    encoding = "utf-8-sig" if form == "csv" else "utf-8"
    with publish(arguments.out) as temporary, temporary.open("w", encoding=encoding, newline="") as stream:
        print_suggestions(report, form, stream)
    return int(ExitCode.DONE)
