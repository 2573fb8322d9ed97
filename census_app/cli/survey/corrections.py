"""`census survey corrections make|export|withdraw|list`: accepted values into the marketing system."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from census_app.cli.arguments import Commands, add_workspace
from census_app.cli.output import print_json, print_text
from census_app.foundation.errors import ExitCode

if TYPE_CHECKING:
    from census_app.foundation.jobs import JobContext


def add_actions(actions: Commands[argparse.ArgumentParser]) -> None:
    """Register `corrections`."""
    group = actions.add_parser("corrections", help="回填：审核通过、与档案不同的值，预演后出回填清单")
    steps = group.add_subparsers(metavar="动作", required=True)
    make = steps.add_parser("make", help="对照全部规则预演，不引起新问题的成一批更正；会引起的扣下并说明")
    make.add_argument("--unit", default="", metavar="U", help="只做这个单位（编码）的")
    make.add_argument("--release", nargs="+", default=[], metavar="编号", help="扣下的里面放行这几处（答复编号）")
    make.add_argument("--reason", default="", metavar="为什么", help="放行的依据，记入日志")
    add_workspace(make)
    make.set_defaults(command=_make)
    export = steps.add_parser("export", help="写出回填清单（xlsx 和 csv），问题记为声称整改；再导出不会重复")
    export.add_argument("--out", type=Path, required=True, metavar="DIR")
    export.add_argument("--batch", default="", metavar="批号", help="只导出（或重写）这一批")
    add_workspace(export)
    export.set_defaults(command=_export)
    withdraw = steps.add_parser("withdraw", help="收回还没有导出的一批：值可以重新预演，审核可以撤销")
    withdraw.add_argument("batch", metavar="批号")
    withdraw.add_argument("--reason", required=True, metavar="为什么")
    add_workspace(withdraw)
    withdraw.set_defaults(command=_withdraw)
    listing = steps.add_parser("list", help="每批更正现在怎样：已导出、系统里改了没有、问题证实了没有")
    add_workspace(listing)
    listing.set_defaults(command=_list)


def _make(arguments: argparse.Namespace, context: JobContext) -> int:
    from census_app.survey.corrections.making import make_corrections
    from census_app.workspace.workspace import Workspace

    with Workspace.open(arguments.workspace) as workspace:
        report = make_corrections(
            workspace, arguments.unit, release=arguments.release, reason=arguments.reason, context=context
        )
    if arguments.json:
        print_json(report.as_json())
    else:
        print_text(*report.lines())
    return int(ExitCode.DONE_WITH_REFUSALS if report.held else ExitCode.DONE)


def _export(arguments: argparse.Namespace, context: JobContext) -> int:
    from census_app.survey.corrections.exporting import export_corrections
    from census_app.workspace.workspace import Workspace

    with Workspace.open(arguments.workspace) as workspace:
        report = export_corrections(workspace, arguments.out, arguments.batch, context=context)
    if arguments.json:
        print_json(report.as_json())
    else:
        print_text(*report.lines())
    return int(ExitCode.DONE)


def _withdraw(arguments: argparse.Namespace, _context: JobContext) -> int:
    from census_app.survey.corrections.withdrawing import withdraw_batch
    from census_app.workspace.workspace import Workspace

    with Workspace.open(arguments.workspace) as workspace:
        act = withdraw_batch(workspace, arguments.batch, arguments.reason)
    if arguments.json:
        print_json({"act": act.seq, "batch": arguments.batch})
    else:
        print_text(f"{arguments.batch} 已收回，里面的更正不再算")
    return int(ExitCode.DONE)


def _list(arguments: argparse.Namespace, _context: JobContext) -> int:
    from census_app.survey.corrections.listing import batches
    from census_app.workspace.workspace import Workspace

    with Workspace.open(arguments.workspace) as workspace:
        found = batches(workspace)
    if arguments.json:
        print_json({"batches": [one.as_json() for one in found]})
    else:
        print_text(*([one.line() for one in found] or ["还没有回填批"]))
    return int(ExitCode.DONE)
