"""`census verify | rebuild | void | storage | backup | restore`: nothing lost, nothing rewritten."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from census_app.cli.arguments import Commands, add_workspace
from census_app.cli.output import print_json, print_report, print_text
from census_app.foundation.errors import ExitCode

if TYPE_CHECKING:
    from census_app.foundation.jobs import JobContext
    from census_app.workspace.runs.void import VoidEffect, VoidReport


def add_commands(commands: Commands[argparse.ArgumentParser]) -> None:
    """Register the keeping commands."""
    verify = commands.add_parser("verify", help="核对日志链、清单上的链头和每个文件的哈希")
    verify.add_argument("--head", action="append", default=[], metavar="链头", help="清单上印的链头，可给多个")
    verify.set_defaults(command=_verify)
    rebuild = commands.add_parser("rebuild", help="从批次和动作重新推出所有问题的状态，并与现有的比较")
    rebuild.set_defaults(command=_rebuild)
    void = commands.add_parser("void", help="作废一个批次（导错了数据）")
    void.add_argument("run", metavar="RUN")
    void.add_argument("--reason", default="", metavar="为什么", help="作废必须写明")
    void.add_argument("--preview", action="store_true", help="只说作废会改变什么，不写入")
    void.set_defaults(command=_void)
    storage = commands.add_parser("storage", help="占用多少、保留到何时、会清理什么")
    storage.add_argument("--prune", action="store_true", help="按保留规则清理过期快照")
    storage.set_defaults(command=_storage)
    backup = commands.add_parser("backup", help="备份成一个文件")
    backup.add_argument("--out", type=Path, required=True, metavar="FILE.zip")
    backup.set_defaults(command=_backup)
    restore = commands.add_parser("restore", help="从备份恢复到一个新的工作区")
    restore.add_argument("backup", type=Path, metavar="FILE.zip")
    restore.set_defaults(command=_restore)
    for parser in (verify, rebuild, void, storage, backup, restore):
        add_workspace(parser)


def _verify(arguments: argparse.Namespace, context: JobContext) -> int:
    from datetime import datetime

    from census_app.workspace.verification.advice import advice_on
    from census_app.workspace.verification.record import keep_verification
    from census_app.workspace.verification.verify import verify_workspace
    from census_app.workspace.workspace import Workspace

    with Workspace.open(arguments.workspace) as workspace:
        report = verify_workspace(workspace, context, arguments.head)
        kept = keep_verification(workspace, report, arguments.head, datetime.now().astimezone())
    if arguments.json:
        print_json(report.as_json() | {"advice": [advice_on(fault) for fault in report.faults], "kept": kept})
    else:
        print_text(*report.lines(), *dict.fromkeys(f"怎么办：{advice_on(fault)}" for fault in report.faults))
    return int(ExitCode.DONE_WITH_REFUSALS if report.faults else ExitCode.DONE)


def _rebuild(arguments: argparse.Namespace, context: JobContext) -> int:
    from census_app.workspace.runs.rebuild import rebuild_states
    from census_app.workspace.workspace import Workspace

    with Workspace.open(arguments.workspace) as workspace:
        report = rebuild_states(workspace, context)
    print_report(report, arguments.json)
    return int(ExitCode.DONE if report.same else ExitCode.DONE_WITH_REFUSALS)


def _void(arguments: argparse.Namespace, context: JobContext) -> int:
    from census_app.workspace.runs.void import void_effect, void_run
    from census_app.workspace.workspace import Workspace

    with Workspace.open(arguments.workspace) as workspace:
        if arguments.preview:
            report: VoidEffect | VoidReport = void_effect(workspace, arguments.run, context)
        else:
            report = void_run(workspace, arguments.run, arguments.reason, context=context)
    print_report(report, arguments.json)
    return int(ExitCode.DONE)


def _storage(arguments: argparse.Namespace, context: JobContext) -> int:
    from census_app.workspace.storage.keeping import prune, storage_report
    from census_app.workspace.workspace import Workspace

    with Workspace.open(arguments.workspace) as workspace:
        report = prune(workspace, context) if arguments.prune else storage_report(workspace)
    print_report(report, arguments.json)
    return int(ExitCode.DONE)


def _backup(arguments: argparse.Namespace, context: JobContext) -> int:
    from census_app.workspace.storage.backup import back_up
    from census_app.workspace.workspace import Workspace

    with Workspace.open(arguments.workspace) as workspace:
        report = back_up(workspace, arguments.out, context)
    print_report(report, arguments.json)
    return int(ExitCode.DONE)


def _restore(arguments: argparse.Namespace, context: JobContext) -> int:
    from census_app.workspace.storage.backup import restore

    report = restore(arguments.backup, arguments.workspace, context)
    print_report(report, arguments.json)
    return int(ExitCode.DONE)
