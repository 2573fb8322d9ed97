"""`census lists --week W --out DIR`: one weekly workbook per unit."""

from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from census_app.cli.arguments import add_json, positive
from census_app.cli.output import print_report
from census_app.foundation.errors import ExitCode

if TYPE_CHECKING:
    from census_app.foundation.jobs import JobContext


def add_arguments(lists: argparse.ArgumentParser) -> None:
    """The options of writing; the parser cannot demand them, for the actions have their own."""
    lists.add_argument("--week", metavar="2026-W48", help="ISO 周")
    lists.add_argument("--out", type=Path, metavar="DIR", help="写到这个文件夹")
    lists.add_argument(
        "--limit",
        type=positive,
        metavar="N",
        help="每个单位最多 N 条，先取级别重的，同级先取风险分高的用户；其余在库、计数",
    )
    lists.add_argument("--workspace", type=Path, metavar="W", help="工作区文件夹")
    add_json(lists)
    lists.set_defaults(command=partial(_write, lists))


def _write(parser: argparse.ArgumentParser, arguments: argparse.Namespace, context: JobContext) -> int:
    from census_app.reporting.lists import write_lists
    from census_app.workspace.workspace import Workspace

    given = {"--week": arguments.week, "--out": arguments.out, "--workspace": arguments.workspace}
    missing = [name for name, value in given.items() if value is None]
    if missing:
        parser.error(f"缺少 {' '.join(missing)}")
    with Workspace.open(arguments.workspace) as workspace:
        report = write_lists(workspace, arguments.week, arguments.out, arguments.limit, context)
    print_report(report, arguments.json)
    return int(ExitCode.DONE)
