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
    from census_app.workspace.problems.listing import ProblemRows

FORMATS = ("table", "csv", "json", "parquet", "xlsx")
_FILES = {"parquet": "parquet 是二进制文件，不能写到屏幕", "xlsx": "Excel 文件不能写到屏幕"}


def add_commands(commands: Commands[argparse.ArgumentParser]) -> None:
    """Register `problems`."""
    problems = commands.add_parser("problems", help="列出问题")
    problems.add_argument("--where", metavar="EXPR", help="规则语言写的条件，例如 级别 = '紧急' and 状态 = '未整改'")
    problems.add_argument(
        "--numbers", type=Path, metavar="FILE", help="只要这些问题，按这个次序：一行一个短号的文本文件（只用于 xlsx）"
    )
    problems.add_argument("--format", choices=FORMATS, default="table")
    problems.add_argument("--out", type=Path, metavar="FILE", help="写到文件（parquet、xlsx 必须给）")
    problems.add_argument("--by-risk", action="store_true", help="高风险用户在前，并列出风险分（见 census priority）")
    problems.add_argument(
        "--suggest", action="store_true", help="加上参照数据给的建议值、把握和依据（见 census suggest）"
    )
    add_workspace(problems)
    problems.set_defaults(command=_problems)


def _problems(arguments: argparse.Namespace, context: JobContext) -> int:
    from census_app.workspace.problems.listing import print_problems, problem_rows
    from census_app.workspace.workspace import Workspace

    chosen = "json" if arguments.json and arguments.format not in _FILES else arguments.format
    if chosen in _FILES and arguments.out is None:
        raise BadInput(_FILES[chosen], "加上 --out 文件名")
    if arguments.numbers is not None and chosen != "xlsx":
        raise BadInput("--numbers 只用于 xlsx", "加上 --format xlsx --out 文件名")
    with Workspace.open(arguments.workspace) as workspace:
        rows = problem_rows(workspace, arguments.where, by_risk=arguments.by_risk, suggest=arguments.suggest)
        if chosen == "xlsx":
            return _workbook(rows, arguments, context)
        print_problems(rows, chosen, arguments.out or sys.stdout)
    return int(ExitCode.DONE)


def _workbook(rows: ProblemRows, arguments: argparse.Namespace, context: JobContext) -> int:
    from census_app.cli.output import print_json, print_text
    from census_app.reporting.problem_list import write_problem_list
    from census_app.workspace.problems.acts import listed_numbers

    numbers = listed_numbers(arguments.numbers) if arguments.numbers is not None else None
    written = write_problem_list(rows, arguments.out, context, numbers)
    if arguments.json:
        print_json({"file": str(arguments.out), "count": written})
    else:
        print_text(f"写了 {written:,} 条问题：{arguments.out}")
    return int(ExitCode.DONE)
