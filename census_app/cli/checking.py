"""`census check`, `census explain`: verdicts, and why."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from census_app.cli.arguments import Commands, add_workspace, iso_date
from census_app.cli.output import print_json, print_text
from census_app.foundation.errors import ExitCode

if TYPE_CHECKING:
    from census_app.foundation.jobs import JobContext


def add_commands(commands: Commands[argparse.ArgumentParser]) -> None:
    """Register `check` and `explain`."""
    check = commands.add_parser("check", help="校验最新快照")
    check.add_argument("--as-of", type=iso_date, metavar="D", help="今日 = 这一天；不给时用数据日期")
    check.add_argument("--pack", type=Path, metavar="P", help="规则包文件夹或 zip；与生效的规则包内容不同时只作试算")
    check.add_argument("--trial", action="store_true", help="试算：不改变任何问题的状态")
    check.add_argument("--out", type=Path, metavar="findings.parquet", help="另存一份发现")
    add_workspace(check)
    check.set_defaults(command=_check)
    explain = commands.add_parser("explain", help="一条规则对一条记录：为什么错、为什么没错、为什么判不了")
    explain.add_argument("rule", metavar="RULE", help="规则号，例如 R043")
    explain.add_argument("key", metavar="KEY", help="记录键：户号、表号……多个主键字段用 | 连接")
    explain.add_argument("--as-of", type=iso_date, metavar="D")
    explain.add_argument("--pack", type=Path, metavar="P")
    add_workspace(explain)
    explain.set_defaults(command=_explain)


def _check(arguments: argparse.Namespace, context: JobContext) -> int:
    from census_app.workspace.runs import run_check
    from census_app.workspace.workspace import Workspace

    with Workspace.open(arguments.workspace) as workspace:
        record = run_check(
            workspace,
            as_of=arguments.as_of,
            pack=arguments.pack,
            trial=arguments.trial,
            out=arguments.out,
            context=context,
        )
    if arguments.json:
        print_json(record.as_json())
    else:
        print_text(*record.lines())
    return int(ExitCode.DONE_WITH_REFUSALS if record.errors else ExitCode.DONE)


def _explain(arguments: argparse.Namespace, context: JobContext) -> int:
    from census_app.workspace.explaining import explain_record
    from census_app.workspace.suggestions.now import suggest
    from census_app.workspace.workspace import Workspace

    with Workspace.open(arguments.workspace) as workspace:
        explanation = explain_record(
            workspace, arguments.rule, arguments.key, as_of=arguments.as_of, pack=arguments.pack, context=context
        )
        suggestions = suggest(workspace, rule=arguments.rule, key=arguments.key, context=context).suggestions
    if arguments.json:
        print_json(explanation.as_json() | {"suggestions": [one.as_json() for one in suggestions]})
    else:
        print_text(*explanation.lines(), *(one.line() for one in suggestions))
    return int(ExitCode.DONE)
