"""`census review exempt`: leave problems alone until a day, or take that back."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from census_app.cli.arguments import Commands, add_workspace, iso_date
from census_app.cli.output import print_json, print_text
from census_app.foundation.errors import BadInput, ExitCode

if TYPE_CHECKING:
    from census_app.foundation.jobs import JobContext


def add_actions(actions: Commands[argparse.ArgumentParser]) -> None:
    """Register `exempt`."""
    action = actions.add_parser(
        "exempt", help="批准豁免：到期日前不再列出，被指的值或规则一变就重新待审；--revoke 撤销豁免，重新待审"
    )
    action.add_argument("numbers", nargs="+", metavar="NUMBER", help="问题短号")
    action.add_argument("--until", type=iso_date, metavar="D", help="豁免到哪天（含）")
    action.add_argument("--reason", required=True, metavar="为什么", help="依据，例如批准文号")
    action.add_argument("--revoke", action="store_true", help="撤销豁免（审核误报、非异常得来的也一样），重新待审")
    add_workspace(action)
    action.set_defaults(command=_exempt)


def _exempt(arguments: argparse.Namespace, _context: JobContext) -> int:
    from census_app.workspace.problems.exemptions import approve_exemption, revoke_exemption
    from census_app.workspace.workspace import Workspace

    if arguments.revoke == (arguments.until is not None):
        raise BadInput("要么给 --until 到期日，要么给 --revoke", "例如 --until 2026-12-31")
    with Workspace.open(arguments.workspace) as workspace:
        if arguments.revoke:
            act = revoke_exemption(workspace, arguments.numbers, arguments.reason)
        else:
            act = approve_exemption(workspace, arguments.numbers, arguments.reason, arguments.until)
    numbers = act.payload["problems"]
    if arguments.json:
        print_json({"act": act.seq, "problems": numbers, "until": act.payload.get("until")})
    elif arguments.revoke:
        print_text(f"撤销了 {len(numbers)} 个问题的豁免，重新待审")
    else:
        print_text(f"{len(numbers)} 个问题豁免到 {act.payload['until']}；被指的值或规则一变就重新待审")
    return int(ExitCode.DONE)
