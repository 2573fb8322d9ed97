"""`census pack install`: a pack comes into force, or is refused with the reasons."""

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
    """Register `install`."""
    action = actions.add_parser("install", help="安装：验签 → 读包 → 检查写法 → 运行例子 → 预演 → 生效，一步不过就拒绝")
    add_installation(action, "同意使用没有签名的包；每个批次和清单都会注明")
    action.set_defaults(command=_install)


def _install(arguments: argparse.Namespace, context: JobContext) -> int:
    from census_app.workspace.pack_life.install import install_pack
    from census_app.workspace.workspace import Workspace

    with Workspace.open(arguments.workspace) as workspace:
        report = install_pack(
            workspace,
            arguments.pack,
            accept_unsigned=arguments.yes_unsigned,
            drop_unfit=arguments.drop_unfit,
            context=context,
        )
    print_report(report, arguments.json)
    return int(ExitCode.DONE if report.installed else ExitCode.DONE_WITH_REFUSALS)
