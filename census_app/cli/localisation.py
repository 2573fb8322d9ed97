"""`census localise`: which fields of a record with several problems are most likely wrong."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from census_app.cli.arguments import Commands, add_workspace, iso_date
from census_app.cli.output import print_report
from census_app.foundation.errors import BadInput, ExitCode

if TYPE_CHECKING:
    from census_app.foundation.jobs import JobContext


def add_commands(commands: Commands[argparse.ArgumentParser]) -> None:
    """Register `localise`."""
    localise = commands.add_parser("localise", help="一户有几个问题时，最可能是哪些字段错了")
    localise.add_argument("key", nargs="?", metavar="KEY", help="户号或记录键")
    localise.add_argument("--all", action="store_true", help="所有有两个以上问题的户，只算覆盖、不试值")
    localise.add_argument("--out", type=Path, metavar="X.parquet", help="--all 的结果写到这里")
    localise.add_argument("--as-of", type=iso_date, metavar="D", help="今日 = 这一天；不给时用数据日期")
    localise.add_argument("--pack", type=Path, metavar="P", help="规则包；不给时用生效的规则包")
    add_workspace(localise)
    localise.set_defaults(command=_localise)


def _localise(arguments: argparse.Namespace, context: JobContext) -> int:
    from census_app.workspace.localisation.all_customers import LocatedCustomers, localise_all
    from census_app.workspace.localisation.localise import LocatedRecord, localise
    from census_app.workspace.workspace import Workspace

    if arguments.all == (arguments.key is not None):
        raise BadInput("写一个户号（或记录键），或者写 --all", "例如 census localise 0100123 --workspace W")
    if arguments.all and arguments.out is None:
        raise BadInput("--all 要写明结果放哪里", "加上 --out 文件名.parquet")
    answer: LocatedRecord | LocatedCustomers
    with Workspace.open(arguments.workspace) as workspace:
        if arguments.all:
            answer = localise_all(workspace, arguments.out, context)
        else:
            answer = localise(workspace, arguments.key, arguments.as_of, context, arguments.pack)
    print_report(answer, arguments.json)
    return int(ExitCode.DONE)
