"""`census problems`: what is open."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from census_app.cli.arguments import Commands, add_workspace
from census_app.foundation.errors import BadInput, ExitCode

if TYPE_CHECKING:
    from census_app.foundation.jobs import JobContext

FORMATS = ("table", "csv", "json", "parquet")


def add_commands(commands: Commands[argparse.ArgumentParser]) -> None:
    """Register `problems`."""
    problems = commands.add_parser("problems", help="列出问题")
    problems.add_argument("--where", metavar="EXPR", help="规则语言写的条件，例如 级别 = '紧急' and 状态 = '未整改'")
    problems.add_argument("--format", choices=FORMATS, default="table")
    problems.add_argument("--out", type=Path, metavar="FILE", help="写到文件（parquet 必须给）")
    problems.add_argument("--by-risk", action="store_true", help="高风险用户在前，并列出风险分（见 census priority）")
    problems.add_argument(
        "--suggest", action="store_true", help="加上参照数据给的建议值、把握和依据（见 census suggest）"
    )
    add_workspace(problems)
    problems.set_defaults(command=_problems)


def _problems(arguments: argparse.Namespace, _context: JobContext) -> int:
    from census_app.workspace.problems import print_problems, problem_rows
    from census_app.workspace.workspace import Workspace

    chosen = "json" if arguments.json else arguments.format
    if chosen == "parquet" and arguments.out is None:
        raise BadInput("parquet 是二进制文件，不能写到屏幕", "加上 --out 文件名")
    with Workspace.open(arguments.workspace) as workspace:
        rows = problem_rows(workspace, arguments.where, by_risk=arguments.by_risk, suggest=arguments.suggest)
        print_problems(rows, chosen, arguments.out or sys.stdout)
    return int(ExitCode.DONE)
