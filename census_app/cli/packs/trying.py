"""`census pack try`: every stage of an installation but the last; nothing is written."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from census_app.cli.arguments import Commands
from census_app.cli.output import print_report
from census_app.cli.packs.arguments import add_installation
from census_app.foundation.errors import ExitCode

if TYPE_CHECKING:
    from census_app.foundation.jobs import JobContext


def add_action(actions: Commands[argparse.ArgumentParser]) -> None:
    """Register `try`."""
    action = actions.add_parser("try", help="试装：走完安装的每一步，但不生效、不写入工作区")
    add_installation(action, "同意使用没有签名的包")
    action.set_defaults(command=_try)


def _try(arguments: argparse.Namespace, context: JobContext) -> int:
    from census_app.workspace.pack_life.trying import try_pack
    from census_app.workspace.workspace import Workspace

    with Workspace.open(arguments.workspace) as workspace:
        report = try_pack(
            workspace,
            arguments.pack,
            accept_unsigned=arguments.yes_unsigned,
            drop_unfit=arguments.drop_unfit,
            context=context,
        )
    print_report(report, arguments.json)
    return int(ExitCode.DONE if report.passed or report.unchanged else ExitCode.DONE_WITH_REFUSALS)
