"""`census review defer`: let problems wait until a day, or press for them again."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from census_app.cli.arguments import Commands, add_workspace, iso_date
from census_app.cli.output import print_json, print_text
from census_app.foundation.errors import BadInput, ExitCode

if TYPE_CHECKING:
    from census_app.foundation.jobs import JobContext


def add_actions(actions: Commands[argparse.ArgumentParser]) -> None:
    """Register `defer`."""
    action = actions.add_parser("defer", help="批准暂缓：到期日前不催这些问题，理由写进日志；--revoke 撤销")
    action.add_argument("numbers", nargs="+", metavar="NUMBER", help="问题短号")
    action.add_argument("--until", type=iso_date, metavar="D", help="暂缓到哪天（含）")
    action.add_argument("--reason", required=True, metavar="为什么")
    action.add_argument("--revoke", action="store_true", help="撤销暂缓，照原期限催")
    add_workspace(action)
    action.set_defaults(command=_defer)


def _defer(arguments: argparse.Namespace, _context: JobContext) -> int:
    from census_app.survey.deferrals import approve_deferral, revoke_deferral
    from census_app.workspace.workspace import Workspace

    if arguments.revoke == (arguments.until is not None):
        raise BadInput("要么给 --until 到期日，要么给 --revoke", "例如 --until 2026-12-31")
    with Workspace.open(arguments.workspace) as workspace:
        if arguments.revoke:
            act = revoke_deferral(workspace, arguments.numbers, arguments.reason)
        else:
            act = approve_deferral(workspace, arguments.numbers, arguments.reason, arguments.until)
    numbers = act.payload["problems"]
    if arguments.json:
        print_json({"act": act.seq, "problems": numbers, "until": act.payload.get("until")})
    elif arguments.revoke:
        print_text(f"撤销了 {len(numbers)} 个问题的暂缓，照原期限催")
    else:
        print_text(f"{len(numbers)} 个问题暂缓到 {act.payload['until']}")
    return int(ExitCode.DONE)
