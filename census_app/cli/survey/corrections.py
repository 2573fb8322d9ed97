"""`census survey corrections propose|make|export|withdraw|list`: corrections found at the desk, accepted values into
the marketing system."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from census_app.cli.arguments import Commands, add_workspace
from census_app.cli.output import print_json, print_report, print_text
from census_app.cli.written_values import WRITTEN, split_value
from census_app.foundation.errors import ExitCode

if TYPE_CHECKING:
    from census_app.foundation.jobs import JobContext


def add_actions(actions: Commands[argparse.ArgumentParser]) -> None:
    """Register `corrections`."""
    group = actions.add_parser("corrections", help="回填：审核通过、与档案不同的值，预演后出回填清单")
    steps = group.add_subparsers(metavar="动作", required=True)
    _add_propose(steps)
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


def _add_propose(steps: Commands[argparse.ArgumentParser]) -> None:
    propose = steps.add_parser(
        "propose", help="案头提更正建议：写明依据，由另一名审核员审；档案不动（先用 census rehearse 预演）"
    )
    propose.add_argument("number", metavar="短号", help="为哪个问题提的")
    propose.add_argument("--set", action="append", required=True, metavar=WRITTEN, help="应当改成的值，可写多次")
    propose.add_argument("--evidence", required=True, metavar="依据", help="凭什么这样改：合同编号、铭牌照片、电话核实")
    propose.add_argument("--preview", action="store_true", help="只核对写法、与档案对照，不写入")
    add_workspace(propose)
    propose.set_defaults(command=_propose)


def _propose(arguments: argparse.Namespace, _context: JobContext) -> int:
    from census_app.survey.corrections.proposing import ProposedValue, check_proposal, file_proposal
    from census_app.workspace.workspace import Workspace

    values = [ProposedValue(*split_value(text)) for text in arguments.set]
    with Workspace.open(arguments.workspace) as workspace:
        proposal = check_proposal(workspace, arguments.number, values, arguments.evidence)
        act = 0 if arguments.preview else file_proposal(workspace, proposal).seq
    if arguments.json:
        print_json({"act": act, **proposal.as_json()})
    else:
        done = f"等另一名审核员审（第 {act} 号动作）" if act else "这是预览，没有写入"
        print_text(*proposal.lines(), done)
    return int(ExitCode.DONE)


def _make(arguments: argparse.Namespace, context: JobContext) -> int:
    from census_app.survey.corrections.making import make_corrections
    from census_app.workspace.workspace import Workspace

    with Workspace.open(arguments.workspace) as workspace:
        report = make_corrections(
            workspace, arguments.unit, release=arguments.release, reason=arguments.reason, context=context
        )
    print_report(report, arguments.json)
    return int(ExitCode.DONE_WITH_REFUSALS if report.held else ExitCode.DONE)


def _export(arguments: argparse.Namespace, context: JobContext) -> int:
    from census_app.survey.corrections.exporting import export_corrections
    from census_app.workspace.workspace import Workspace

    with Workspace.open(arguments.workspace) as workspace:
        report = export_corrections(workspace, arguments.out, arguments.batch, context=context)
    print_report(report, arguments.json)
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
