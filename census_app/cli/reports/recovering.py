"""`census report recover`: 追补电量电费 of a problem, or of many from a file."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from census_app.cli.arguments import Commands, add_workspace
from census_app.cli.output import print_json, print_text
from census_app.foundation.errors import BadInput, ExitCode

if TYPE_CHECKING:
    from census_app.foundation.jobs import JobContext


def add_actions(actions: Commands[argparse.ArgumentParser]) -> None:
    """Register `recover`."""
    recover = actions.add_parser("recover", help="登记追补电量电费；同一问题同一种类，后登记的代替先登记的")
    recover.add_argument("number", nargs="?", metavar="NUMBER", help="问题短号")
    recover.add_argument(
        "--file", type=Path, metavar="FILE", help="一张表：问题短号、追补电量、追补电费、种类、期间、备注"
    )
    recover.add_argument("--energy", default="", metavar="KWH", help="电量，千瓦时；不写负数")
    recover.add_argument("--amount", default="", metavar="YUAN", help="电费，元；不写负数")
    recover.add_argument("--kind", default="", metavar="种类", help="追补（默认）、退补、违约使用电费")
    recover.add_argument("--period", default="", metavar="期间", help="例如 2026-01—2026-06")
    recover.add_argument("--note", default="", metavar="文字")
    recover.add_argument("--person", default="", metavar="姓名", help="经办人")
    add_workspace(recover)
    recover.set_defaults(command=_recover)


def _recover(arguments: argparse.Namespace, context: JobContext) -> int:
    from census_app.reporting.recovery_files import read_recoveries
    from census_app.survey.recoveries import enter_recoveries, known_recoveries, read_recovery, total_of
    from census_app.workspace.workspace import Workspace

    if (arguments.number is None) == (arguments.file is None):
        raise BadInput("写一个问题短号，或者给 --file", "例如 census report recover 短号 --amount 1234.5 --workspace W")
    if arguments.file is not None:
        entries = read_recoveries(arguments.file, context)
    else:
        texts = {name: getattr(arguments, name) for name in ("kind", "period", "note", "person")}
        entries = [read_recovery(arguments.number, arguments.energy, arguments.amount, **texts)]
    with Workspace.open(arguments.workspace) as workspace:
        act = enter_recoveries(workspace, entries)
        known = known_recoveries(workspace)
    energy, amount = total_of(known)
    entered = len(entries) if act is not None else 0
    if arguments.json:
        print_json(
            {"read": len(entries), "act": act.seq if act else None, "problems": len({one.problem_no for one in known}),
             "energy": f"{energy:f}", "amount": f"{amount:f}"}
        )  # fmt: skip
    else:
        told = f"登记了 {entered:,} 条" if entered else "都登记过了，没有变化"
        print_text(f"{told}；累计 {len({one.problem_no for one in known}):,} 个问题，{energy:,} 千瓦时，{amount:,} 元")
    return int(ExitCode.DONE)
